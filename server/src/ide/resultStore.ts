/**
 * Results that outlive the engine: the result of a recipe's evaluation, with everything that the evaluation asked the
 * disk for. So a caller can check whether it is still valid without evaluating anything. This file knows no disk; hosts
 * keep the entries.
 */

import type { Sha256 } from '../engine/digest/sha256';
import { type AccessLog, presentStamp } from '../engine/files/accessLog';
import type { FileSource } from '../engine/files/fileSource';
import { type Stamp, isLasting } from '../engine/files/stamp';

/** Longer stamps are stored as a digest. */
const LONGEST_STAMP = 120;

/** A result and the stamps of all paths it depends on. */
export interface StoredResult<T> {
  readonly value: T;
  readonly stamps: readonly (readonly [path: string, stamp: Stamp])[];
}

/** Where a host keeps results, by key. No method throws; a result that cannot be read counts as missing. */
export interface ResultStore {
  get<T>(key: string): StoredResult<T> | null;
  put<T>(key: string, result: StoredResult<T>): void;
}

/**
 * The stamps of everything that an evaluation asked for, as of that time. null if a path has no lasting stamp or looks
 * different now: then the result belongs to no state that the disk was ever in. `readAs`: further paths that the result
 * depends on, with their stamps at that time.
 */
export function stampsOf(
  logs: readonly AccessLog[],
  readAs: ReadonlyMap<string, Stamp>,
  files: FileSource,
  sha256: Sha256,
): StoredResult<unknown>['stamps'] | null {
  const all = new Map(readAs);
  for (const log of logs) {
    for (const [path, stamp] of log.stamped()) {
      const other = all.get(path);
      if (other !== undefined && other !== stamp) return null;
      all.set(path, stamp);
    }
  }
  const stamps: (readonly [string, Stamp])[] = [];
  for (const [path, stamp] of all) {
    if (!isLasting(stamp) || presentStamp(path, files) !== stamp) return null;
    stamps.push([path, shortened(stamp, sha256)]);
  }
  return stamps;
}

/** Shortens a long stamp: the names in a folder may be many. */
export function shortened(stamp: Stamp, sha256: Sha256): Stamp {
  return stamp.length <= LONGEST_STAMP ? stamp : `#${sha256(stamp).slice(0, 32)}`;
}

/**
 * Whether every path still has its stamp. `seen` remembers stamps for results that are checked together. `isExcused`:
 * whether a path may differ from the given stamp.
 */
export function stillHolds(
  result: StoredResult<unknown>,
  files: FileSource,
  sha256: Sha256,
  seen: Map<string, Stamp | null>,
  isExcused?: (path: string, stamp: Stamp) => boolean,
): boolean {
  return result.stamps.every(
    ([path, stamp]) => seenStamp(path, files, sha256, seen) === stamp || isExcused?.(path, stamp) === true,
  );
}

/** The present stamp of a path, which is read only once. null: the path has no stamp that can be stored. */
export function seenStamp(
  path: string,
  files: FileSource,
  sha256: Sha256,
  seen: Map<string, Stamp | null>,
): Stamp | null {
  let present = seen.get(path);
  if (present === undefined) {
    const stamp = presentStamp(path, files);
    present = isLasting(stamp) ? shortened(stamp, sha256) : null;
    seen.set(path, present);
  }
  return present;
}
