/** SHA-256 (FIPS 180-4), synchronous and without a platform: a basehash must be the same in every host. */

import { encodeUtf8 } from './utf8';

/** The digest of the UTF-8 bytes of `text`, in lower-case hexadecimal, like `hashlib.sha256(…).hexdigest()`. */
export function sha256Hex(text: string): string {
  const digest = new Sha256();
  digest.update(encodeUtf8(text));
  return digest.hex();
}

const BLOCK = 64;

/** A digest of bytes that come piece by piece. */
export class Sha256 {
  private readonly state = initialState();
  private readonly schedule = new Uint32Array(64);
  private readonly block = new Uint8Array(BLOCK);
  /** Bytes in `block` that wait for more. */
  private waiting = 0;
  private length = 0;

  update(bytes: Uint8Array): void {
    this.length += bytes.length;
    let at = 0;
    if (this.waiting > 0) {
      at = Math.min(BLOCK - this.waiting, bytes.length);
      this.block.set(bytes.subarray(0, at), this.waiting);
      this.waiting += at;
      if (this.waiting < BLOCK) return;
      compress(this.state, this.schedule, ROUND_CONSTANTS, this.block, 0);
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK) compress(this.state, this.schedule, ROUND_CONSTANTS, bytes, at);
    this.block.set(bytes.subarray(at));
    this.waiting = bytes.length - at;
  }

  /** The digest; nothing can be added afterwards. */
  hex(): string {
    const bits = this.length;
    const tail = new Uint8Array(this.waiting + 9 > BLOCK ? 2 * BLOCK : BLOCK);
    tail.set(this.block.subarray(0, this.waiting));
    tail[this.waiting] = 0x80;
    const view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(bits / 0x20000000));
    view.setUint32(tail.length - 4, (bits << 3) >>> 0);
    for (let at = 0; at < tail.length; at += BLOCK) compress(this.state, this.schedule, ROUND_CONSTANTS, tail, at);
    return hex(this.state);
  }
}

/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices are within the fixed-size arrays; checks would cost a third of the speed */
function compress(state: Uint32Array, w: Uint32Array, k: Uint32Array, bytes: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i++, at += 4) {
    w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!;
    const y = w[i - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
  }
  let a = state[0]! | 0, b = state[1]! | 0, c = state[2]! | 0, d = state[3]! | 0;
  let e = state[4]! | 0, f = state[5]! | 0, g = state[6]! | 0, h = state[7]! | 0;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + k[i]! + w[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0]! += a; state[1]! += b; state[2]! += c; state[3]! += d;
  state[4]! += e; state[5]! += f; state[6]! += g; state[7]! += h;
}
/* eslint-enable @typescript-eslint/no-non-null-assertion */

function initialState(): Uint32Array {
  return Uint32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19);
}


/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUND_CONSTANTS = Uint32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);

function hex(state: Uint32Array): string {
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}
