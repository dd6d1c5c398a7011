/** Which layer collection a file belongs to, by the patterns of the layers. Mirrors `bb.utils.get_file_layer`. */

import { PythonPattern } from '../base/pythonPattern';
import { words } from '../base/pythonText';
import type { Datastore } from '../datastore/datastore';

/** The collection with the longest `BBFILE_PATTERN` that matches `path`; null where none matches. */
export function collectionOf(path: string, d: Datastore): string | null {
  let best: string | null = null;
  let length = 0;
  for (const collection of words(d.getText('BBFILE_COLLECTIONS'))) {
    const pattern = d.getText(`BBFILE_PATTERN_${collection}`);
    if ([...pattern].length <= length || !new PythonPattern(pattern).startsText(path, d.services.budget)) continue;
    best = collection;
    length = [...pattern].length;
  }
  return best;
}
