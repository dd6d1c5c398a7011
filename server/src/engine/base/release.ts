/**
 * Everything in which BitBake releases differ, in one file: each behavior with the probe that asks the workspace's own
 * BitBake for it. A version number decides nothing, because stable branches and forks change behavior under one number.
 * The engine asks for a behavior by name. A new behavior needs one entry here. Probes are Python expressions that can
 * use the helpers of `pyodide/python/judge/probes.py`.
 */

import { FILTER_CASES, FILTER_LISTS, FILTER_STATEMENTS, type FilterCase } from './dependencyFilter';
import { EXAMPLE_CONFIGURATION, EXAMPLE_RECIPE, EXAMPLE_SIGNATURES } from './exampleRecipe';
import { NAMED_OBJECTS } from './objectNameExamples';

/** The versions of the BitBakes whose answers are recorded, oldest first. */
const VERSIONS = ['2.0', '2.8', '2.18', '2.19'] as const;

type Version = (typeof VERSIONS)[number];

/** The newest version whose answers are recorded. */
export const NEWEST_RELEASE = VERSIONS[VERSIONS.length - 1] as Version;

/** What the recorded BitBakes do: `before` up to a version, `newest` from it on. */
interface Recorded<T> {
  readonly before: T;
  readonly version: Version;
  /** The assumption where there is no BitBake to ask. */
  readonly newest: T;
}

function changed<T>(before: T, version: Version, newest: T): Recorded<T> {
  return { before, version, newest };
}

function since(version: Version): Recorded<boolean> {
  return changed(false, version, true);
}

function until(version: Version): Recorded<boolean> {
  return changed(true, version, false);
}

function inAll<T>(value: T): Recorded<T> {
  return changed(value, VERSIONS[0], value);
}

/** One behavior: what the recorded BitBakes do, and how to ask a BitBake for it. */
interface Behavior<T> {
  readonly recorded: Recorded<T>;
  readonly probe: string;
  /** What each answer means: a text, or the name of an exception. */
  readonly answers: Readonly<Record<string, T>>;
}

function behavior<T>(recorded: Recorded<T>, probe: string, answers: Readonly<Record<string, T>>): Behavior<T> {
  return { recorded, probe, answers };
}

/** A statement that a BitBake accepts or rejects. */
function statement(recorded: Recorded<boolean>, probe: string): Behavior<boolean> {
  return behavior(recorded, `accepted(${probe})`, { accepted: true, ParseError: false });
}

/** A probe that answers itself whether BitBake behaves so. */
function condition(recorded: Recorded<boolean>, probe: string): Behavior<boolean> {
  return behavior(recorded, probe, { True: true, False: false });
}

/** Data for a probe: a Python literal of its JSON. */
function given(value: unknown): string {
  return JSON.stringify(JSON.stringify(value));
}

/** Asks the dependency filter about each dependency: `kept` or `dropped`. */
function dependencies(...cases: readonly Omit<FilterCase, 'name' | 'kept'>[]): string {
  return `keeps(${cases.map(given).join(', ')})`;
}

function ofKernel(className: string): Omit<FilterCase, 'name' | 'kept'> {
  return { task: 'a:do_x', on: 'k:do_y', onClasses: [className], recommendsKernelModules: true };
}

function ofSpdx(task: string, on: string): Omit<FilterCase, 'name' | 'kept'> {
  return { task: `a:do_${task}`, on: `abi:do_${on}` };
}

