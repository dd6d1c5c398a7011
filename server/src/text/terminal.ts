/**
 * Lines for terminals, logs of programs and logs of CI systems, which obey some of what they read: control characters
 * everywhere, and words at the start of a line or anywhere in it. Nothing else is changed.
 */

import { plain, spelled } from './characters';

declare const TERMINAL: unique symbol;

/** Text that a terminal or the log of a CI job shows and does not obey. */
export type TerminalText = string & { readonly [TERMINAL]: true };

/** Starts every line that a text brings with it: no line of ours starts so, and no text starts a line otherwise. */
const CONTINUED = '    | ';

/** Commands of Azure Pipelines and TeamCity, and older ones of GitHub: they are found anywhere in a line. */
const ANYWHERE =
  /##(?=vso\[|teamcity\[|\[(?:add-mask|add-matcher|add-path|command|debug|echo|endgroup|error|group|internal-set-repo-path|notice|remove-matcher|save-state|section|set-env|set-output|stop-commands|warning)[\] ])/gi;
/** Commands of GitHub, behind blanks. */
const AT_START = /^(\s*):(?=:)/;
/** What programs pass over when they compare texts. */
const IGNORED = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;

/** One thing to say. What else is a line in it goes on below, marked. */
export function terminalLine(text: string): TerminalText {
  return plain(text).split('\n').map(notObeyed).join(`\n${CONTINUED}`) as TerminalText;
}

/** A piece of a line in a style of the terminal's. */
export interface Painted<Style extends string> {
  readonly style: Style;
  readonly text: string;
}

/** One thing to say in pieces, with styles where there is somebody who knows how to show them. */
export function paintedLine<Style extends string>(
  pieces: readonly (string | Painted<Style>)[],
  paint?: (style: Style, text: TerminalText) => string,
): TerminalText {
  const texts = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text));
  const whole = terminalLine(texts.join(''));
  const shown = texts.map(terminalLine);
  // A command can be put together of several pieces: then there are no styles.
  if (!paint || shown.join('') !== whole) return whole;
  return shown
    .map((text, index) => {
      const piece = pieces[index];
      return piece === undefined || typeof piece === 'string' ? text : paint(piece.style, text);
    })
    .join('') as TerminalText;
}

/** Lines as they are, for text whose lines are known to be harmless, and for the formats of other programs. */
export function terminalText(text: string): TerminalText {
  return plain(text).split('\n').map(notObeyed).join('\n') as TerminalText;
}

/** A line without what is a command to a CI system; the same text otherwise. */
function notObeyed(text: string): string {
  const bare = text.replace(IGNORED, '');
  if (!AT_START.test(bare) && bare.search(ANYWHERE) === -1) return text;
  return text.replace(IGNORED, spelled).replace(AT_START, '$1\\x3a').replace(ANYWHERE, '#\\x23');
}

/** A value as JSON on one line: exactly that value, in characters that nobody obeys. */
export function json(value: unknown): TerminalText {
  return jsonText(JSON.stringify(value));
}

/** The same of a text that is JSON already. */
export function jsonText(text: string): TerminalText {
  // All of these can only stand inside of strings.
  const escaped = text.replace(/[\x7f-\x9f\u2028\u2029]|\p{Bidi_Control}|\p{Surrogate}/gu, unit);
  return (
    escaped.replace(IGNORED, '').search(ANYWHERE) === -1
      ? escaped
      : escaped.replace(IGNORED, units).replace(ANYWHERE, '#\\u0023')
  ) as TerminalText;
}

function units(character: string): string {
  return Array.from({ length: character.length }, (_, index) => unit(character.charAt(index))).join('');
}

function unit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
