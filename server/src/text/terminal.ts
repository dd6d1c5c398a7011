/**
 * Lines for terminals, logs of programs and logs of CI systems. These obey some of what they read: control characters
 * everywhere, and command words at the start of a line or anywhere in it. Nothing else is changed.
 */

import { plain, spelled } from './characters';

declare const TERMINAL: unique symbol;

/** Text that a terminal or the log of a CI job shows and does not obey. */
export type TerminalText = string & { readonly [TERMINAL]: true };

/**
 * Starts every further line of a text. None of our own lines starts with it, and a text cannot start a line in any
 * other way.
 */
const CONTINUED = '    | ';

/** Commands of Azure Pipelines and TeamCity, and older GitHub commands: they work anywhere in a line. */
const ANYWHERE =
  /##(?=vso\[|teamcity\[|\[(?:add-mask|add-matcher|add-path|command|debug|echo|endgroup|error|group|internal-set-repo-path|notice|remove-matcher|save-state|section|set-env|set-output|stop-commands|warning)[\] ])/gi;
/** Commands of GitHub, at the start of a line or after blanks there. */
const AT_START = /^(\s*):(?=:)/;
/** Characters that programs ignore when they compare texts. */
const IGNORED = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;

/** One message. Its further lines follow below, marked with `CONTINUED`. */
export function terminalLine(text: string): TerminalText {
  return plain(text).split('\n').map(notObeyed).join(`\n${CONTINUED}`) as TerminalText;
}

/** A piece of a line, with a style of the terminal. */
export interface Painted<Style extends string> {
  readonly style: Style;
  readonly text: string;
}

/** One message in pieces, with styles if the caller passes `paint`. */
export function paintedLine<Style extends string>(
  pieces: readonly (string | Painted<Style>)[],
  paint?: (style: Style, text: TerminalText) => string,
): TerminalText {
  const texts = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text));
  const whole = terminalLine(texts.join(''));
  const shown = texts.map(terminalLine);
  // Several pieces can form a command together: then the line gets no styles.
  if (!paint || shown.join('') !== whole) return whole;
  return shown
    .map((text, index) => {
      const piece = pieces[index];
      return piece === undefined || typeof piece === 'string' ? text : paint(piece.style, text);
    })
    .join('') as TerminalText;
}

/**
 * Keeps the lines as they are: for text whose lines are known to be harmless, and for the formats of other programs.
 */
export function terminalText(text: string): TerminalText {
  return plain(text).split('\n').map(notObeyed).join('\n') as TerminalText;
}

/** Makes the commands to CI systems in a line harmless; other text stays the same. */
function notObeyed(text: string): string {
  const bare = text.replace(IGNORED, '');
  if (!AT_START.test(bare) && bare.search(ANYWHERE) === -1) return text;
  return text.replace(IGNORED, spelled).replace(AT_START, '$1\\x3a').replace(ANYWHERE, '#\\x23');
}

/** A value as JSON on one line: exactly that value, written in characters that no terminal or CI system obeys. */
export function json(value: unknown): TerminalText {
  return jsonText(JSON.stringify(value));
}

/** The same for a text that is already JSON. */
export function jsonText(text: string): TerminalText {
  // All of these can only occur inside strings.
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
