/**
 * The data about one variant of a recipe that the task graph needs, as plain data that can be stored and sent to
 * another thread. Mirrors `bb.cache.CoreRecipeInfo` and `bb.build.add_tasks`.
 */

import { isTrue, words } from '../base/pythonText';
import type { BitbakeRelease } from '../base/release';
import { type Datastore, textOf } from '../datastore/datastore';
import { isPresenceFlag, taskList } from '../evaluate/taskStatements';
import { basename } from '../files/posixPath';
import { DatastoreError } from '../base/datastoreError';
import { mayConcern, plainPaths } from './fileChecksums';
import type { Value } from '../python/pythonDatastore';
import type { Basehash } from '../signatures/basehash';

/**
 * The flags that order tasks, and those that decide how a task is handled. Each is expanded text; an unset flag is
 * missing.
 */
const TASK_FLAGS = [
  'mcdepends',
  'depends',
  'rdepends',
  'deptask',
  'rdeptask',
  'recrdeptask',
  'recideptask',
  'nostamp',
  'noexec',
] as const;

/** The classes that the dependency filter of OE-Core asks about. */
const FILTER_CLASSES = ['packagegroup', 'allarch', 'image', 'module-base', 'linux-kernel-base', 'kernel'];

export type TaskFlag = (typeof TASK_FLAGS)[number];

/** What `bb.build.add_tasks` records about one task. */
export interface TaskDependencies {
  readonly name: string;
  /** The tasks it runs after, whether they exist or not. */
  readonly parents: readonly string[];
  readonly flags: Readonly<Partial<Record<TaskFlag, string>>>;
}

/** A file that metadata has written, with a character for each of its bytes. */
export interface WrittenFile {
  readonly path: string;
  readonly content: string;
}

/** What metadata has written during an evaluation. */
export interface WrittenFiles {
  /** The content of a path; null if metadata has written none there. */
  written(path: string): Uint8Array | null;
  writtenPaths(): readonly string[];
}

/** One task as the graph needs it. */
export interface TaskInfo extends TaskDependencies {
  /** null if it is unknown; `unknown` has the reason. */
  readonly basehash: string | null;
  readonly unknown?: string;
  /** `[file-checksums]`, expanded: `PATH:True` or `PATH:False`. */
  readonly fileChecksums?: string;
  /**
   * Files of `[file-checksums]` that the metadata itself has written: BitBake finds them on the disk when it hashes.
   */
  readonly written?: readonly WrittenFile[];
  /** Why `[file-checksums]`, or a file that the metadata has written, is not known. */
  readonly unknownChecksums?: string;
  /** `[stamp-extra-info]`, expanded. */
  readonly stampExtraInfo?: string;
  /** It puts no object into the shared state cache: `SSTATE_SKIP_CREATION` is `1` for it. */
  readonly skipsObject?: true;
}

/** One variant of a recipe as the graph needs it. Lists contain each name once unless stated otherwise. */
export interface RecipeInfo {
  readonly mcfn: string;
  readonly multiconfig: string;
  readonly pn: string;
  /** Why the fields below are unknown; then everything that depends on this recipe is unknown, too. */
  readonly unknown?: string;
  /**
   * The unknown part of its version, if BitBake may build this version: `pe`, `pv` and `pr`, or `DEFAULT_PREFERENCE` as
   * well.
   */
  readonly unknownVersion?: 'version' | 'preference';
  /** It may provide more names than listed here. */
  readonly unknownProvides?: true;
  /** The folder outside the build from which it takes its sources: `EXTERNALSRC`, with `externalsrc.bbclass`. */
  readonly sourceTree?: string;
  /** Private data of the user that was read for it: nothing derived from it is sent anywhere. */
  readonly secret?: string;
  /** `PN` and `PROVIDES`. */
  readonly provides: readonly string[];
  readonly depends: readonly string[];
  readonly packages: readonly string[];
  /** Patterns. */
  readonly packagesDynamic: readonly string[];
  /** `RPROVIDES` of the recipe and of its packages. */
  readonly rprovides: readonly string[];
  /** `RDEPENDS` and `RRECOMMENDS` of the recipe and of its packages. */
  readonly runtimeDepends: readonly string[];
  /** A package recommends `kernel-module-…`. */
  readonly recommendsKernelModules: boolean;
  readonly pe: string;
  readonly pv: string;
  readonly pr: string;
  /** `DEFAULT_PREFERENCE`. */
  readonly defaultPreference: number;
  readonly notWorld: boolean;
  readonly stamp: string;
  /** `BB_HASHFILENAME`: the form of its sstate objects' names. */
  readonly hashFilename: string;
  /** The inherited classes that the dependency filter asks about. */
  readonly classes: readonly string[];
  /** Python code that may add to `depends` once all recipes are known. */
  readonly calculateExtraDepends?: string;
  readonly tasks: readonly TaskInfo[];
}

