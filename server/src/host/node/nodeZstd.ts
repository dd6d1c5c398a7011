/** Zstandard by the reference library in WebAssembly: the oldest Node that runs us has none of its own. */

import { compress, decompress, init } from '@bokuweb/zstd-wasm';
import type { ZstdCodec } from '../../engine/siginfo/zstd';

/** What BitBake packs with. */
const LEVEL = 3;

/** The library is one for the whole thread, and loading it again takes its memory from whoever uses it. */
const library: { loaded?: Promise<ZstdCodec> } = {};

/** Loads the library when it is first asked for. In a bundle its `zstd.wasm` stands beside the file that is run. */
export function loadZstd(): Promise<ZstdCodec> {
  return (library.loaded ??= init().then(() => ({ decompressFrame, compress: (bytes) => compress(bytes, LEVEL) })));
}

function decompressFrame(frame: Uint8Array, most: number): Uint8Array | null {
  try {
    return decompress(frame, { defaultHeapSize: most });
  } catch {
    // The library says no more than a number.
    return null;
  }
}
