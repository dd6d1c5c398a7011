/** Texts of metadata hold anything; a report must stay a valid document, and a terminal must not obey them. */

const REPLACEMENT = '\ufffd';

/** Without half surrogate pairs, which no encoding of Unicode has. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, REPLACEMENT);
}

/** With only the characters that XML 1.0 has. */
export function xmlCharacters(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, REPLACEMENT);
}

/** With control characters spelled out, lines and tabs aside. */
export function visible(text: string): string {
  return wellFormed(text).replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