const BEHAVIORS = {
  // Shell reading

  /** Command substitutions directly inside a `"…"` word are read for commands. */
  shellSubstitutionsInQuotes: behavior(since('2.18'), `shell('x="$(foo)"')`, { foo: true, '': false }),
  /** BitBake removes a word that is a substitution in command position, and then does not read the next word. */
  shellSkipsWordAfterRemovedCommand: behavior(since('2.18'), `shell('$(foo) $(bar) baz')`, {
    foo: true,
    'bar foo': false,
  }),

  // Python reading

  /** Any constant counts as a literal argument, not only text. */
  pythonConstantsAreLiterals: behavior(since('2.8'), `python('d.getVarFlag("V", 5)\\n')`, { 'V[5]': true, '': false }),
  /** `bb.utils.contains` and similar functions are rejected where they are called with the variable alone. */
  containsNeedsItems: behavior(since('2.8'), `python('bb.utils.contains("V")\\n')`, { IndexError: true, V: false }),
  /** Decorators of module functions add to the function's references, and remove some of them. */
  moduleFunctionDecorators: behavior(
    since('2.18'),
    `'A' in module_code('def f(d):\\n    pass\\nf.bb_vardeps = {"A"}\\n')[0]`,
    {
      True: true,
      False: false,
      BBHandledException: false,
    },
  ),
  /** A visitor of a module function reports what its calls refer to. */
  moduleFunctionVisitors: behavior(
    since('2.18'),
    `len(module_code('def f(d):\\n    pass\\nf.visitorcode = print\\n')) > 5`,
    {
      True: true,
      False: false,
      BBHandledException: false,
    },
  ),
  /**
   * The source of a module function is hashed (SHA-256, after as many line feeds as its first line's number), not only
   * its name.
   */
  moduleFunctionsHashed: behavior(
    since('2.8'),
    `hashed(signed('do_build[vardeps] += "PROBE.m.f"\\n', module='def f(d):\\n    pass\\n'), 'PROBE.m.f')`,
    {
      b93661564072c72d40c45267c8ffd2884b934d5df015f77da0e997f7d972d579: true,
      '': false,
      BBHandledException: false,
    },
  ),
  /** Functions that a module has imported from another file count as its own. */
  moduleFunctionsOfOthers: behavior(
    inAll(false),
    `signed('', module='from glob import glob\\n').getVar('PROBE') + '.m.glob' in bb.codeparser.modulecode_deps`,
    {
      True: true,
      False: false,
      BBHandledException: false,
    },
  ),

  // Expansion

  /** `${@…}` ends at the matching brace; and code that still contains `${NAME}` is not changed. */
  inlinePythonBraceAware: behavior(since('2.8'), `store().expand('$' + '{@{"a": "b"}["a"]}')`, {
    b: true,
    ExpansionError: false,
  }),

  // Datastore

  /** The datastore has `finalize` and `internal_finalize`. */
  datastoreFinalize: condition(until('2.8'), `hasattr(bb.data_smart.DataSmart, 'finalize')`),
  /** A parsed value keeps the text from which it was made. */
  parseKeepsUnexpanded: condition(since('2.8'), `hasattr(store().expandWithRefs('a', None), 'unexpanded_value')`),
  /** Values can pass through filters (`setVarFilter`). */
  variableFilters: condition(since('2.18'), `hasattr(bb.data_smart.DataSmart, 'setVarFilter')`),
  /** `VAR[flag] ??=` is a weak default of the flag. */
  weakFlags: condition(since('2.18'), `'f' not in conf('V[f] ??= "w"\\n').getVarFlags('V', internalflags=True)`),
  /** A read without weak defaults may be answered from the cache. */
  noWeakDefaultReadsCache: behavior(
    until('2.18'),
    `(lambda d: (d.setVarFlag('V', '_defaultval', 'w'), d.getVar('V'), d.getVar('V', True, True))[-1])(store())`,
    { w: true, None: false },
  ),
  /** The cached set of removes of an override is shared with the variable it overrides. */
  sharedRemoveSets: condition(
    since('2.8'),
    `'b' in (lambda d: (d.getVarFlag('V', '_content', False, retparser=True), d.getVarFlag('V:o', '_content', False, retparser=True)[1].removes)[-1])(conf('OVERRIDES = "o"\\nV:o = "a b c"\\nV:o:remove = "c"\\nV:remove = "b"\\n'))`,
  ),
  /** Renaming a variable that has no value leaves it unchanged. */
  renameNeedsValue: condition(
    since('2.19'),
    `(lambda d: (d.setVarFlag('A', 'f', '1'), d.renameVar('A', 'B'), bool(d.getVarFlags('A', internalflags=True)))[-1])(store())`,
  ),
  /** Assigning another value to a variable of `OVERRIDES` clears the values that were cached on the way. */
  overridesClearCache: behavior(
    since('2.8'),
    `(lambda d: (d.getVar('Y'), d.setVar('X', 'b:$' + '{Y}'), d.getVar('Y'))[-1])(conf('OVERRIDES = "$' + '{X}"\\nX = "a"\\nY = "1"\\nY:b = "2"\\n'))`,
    { 2: true, 1: false },
  ),

  // Statements

  inheritDefer: statement(since('2.8'), `read('inherit_defer other\\n', classes={'classes/other.bbclass': ''})`),
  deferredClassList: condition(
    since('2.18'),
    `read('inherit other\\n', classes={'classes/other.bbclass': ''}, BB_DEFER_BBCLASSES='other').getVar('__BBDEFINHERITS', False) is not None`,
  ),
  /** Each variant inherits deferred classes for itself, and the class that makes the variant is one of them. */
  variantClassDeferred: behavior(
    since('2.8'),
    `variants('inherit_defer other\\nBBCLASSEXTEND = "variant"\\n')['variant'].getVar('OTHER_PN')`,
    {
      'probe-variant': true,
      probe: false,
      ParseError: false,
    },
  ),
  includeAll: statement(since('2.18'), `conf('include_all x.inc\\n')`),
  fragments: behavior(since('2.18'), 'fragment_words()', { 4: true, 3: true, 0: false }),
  /** `addfragments` names a variable with built-in fragments as its fourth word. */
  builtinFragments: behavior(since('2.18'), 'fragment_words()', { 4: true, 3: false, 0: false }),
  /**
   * If true, the first letter of the operator is the name of an assignment that has no name before its operator. If
   * false, such an assignment has an empty name and is an error.
   */
  emptyVariableNames: statement(until('2.18'), `conf(':= "x"\\n')`),
  /** An assignment without white space on both sides of its operator causes a warning. */
  assignmentBlankWarning: behavior(since('2.18'), `(conf('A="x"\\n'), len(warnings))[1]`, { 1: true, 0: false }),
  /** `/` may occur in a flag name that is assigned. */
  slashInFlagNames: statement(since('2.18'), `conf('A[a/b] = "x"\\n')`),
  atInFlagNames: statement(since('2.8'), `conf('A[a@b] = "x"\\n')`),
  addtaskManyTasks: behavior(since('2.18'), `' '.join(read('addtask a b after c\\n').getVar('__BBTASKS', False))`, {
    'do_a do_b': true,
    do_a: false,
  }),
  classTypeFolders: statement(since('2.8'), `read('inherit other\\n', classes={'classes-recipe/other.bbclass': ''})`),
  addpylib: behavior(since('2.8'), `signed('', module='').getVar('PN')`, { probe: true, BBHandledException: false }),
  exportFunctionsSentinel: behavior(
    since('2.8'),
    `read('inherit other\\n', classes={'classes/other.bbclass': 'EXPORT_FUNCTIONS do_x\\nother_do_x () {\\n:\\n}\\n'}).getVarFlag('do_x', 'export_func', False)`,
    {
      None: true,
      1: false,
    },
  ),
  /** A file that ends inside a function or a continued line is rejected before it is evaluated. */
  unfinishedFilesRejected: behavior(since('2.8'), `accepted(read('A = "1" \\\\\\n'))`, {
    ParseError: true,
    accepted: false,
    // Rejected later, by an error whose own text is wrong.
    TypeError: false,
  }),

  // Finalizing

  /** `DEPENDS` and every task's `[depends]` are replaced by their expanded words. */
  dependsLiteralised: behavior(
    since('2.18'),
    `signed('X = "a"\\nDEPENDS = "$' + '{X} "\\n').getVar('DEPENDS', False)`,
    {
      a: true,
      '${X} ': false,
    },
  ),
  preDeferredInheritsEvent: condition(since('2.18'), `hasattr(bb.event, 'RecipePreDeferredInherits')`),
  /** The multiconfig name of the default configuration. */
  defaultMulticonfig: behavior<'' | 'default'>(changed('default', '2.18', ''), `signed('').getVar('BB_CURRENT_MC')`, {
    '': '',
    default: 'default',
  }),
  recipeFileVariable: condition(since('2.18'), `signed('').getVar('__BB_RECIPE_FILE') is not None`),
  /** A task's `nostamp`, `noexec` and `fakeroot` count whatever their value is; if false, only `1` counts. */
  taskFlagsOfAnyValue: condition(
    inAll(true),
    `'do_build' in signed('do_build[nostamp] = "0"\\n').getVar('_task_deps', False).get('nostamp', {})`,
  ),
  /** BitBake warns of such a flag whose value is not `1`. */
  taskFlagWarning: condition(inAll(true), `(signed('do_build[nostamp] = "0"\\n'), 'nostamp' in ' '.join(warnings))[1]`),
  coreNamesSorted: behavior(since('2.8'), `signed('').getVar('LAYERSERIES_COMPAT_probe')`, {
    'a b': true,
    'b a': false,
  }),

  // Signatures

  /**
   * BitBake computes basehashes in the way that all releases share. There is no second choice: any other answer makes
   * the behavior unknown.
   */
  basehashes: behavior(
    inAll(true),
    `changed_signatures(${given(EXAMPLE_RECIPE)}, ${given(EXAMPLE_CONFIGURATION)}, ${given(EXAMPLE_SIGNATURES)})`,
    { '': true },
  ),

  /** `BB_HASH_CODEPARSER_VALS` applies. */
  codeparserValues: condition(
    since('2.8'),
    `depends(signed('do_build () {\\n  $' + '{CMD}\\n}\\nf1 () {\\n  :\\n}\\nf2 () {\\n  :\\n}\\nCMD = "f1"\\n', BB_HASH_CODEPARSER_VALS='CMD=f2'), 'do_build', 'f2')`,
  ),
  /** `BB_SIGNATURE_EXCLUDE_FLAGS` is a list of words, not a text searched for the flag's name. */
  excludeFlagsAreWords: condition(
    since('2.8'),
    `depends(signed('do_build[zz] = "1"\\n', BB_SIGNATURE_EXCLUDE_FLAGS='azzb'), 'do_build', 'do_build[zz]')`,
  ),
  /** `export` and `unexport` are read as booleans, expanded. */
  exportIsBoolean: behavior(since('2.8'), `depends(signed('V = "1"\\nV[export] = "0"\\n'), 'do_build', 'V')`, {
    False: true,
    True: false,
  }),
  /** The words that a `:remove` looks for in other variables are part of the hashed value. */
  removeContains: condition(
    inAll(true),
    `'A{x}' in hashed(signed('V = "a 2"\\nV:remove = "$' + '{@bb.utils.contains(\\'A\\', \\'x\\', \\'1\\', \\'2\\', d)}"\\ndo_build[vardeps] += "V"\\n'), 'V')`,
  ),
  /** The value of `[vardepvalueexclude]` is never hashed. */
  vardepvalueExcluded: behavior(
    inAll(true),
    `hashed(signed('V = "a"\\nV[vardepvalueexclude] = "a"\\ndo_build[vardeps] += "V[vardepvalueexclude]"\\n'), 'V[vardepvalueexclude]')`,
    { '': true, a: false },
  ),

  // Workers

  /** A worker sets `BB_CURRENTTASK`, beside the other names, before it reads a recipe. */
  workerNamesTask: behavior(inAll(true), 'worker_variables()', {
    'BB_CURRENTTASK BB_HASHSERVE BB_LIMITEDDEPS BB_TASKDEPDATA BB_WORKERCONTEXT BUILDNAME DATE PRSERV_HOST TIME': true,
    'BB_HASHSERVE BB_LIMITEDDEPS BB_TASKDEPDATA BB_WORKERCONTEXT BUILDNAME DATE PRSERV_HOST TIME': false,
  }),

  // Task hashes

  /**
   * BitBake builds a task's hash from the text that all releases share. There is no second choice: any other text makes
   * the behavior unknown.
   */
  taskHashText: behavior(inAll(true), 'task_hash_text()', { 'BD./d/1kkT BD./d/1kkT': true }),
  /**
   * The sort key of the files' checksums: the whole path, or the file's name alone. Without a sort key they keep the
   * order in which they were found, which is by checksum.
   */
  checksumOrder: behavior<'path' | 'name' | 'checksum'>(changed('path', '2.18', 'name'), 'checksum_order()', {
    kml: 'path',
    mlk: 'name',
    mkl: 'checksum',
  }),
  /**
   * The sort key of the dependencies' hashes: the name that signatures give to a task, or the last two parts of its
   * recipe's path.
   */
  dependencyOrder: behavior<'name' | 'path'>(changed('path', '2.8', 'name'), 'dependency_order()', {
    mkl: 'name',
    lmk: 'path',
  }),
  /** BitBake's own handlers hash dependencies in other configurations; OE-Core's always do. */
  multiconfigDependencies: condition(since('2.8'), 'crosses_multiconfigs()'),
  /**
   * The dependency filter of the workspace's OE-Core does the same as in all releases. There is no second choice: any
   * other filter makes the behavior unknown.
   */
  dependencyFilter: behavior(
    inAll(true),
    `changed_filter(${given(FILTER_LISTS)}, ${given(FILTER_CASES)}, ${JSON.stringify(FILTER_STATEMENTS.join(' '))})`,
    { '': true },
  ),
  /** The class by which the filter recognizes a kernel, in addition to the class for modules. */
  kernelClass: behavior<'kernel' | 'linux-kernel-base'>(
    changed('linux-kernel-base', '2.19', 'kernel'),
    dependencies(ofKernel('kernel'), ofKernel('linux-kernel-base')),
    {
      'dropped kept': 'kernel',
      'kept dropped': 'linux-kernel-base',
    },
  ),
  /** `do_rm_work` hashes none of its dependencies, not even those on its own recipe. */
  rmWorkHashesNothing: behavior(
    inAll(true),
    dependencies({ task: 'a:do_rm_work', on: 'a:do_y' }, { task: 'a:do_rm_work', on: 'b:do_y' }),
    { 'dropped dropped': true, 'kept kept': false },
  ),
  /** The filter keeps dependencies between two SPDX tasks, whatever its other rules say. */
  spdxTasksKept: behavior(
    until('2.8'),
    dependencies(
      ofSpdx('create_spdx', 'create_spdx'),
      ofSpdx('create_spdx', 'create_runtime_spdx'),
      ofSpdx('create_runtime_spdx', 'create_spdx'),
      ofSpdx('create_spdx', 'x'),
      ofSpdx('x', 'create_spdx'),
    ),
    {
      'kept kept kept dropped dropped': true,
      'dropped dropped dropped dropped dropped': false,
    },
  ),
  /** `SIGGEN_UNIHASHMAP` applies. */
  unihashMap: condition(since('2.18'), `speaks_of('oe.sstatesig', 'SIGGEN_UNIHASHMAP')`),

  // Shared state

  /** Objects of the shared state cache have the names that all releases give them. */
  objectNames: behavior(inAll(true), `changed_names(${given(NAMED_OBJECTS)})`, { '': true }),

  // Hash equivalence

  /** `BB_HASHSERVE_DB_DIR` sets the folder of the database of BitBake's own server. */
  hashDatabaseFolder: condition(since('2.18'), `speaks_of('bb.cooker', 'BB_HASHSERVE_DB_DIR')`),
} as const satisfies Readonly<Record<string, Behavior<boolean | string>>>;

