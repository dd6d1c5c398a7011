/**
 * Markdown for hovers and tooltips. Text of metadata goes into it as code, or as prose that is shown literally. Such
 * text creates no link, picture, icon, markup or block, so that a viewer loads nothing.
 */

import { line, plain } from './characters';

declare const MARKDOWN: unique symbol;

/** Markdown in which all text except our own is shown literally. */
export type SafeMarkdown = string & { readonly [MARKDOWN]: true };

/** What starts markup inside a line, and also parts of addresses, which some viewers turn into links. */
const INLINE = /[\\`*[\]<>&~|@]|\$\(?|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|[:/](?=\/)|(?<=www)\./giu;
/** What starts a block if it is at the start of a line. */
const BLOCK_START = /^([#+=-]|\d+(?=[.)](?:\s|$)))/;

/** Markdown made of fixed text and of parts that are already Markdown. */
export function markdown(fixed: TemplateStringsArray, ...parts: readonly (SafeMarkdown | number)[]): SafeMarkdown {
  return String.raw({ raw: fixed }, ...parts) as SafeMarkdown;
}

/** Joins paragraphs, or the parts of one paragraph. */
export function joined(parts: readonly SafeMarkdown[], between = '\n\n'): SafeMarkdown {
  return parts.join(between) as SafeMarkdown;
}

/** Text as words of a paragraph. Text between backticks in a line becomes code, as in our own messages. */
export function prose(text: string): SafeMarkdown {
  const words = plain(text)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  const parts = words.split(/(?<!`)(`[^`]+`)(?!`)/);
  return parts
    .map((part, index) =>
      index % 2 === 1 ? code(part.slice(1, -1)) : index === 0 ? literalAtStart(part) : literal(part),
    )
    .join('') as SafeMarkdown;
}

function literal(text: string): string {
  return text.replace(INLINE, (found) => [...found].map((character) => `\\${character}`).join(''));
}

/** The start of a paragraph must not become a list, a heading or another block. */
function literalAtStart(text: string): string {
  return literal(text).replace(BLOCK_START, (start) => (/^\d/.test(start) ? `${start}\\` : `\\${start}`));
}

/** Text as code in a line. */
export function code(text: string): SafeMarkdown {
  const shown = line(text);
  const ticks = '`'.repeat(longestRun(shown) + 1);
  // Viewers remove one blank next to the ticks. Without blanks, code could not begin or end with a tick.
  const needsBlanks = /^`|`$/.test(shown) || (/^ .* $/.test(shown) && shown.trim() !== '');
  return (shown === '' ? '' : needsBlanks ? `${ticks} ${shown} ${ticks}` : `${ticks}${shown}${ticks}`) as SafeMarkdown;
}

/** Text as a separate block of code that nothing in the text can end. */
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
