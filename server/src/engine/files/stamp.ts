/**
 * What a path looked like, as a text: two equal stamps of a path are of one content. What a host knows of a file goes
 * into it, its change time and inode included, since a file can be changed in place with its size and modification time
 * kept. No content is read for it.
 */

import type { FileStat } from './fileSource';

export type Stamp = string;

/** There was nothing. */
export const ABSENT: Stamp = '-';
/** Of text that is no file's: what comes of it is no result of what is on the disk. */
export const UNSAVED: Stamp = 'unsaved';
/** Of a path that looked different when it was looked at again: what was read meanwhile is of an unknown state. */
export const MOVED: Stamp = 'moved';

/** Whether results of what this was the stamp of may be kept. */
export function isLasting(stamp: Stamp): boolean {
  return stamp !== UNSAVED && stamp !== MOVED;
}

/** The stamp of a path of which a `FileSource` says this. */
export function stampOfStat(stat: FileStat | undefined): Stamp {
  if (stat === undefined) return ABSENT;
  if (isUnsaved(stat.mtimeMs)) return UNSAVED;
  if (stat.isUnsettled === true) return MOVED;
  // Which folder is there is all that is asked by its own path: every build and every lock file changes its time.
  const shape = stat.kind === 'directory' ? `d${stat.inode}` : `${stat.kind[0] ?? ''}${fingerprintOf(stat)}`;
  return stat.foreignOwner === undefined ? shape : `${shape}.${stat.foreignOwner}`;
}

/** Tells one content of a file from another, unsaved text included. */
export function fingerprintOf({ size, mtimeMs, inode, ctimeMs }: FileStat): string {
  return `${size}.${mtimeMs}.${inode}.${ctimeMs ?? ''}`;
}

/** Seconds since the epoch at which the made-up clock of unsaved text starts: in the year 2100, where no disk is. */
export const FIRST_UNSAVED_SECOND = 4_102_444_800;

/** Whether a file with this modification time is unsaved text. */
export function isUnsaved(mtimeMs: number): boolean {
  return mtimeMs >= FIRST_UNSAVED_SECOND * 1000;
}
