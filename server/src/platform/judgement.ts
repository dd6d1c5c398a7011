/** What the judge answers: BitBake's own results and errors, as plain data that crosses between threads. */

/** An error that BitBake reported, in its own words. */
export interface JudgeError {
  /** Class of the exception: `ParseError`, `ExpansionError`, `BBHandledException`, `KeyboardInterrupt`, … */
  readonly type: string;
  readonly message: string;
}

export type JudgeResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: JudgeError };

export interface JudgeStart {
  /** BitBake's version, as in `2.18.0`. */
  readonly version: string;
  /** Names of the configurations; `''` is the default one. */
  readonly multiconfigs: readonly string[];
}

export interface JudgedVariant {
  readonly mcfn: string;
  readonly pn: string | null;
  /** Basehash of each task; empty where the variant was skipped. */
  readonly tasks: Readonly<Record<string, string>>;
  /** Why BitBake skipped it. */
  readonly skipped?: string;
}

export interface Judgement {
  readonly variants: readonly JudgedVariant[];
  /** Configurations in which the recipe failed. */
  readonly errors: readonly (JudgeError & { readonly multiconfig: string })[];
  /** Questions that only the real host could answer; results that depend on them are not certain. */
  readonly questions: readonly string[];
}

/** The inputs of one basehash. */
export interface JudgedSignature {
  /** The closure: every key whose value is hashed, in addition to the task's own. */
  readonly taskdeps: readonly string[];
  /** Direct dependencies of the task and of each key of the closure. */
  readonly gendeps: Readonly<Record<string, readonly string[]>>;
  /** The hashed values as text; null where a key has none. */
  readonly varvals: Readonly<Record<string, string | null>>;
}

/**
 * How much of what the judge had read became invalid. `interpreter`: it must start again, since an imported module
 * changed.
 */
export type JudgeInvalidation = 'recipes' | 'configuration' | 'interpreter';