/** What the tasks of `d` run after, at the time when BitBake records it: before signatures are computed. */
export function taskDependencies(d: Datastore, release: BitbakeRelease): readonly TaskDependencies[] {
  return taskList(d).map((entry) => {
    const name = d.expand(entry);
    const set = d.getVarFlags(name) ?? new Map<string, Value>();
    const flags: Partial<Record<TaskFlag, string>> = {};
    for (const flag of TASK_FLAGS) {
      const value = set.get(flag);
      if (value === undefined || value === null) continue;
      const text = d.expand(textOf(value));
      if (isPresenceFlag(flag) && text !== '1' && !release.taskFlagsOfAnyValue) continue;
      flags[flag] = text;
    }
    const deps = set.get('deps');
    return { name, flags, parents: Array.isArray(deps) ? (deps as string[]).map((dep) => d.expand(dep)) : [] };
  });
}

/**
 * Reads the data for the graph from the store of a variant whose evaluation is finished. A value that is unknown, or on
 * which BitBake would fail, makes the whole variant unknown.
 */
export function recipeInfo(
  { mcfn, multiconfig, pn }: Pick<RecipeInfo, 'mcfn' | 'multiconfig' | 'pn'>,
  d: Datastore,
  tasks: readonly TaskDependencies[],
  basehashes: ReadonlyMap<string, Basehash>,
  writtenFiles: WrittenFiles,
): RecipeInfo {
  const named = { mcfn, multiconfig, pn };
  try {
    return {
      ...named,
      ...fieldsOf(pn, d),
      tasks: tasks.map((task) => ({
        ...task,
        ...taskFields(task.name, d, writtenFiles),
        ...hashFields(basehashes.get(task.name)),
      })),
    };
  } catch (error) {
    if (!(error instanceof DatastoreError)) throw error;
    const unknown = error.unknown ?? `${error.type}: ${error.message}`;
    return {
      ...withKnown(unknownRecipe(named, unknown), d),
      tasks: tasks.map((task) => ({ ...task, ...hashFields(basehashes.get(task.name)) })),
    };
  }
}

/** An unknown variant with the known values that decide whether it is built. */
function withKnown(
  { unknownVersion: _unknownVersion, unknownProvides: _unknownProvides, ...recipe }: RecipeInfo,
  d: Datastore,
): RecipeInfo {
  const read = <T>(body: () => T): T | null => {
    try {
      return body();
    } catch (error) {
      if (!(error instanceof DatastoreError)) throw error;
      return null;
    }
  };
  const provided = read(() => providedBy(recipe.pn, d));
  const defaultPreference = read(() => preferenceOf(d));
  const version = defaultPreference === null ? null : read(() => versionOf(d));
  return {
    ...recipe,
    ...(provided ?? { unknownProvides: true }),
    ...(defaultPreference !== null && { defaultPreference }),
    ...(version ?? { unknownVersion: defaultPreference === null ? 'preference' : 'version' }),
  };
}

function providedBy(
  pn: string,
  d: Datastore,
): Pick<RecipeInfo, 'provides' | 'packages' | 'packagesDynamic' | 'rprovides'> {
  const packages = packagesOf(pn, d);
  return {
    provides: unique([pn, ...explodeDeps(d.getText('PROVIDES'))]),
    packages: unique(packages),
    packagesDynamic: unique(words(d.getText('PACKAGES_DYNAMIC'))),
    rprovides: unique(ofPackages('RPROVIDES', packages, d)),
  };
}

