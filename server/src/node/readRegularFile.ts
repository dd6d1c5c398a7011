/**
 * Reads files that may be anything: only regular files, only up to a limit, and never one that blocks. A file is
 * checked before it is opened, since opening a device can have an effect. It is checked again afterwards, since a
 * different file may have replaced it. A read that would have to wait fails.
 */

import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { MOST_UNSIZED_BYTES } from '../engine/base/limits';
import type { FileFailure } from '../engine/files/fileSource';

/** What was read, or why it was not: `missing` where nothing exists. */
export type ReadOutcome =
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly stat: Stats }
  | { readonly kind: 'missing' }
  | { readonly kind: 'directory' }
  | ({ readonly kind: 'unreadable'; readonly isTooBig?: boolean } & FileFailure);

/** Which part of a file to read; all of it where not given. */
export interface Part {
  readonly position: number;
  readonly length: number;
}

const BLOCK = 64 * 1024;

/** Reads the regular file at `path`, following links, if it has at most `most` bytes. */
export function readRegularFile(path: string, most: number, part?: Part): ReadOutcome {
  let file: number | undefined;
  try {
    const before = statSync(path, { throwIfNoEntry: false });
    if (before === undefined) return { kind: 'missing' };
    if (!before.isFile()) return notRegular(before);
    // Opens without blocking: opening a pipe would wait for a writer.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const stat = fstatSync(file);
    if (!stat.isFile()) return notRegular(stat);
    if (part === undefined && stat.size > most) return tooBig(stat.size, most);
    const position = part?.position ?? 0;
    // A file of the kernel reports that it is empty, and may be endless.
    const length =
      stat.size === 0
        ? Math.min(part?.length ?? Infinity, MOST_UNSIZED_BYTES + 1, most + 1)
        : Math.min(part?.length ?? Infinity, Math.max(0, stat.size - position));
    const bytes = stat.size === 0 ? readBlocks(file, position, length) : readSized(file, position, length);
    if (stat.size === 0 && bytes.length > Math.min(MOST_UNSIZED_BYTES, most))
      return { kind: 'unreadable', reason: 'it says that it is empty, and does not end' };
    return { kind: 'bytes', bytes, stat };
  } catch (error) {
    return failed(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readSized(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  let read = 0;
  while (read < length) {
    const more = readSync(file, bytes, read, length - read, position + read);
    if (more === 0) break;
    read += more;
  }
  return bytes.subarray(0, read);
}

function readBlocks(file: number, position: number, length: number): Buffer {
  const blocks: Buffer[] = [];
  let read = 0;
  while (read < length) {
    const block = Buffer.allocUnsafe(Math.min(BLOCK, length - read));
    const more = readSync(file, block, 0, block.length, position + read);
    if (more === 0) break;
    blocks.push(block.subarray(0, more));
    read += more;
  }
  return Buffer.concat(blocks);
}

function tooBig(size: number, most: number): ReadOutcome {
  return {
    kind: 'unreadable',
    reason: `it is too big to be read here (${size} bytes; at most ${most})`,
    isTooBig: true,
  };
}

function notRegular(stat: Stats): ReadOutcome {
  if (stat.isDirectory()) return { kind: 'directory' };
  return {
    kind: 'unreadable',
    reason: `it is ${stat.isFIFO() ? 'a pipe' : stat.isSocket() ? 'a socket' : 'a device'}, and only regular files are read`,
  };
}

/** The meaning of a failed system call: that nothing exists, or that the answer is not known. */
export function failed(error: unknown): Extract<ReadOutcome, { readonly kind: 'missing' | 'unreadable' }> {
  const code = codeOf(error);
  if (ABSENT.has(code)) return { kind: 'missing' };
  return {
    kind: 'unreadable',
    reason: REASONS.get(code) ?? (code === '' && error instanceof Error ? error.message : code || String(error)),
    ...(DENIED.has(code) ? { isDenied: true } : {}),
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * Errors that mean that nothing can exist at the path, for any user. Circular links and names that are too long are
 * included.
 */
const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

/** Errors that every program of this user gets. */
const DENIED: ReadonlySet<string> = new Set(['EACCES', 'EPERM']);

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'you are not allowed to read it (EACCES)'],
  ['EPERM', 'you are not allowed to read it (EPERM)'],
  ['EIO', 'the disk cannot read it (EIO)'],
  ['ENXIO', 'it is a socket or a device without a driver, and only regular files are read'],
  ['EAGAIN', 'it waits for something to be written, and only files that hold still are read'],
  ['EMFILE', 'too many files are open (EMFILE)'],
  ['ENFILE', 'too many files are open (ENFILE)'],
]);
