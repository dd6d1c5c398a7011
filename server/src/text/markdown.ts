/**
 * Markdown for hovers and tooltips. Text of metadata goes into it as code, or as prose that means itself: it makes no
 * link, picture, icon, markup or block, so that whoever shows it loads nothing.
 */

import { line, plain } from './characters';

declare const MARKDOWN: unique symbol;

/** Markdown in which everything that was not written here means itself. */
export type SafeMarkdown = string & { readonly [MARKDOWN]: true };

/** What starts markup inside of a line: also addresses, of which some readers make links. */
const INLINE = /[\\`*[\]<>&~|@]|\$\(?|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|[:/](?=\/)|(?<=www)\./giu;
/** What starts a block at the start of a line. */
const BLOCK_START = /^([#+=-]|\d+(?=[.)](?:\s|$)))/;

/** Markdown of fixed text and of parts that are Markdown already. */
export function markdown(fixed: TemplateStringsArray, ...parts: readonly (SafeMarkdown | number)[]): SafeMarkdown {
  return String.raw({ raw: fixed }, ...parts) as SafeMarkdown;
}

/** Paragraphs, or the parts of one. */
export function joined(parts: readonly SafeMarkdown[], between = '\n\n'): SafeMarkdown {
  return parts.join(between) as SafeMarkdown;
}

/** Text as words of a paragraph. What stands between backticks in a line is code, as in our own messages. */
export function prose(text: string): SafeMarkdown {
  const words = plain(text)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  const parts = words.split(/(?<!`)(`[^`]+`)(?!`)/);
  return parts
    .map((part, index) => (index % 2 === 1 ? code(part.slice(1, -1)) : literal(part, index === 0)))
    .join('') as SafeMarkdown;
}

function literal(text: string, isStart: boolean): string {
  const escaped = text.replace(INLINE, (found) => [...found].map((character) => `\\${character}`).join(''));
  return isStart ? escaped.replace(BLOCK_START, (start) => (/^\d/.test(start) ? `${start}\\` : `\\${start}`)) : escaped;
}

/** Text as code in a line. */
export function code(text: string): SafeMarkdown {
  const shown = line(text);
  const ticks = '`'.repeat(longestRun(shown) + 1);
  // A blank beside the ticks is taken away by readers; without any, code could begin or end with a tick.
  const needsBlanks = /^`|`$/.test(shown) || (/^ .* $/.test(shown) && shown.trim() !== '');
  return (shown === '' ? '' : needsBlanks ? `${ticks} ${shown} ${ticks}` : `${ticks}${shown}${ticks}`) as SafeMarkdown;
}

/** Text as a block of code of its own, which nothing in it ends. */
export function block(text: string): SafeMarkdown {
  const shown = plain(text);
  const fence = '`'.repeat(Math.max(2, longestRun(shown)) + 1);
  return `${fence}\n${shown}\n${fence}` as SafeMarkdown;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
