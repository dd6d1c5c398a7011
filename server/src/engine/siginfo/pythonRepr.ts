/**
 * Formats values as Python shows them in messages: `repr` of texts, lists and sets. Python shows a set in no fixed
 * order; here it is sorted.
 */

import { sorted } from '../base/order';

/** `repr()` of a text. */
export function repr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(/[\\\p{C}\p{Z}]/gu, (character) => {
    if (character === ' ') return character;
    const short = SHORT_ESCAPES.get(character);
    if (short !== undefined) return short;
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x100) return `\\x${point.toString(16).padStart(2, '0')}`;
    return point < 0x10000 ? `\\u${point.toString(16).padStart(4, '0')}` : `\\U${point.toString(16).padStart(8, '0')}`;
  });
  return `${quote}${quote === "'" ? inner.replaceAll("'", "\\'") : inner}${quote}`;
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** A list of items that are already formatted. */
export function listText(items: readonly string[]): string {
  return `[${items.join(', ')}]`;
}

/** A `frozenset` of texts. */
export function setText(names: Iterable<string>): string {
  const shown = sorted(names).map(repr);
  return shown.length === 0 ? 'frozenset()' : `frozenset({${shown.join(', ')}})`;
}

/** `str()` of a value. */
export function valueText(value: string | number | null | undefined): string {
  return value === null || value === undefined ? 'None' : String(value);
}

/** Python's `str.splitlines()`: not only newlines end a line. */
export function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/);
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}
