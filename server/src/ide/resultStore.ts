/**
 * Results that outlive the engine: what a recipe's evaluation came to, with everything it asked the disk for, so that it can be told
 * whether it still holds without evaluating anything. Knows no disk; hosts keep the entries.
 */

import type { AccessLog } from '../engine/files/accessLog';
import type { FileSource } from '../engine/files/fileSource';

/** What a path looked like: enough to notice any change. A listing is the directory's own stamp. */
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

/** The stamp of a path as it is now. */
export function stampOf(path: string, files: FileSource): Stamp {
  const stat = files.stat(path);
  return stat === undefined ? '-' : `${stat.kind[0] ?? ''}${stat.size}.${stat.mtimeMs}.${stat.inode}`;
}

/**
 * A result with its stamps; null where one of its paths has unsaved text or changed while it was computed, because then it is
 * no result of what is on the disk.
 */
export function stamped<T>(value: T, logs: readonly AccessLog[], files: FileSource, isUnsaved: (path: string) => boolean): StoredResult<T> | null {
  const paths = new Set<string>();
  for (const log of logs) {
    for (const path of log.paths()) paths.add(path);
    for (const path of log.listings()) paths.add(path);
  }
  for (const path of paths) if (isUnsaved(path)) return null;
  return { value, stamps: [...paths].map((path) => [path, stampOf(path, files)]) };
}

/** Whether every path still looks as it did. `seen` remembers stamps for results checked together. */
export function stillHolds(result: StoredResult<unknown>, files: FileSource, seen: Map<string, Stamp>): boolean {
  return result.stamps.every(([path, stamp]) => {
    let present = seen.get(path);
    if (present === undefined) {
      present = stampOf(path, files);
      seen.set(path, present);
    }
    return present === stamp;
  });
}