/** How one BitBake behaves, together with its OE-Core. */
export type BitbakeRelease = {
  readonly [F in keyof typeof BEHAVIORS]: (typeof BEHAVIORS)[F] extends Behavior<infer T> ? T : never;
};

const FIELDS = Object.keys(BEHAVIORS) as readonly (keyof BitbakeRelease)[];

/** A recorded BitBake, with its version. */
export type RecordedRelease = BitbakeRelease & { readonly version: string };

/** What a recorded version does, by its index in `VERSIONS`. */
function recordedAt(index: number): BitbakeRelease {
  const values = FIELDS.map((field) => {
    const { before, version, newest } = BEHAVIORS[field].recorded;
    return [field, index < VERSIONS.indexOf(version) ? before : newest];
  });
  return Object.fromEntries(values) as BitbakeRelease;
}

/** The recorded BitBakes, oldest first. */
export const RECORDED_RELEASES: readonly RecordedRelease[] = VERSIONS.map((version, index) => ({
  ...recordedAt(index),
  version,
}));

/** The assumption where a workspace has no BitBake to ask: the newest release. */
export const DEFAULT_RELEASE: BitbakeRelease = recordedAt(VERSIONS.length - 1);

/** The probe of each behavior. */
export const PROBES: Readonly<Record<string, string>> = Object.fromEntries(
  FIELDS.map((field) => [field, BEHAVIORS[field].probe]),
);

