/** What stamps and the signatures beside them are called. Mirrors `bb.parse.siggen.stampfile` and `dump_sigtask`. */

export interface StampName {
  /** The recipe's `STAMP`. */
  readonly stamp: string;
  /** With `do_`; a stamp may be that of a `_setscene` task. */
  readonly task: string;
  /** The unihash, where that is not known the taskhash, else the basehash. A `_setscene` task has its task's. */
  readonly hash: string;
}

/** The signature of a task whose taskhash is known. */
export function sigdataPath({ stamp, task, hash }: StampName): string {
  return `${stamp}.${task}.sigdata.${hash}`;
}

/** The signature of a task of which only the basehash is known. */
export function sigbasedataPath({ stamp, task, hash }: StampName): string {
  return `${stamp}.${task}.sigbasedata.${hash}`;
}

/** The file that makes a task run again; its text is part of the taskhash. */
export function taintPath({ stamp, task }: Omit<StampName, 'hash'>): string {
  return `${stamp}.${task}.taint`;
}
