/**
 * Results on disk: one file per key in a folder of this workspace, format and program version. A file is written beside its place and
 * renamed, and carries a checksum, so that a killed process leaves no wrong entry. The whole cache is bounded: opening it
 * removes the folders used longest ago.
 */

import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ResultStore, StoredResult } from '../../ide/resultStore';
import { nodeSha256 } from './nodeDigest';

/** To be raised when what is stored changes its meaning. */
const FORMAT = 2;
const MOST_BYTES = 512 * 1024 * 1024;
/** The folder of the small stores. */
const KEPT = 'kept';

/** The folder all caches are below: `SIGHOUND_CACHE_DIR` (`off`: none), else where the platform keeps caches. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>): string | null {
  const given = environment['SIGHOUND_CACHE_DIR'];
  if (given === 'off') return null;
  if (given) return path.resolve(given);
  return path.join(environment['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'sighound');
}

/**
 * The store for one workspace and everything else that decides results; `identity` is hashed into its folder's name. All stores below `root`
 * together keep to `mostBytes`, the one in use aside.
 */
export function openResultStore(root: string, identity: unknown, mostBytes: number = MOST_BYTES): ResultStore {
  const folder = folderOf(root, identity);
  quietly(() => {
    use(folder);
    prune(root, folder, mostBytes);
  });
  return storeIn(folder);
}

/** A store for a few small results that have nothing to do with a workspace, in a folder beside those of workspaces: they stay. */
export function openSmallStore(root: string, identity: unknown): ResultStore {
  const folder = folderOf(path.join(root, KEPT), identity);
  quietly(() => use(folder));
  return storeIn(folder);
}

function folderOf(root: string, identity: unknown): string {
  return path.join(root, nodeSha256(JSON.stringify([FORMAT, identity])).slice(0, 32));
}

function use(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const now = new Date();
  utimesSync(folder, now, now);
}

function storeIn(folder: string): ResultStore {
  return {
    get: <T>(key: string): StoredResult<T> | null => quietly(() => read<T>(fileOf(folder, key), key)) ?? null,
    put: (key, result) => quietly(() => write(fileOf(folder, key), key, result)),
  };
}

function fileOf(folder: string, key: string): string {
  return path.join(folder, `${nodeSha256(key).slice(0, 40)}.json`);
}

function read<T>(file: string, key: string): StoredResult<T> | null {
  const text = readFileSync(file, 'utf8');
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (text.slice(0, end) !== nodeSha256(body)) return null;
  const stored = JSON.parse(body) as { readonly key: string; readonly result: StoredResult<T> };
  return stored.key === key ? stored.result : null;
}

function write(file: string, key: string, result: StoredResult<unknown>): void {
  const body = JSON.stringify({ key, result });
  const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(temporary, `${nodeSha256(body)}\n${body}`);
  renameSync(temporary, file);
}

/** Removes the folders used longest ago until the rest fits; never the one in use. */
function prune(root: string, inUse: string, mostBytes: number): void {
  const folders = readdirSync(root).filter((name) => name !== KEPT).map((name) => {
    const folder = path.join(root, name);
    const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
    return { folder, bytes, used: statSync(folder).mtimeMs };
  });
  folders.sort((a, b) => b.used - a.used);
  let total = 0;
  for (const { folder, bytes } of folders) {
    total += bytes;
    if (total > mostBytes && folder !== inUse) rmSync(folder, { recursive: true, force: true });
  }
}

/** A cache that cannot be used is no reason to fail: full disks, missing rights and foreign files count as nothing stored. */
function quietly<T>(body: () => T): T | undefined {
  try {
    return body();
  } catch {
    return undefined;
  }
}
