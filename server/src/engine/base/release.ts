/**
 * Everything in which BitBake releases differ, in one place. The engine asks for a behaviour by name and never for a
 * version number. Measured on BitBake 2.0 (kirkstone), 2.8 (scarthgap), 2.18 (wrynose) and 2.19 (master).
 */

/** The behaviours of one BitBake release that reach parsing, the datastore or a basehash. */
export interface BitbakeRelease {
  /** `major.minor` as BitBake's own `__version__` starts. */
  readonly version: string;

  // Shell reading
  /** Command substitutions directly inside a `"…"` word are read for commands. */
  readonly shellSubstitutionsInQuotes: boolean;
  /** A word removed because it is a substitution in command position makes the next word go unread. */
  readonly shellSkipsWordAfterRemovedCommand: boolean;

  // Python reading
  /** Any constant counts as a literal argument, not only text. */
  readonly pythonConstantsAreLiterals: boolean;
  /** Functions of `addpylib` modules are part of signatures. */
  readonly moduleFunctions: boolean;
  /** Module functions may carry decorators and a visitor of their own. */
  readonly moduleFunctionDecorators: boolean;

  // Expansion
  /** `${@…}` ends at the matching brace; and code that still holds `${NAME}` is left alone. */
  readonly inlinePythonBraceAware: boolean;
  /** Names of functions defined in metadata resolve as bare names in `${@…}`. */
  readonly bareNamesSeeFunctions: boolean;

  // Datastore
  /** The datastore has `finalize` and `internal_finalize`. */
  readonly datastoreFinalize: boolean;
  /** A parsed value keeps the text it was made of. */
  readonly parseKeepsUnexpanded: boolean;
  /** `VAR[flag] ??=` is a weak default of the flag. */
  readonly weakFlags: boolean;
  readonly variableFilters: boolean;
  /** Reading without weak defaults may be answered from the cache. */
  readonly noWeakDefaultReadsCache: boolean;
  /** The cached set of removes of an override is shared with the variable it overrides. */
  readonly sharedRemoveSets: boolean;
  /** Renaming a variable that has no value leaves it alone. */
  readonly renameNeedsValue: boolean;

  // Statements
  readonly inheritDefer: boolean;
  readonly deferredClassList: boolean;
  /** `BBCLASSEXTEND` classes are queued behind the deferred inherits. */
  readonly variantClassDeferred: boolean;
  readonly includeAll: boolean;
  readonly fragments: boolean;
  /** `addfragments` names a variable with built-in fragments as its fourth word. */
  readonly builtinFragments: boolean;
  readonly emptyVariableNames: boolean;
  /** An assignment without white space on both sides of its operator is warned about. */
  readonly assignmentBlankWarning: boolean;
  /** `/` may occur in a flag name that is assigned. */
  readonly slashInFlagNames: boolean;
  readonly atInFlagNames: boolean;
  readonly addtaskManyTasks: boolean;
  readonly classTypeFolders: boolean;
  readonly addpylib: boolean;
  readonly exportFunctionsSentinel: boolean;
  /** A file that ends inside a function or a continued line is rejected before it is evaluated. */
  readonly unfinishedFilesRejected: boolean;

  // Finalizing
  /** `DEPENDS` and every task's `[depends]` are replaced by their expanded words. */
  readonly dependsLiteralised: boolean;
  readonly preDeferredInheritsEvent: boolean;
  /** The multiconfig name of the default configuration. */
  readonly defaultMulticonfig: '' | 'default';
  readonly recipeFileVariable: boolean;
  readonly coreNamesSorted: boolean;

  // Signatures
  /** `BB_HASH_CODEPARSER_VALS` applies. */
  readonly codeparserValues: boolean;
  /** `BB_SIGNATURE_EXCLUDE_FLAGS` is a list of words, not a text searched for the flag's name. */
  readonly excludeFlagsAreWords: boolean;
  /** `export` and `unexport` are read as booleans, expanded. */
  readonly exportIsBoolean: boolean;

  // Task hashes
  /** What the checksums of files are ordered by: the whole path, or the file's name alone. */
  readonly checksumOrder: 'path' | 'name';
  /** The classes, besides that of modules, by which the dependency filter of the OE-Core that goes with it knows a kernel. */
  readonly kernelClass: string;
  /** `SIGGEN_UNIHASHMAP` applies. */
  readonly unihashMap: boolean;

  // Hash equivalence
  /** `BB_HASHSERVE_DB_DIR` says where the database of BitBake's own server is. */
  readonly hashDatabaseFolder: boolean;
}

