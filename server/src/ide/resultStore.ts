/**
 * Results that outlive the engine: what a recipe's evaluation came to, with everything it asked the disk for, so that
 * it can be told whether it still holds without evaluating anything. Knows no disk; hosts keep the entries.
 */

import type { Sha256 } from '../engine/digest/sha256';
import { type AccessLog, presentStamp } from '../engine/files/accessLog';
import type { FileSource } from '../engine/files/fileSource';
import { type Stamp, isLasting } from '../engine/files/stamp';

/** Longer ones are stored as a digest. */
const LONGEST_STAMP = 120;

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

/**
 * The stamps of what an evaluation asked for, as it looked then; null where one of the paths has none that lasts, or
 * looks different now: what came of it is of no state that the disk was ever in. `readAs`: what else it depends on,
 * with what that looked like.
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

/** The names in a folder may be many. */
export function shortened(stamp: Stamp, sha256: Sha256): Stamp {
  return stamp.length <= LONGEST_STAMP ? stamp : `#${sha256(stamp).slice(0, 32)}`;
}

/**
 * Whether every path still looks as it did. `seen` remembers stamps for results checked together. `isExcused`: paths
 * that may look otherwise than with the stamp given.
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

/** How a path looks now; it is looked at once. null: as nothing that can be stored. */
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
