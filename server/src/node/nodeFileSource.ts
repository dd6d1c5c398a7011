/**
 * The engine's `FileSource` over a real disk: Node's synchronous file system, read-only. Every failure of the disk is
 * an answer, and nothing here throws. Nothing is remembered between two questions, except why the last one could not be
 * answered. It knows nothing of buffers, layers or Python.
 */

import { type Stats, lstatSync, opendirSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { LARGE_FOLDER_BYTES, MOST_FILE_BYTES, MOST_NAMES, MOST_TEXT_BYTES } from '../engine/base/limits';
import { sorted } from '../engine/base/order';
import type { FileFailure, FileSource, FileStat, FileText } from '../engine/files/fileSource';
import { type ReadOutcome, failed, readRegularFile } from './readRegularFile';

/**
 * The user of this process. BitBake refuses to run as root, so for root the user who will run BitBake is unknown. Then
 * every file counts as that user's own.
 */
const USER = process.getuid?.() ?? 0;

/** The files of this machine. */
export function nodeFileSource(): FileSource {
  const disk = new Disk();
  return {
    stat: (path) => disk.stat(path),
    readBytes: (path) => disk.readBytes(path),
    readPart: (path, position, length) => disk.readPart(path, position, length),
    readText: (path) => disk.readText(path),
    list: (path) => disk.list(path),
    readLink: (path) => disk.readLink(path),
    failure: (path) => disk.failure(path),
  };
}

/** Two changes that are at least this far apart get different times: a tick of the kernel's clock is 10 ms or less. */
const TICK_MS = 20;
/** The same on file systems that store whole seconds, some of them only even ones. */
const COARSE_TICK_MS = 2_050;
const SLEEPER = new Int32Array(new SharedArrayBuffer(4));

/**
 * The state of a path, returned when its next change will get a different time. Without that wait, content read before
 * the change could not be distinguished from content read after it.
 */
function settled(path: string, found: Stats | undefined): Stats | undefined {
  if (found === undefined || !found.isFile()) return found;
  const age = Date.now() - found.ctimeMs;
  // The clock returns whole milliseconds, and a change may have a finer time: less than one ahead is now.
  if (age <= -1 || age >= TICK_MS) return found;
  // One more for whole milliseconds, and one for a sleep that ends early.
  Atomics.wait(SLEEPER, 0, 0, TICK_MS - age + 2);
  return statSync(path, { throwIfNoEntry: false });
}

/**
 * Whether the next change is certain to get a different time. That is unknown for a file that keeps changing, for
 * coarse times, and where the disk's clock is ahead.
 */
function isSettled(found: Stats): boolean {
  const age = Date.now() - found.ctimeMs;
  if (!found.isFile() || age >= COARSE_TICK_MS || age < -COARSE_TICK_MS) return true;
  return age >= TICK_MS && found.ctimeMs % 1000 !== 0;
}

class Disk {
  /** The last question that could not be answered, although something may exist at the path. */
  private lastFailure: { readonly path: string; readonly failure: FileFailure } | null = null;

  failure(path: string): FileFailure | undefined {
    return this.lastFailure?.path === path ? this.lastFailure.failure : undefined;
  }

  stat(path: string): FileStat | undefined {
    return this.answering(path, () => {
      const found = settled(path, statSync(path, { throwIfNoEntry: false }));
      if (found === undefined) return undefined;
      return {
        ctimeMs: found.ctimeMs,
        ...(isSettled(found) ? {} : { isUnsettled: true }),
        kind: found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other',
        size: found.size,
        mtimeMs: Math.trunc(found.mtimeMs),
        inode: found.ino,
        executable: (found.mode & 0o100) !== 0,
        ...(USER !== 0 && found.uid !== USER ? { foreignOwner: found.uid } : {}),
      };
    });
  }

  readBytes(path: string): Uint8Array | undefined {
    return this.bytesOf(path, readRegularFile(path, MOST_FILE_BYTES));
  }

  readPart(path: string, position: number, length: number): Uint8Array | undefined {
    return this.bytesOf(path, readRegularFile(path, MOST_FILE_BYTES, { position, length }));
  }

  readText(path: string): FileText {
    const read = readRegularFile(path, MOST_TEXT_BYTES);
    return read.kind === 'bytes' ? decodeText(read.bytes) : read;
  }

  list(path: string): readonly string[] | undefined {
    return this.answering(path, () => {
      const size = statSync(path, { throwIfNoEntry: false })?.size;
      if (size === undefined) return undefined;
      return sorted(size > LARGE_FOLDER_BYTES ? namesInLargeFolder(path) : readdirSync(path));
    });
  }

  readLink(path: string): string | undefined {
    return this.answering(path, () => {
      // This check is several times faster than the exception that reading the link of a plain file throws.
      const found = lstatSync(path, { throwIfNoEntry: false });
      return found?.isSymbolicLink() === true ? readlinkSync(path) : undefined;
    });
  }

  private bytesOf(path: string, read: ReadOutcome): Uint8Array | undefined {
    this.note(path, read);
    return read.kind === 'bytes'
      ? new Uint8Array(read.bytes.buffer, read.bytes.byteOffset, read.bytes.length)
      : undefined;
  }

  private answering<T>(path: string, body: () => T | undefined): T | undefined {
    this.lastFailure = null;
    try {
      return body();
    } catch (error) {
      this.note(path, failed(error));
      return undefined;
    }
  }

  private note(path: string, outcome: ReadOutcome): void {
    this.lastFailure = outcome.kind === 'unreadable' ? { path, failure: outcome } : null;
  }
}

function namesInLargeFolder(path: string): string[] {
  const folder = opendirSync(path, { bufferSize: 8192 });
  try {
    const names: string[] = [];
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      if (names.length >= MOST_NAMES) throw new Error(`it holds more than ${MOST_NAMES} names`);
      names.push(entry.name);
    }
    return names;
  } finally {
    folder.closeSync();
  }
}

/** Decodes strict UTF-8 and keeps a byte order mark; says where the first bad byte is. */
export function decodeText(bytes: Uint8Array): FileText {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { kind: 'not-utf8', offset: firstBadByte(bytes) };
  }
}

/** A byte is bad when no text that starts with the bytes before it can contain it: Python reports the same byte. */
function firstBadByte(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return bytes.length;
}

/** Length of the well-formed UTF-8 sequence at `at`, 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  if (length === 0) return 0;
  const second = bytes[at + 1] ?? 0;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let i = 2; i < length; i++) {
    const next = bytes[at + i] ?? 0;
    if (next < 0x80 || next > 0xbf) return 0;
  }
  return length;
}
