/**
 * Characters that are invisible but have an effect: they end lines, move cursors, or change the direction of reading.
 * Text for users has them spelled out. All functions here leave other text unchanged, and also text that they produced.
 */

declare const PLAIN: unique symbol;
declare const LINE: unique symbol;

/** Text of one or more lines without such characters: for diagnostics and tooltips. */
export type Plain = string & { readonly [PLAIN]: true };

/** Plain text that is one line. */
export type Line = Plain & { readonly [LINE]: true };

const REPLACEMENT = '\ufffd';

/**
 * Control characters except tabs and newlines, other characters that end a line somewhere, and characters that change
 * the direction of reading.
 */
const OBEYED = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]|\p{Bidi_Control}/gu;

/** Replaces unpaired surrogates, which no encoding of Unicode has. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, REPLACEMENT);
}

/** Replaces all characters that XML 1.0 does not have. */
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

/** Writes a character as its code point. */
export function spelled(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x100) return `\\x${point.toString(16).padStart(2, '0')}`;
  return point < 0x10000 ? `\\u${point.toString(16).padStart(4, '0')}` : `\\u{${point.toString(16)}}`;
}
