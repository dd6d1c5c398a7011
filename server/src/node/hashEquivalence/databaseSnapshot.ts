/**
 * Reads what a SQLite database contains at one moment, while other processes write it. Nothing is locked, and no file
 * is created next to it. The database and its write-ahead log are read as bytes and merged, following SQLite's file
 * format. Knows no tables.
 */

import { statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { MOST_DATABASE_BYTES } from '../../engine/base/limits';
import { readRegularFile } from '../readRegularFile';

export type DatabaseSnapshot =
  | { readonly kind: 'snapshot'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** A read succeeds only between two steps of a writer. */
const ATTEMPTS = 5;
const BETWEEN_ATTEMPTS_MS = 40;

const DATABASE_MAGIC = 'SQLite format 3\0';
const DATABASE_HEADER = 100;
const LOG_HEADER = 32;
const FRAME_HEADER = 24;
const LOG_MAGIC = 0x377f0682;

/** Reads the database in `file` as it is after the last transaction that is complete. */
export async function readDatabase(file: string, mostBytes: number = MOST_DATABASE_BYTES): Promise<DatabaseSnapshot> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await setTimeout(BETWEEN_ATTEMPTS_MS);
    const snapshot = attemptToRead(file, mostBytes);
    if (snapshot !== 'changing') return snapshot;
  }
  return { kind: 'unreadable', reason: 'it is being written all the time; try again when the build has ended' };
}

/**
 * The database is read before its log. Pages that are written into the database during that read come from the log. The
 * log is read afterwards, so it still contains them. This fails only where the log was started again: then the header
 * of the log has changed, or the size or the time of the database where there is no log.
 */
function attemptToRead(file: string, mostBytes: number): DatabaseSnapshot | 'changing' {
  const [log, journal] = [`${file}-wal`, `${file}-journal`];
  try {
    const before = identity(file);
    if (before === null) return { kind: 'missing' };
    const logBefore = readIfThere(log, mostBytes, LOG_HEADER);
    const bytes = readIfThere(file, mostBytes);
    const logBytes = readIfThere(log, mostBytes);
    if (bytes.length === 0) return { kind: 'unreadable', reason: 'it is empty' };
    if (bytes.length < DATABASE_HEADER || bytes.toString('latin1', 0, DATABASE_MAGIC.length) !== DATABASE_MAGIC)
      return { kind: 'unreadable', reason: 'it is no SQLite database' };
    if (!logBefore.equals(logBytes.subarray(0, LOG_HEADER))) return 'changing';
    if (logBytes.length === 0 && (identity(file) !== before || isHot(journal))) return 'changing';
    return { kind: 'snapshot', bytes: withLog(bytes, logBytes) };
  } catch (error) {
    return { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** A value that changes when a file is written; null where there is no file. */
function identity(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.ino} ${found.size} ${found.mtimeNs}`;
}

/**
 * The first `length` bytes of a file, or all; empty where it does not exist. Throws where it cannot be read or has more
 * than `mostBytes`.
 */
function readIfThere(file: string, mostBytes: number, length?: number): Buffer {
  const read = readRegularFile(file, mostBytes, length === undefined ? undefined : { position: 0, length });
  if (read.kind === 'bytes') return read.bytes;
  if (read.kind === 'missing') return Buffer.alloc(0);
  const name = path.basename(file);
  if (read.kind === 'directory') throw new Error(`${name} is a folder`);
  throw new Error(
    `${name}: ${read.reason}${read.isTooBig === true ? '; set `BB_HASHSERVE` to a server that has it' : ''}`,
  );
}

/** Whether a database without a log has a transaction that is being written, or was never completed. */
function isHot(journal: string): boolean {
  const [first] = readIfThere(journal, MOST_DATABASE_BYTES, 1);
  return first !== undefined && first !== 0;
}

/** The pages of the database, replaced by newer pages from complete transactions in the log. */
function withLog(database: Buffer, log: Buffer): Uint8Array {
  const pages = new Map<number, Buffer>();
  const pageCount = completePages(log, pages);
  const pageSize = pageSizeOf(log);
  const bytes = Buffer.alloc(pageCount === null ? database.length : pageCount * pageSize);
  database.copy(bytes);
  for (const [number, page] of pages) if (number <= (pageCount ?? 0)) page.copy(bytes, (number - 1) * pageSize);
  // These two bytes mark a database with a log. The value 1 makes SQLite read the pages as they are.
  bytes[18] = 1;
  bytes[19] = 1;
  return bytes;
}

/**
 * Collects the newest version of each page up to the last commit. Returns the number of pages after that commit, or
 * null where there is none.
 */
function completePages(log: Buffer, pages: Map<number, Buffer>): number | null {
  if (log.length < LOG_HEADER || (log.readUInt32BE(0) & ~1) >>> 0 !== LOG_MAGIC) return null;
  const order: ByteOrder = (log.readUInt32BE(0) & 1) === 1 ? 'big' : 'little';
  const pageSize = pageSizeOf(log);
  if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return null;
  let sum = checksum([0, 0], log.subarray(0, 24), order);
  if (sum[0] !== log.readUInt32BE(24) || sum[1] !== log.readUInt32BE(28)) return null;

  let pageCount: number | null = null;
  const open = new Map<number, Buffer>();
  for (let at = LOG_HEADER; at + FRAME_HEADER + pageSize <= log.length; at += FRAME_HEADER + pageSize) {
    const page = log.subarray(at + FRAME_HEADER, at + FRAME_HEADER + pageSize);
    // Frames of an older log have different salts, and a frame that is being written has no valid checksum yet.
    if (!log.subarray(at + 8, at + 16).equals(log.subarray(16, 24))) break;
    sum = checksum(checksum(sum, log.subarray(at, at + 8), order), page, order);
    if (sum[0] !== log.readUInt32BE(at + 16) || sum[1] !== log.readUInt32BE(at + 20)) break;
    const [number, committed] = [log.readUInt32BE(at), log.readUInt32BE(at + 4)];
    if (number === 0) break;
    open.set(number, page);
    if (committed === 0) continue;
    for (const [one, content] of open) pages.set(one, content);
    open.clear();
    pageCount = committed;
  }
  // A page count that the files cannot have is ignored.
  return pageCount !== null && pageCount * pageSize > MOST_DATABASE_BYTES + log.length ? null : pageCount;
}

function pageSizeOf(log: Buffer): number {
  return log.length < LOG_HEADER ? 0 : log.readUInt32BE(8);
}

type Checksum = readonly [number, number];

type ByteOrder = 'big' | 'little';

/** SQLite's running checksum over words of four bytes. */
function checksum([first, second]: Checksum, bytes: Buffer, order: ByteOrder): Checksum {
  const word = (at: number): number => (order === 'big' ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  let [x, y] = [first, second];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    x = (x + word(at) + y) >>> 0;
    y = (y + word(at + 4) + x) >>> 0;
  }
  return [x, y];
}
