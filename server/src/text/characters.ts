/**
 * Characters that show nothing and are obeyed: they end lines, move cursors, turn the direction of reading. Text for
 * people has them spelled out. All functions here leave other text as it is, and text that they have made as well.
 */

declare const PLAIN: unique symbol;
declare const LINE: unique symbol;

/** Text of lines in which nothing is obeyed: for diagnostics and tooltips. */
export type Plain = string & { readonly [PLAIN]: true };

/** Plain text that is one line. */
export type Line = Plain & { readonly [LINE]: true };

const REPLACEMENT = '\ufffd';

/** Controls but tabs and newlines, what else ends a line somewhere, and what turns the direction of reading. */
const OBEYED = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]|\p{Bidi_Control}/gu;

/** Without half surrogate pairs, which no encoding of Unicode has. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, REPLACEMENT);
}

/** With only the characters that XML 1.0 has. */
export function xmlCharacters(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, REPLACEMENT);
}

/** Several lines: newlines and tabs stay. */
export function plain(text: string): Plain {
  return wellFormed(text).replace(OBEYED, spelled) as Plain;
}

/** One line: a newline is spelled out as well. */
export function line(text: string): Line {
  return plain(text).replaceAll('\n', '\\n') as Line;
}

/** A character by its number. */
export function spelled(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x100) return `\\x${point.toString(16).padStart(2, '0')}`;
  return point < 0x10000 ? `\\u${point.toString(16).padStart(4, '0')}` : `\\u{${point.toString(16)}}`;
}
