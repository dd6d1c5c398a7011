/** Zstandard from the reference library in WebAssembly: the oldest supported Node has none of its own. */

import { compress, decompress, init } from '@bokuweb/zstd-wasm';
import type { ZstdCodec } from '../engine/siginfo/zstd';

/** The level that BitBake packs with. */
const LEVEL = 3;

/** The whole thread shares one library. Loading it again would take its memory from the code that uses it. */
const library: { loaded?: Promise<ZstdCodec> } = {};

/** Loads the library at the first call. In a bundle its `zstd.wasm` is next to the file that is run. */
export function loadZstd(): Promise<ZstdCodec> {
  return (library.loaded ??= init().then(() => ({ decompressFrame, compress: (bytes) => compress(bytes, LEVEL) })));
}

function decompressFrame(frame: Uint8Array, most: number): Uint8Array | null {
  try {
    return decompress(frame, { defaultHeapSize: most });
  } catch {
    // The library reports only a number as its error.
    return null;
  }
}