const KIRKSTONE: BitbakeRelease = {
  version: '2.0',
  shellSubstitutionsInQuotes: false,
  shellSkipsWordAfterRemovedCommand: false,
  pythonConstantsAreLiterals: false,
  moduleFunctions: false,
  moduleFunctionDecorators: false,
  inlinePythonBraceAware: false,
  bareNamesSeeFunctions: false,
  datastoreFinalize: true,
  parseKeepsUnexpanded: false,
  weakFlags: false,
  variableFilters: false,
  noWeakDefaultReadsCache: true,
  sharedRemoveSets: false,
  renameNeedsValue: false,
  inheritDefer: false,
  deferredClassList: false,
  variantClassDeferred: false,
  includeAll: false,
  fragments: false,
  builtinFragments: false,
  emptyVariableNames: true,
  assignmentBlankWarning: false,
  slashInFlagNames: false,
  atInFlagNames: false,
  addtaskManyTasks: false,
  classTypeFolders: false,
  addpylib: false,
  exportFunctionsSentinel: false,
  unfinishedFilesRejected: false,
  dependsLiteralised: false,
  preDeferredInheritsEvent: false,
  defaultMulticonfig: 'default',
  recipeFileVariable: false,
  coreNamesSorted: false,
  codeparserValues: false,
  excludeFlagsAreWords: false,
  exportIsBoolean: false,
  checksumOrder: 'path',
  kernelClass: 'linux-kernel-base',
  unihashMap: false,
  hashDatabaseFolder: false,
};

const SCARTHGAP: BitbakeRelease = {
  ...KIRKSTONE,
  version: '2.8',
  pythonConstantsAreLiterals: true,
  moduleFunctions: true,
  inlinePythonBraceAware: true,
  bareNamesSeeFunctions: true,
  datastoreFinalize: false,
  parseKeepsUnexpanded: true,
  sharedRemoveSets: true,
  inheritDefer: true,
  variantClassDeferred: true,
  atInFlagNames: true,
  classTypeFolders: true,
  addpylib: true,
  exportFunctionsSentinel: true,
  unfinishedFilesRejected: true,
  coreNamesSorted: true,
  codeparserValues: true,
  excludeFlagsAreWords: true,
  exportIsBoolean: true,
};

const WRYNOSE: BitbakeRelease = {
  ...SCARTHGAP,
  version: '2.18',
  shellSubstitutionsInQuotes: true,
  shellSkipsWordAfterRemovedCommand: true,
  moduleFunctionDecorators: true,
  weakFlags: true,
  variableFilters: true,
  noWeakDefaultReadsCache: false,
  deferredClassList: true,
  includeAll: true,
  fragments: true,
  builtinFragments: true,
  emptyVariableNames: false,
  assignmentBlankWarning: true,
  slashInFlagNames: true,
  addtaskManyTasks: true,
  dependsLiteralised: true,
  preDeferredInheritsEvent: true,
  defaultMulticonfig: '',
  recipeFileVariable: true,
  checksumOrder: 'name',
  unihashMap: true,
  hashDatabaseFolder: true,
};

const MASTER: BitbakeRelease = { ...WRYNOSE, version: '2.19', renameNeedsValue: true, kernelClass: 'kernel' };

/** The measured releases, oldest first. */
export const RELEASES: readonly BitbakeRelease[] = [KIRKSTONE, SCARTHGAP, WRYNOSE, MASTER];

/** The release assumed where a workspace has no BitBake to ask. */
export const DEFAULT_RELEASE: BitbakeRelease = WRYNOSE;

/** The behaviours that arrived between two measured releases, with the first version that has them. */
const ARRIVALS: readonly { readonly minor: number; readonly changes: Partial<BitbakeRelease> }[] = [
  { minor: 2, changes: { classTypeFolders: true } },
  { minor: 4, changes: { datastoreFinalize: false, parseKeepsUnexpanded: true, addpylib: true, atInFlagNames: true } },
  { minor: 10, changes: { addtaskManyTasks: true } },
  {
    minor: 12,
    changes: {
      weakFlags: true, includeAll: true, fragments: true, emptyVariableNames: false, slashInFlagNames: true,
      dependsLiteralised: true, defaultMulticonfig: '',
    },
  },
  { minor: 16, changes: { builtinFragments: true, assignmentBlankWarning: true } },
];

/**
 * The behaviours of BitBake `version` (as in `bb.__version__`, for example `2.18.0`): those of the newest measured
 * release that is not newer, and what is known to have arrived since.
 */
export function releaseOf(version: string): BitbakeRelease {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  let found = KIRKSTONE;
  for (const release of RELEASES) {
    const [m = 0, n = 0] = release.version.split('.').map(Number);
    if (m < major || (m === major && n <= minor)) found = release;
  }
  let result = found;
  for (const arrival of ARRIVALS) {
    const measured = Number(found.version.split('.')[1]);
    if (arrival.minor > measured && arrival.minor <= minor && major === 2) result = { ...result, ...arrival.changes };
  }
  return result;
}
