/**
 * Python's definition of white space and lines, which differs from JavaScript's `\s`, `trim` and `split`:
 * U+001C..U+001F and U+0085 are white space, U+FEFF is not.
 */

const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const LEADING_SPACE = new RegExp(`^[${SPACE}]+`, 'u');
const SPACE_CHARACTER = new RegExp(`[${SPACE}]`, 'u');

/** Character class content (no brackets) that matches what Python's `\s` matches in text patterns. */
export const PYTHON_SPACE_CLASS = SPACE;

/** Python's `str.split()`: words between runs of white space; never an empty word. */
export function words(text: string): string[] {
  const found: string[] = [];
  const { length } = text;
  for (let at = 0; at < length;) {
    while (at < length && isPythonSpaceCode(text.charCodeAt(at))) at++;
    const start = at;
    while (at < length && !isPythonSpaceCode(text.charCodeAt(at))) at++;
    if (at > start) found.push(text.slice(start, at));
  }
  return found;
}

/** Whether there is only white space: no word for `str.split()`. */
export function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (!isPythonSpaceCode(text.charCodeAt(at))) return false;
  return true;
}

/** Whether one UTF-16 unit is white space to Python. */
export function isPythonSpace(character: string): boolean {
  return SPACE_CHARACTER.test(character);
}

/** Python's `str.rstrip()`. */
export function stripRight(text: string): string {
  let end = text.length;
  while (end > 0 && isPythonSpaceCode(text.charCodeAt(end - 1))) end--;
  return end === text.length ? text : text.slice(0, end);
}

/** Python's `str.strip()`. */
export function strip(text: string): string {
  return stripRight(text).replace(LEADING_SPACE, '');
}

/** Whether a UTF-16 code unit is white space to Python; the fast form for loops over text. */
export function isPythonSpaceCode(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f);
  if (code < 0x80) return false;
  return code === 0x85 || code === 0xa0 || (code >= 0x1680 && SPACE_CHARACTER.test(String.fromCharCode(code)));
}

/**
 * Whether `bb.utils.to_boolean` takes a text as true. Where that function rejects the text, and BitBake fails, this
 * returns false.
 */
export function isTrue(text: string): boolean {
  return ['y', 'yes', '1', 'true'].includes(text.toLowerCase());
}
