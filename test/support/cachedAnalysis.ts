/**
 * The analysis that answers from a store, over the example's files and a test interpreter: editor and command line at
 * their start.
 */

import type { OverlayFileSource } from '../../server/src/engine/files/overlayFileSource';
import type { Analysis } from '../../server/src/ide/analysis';
import { CachedAnalysis } from '../../server/src/ide/stored/cachedAnalysis';
import type { ResultStore } from '../../server/src/ide/resultStore';
import { nodeMd5, nodeSha256 } from '../../server/src/node/nodeDigest';

/** No source knows a unihash. */
const NO_UNIHASHES = {
  unihashes: async () => ({ known: new Map(), isComplete: true, problems: [] }),
  close: () => undefined,
};

/** A start of the program; `load` is called when the engine is first needed. */
export function startCached(
  files: OverlayFileSource,
  store: ResultStore,
  load: () => Analysis,
  compared = '{}',
): CachedAnalysis {
  return new CachedAnalysis({
    files,
    store,
    sha256: nodeSha256,
    md5: nodeMd5,
    asksServers: false,
    compared,
    setText: (path, text) => (text === undefined ? files.clear(path) : files.set(path, text)),
    hashEquivalence: () => NO_UNIHASHES,
    load: async () => load(),
  });
}
