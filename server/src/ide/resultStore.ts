/**
 * Results that outlive the engine: what a recipe's evaluation came to, with everything it asked the disk for, so that it can be told
 * whether it still holds without evaluating anything. Knows no disk; hosts keep the entries.
 */

import type { Sha256 } from '../engine/digest/sha256';
import type { AccessLog } from '../engine/files/accessLog';
import type { FileSource } from '../engine/files/fileSource';
import { isUnsaved } from '../engine/files/overlayFileSource';

/** What a path looked like: enough to notice any change. A path with a `/` at its end stands for the names in that folder. */
export type Stamp = string;

/** A result and the stamps of all paths it depends on. */
export interface StoredResult<T> {
  readonly value: T;
  readonly stamps: readonly (readonly [path: string, stamp: Stamp])[];
}

/** Where a host keeps results, by key. No method throws; a result that cannot be read is a missing one. */
export interface ResultStore {
  get<T>(key: string): StoredResult<T> | null;
  put<T>(key: string, result: StoredResult<T>): void;
}

/** The stamp of a path as it is now; null where it has unsaved text, since what comes of that is no result of what is on the disk. */
export function stampOf(path: string, files: FileSource, sha256: Sha256): Stamp | null {
  // Not the folder's own time: file systems differ in what changes it, and how finely.
  if (path.endsWith('/')) return sha256((files.list(path.slice(0, -1)) ?? ['-']).join('/')).slice(0, 16);
  const stat = files.stat(path);
  if (stat === undefined) return '-';
  if (isUnsaved(stat.mtimeMs)) return null;
  // Which folder is there is all that is asked by its own path: every build and every lock file changes its time.
  const shape = stat.kind === 'directory' ? `d${stat.inode}` : `${stat.kind[0] ?? ''}${stat.size}.${stat.mtimeMs}.${stat.inode}`;
  return stat.foreignOwner === undefined ? shape : `${shape}.${stat.foreignOwner}`;
}

/** The stamps of what an evaluation asked for and of `more`; null where one of the paths has none. */
export function stampsOf(logs: readonly AccessLog[], more: readonly string[], stampFor: (path: string) => Stamp | null): StoredResult<unknown>['stamps'] | null {
  const paths = new Set(more);
  for (const log of logs) {
    for (const path of log.paths()) paths.add(path);
    for (const path of log.listings()) paths.add(`${path}/`);
  }
  const stamps: (readonly [string, Stamp])[] = [];
  for (const path of paths) {
    const stamp = stampFor(path);
    if (stamp === null) return null;
    stamps.push([path, stamp]);
  }
  return stamps;
}

/**
 * Whether every path still looks as it did. `seen` remembers stamps for results checked together. `isExcused`: paths that may look otherwise than
 * with the stamp given.
 */
export function stillHolds(
  result: StoredResult<unknown>, files: FileSource, sha256: Sha256, seen: Map<string, Stamp | null>, isExcused?: (path: string, stamp: Stamp) => boolean,
): boolean {
  return result.stamps.every(([path, stamp]) => presentStamp(path, files, sha256, seen) === stamp || isExcused?.(path, stamp) === true);
}

/** The stamp of a path, which is looked at once. */
export function presentStamp(path: string, files: FileSource, sha256: Sha256, seen: Map<string, Stamp | null>): Stamp | null {
  let present = seen.get(path);
  if (present === undefined) {
    present = stampOf(path, files, sha256);
    seen.set(path, present);
  }
  return present;
}
