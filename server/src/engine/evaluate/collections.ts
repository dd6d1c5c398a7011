/** Which layer collection a file belongs to, by the patterns that layers give. Mirrors `bb.utils.get_file_layer`. */

import { words } from '../base/pythonText';
import type { Datastore } from '../datastore/datastore';

/** A regular expression of metadata (Python's syntax), anchored at the start; null where it does not compile. */
export function pythonRegExp(pattern: string, anchored: boolean): RegExp | null {
  const translated = pattern.replace(/\(\?P</g, '(?<').replace(/\\Z/g, '$').replace(/\\A/g, '^');
  for (const flags of ['u', '']) {
    try {
      return new RegExp(anchored ? `^(?:${translated})` : translated, flags);
    } catch {
      // Python allows escapes that JavaScript's Unicode mode refuses, such as `\-`: the second round is without it.
    }
  }
  return null;
}

/** The collection whose `BBFILE_PATTERN` matches the longest part of `path`; null where none does. */
export function collectionOf(path: string, d: Datastore): string | null {
  let best: string | null = null;
  let length = -1;
  for (const collection of words(d.getText('BBFILE_COLLECTIONS'))) {
    const pattern = d.getText(`BBFILE_PATTERN_${collection}`);
    const match = pattern === '' ? null : pythonRegExp(pattern, true)?.exec(path);
    if (!match || match[0].length <= length) continue;
    best = collection;
    length = match[0].length;
  }
  return best;
}
