/**
 * Results on disk: one file per key in a folder of this workspace, format and program version. A file is written under
 * a temporary name and then renamed, and it carries a checksum, so a killed process leaves no wrong entry. The size of
 * the whole cache is bounded: opening it removes the folders that were used longest ago. The store marks each folder
 * that it makes, and neither uses nor removes any other.
 */

import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isObject } from '../engine/base/shape';
import type { ResultStore, StoredResult } from '../ide/resultStore';
import { nodeSha256 } from './nodeDigest';
import { folderProblem, ownFolder, readOwnFile, writeOwnFile } from './ownFolder';

/** Must be raised when the meaning of stored results changes. */
const FORMAT = 3;
const MOST_BYTES = 512 * 1024 * 1024;
const MOST_ENTRY_BYTES = 256 * 1024 * 1024;

/** A file of this name with this text is in each folder that the store has made. */
const MARKER = '.sighound-results';
const MARKER_TEXT = 'Results that Sighound keeps. It may empty and remove this folder at any time.\n';

/** Folders of workspaces, whose size is bounded, and of the small stores, which stay. */
type FolderKind = 'results' | 'kept';
/** Names of workspace folders, complete or still being made. */
const BOUNDED = /^results-[0-9a-f]{32}(?:\.\w{6})?$/;
/** Names of the files in them, complete or still being written. */
const ENTRY = /^[0-9a-f]{40}\.json(?:\.[0-9a-f]{16}\.tmp)?$/;

/** Receives the reason why something in the cache is not used, once for each reason. */
export type ReportProblem = (problem: string) => void;

const NOTHING_STORED: ResultStore = { get: () => null, put: () => undefined };

