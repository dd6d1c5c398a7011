/** Measures a message between threads. The receiver copies all of it at once, and does nothing else meanwhile. */

/** What each number, name or object counts, in addition to the characters of texts. */
const LEAST = 8;

/** Whether plain data has more than about `most` characters; stops as soon as the answer is known. */
export function isLargerThan(value: unknown, most: number): boolean {
  let left = most;
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    left -= LEAST;
    if (typeof next === 'string') left -= next.length;
    else if (ArrayBuffer.isView(next)) left -= next.byteLength;
    else if (Array.isArray(next)) {
      left -= next.length;
      if (left >= 0) rest.push(...chunked(next));
    } else if (next instanceof Map || next instanceof Set) rest.push([...next]);
    else if (typeof next === 'object' && next !== null) {
      for (const [key, part] of Object.entries(next)) {
        left -= key.length;
        rest.push(part);
      }
    }
    if (left < 0) return true;
  }
  return false;
}

/** How many elements of a list a call can take as its arguments; longer lists are split. */
const MOST_ARGUMENTS = 10_000;

function chunked(list: readonly unknown[]): readonly unknown[] {
  if (list.length <= MOST_ARGUMENTS) return list;
  const parts: unknown[] = [];
  for (let at = 0; at < list.length; at += MOST_ARGUMENTS) parts.push(list.slice(at, at + MOST_ARGUMENTS));
  return parts;
}
