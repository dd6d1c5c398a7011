/**
 * The datastore as metadata Python sees it: BitBake's `d`. The evaluator turns these calls into the Python object that
 * functions receive; the datastore implements them. If an expansion fails, the datastore throws a `DatastoreError`,
 * which the host turns into the Python exception of the same name.
 */

/**
 * A value in a record of the datastore. Python distinguishes `1`, `"1"`, `True` and `None`, and so does this type:
 * number, text, boolean, null. A list of plain values is a list; any other Python object stays with its interpreter,
 * opaque.
 */
export type Value = string | number | boolean | null | readonly Value[] | OpaqueValue;

/** A Python object that has no plain form (a set, a dict, a datastore): kept as it is, hashed by its `str()`. */
export interface OpaqueValue {
  readonly opaque: unknown;
  readonly text: string;
  /** Why the text differs in each run of BitBake, if it does. */
  readonly unsettled?: string;
}

export interface GetOptions {
  readonly expand?: boolean;
  readonly noWeakDefault?: boolean;
  readonly parsing?: boolean;
}

/** BitBake's `DataSmart` interface, as far as metadata uses it. */
export interface PythonDatastore {
  getVar(name: string, options?: GetOptions): Value;
  setVar(name: string, value: Value, options?: { readonly parsing?: boolean }): void;
  appendVar(name: string, value: string): void;
  prependVar(name: string, value: string): void;
  delVar(name: string): void;
  renameVar(from: string, to: string): void;
  getVarFlag(name: string, flag: string, options?: GetOptions): Value;
  setVarFlag(name: string, flag: string, value: Value): void;
  appendVarFlag(name: string, flag: string, value: string): void;
  prependVarFlag(name: string, flag: string, value: string): void;
  delVarFlag(name: string, flag: string): void;
  /** null if the variable has no public flag; `expand` lists the flags to expand. */
  getVarFlags(
    name: string,
    options?: { readonly expand?: readonly string[]; readonly internal?: boolean },
  ): ReadonlyMap<string, Value> | null;
  setVarFlags(name: string, flags: ReadonlyMap<string, Value>): void;
  delVarFlags(name: string): void;
  setVarFilter(name: string, expression: string): void;
  expand(text: string, name?: string): string;
  expandVarref(name: string): void;
  keys(): readonly string[];
  has(name: string): boolean;
  createCopy(): PythonDatastore;
  overrides(): readonly string[];
  /** Records that parsing depended on `fn` (existing or not). */
  markDependency(fn: string): void;
}