function packagesOf(pn: string, d: Datastore): readonly string[] {
  const listed = words(d.getText('PACKAGES'));
  return listed.length > 0 ? listed : [pn];
}

function ofPackages(name: string, packages: readonly string[], d: Datastore): string[] {
  return [name, ...packages.map((each) => `${name}:${each}`)].flatMap((each) => explodeDeps(d.getText(each)));
}

function versionOf(d: Datastore): Pick<RecipeInfo, 'pe' | 'pv' | 'pr'> {
  return { pe: d.getText('PE'), pv: d.getText('PV'), pr: d.getText('PR') };
}

function preferenceOf(d: Datastore): number {
  const preference = d.getText('DEFAULT_PREFERENCE');
  return preference === '' ? 0 : Number.parseInt(preference, 10) || 0;
}

/** A variant of which only the name is known. */
export function unknownRecipe(
  { mcfn, multiconfig, pn }: Pick<RecipeInfo, 'mcfn' | 'multiconfig' | 'pn'>,
  unknown: string,
): RecipeInfo {
  return {
    mcfn,
    multiconfig,
    pn,
    unknown,
    unknownVersion: 'preference',
    unknownProvides: true,
    provides: [pn],
    depends: [],
    packages: [pn],
    packagesDynamic: [],
    rprovides: [],
    runtimeDepends: [],
    recommendsKernelModules: false,
    pe: '',
    pv: '',
    pr: '',
    defaultPreference: 0,
    notWorld: false,
    stamp: '',
    hashFilename: '',
    classes: [],
    tasks: [],
  };
}

/**
 * Whether a graph has the same edges with both results of reading a variant: they differ at most in hashes, files and
 * the names of stamps. False if Python code adds to `DEPENDS`, because its result is not in this data.
 */
export function layAlike(one: RecipeInfo, other: RecipeInfo): boolean {
  if (one.calculateExtraDepends !== undefined || other.calculateExtraDepends !== undefined) return false;
  return whatLaysEdges(one) === whatLaysEdges(other);
}

function whatLaysEdges({
  stamp: _stamp,
  hashFilename: _hashFilename,
  sourceTree: _sourceTree,
  secret: _secret,
  tasks,
  ...others
}: RecipeInfo): string {
  return JSON.stringify([others, tasks.map(({ name, parents, flags }) => [name, parents, flags])]);
}

function fieldsOf(pn: string, d: Datastore): Omit<RecipeInfo, 'mcfn' | 'multiconfig' | 'pn' | 'tasks'> {
  const packages = packagesOf(pn, d);
  const recommends = ofPackages('RRECOMMENDS', packages, d);
  const extra = d.getText('calculate_extra_depends');
  const inherited = d.getVar('__inherit_cache', { expand: false });
  const classes = new Set(
    (Array.isArray(inherited) ? (inherited as string[]) : []).map((path) => basename(path).replace(/\.bbclass$/, '')),
  );
  return {
    ...providedBy(pn, d),
    depends: unique(explodeDeps(d.getText('DEPENDS'))),
    runtimeDepends: unique([...ofPackages('RDEPENDS', packages, d), ...recommends]),
    recommendsKernelModules: recommends.join(' ').includes('kernel-module-'),
    ...versionOf(d),
    defaultPreference: preferenceOf(d),
    notWorld: isTrue(d.getText('EXCLUDE_FROM_WORLD')),
    stamp: d.getText('STAMP'),
    hashFilename: d.getText('BB_HASHFILENAME'),
    classes: FILTER_CLASSES.filter((name) => classes.has(name)),
    ...(extra === '' ? {} : { calculateExtraDepends: extra }),
    ...sourceTreeOf(d),
  };
}

