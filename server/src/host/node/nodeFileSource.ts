/**
 * The engine's `FileSource` over a real disk: Node's synchronous file system, read-only. Every failure of the disk is
 * an answer; nothing here throws and nothing is remembered between two questions. It knows nothing of buffers, layers
 * or Python.
 */

import { type Stats, closeSync, lstatSync, openSync, readFileSync, readSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { sorted } from '../../engine/base/order';
import type { FileSource, FileStat, FileText } from '../../engine/files/fileSource';

/** Who asks. BitBake refuses to run as root, so that for root it is not known who will run it: then everything is taken for that user's own. */
const USER = process.getuid?.() ?? 0;

/** The files of this machine. */
export function nodeFileSource(): FileSource {
  return { stat, readBytes, readPart, readText, list, readLink };
}

function stat(path: string): FileStat | undefined {
  try {
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
  } catch {
    return undefined;
  }
}

/** How far apart a disk's times of two changes are at least: a tick of the kernel's clock is 10 ms or less. */
const TICK_MS = 20;
/** The same on file systems that keep whole seconds, some of them only even ones. */
const COARSE_TICK_MS = 2_050;
const SLEEPER = new Int32Array(new SharedArrayBuffer(4));

/** What a path is, once its next change will have another time: what was read before that could not be told from what is read after. */
function settled(path: string, found: Stats | undefined): Stats | undefined {
  if (found === undefined || !found.isFile()) return found;
  const age = Date.now() - found.ctimeMs;
  if (age < 0 || age >= TICK_MS) return found;
  // The clock tells whole milliseconds: one more, and one for a sleep that ends early.
  Atomics.wait(SLEEPER, 0, 0, TICK_MS - age + 2);
  return statSync(path, { throwIfNoEntry: false });
}

/** Of what keeps changing, and where times are coarse or the disk's clock is ahead, nothing can be told yet. */
function isSettled(found: Stats): boolean {
  const age = Date.now() - found.ctimeMs;
  if (!found.isFile() || age >= COARSE_TICK_MS || age < -COARSE_TICK_MS) return true;
  return age >= TICK_MS && found.ctimeMs % 1000 !== 0;
}

function readBytes(path: string): Uint8Array | undefined {
  try {
    // Asking for the kind first keeps a pipe or a device from blocking the thread.
    return statSync(path).isFile() ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}

function readPart(path: string, position: number, length: number): Uint8Array | undefined {
  let file: number | undefined;
  try {
    if (!statSync(path).isFile()) return undefined;
    file = openSync(path, 'r');
    const bytes = new Uint8Array(length);
    let read = 0;
    while (read < length) {
      const more = readSync(file, bytes, read, length - read, position + read);
      if (more === 0) break;
      read += more;
    }
    return bytes.subarray(0, read);
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readText(path: string): FileText {
  let bytes: Uint8Array;
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return { kind: 'missing' };
    if (found.isDirectory()) return { kind: 'directory' };
    if (!found.isFile()) return { kind: 'unreadable', reason: 'not a regular file' };
    bytes = readFileSync(path);
  } catch (error) {
    return failedRead(error);
  }
  return decodeText(bytes);
}

function failedRead(error: unknown): FileText {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
  return { kind: 'unreadable', reason: code === '' ? String(error) : code };
}

/** Decodes strict UTF-8 and keeps a byte order mark; says where the first bad byte is. */
export function decodeText(bytes: Uint8Array): FileText {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { kind: 'not-utf8', offset: firstBadByte(bytes) };
  }
}

/** A byte is bad when no text that starts with the bytes before it can hold it: Python reports that one, too. */
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
  const length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
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

function list(path: string): readonly string[] | undefined {
  try {
    return sorted(readdirSync(path));
  } catch {
    return undefined;
  }
}

function readLink(path: string): string | undefined {
  try {
    // Asking first is several times faster than the exception that reading a plain file's link would be.
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found?.isSymbolicLink() === true ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}
