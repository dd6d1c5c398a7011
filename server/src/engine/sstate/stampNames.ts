/**
 * The files that BitBake writes beside a task's stamp: its signature and its taint. Mirrors `dump_sigtask` and
 * `read_taint` of `bb.siggen`. BitBake's `stampfile` gives the stamp itself, which nothing here needs.
 */

export interface StampedTask {
  /** The recipe's `STAMP`. */
  readonly stamp: string;
  /** With `do_`. */
  readonly task: string;
  /** In `sigdata` the unihash, or the taskhash where that is unknown; in `sigbasedata` the basehash. */
  readonly hash: string;
}

/** The path of the signature of a task whose taskhash is known. */
export function sigdataPath({ stamp, task, hash }: StampedTask): string {
  return `${stamp}.${task}.sigdata.${hash}`;
}

/** The path of the signature of a task of which only the basehash is known. */
export function sigbasedataPath({ stamp, task, hash }: StampedTask): string {
  return `${stamp}.${task}.sigbasedata.${hash}`;
}

/** The file that makes a task run again; its text is part of the taskhash. */
export function taintPath({ stamp, task }: Omit<StampedTask, 'hash'>): string {
  return `${stamp}.${task}.taint`;
}
