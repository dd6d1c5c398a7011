/**
 * Reads BitBake's own cache of unihashes, `bb_unihashes.dat`. For each task it contains the last taskhash and the
 * unihash that belongs to it; an entry is valid only while the taskhash is the same. Mirrors what `bb.siggen` reads
 * through `bb.cache.SimpleCache`.
 */

import { decodePickle } from '../pickle/pickle';
import { type KnownUnihash, type UnihashQuestion, isUnihash } from './unihashes';

/** The version of the format that this reader knows. */
const VERSION = '3';

/** The content of the cache, by `MC:PN:TASK`. */
export type UnihashCache = ReadonlyMap<string, { readonly taskhash: string; readonly unihash: string }>;

/** The file's entries; or why they cannot be read. In that case BitBake also starts with an empty cache. */
export function readUnihashCache(bytes: Uint8Array): UnihashCache | { readonly reason: string } {
  const decoded = decodePickle(bytes);
  if (decoded.kind === 'refused')
    return { reason: `it is no pickle of plain data: ${decoded.reason} (byte ${decoded.offset})` };
  const [entries, version] = Array.isArray(decoded.value) ? decoded.value : [];
  if (version !== VERSION) return { reason: `its format is not version ${VERSION}` };
  const cache = new Map<string, { readonly taskhash: string; readonly unihash: string }>();
  for (const [key, pair] of entries instanceof Map ? entries : []) {
    const [taskhash, unihash] = Array.isArray(pair) ? pair : [];
    if (typeof key !== 'string' || typeof taskhash !== 'string' || typeof unihash !== 'string' || !isUnihash(unihash))
      return { reason: 'it has content other than hashes' };
    cache.set(key, { taskhash, unihash });
  }
  return cache;
}

/** The cache's answers for the tasks in question. */
export function fromCache(
  cache: UnihashCache,
  questions: readonly UnihashQuestion[],
): ReadonlyMap<string, KnownUnihash> {
  const known = new Map<string, KnownUnihash>();
  for (const { key, taskhash } of questions) {
    const entry = cache.get(key);
    if (entry?.taskhash === taskhash) known.set(key, { unihash: entry.unihash, origin: 'cache' });
  }
  return known;
}
