/**
 * Handles Zstandard as far as signature files need it. Hosts supply the codec; this code protects it. It first walks a
 * file frame by frame and block by block. So it can report where a file is cut off, and it does not unpack anything
 * that would exceed the limit.
 */

/** A Zstandard library, supplied by the host; it is synchronous once it is loaded. */
export interface ZstdCodec {
  /** Unpacks one whole frame, which is known to contain at most `most` bytes; null if it is damaged. */
  readonly decompressFrame: (frame: Uint8Array, most: number) => Uint8Array | null;
  /** Packs `bytes` into one frame. */
  readonly compress: (bytes: Uint8Array) => Uint8Array;
}

/** The unpacked bytes, or why and at which byte the file cannot be unpacked. */
export type Unpacked =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly reason: string; readonly offset: number };

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
/** The format's own limit. */
const LONGEST_BLOCK = 128 * 1024;
const MOST_FRAMES = 4096;

/** Whether `bytes` begin like a Zstandard file, which may start with skippable frames. */
export function looksLikeZstd(bytes: Uint8Array): boolean {
  const magic = numberAt(bytes, 0, 4);
  return magic === MAGIC || isSkippable(magic);
}

/** Unpacks a file of one or more frames, including skippable ones, to at most `limit` bytes. */
export function unpackZstd(bytes: Uint8Array, codec: ZstdCodec, limit: number): Unpacked {
  const parts: Uint8Array[] = [];
  let size = 0;
  let frames = 0;
  for (let at = 0; at < bytes.length;) {
    const frame = walkFrame(bytes, at);
    if (typeof frame === 'string') return { kind: 'refused', reason: frame, offset: at };
    if (++frames > MOST_FRAMES)
      return { kind: 'refused', reason: `it has more than ${MOST_FRAMES} frames`, offset: at };
    if (frame.most > limit - size)
      return { kind: 'refused', reason: `it unpacks to more than ${limit} bytes`, offset: at };
    if (frame.most > 0) {
      const part = codec.decompressFrame(bytes.subarray(at, frame.end), frame.most);
      if (part === null) return { kind: 'refused', reason: DAMAGED, offset: at };
      parts.push(part);
      size += part.length;
    }
    at = frame.end;
  }
  return { kind: 'bytes', bytes: joined(parts, size) };
}

/** Where a frame ends and how many bytes it can contain at most. */
interface Frame {
  readonly end: number;
  readonly most: number;
}

/** The frame at `at`; a text says why there is none. */
function walkFrame(bytes: Uint8Array, at: number): Frame | string {
  if (at + 4 > bytes.length) return CUT_OFF;
  const magic = numberAt(bytes, at, 4);
  if (isSkippable(magic)) {
    const end = at + 8 + numberAt(bytes, at + 4, 4);
    return end <= bytes.length ? { end, most: 0 } : CUT_OFF;
  }
  if (magic !== MAGIC) return 'this is no Zstandard frame';
  const header = walkHeader(bytes, at + 4);
  if (typeof header === 'string') return header;
  let { position } = header;
  let most = 0;
  for (let isLast = false; !isLast;) {
    if (position + 3 > bytes.length) return CUT_OFF;
    const block = numberAt(bytes, position, 3);
    isLast = (block & 1) === 1;
    const type = (block >> 1) & 3;
    const length = block >> 3;
    if (type === 3 || length > LONGEST_BLOCK) return DAMAGED;
    // Types: raw, one byte repeated, compressed.
    most += type === 2 ? LONGEST_BLOCK : length;
    position += 3 + (type === 1 ? 1 : length);
    if (position > bytes.length) return CUT_OFF;
  }
  const end = position + (header.hasChecksum ? 4 : 0);
  if (end > bytes.length) return CUT_OFF;
  // A library allocates as much memory as the header asks for.
  return header.size === null || header.size <= most ? { end, most } : DAMAGED;
}

const CUT_OFF = 'the file is cut off';
const DAMAGED = 'the Zstandard frame is damaged';

/** The content of a frame's header. */
interface Header {
  /** The position of the first block. */
  readonly position: number;
  readonly hasChecksum: boolean;
  /** How many bytes are in the frame, if the header says so. */
  readonly size: number | null;
}

function walkHeader(bytes: Uint8Array, at: number): Header | string {
  const descriptor = bytes[at];
  if (descriptor === undefined) return CUT_OFF;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  if ((descriptor & 0x08) !== 0) return DAMAGED;
  if ((descriptor & 0x03) !== 0) return 'the Zstandard frame needs a dictionary';
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag;
  const start = at + 1 + (isSingleSegment ? 0 : 1);
  if (start + sizeBytes > bytes.length) return CUT_OFF;
  // Two-byte sizes start after the largest one-byte size.
  const size = sizeBytes === 0 ? null : numberAt(bytes, start, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  return { position: start + sizeBytes, hasChecksum: (descriptor & 0x04) !== 0, size };
}

function isSkippable(magic: number): boolean {
  return magic >= SKIPPABLE && magic <= SKIPPABLE + 15;
}

/** The number in `count` bytes, least significant byte first; missing bytes count as 0. */
function numberAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
