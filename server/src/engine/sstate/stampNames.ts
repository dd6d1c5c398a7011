/**
 * Builds the names of stamps and of the signatures next to them. Mirrors `bb.parse.siggen.stampfile` and
 * `dump_sigtask`.
 */

export interface StampName {
  /** The recipe's `STAMP`. */
  readonly stamp: string;
  /** With `do_`; a stamp may be that of a `_setscene` task. */
  readonly task: string;
  /** The unihash; if it is unknown, the taskhash, else the basehash. A `_setscene` task has the hash of its task. */
  readonly hash: string;
}

/** The path of the signature of a task whose taskhash is known. */
export function sigdataPath({ stamp, task, hash }: StampName): string {
  return `${stamp}.${task}.sigdata.${hash}`;
}

/** The path of the signature of a task of which only the basehash is known. */
export function sigbasedataPath({ stamp, task, hash }: StampName): string {
  return `${stamp}.${task}.sigbasedata.${hash}`;
}

/** The file that makes a task run again; its text is part of the taskhash. */
export function taintPath({ stamp, task }: Omit<StampName, 'hash'>): string {
  return `${stamp}.${task}.taint`;
}
