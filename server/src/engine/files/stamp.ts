/**
 * The state of a path, as a text: equal stamps of a path mean equal content. A stamp contains what a host knows about a
 * file, including its change time and inode: a file can be changed in place and keep its size and modification time. No
 * content is read for it.
 */

import type { FileStat } from './fileSource';

export type Stamp = string;

/** Nothing existed. */
export const ABSENT: Stamp = '-';
/** The stamp of unsaved text: its results do not describe the files on disk. */
export const UNSAVED: Stamp = 'unsaved';
/**
 * The stamp of a path that changed between two checks: the state of the content that was read in between is unknown.
 */
export const MOVED: Stamp = 'moved';

/** Whether results may be kept that were read under this stamp. */
export function isLasting(stamp: Stamp): boolean {
  return stamp !== UNSAVED && stamp !== MOVED;
}

/** The stamp for the answer of a `FileSource` about a path. */
export function stampOfStat(stat: FileStat | undefined): Stamp {
  if (stat === undefined) return ABSENT;
  if (isUnsaved(stat.mtimeMs)) return UNSAVED;
  if (stat.isUnsettled === true) return MOVED;
  // For a folder only its identity counts, because every build and every lock file changes its time.
  const shape = stat.kind === 'directory' ? `d${stat.inode}` : `${stat.kind[0] ?? ''}${fingerprintOf(stat)}`;
  return stat.foreignOwner === undefined ? shape : `${shape}.${stat.foreignOwner}`;
}

/** Distinguishes one content of a file from another, including unsaved text. */
export function fingerprintOf({ size, mtimeMs, inode, ctimeMs }: FileStat): string {
  return `${size}.${mtimeMs}.${inode}.${ctimeMs ?? ''}`;
}

/**
 * Seconds since the epoch at which the artificial clock of unsaved text starts: in the year 2100, later than any disk's
 * times.
 */
export const FIRST_UNSAVED_SECOND = 4_102_444_800;

/** Whether a file with this modification time is unsaved text. */
export function isUnsaved(mtimeMs: number): boolean {
  return mtimeMs >= FIRST_UNSAVED_SECOND * 1000;
}
