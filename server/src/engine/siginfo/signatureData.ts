/**
 * The data that BitBake writes for one task's signature (`sigdata`, `sigbasedata`, `siginfo`), with BitBake's field
 * names. A set is a list in code-point order. Mirrors `bb.siggen.SignatureGeneratorBasic.dump_sigtask`.
 */

/** A value in its hashed form: Python's `None` is null, a flag may be a number. */
export type SignatureValue = string | number | null;

/** A task's signature. Fields that a `sigbasedata` does not have are undefined. */
export interface SignatureData {
  readonly task: string;
  readonly basehash: string;
  readonly basehash_ignore_vars: readonly string[];
  readonly taskhash_ignore_tasks: string | null;
  /** The closure of the task's dependencies, as a set. */
  readonly taskdeps: readonly string[];
  /** The direct dependencies of each name of `taskdeps`, each a set. */
  readonly gendeps: Readonly<Record<string, readonly string[]>>;
  /** The value of the task and of each name of `taskdeps`. */
  readonly varvals: Readonly<Record<string, SignatureValue>>;
  /** The tasks whose unihash is hashed, as `PN:TASK` or `mc:MC:PN:TASK`, in the order of hashing. */
  readonly runtaskdeps?: readonly string[];
  readonly runtaskhashes?: Readonly<Record<string, string>>;
  /** `./`-relative path or file name, and MD5, in the order of hashing. */
  readonly file_checksum_values?: readonly (readonly [name: string, md5: string])[];
  readonly taskhash?: string;
  readonly unihash?: string;
  readonly taint?: string;
}