/** The sources that are outside the build; none where that is not known, because then no hash is known either. */
export function sourceTreeOf(d: Datastore): { readonly sourceTree?: string } {
  const inherited = d.getVar('__inherit_cache', { expand: false });
  if (!Array.isArray(inherited) || !(inherited as string[]).some((path) => basename(path) === 'externalsrc.bbclass'))
    return {};
  try {
    const sourceTree = d.getText('EXTERNALSRC');
    return sourceTree.startsWith('/') ? { sourceTree } : {};
  } catch (error) {
    if (!(error instanceof DatastoreError)) throw error;
    return {};
  }
}

function taskFields(task: string, d: Datastore, writtenFiles: WrittenFiles): Partial<TaskInfo> {
  const text = (flag: string): string => {
    const value = d.getVarFlag(task, flag);
    return value === null ? '' : textOf(value);
  };
  const stampExtraInfo = text('stamp-extra-info');
  return {
    ...checksumFields(() => text('file-checksums'), writtenFiles),
    ...(stampExtraInfo === '' ? {} : { stampExtraInfo }),
    ...(skipsObject(task, d) && { skipsObject: true as const }),
  };
}

/**
 * Whether a task that runs puts no object into the cache. Mirrors `sstate_package` of OE-Core's `sstate.bbclass`, which
 * asks with the overrides that a running task has. Few recipes set the variable, and few of these for single tasks.
 */
export function skipsObject(task: string, d: Datastore): boolean {
  const name = 'SSTATE_SKIP_CREATION';
  if (!d.hasOverrides(name)) return d.getText(name) === '1';
  if (!words(d.getText('SSTATETASKS')).includes(task)) return false;
  const running = d.createCopy();
  const overrides = textOf(d.getVar('OVERRIDES', { expand: false }) ?? '');
  running.setVar('OVERRIDES', `task-${task.slice(3).replaceAll('_', '-')}:${overrides}`, { silent: true });
  return running.getText(name) === '1';
}

/** A list of files that is not known makes only the task unknown that hashes it. */
function checksumFields(
  expand: () => string,
  writtenFiles: WrittenFiles,
): Pick<TaskInfo, 'fileChecksums' | 'written' | 'unknownChecksums'> {
  let fileChecksums: string;
  try {
    fileChecksums = expand();
  } catch (error) {
    if (!(error instanceof DatastoreError) || error.unknown === undefined) throw error;
    return { unknownChecksums: `its [file-checksums]: ${error.unknown}` };
  }
  if (fileChecksums === '') return {};
  const writtenPaths = writtenFiles.writtenPaths();
  // To look each file up would make the evaluation depend on files that only its tasks read.
  if (writtenPaths.length === 0) return { fileChecksums };
  const written: WrittenFile[] = [];
  let size = 0;
  for (const path of plainPaths(fileChecksums)) {
    const bytes = writtenFiles.written(path);
    if (bytes === null) continue;
    size += bytes.length;
    if (size > LARGEST_WRITTEN)
      return { fileChecksums, unknownChecksums: `the metadata writes ${path}, which is too big` };
    written.push({ path, content: Array.from(bytes, (byte) => String.fromCharCode(byte)).join('') });
  }
  const named = new Set(written.map(({ path }) => path));
  const within = writtenPaths.find((path) => !named.has(path) && mayConcern(fileChecksums, path));
  return {
    fileChecksums,
    ...(written.length > 0 && { written }),
    ...(within !== undefined && {
      unknownChecksums: `the metadata changes ${within}, and the task hashes the folder that contains it`,
    }),
  };
}

/** Metadata writes checksums and lists to such files, and no data. */
const LARGEST_WRITTEN = 64 * 1024;

function hashFields(hash: Basehash | undefined): Pick<TaskInfo, 'basehash' | 'unknown'> {
  if (hash?.kind === 'known') return { basehash: hash.hash };
  return { basehash: null, unknown: hash?.reason ?? 'it has no basehash' };
}

/**
 * The names in a dependency list, without the versions in parentheses after some of them. Mirrors
 * `bb.utils.explode_deps`.
 */
function explodeDeps(text: string): readonly string[] {
  const names: string[] = [];
  let inVersion = false;
  for (const word of words(text)) {
    if (word.startsWith('(')) inVersion = true;
    if (!inVersion) names.push(word);
    else if (word.endsWith(')')) inVersion = false;
  }
  return names;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