/**
 * The folder that contains all caches: `SIGHOUND_CACHE_DIR` (`off`: none), otherwise the platform's folder for caches.
 */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>): string | null {
  const given = environment['SIGHOUND_CACHE_DIR'];
  if (given === 'off') return null;
  if (given) return path.resolve(given);
  return path.join(environment['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'sighound');
}

/**
 * The same folder where it is usable: the user owns it, and no other user may write it. It is created where it does not
 * exist.
 */
export function usableCacheFolder(
  environment: Readonly<Record<string, string | undefined>>,
  report: ReportProblem,
): string | null {
  const folder = cacheFolder(environment);
  if (folder === null) return null;
  const found = ownFolder(folder);
  if ('path' in found) return found.path;
  report(
    `no results are kept in ${folder}: ${found.problem}; make it a folder that only you may write, or name another with SIGHOUND_CACHE_DIR (\`off\` for none)`,
  );
  return null;
}

/**
 * The store for one workspace and everything else that decides results; `identity` is hashed into its folder's name.
 * All stores below `root` together stay within `mostBytes`, except for the one in use.
 */
export function openResultStore(
  root: string,
  identity: unknown,
  mostBytes: number = MOST_BYTES,
  report: ReportProblem = () => undefined,
): ResultStore {
  const name = nameOf('results', identity);
  const store = openStore(root, name, report);
  quietly(() => prune(root, name, mostBytes));
  return store;
}

/**
 * A store for a few small results that do not depend on a workspace, in a folder next to those of workspaces. These
 * folders are never removed.
 */
export function openSmallStore(root: string, identity: unknown, report: ReportProblem = () => undefined): ResultStore {
  return openStore(root, nameOf('kept', identity), report);
}

function nameOf(kind: FolderKind, identity: unknown): string {
  return `${kind}-${nodeSha256(JSON.stringify([FORMAT, identity])).slice(0, 32)}`;
}

function openStore(root: string, name: string, report: ReportProblem): ResultStore {
  const found = ownFolder(root);
  const problem = 'problem' in found ? found.problem : quietly(() => useFolder(found.path, name));
  const folder = path.join('path' in found ? found.path : root, name);
  if (problem === null) return storeIn(folder, report);
  report(`no results are kept in ${'problem' in found ? root : folder}: ${problem ?? 'it cannot be used'}`);
  return NOTHING_STORED;
}

/** Creates the folder of a store where it does not exist; returns the problem where the folder cannot be used. */
function useFolder(root: string, name: string): string | null {
  const folder = path.join(root, name);
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) makeFolder(root, name);
  const problem = folderProblem(folder) ?? (isMarked(folder) ? null : 'it was not made by Sighound');
  if (problem === null) {
    const now = new Date();
    utimesSync(folder, now, now);
  }
  return problem;
}

/**
 * The folder gets its name after it is marked, so no process finds it unmarked. If another process makes the same
 * folder first, that one is used.
 */
function makeFolder(root: string, name: string): void {
  const fresh = mkdtempSync(path.join(root, `${name}.`));
  writeFileSync(path.join(fresh, MARKER), MARKER_TEXT, { flag: 'wx', mode: 0o600 });
  try {
    renameSync(fresh, path.join(root, name));
  } catch {
    removeFolder(fresh);
  }
}

function isMarked(folder: string): boolean {
  const marker = readOwnFile(path.join(folder, MARKER), MARKER_TEXT.length);
  return marker.kind === 'text' && marker.text === MARKER_TEXT;
}

function storeIn(folder: string, report: ReportProblem): ResultStore {
  return {
    get: <T>(key: string): StoredResult<T> | null => quietly(() => read<T>(fileOf(folder, key), key, report)) ?? null,
    put: (key, result) => quietly(() => write(fileOf(folder, key), key, result)),
  };
}

function fileOf(folder: string, key: string): string {
  return path.join(folder, `${nodeSha256(key).slice(0, 40)}.json`);
}

function read<T>(file: string, key: string, report: ReportProblem): StoredResult<T> | null {
  const found = readOwnFile(file, MOST_ENTRY_BYTES);
  if (found.kind === 'refused') report(`a stored result is not used, ${file}: ${found.reason}; remove it`);
  if (found.kind !== 'text') return null;
  const end = found.text.indexOf('\n');
  const body = found.text.slice(end + 1);
  if (found.text.slice(0, end) !== nodeSha256(body)) return null;
  const stored: unknown = JSON.parse(body);
  if (!isObject(stored) || stored['key'] !== key) return null;
  const { result } = stored;
  return isObject(result) && 'value' in result && areStamps(result['stamps'])
    ? { value: result['value'] as T, stamps: result['stamps'] }
    : null;
}

function areStamps(value: unknown): value is StoredResult<unknown>['stamps'] {
  return (
    Array.isArray(value) &&
    value.every(
      (pair: unknown) =>
        Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string' && typeof pair[1] === 'string',
    )
  );
}

function write(file: string, key: string, result: StoredResult<unknown>): void {
  const body = JSON.stringify({ key, result });
  writeOwnFile(file, `${nodeSha256(body)}\n${body}`);
}

/** Removes the folders that were used longest ago until the rest fits; never the one in use, nor foreign folders. */
function prune(root: string, inUse: string, mostBytes: number): void {
  const folders = readdirSync(root)
    .filter((name) => BOUNDED.test(name))
    .map((name) => path.join(root, name))
    .flatMap((folder) => quietly(() => storedIn(folder)) ?? []);
  folders.sort((a, b) => b.used - a.used);
  let total = 0;
  for (const { folder, bytes } of folders) {
    total += bytes;
    if (total > mostBytes && path.basename(folder) !== inUse) quietly(() => removeFolder(folder));
  }
}

/** The size and the last use of a folder that the store has made; null for any other. */
function storedIn(folder: string): { readonly folder: string; readonly bytes: number; readonly used: number } | null {
  if (folderProblem(folder) !== null || !isMarked(folder)) return null;
  const bytes = entriesOf(folder).reduce(
    (sum, file) => sum + (lstatSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  return { folder, bytes, used: lstatSync(folder).mtimeMs };
}

function entriesOf(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => ENTRY.test(name))
    .map((name) => path.join(folder, name))
    .filter((file) => lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === false);
}

/**
 * Removes the entries, then the marker and the folder. Where the folder contains anything else, the marker and the
 * folder stay.
 */
function removeFolder(folder: string): void {
  for (const file of entriesOf(folder)) unlinkSync(file);
  if (readdirSync(folder).some((name) => name !== MARKER)) return;
  unlinkSync(path.join(folder, MARKER));
  rmdirSync(folder);
}

/**
 * A cache that cannot be used is no reason to fail: full disks, missing rights and foreign files count as nothing
 * stored.
 */
function quietly<T>(body: () => T): T | undefined {
  try {
    return body();
  } catch {
    return undefined;
  }
}