/** What a BitBake answered to a probe. */
export type ProbeAnswer =
  | { readonly answer: string }
  | { readonly error: string; readonly message: string }
  /** Why the probe was stopped; `byTime`: it may finish on a faster machine. */
  | { readonly cut: string; readonly byTime?: boolean };

/** What is known about a BitBake, as plain data. */
export interface ProbedBehaviors {
  readonly known: Partial<BitbakeRelease>;
  /** The answer for each unknown behavior, in words. */
  readonly unknown: Readonly<Partial<Record<keyof BitbakeRelease, string>>>;
  /** Why BitBake could not be asked at all: its library does not load. */
  readonly unusable?: string;
  /** A probe was stopped by time: the next run may get an answer. */
  readonly isCutShort?: boolean;
}

/** What is known without any question. */
export const ASSUMED_BEHAVIORS: ProbedBehaviors = { known: DEFAULT_RELEASE, unknown: {} };

/** What is known about a BitBake that cannot be asked: nothing. */
export function unusableBehaviors(reason: string): ProbedBehaviors {
  return { known: {}, unknown: readAnswers({}).unknown, unusable: reason };
}

/**
 * What the answers to `PROBES` mean. A behavior is unknown if its answer is missing, or if no known release gives this
 * answer.
 */
export function readAnswers(answers: Readonly<Record<string, ProbeAnswer>>): ProbedBehaviors {
  const known: Partial<Record<string, boolean | string>> = {};
  const unknown: Partial<Record<keyof BitbakeRelease, string>> = {};
  for (const field of FIELDS) {
    const given = answers[field];
    const text = given === undefined || 'cut' in given ? undefined : 'answer' in given ? given.answer : given.error;
    const meanings: Readonly<Record<string, boolean | string>> = BEHAVIORS[field].answers;
    if (text !== undefined && Object.hasOwn(meanings, text)) known[field] = meanings[text];
    else unknown[field] = inWords(given);
  }
  const isCutShort = Object.values(answers).some((given) => 'byTime' in given);
  return { known: known as Partial<BitbakeRelease>, unknown, ...(isCutShort && { isCutShort }) };
}

function inWords(given: ProbeAnswer | undefined): string {
  if (given === undefined) return 'it gave no answer';
  if ('cut' in given) return given.cut;
  return 'answer' in given
    ? `it answers ${JSON.stringify(given.answer)}`
    : `it fails with ${given.error}: ${given.message}`;
}

/**
 * A release for the engine. Asking it for an unknown behavior calls `refuse`, which throws the error that the engine
 * treats as an unknown value.
 */
export function releaseOf(
  { known, unknown, unusable }: ProbedBehaviors,
  refuse: (reason: string) => never,
): BitbakeRelease {
  const release = { ...known };
  for (const [field, answer] of Object.entries(unknown)) {
    const reason =
      unusable === undefined
        ? `this BitBake behaves in a way that Sighound does not know (\`${field}\`): ${answer}`
        : `the library of the workspace's BitBake cannot be loaded: ${unusable}; update or repair its checkout`;
    Object.defineProperty(release, field, { enumerable: true, get: () => refuse(reason) });
  }
  return release as BitbakeRelease;
}
