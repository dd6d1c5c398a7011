/** Zstandard by the reference library in WebAssembly: the oldest Node that runs us has none of its own. */

import { compress, decompress, init } from '@bokuweb/zstd-wasm';
import type { ZstdCodec } from '../../engine/siginfo/zstd';

/** What BitBake packs with. */
const LEVEL = 3;

/** Loads the library. In a bundle its `zstd.wasm` stands beside the file that is run. */
export async function loadZstd(): Promise<ZstdCodec> {
  await init();
  return { decompressFrame, compress: (bytes) => compress(bytes, LEVEL) };
}

function decompressFrame(frame: Uint8Array, most: number): Uint8Array | null {
  try {
    return decompress(frame, { defaultHeapSize: most });
  } catch {
    // The library says no more than a number.
    return null;
  }
}
