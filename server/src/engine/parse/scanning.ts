/**
 * Scanners for the parts of a logical line: character runs, keywords and blank-separated arguments. They give the same
 * answers as BitBake's backtracking patterns, but each in one pass. So the time grows only with the length of the line.
 * They do not know statements; offsets are into the logical line.
 */

import { isPythonSpaceCode } from '../base/pythonText';

/** A set of ASCII characters: 1 at the codes of its members. */
export type CharacterSet = Readonly<Uint8Array>;

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The set of ASCII letters, digits and the characters of `others`. */
export function alphanumericAnd(others: string): CharacterSet {
  const set = new Uint8Array(128);
  for (const character of ALPHANUMERIC + others) set[character.charCodeAt(0)] = 1;
  return set;
}

/** Whether the character at `position` is a member of `set`. */
export function isMemberAt(text: string, position: number, set: CharacterSet): boolean {
  return set[text.charCodeAt(position)] === 1;
}

/** The end of the run of `set` members that starts at `position`. */
export function endOfRun(text: string, position: number, set: CharacterSet): number {
  let end = position;
  while (end < text.length && isMemberAt(text, end, set)) end++;
  return end;
}

/** The end of the white space at `position`. */
export function endOfSpace(text: string, position: number): number {
  let end = position;
  while (end < text.length && isPythonSpaceCode(text.charCodeAt(end))) end++;
  return end;
}

const UNICODE_WORD = /[\p{L}\p{N}]/u;
const ASCII_WORD = alphanumericAnd('_');

/** The end of the run of word characters (Python's `\w`) and members of `others` that starts at `position`. */
export function endOfWordRun(text: string, position: number, others: CharacterSet = ASCII_WORD): number {
  let end = position;
  while (end < text.length) {
    const code = text.codePointAt(end) ?? 0;
    const belongs =
      code < 0x80 ? ASCII_WORD[code] === 1 || others[code] === 1 : UNICODE_WORD.test(String.fromCodePoint(code));
    if (!belongs) break;
    end += code > 0xffff ? 2 : 1;
  }
  return end;
}

/** The end of the white space after `keyword` if the line starts with both, else -1. */
export function endOfKeyword(text: string, keyword: string): number {
  if (!text.startsWith(keyword)) return -1;
  const end = endOfSpace(text, keyword.length);
  return end > keyword.length ? end : -1;
}

/**
 * The start of the text after `keyword` and white space: at least one character that is not `stop`; else -1. If only
 * white space follows, its last character is the argument, provided that another white space character precedes it.
 */
export function argumentStart(text: string, keyword: string, stop = ''): number {
  const end = endOfKeyword(text, keyword);
  if (end < 0) return -1;
  if (end < text.length && (stop === '' || text[end] !== stop)) return end;
  return end - 1 > keyword.length ? end - 1 : -1;
}

/**
 * The `count` arguments after `keyword` as [start, end] pairs, or null if there are fewer. Surplus words go to the
 * first argument.
 */
export function argumentsFromRight(text: string, keyword: string, count: number): [number, number][] | null {
  const afterKeyword = endOfKeyword(text, keyword);
  if (afterKeyword < 0) return null;
  const found: [number, number][] = [];
  let end = text.length;
  while (found.length < count - 1) {
    let space = end - 2;
    while (space > keyword.length && !isPythonSpaceCode(text.charCodeAt(space))) space--;
    if (space <= keyword.length) return null;
    found.unshift([space + 1, end]);
    end = space;
  }
  const first = Math.min(afterKeyword, end - 1);
  if (first <= keyword.length) return null;
  found.unshift([first, end]);
  return found;
}
