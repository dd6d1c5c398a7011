/**
 * Folders and files that only the user can have changed. Anything that belongs to another user, that others may write,
 * or that is an unexpected link is not used. Where the platform has no owners nothing is known, and everything counts
 * as the user's own.
 */

import { randomBytes } from 'node:crypto';
import {
  type Stats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';

const USER = process.getuid?.() ?? null;
/** The user who may change everything anyway. */
const ROOT = 0;

/** No other user may open a folder, or read a file, that is created here. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const WRITABLE_BY_OTHERS = 0o022;

/** A link's target is never read instead of the file, and opening a pipe without a writer does not block. */
const READ_AS_IT_IS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What a file contains, or why it is not read. */
export type OwnText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly reason: string };

/** A folder for private use, with every link in its path resolved, or why it is not used. */
export type OwnFolder = { readonly path: string } | { readonly problem: string };

/** Creates `folder` with access only for the user where it does not exist; checks its owner where it does. */
export function ownFolder(folder: string): OwnFolder {
  try {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    const link = lstatSync(folder);
    if (link.isSymbolicLink() && USER !== null && link.uid !== USER && link.uid !== ROOT)
      return { problem: 'it is a link that belongs to another user' };
    const path = realpathSync(folder);
    const problem = folderProblem(path);
    return problem === null ? { path } : { problem };
  } catch (error) {
    return { problem: `it cannot be used (${codeOf(error)})` };
  }
}

/**
 * Why an existing folder cannot be used, without following links; null where it can. Throws where it does not exist.
 */
export function folderProblem(folder: string): string | null {
  const found = lstatSync(folder);
  if (found.isSymbolicLink()) return 'it is a link';
  return found.isDirectory() ? problemOf(found) : 'it is no folder';
}

/** Reads a regular file that belongs to the user, without following a link. Never throws. */
export function readOwnFile(file: string, mostBytes: number): OwnText {
  let opened: number | null = null;
  try {
    opened = openSync(file, READ_AS_IT_IS);
    const found = fstatSync(opened);
    const problem = found.isFile() ? problemOf(found) : 'it is no regular file';
    if (problem !== null) return { kind: 'refused', reason: problem };
    if (found.size > mostBytes)
      return { kind: 'refused', reason: `it is bigger than anything that is stored (${found.size} bytes)` };
    return { kind: 'text', text: readFileSync(opened, 'utf8') };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    return { kind: 'refused', reason: code === 'ELOOP' ? 'it is a link' : `it cannot be read (${code})` };
  } finally {
    if (opened !== null) closeSync(opened);
  }
}

/**
 * Writes a file completely or not at all: it is written in the same folder under a name that nobody can guess, and then
 * renamed. A link at its path is replaced.
 */
export function writeOwnFile(file: string, text: string): void {
  const temporary = `${file}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode: FILE_MODE });
    renameSync(temporary, file);
  } catch (error) {
    try {
      unlinkSync(temporary);
    } catch {
      // The temporary file was not created.
    }
    throw error;
  }
}

/** Why the owner or the mode of a file or folder rules it out; null where they do not. */
function problemOf({ uid, mode }: Stats): string | null {
  if (USER === null) return null;
  if (uid !== USER) return 'it belongs to another user';
  return (mode & WRITABLE_BY_OTHERS) === 0 ? null : 'others may write it';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
