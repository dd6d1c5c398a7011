/**
 * Decides which dependencies of a task count for its hash. Mirrors `rundep_check` of BitBake's plain signature
 * generators and of OE-Core's generators (`oe.sstatesig`).
 */

import { Budget } from '../base/budget';
import { SPDX_TASKS } from '../base/dependencyFilter';
import { PythonPattern } from '../base/pythonPattern';
import type { BitbakeRelease } from '../base/release';
import { requireBehavior } from '../layers/behaviors';
import type { RecipeInfo } from './recipeInfo';
import type { GraphTask } from './taskGraph';
import { type TaskConfiguration, wordsOf } from './taskConfiguration';

/**
 * Whether `dependency` goes into the hash of `task`. Throws a `DatastoreError` if that depends on an unknown behavior.
 */
export type RundepCheck = (task: GraphTask, dependency: GraphTask) => boolean;

/**
 * The check of BitBake's own handlers: recipes in `BB_TASKHASH_IGNORE_TASKS` count only as dependencies of each other.
 */
export function plainRundepCheck(
  configuration: TaskConfiguration,
  { multiconfigDependencies }: BitbakeRelease,
): RundepCheck {
  const pattern = configuration.variables['BB_TASKHASH_IGNORE_TASKS'] ?? '';
  if (pattern === '')
    return (task, dependency) => multiconfigDependencies || task.recipe.multiconfig === dependency.recipe.multiconfig;
  const ignored = new PythonPattern(pattern);
  const budget = new Budget();
  const known = new Map<string, boolean>();
  const isIgnored = (pn: string): boolean => {
    const before = known.get(pn);
    if (before !== undefined) return before;
    const found = ignored.isIn(pn, budget);
    known.set(pn, found);
    return found;
  };
  return (task, dependency) =>
    (multiconfigDependencies || task.recipe.multiconfig === dependency.recipe.multiconfig) &&
    (isIgnored(task.recipe.pn) || !isIgnored(dependency.recipe.pn));
}

/**
 * The check of OE-Core's handlers. `virtualNames` contains, for each configuration, the recipe that each `virtual/…`
 * name resolves to: the lists of the default configuration may use such names.
 */
export function openEmbeddedRundepCheck(
  configuration: TaskConfiguration,
  virtualNames: readonly ReadonlyMap<string, string>[],
  release: BitbakeRelease,
): RundepCheck {
  const resolved = (name: string): string => virtualNames.reduce((before, names) => names.get(before) ?? before, name);
  const abiSafe = new Set(wordsOf(configuration, 'SIGGEN_EXCLUDERECIPES_ABISAFE').map(resolved));
  const safeFor = new Map<string, Set<string>>();
  for (const pair of wordsOf(configuration, 'SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS')) {
    const [pn = '', dependency = ''] = pair.split('->').map(resolved);
    safeFor.set(dependency, (safeFor.get(dependency) ?? new Set()).add(pn));
  }
  // There are a thousand times more dependencies than recipes.
  const known = new Map<RecipeInfo, RecipeTraits>();
  const traitsOf = (recipe: RecipeInfo): RecipeTraits => {
    let traits = known.get(recipe);
    if (!traits) known.set(recipe, (traits = readTraits(recipe, abiSafe, safeFor)));
    return traits;
  };
  return ({ recipe, task }, other) => {
    const dependency = other.recipe;
    requireBehavior(release, 'dependencyFilter');
    if (task.name === 'do_rm_work' && release.rmWorkHashesNothing) return false;
    if (SPDX_TASKS.includes(task.name) && SPDX_TASKS.includes(other.task.name) && release.spdxTasksKept) return true;
    if (recipe.pn === dependency.pn && recipe.multiconfig === dependency.multiconfig)
      return task.name !== 'do_kernel_configme' || other.task.name !== 'do_unpack_and_patch';
    const one = traitsOf(recipe);
    const below = traitsOf(dependency);
    if (below.safeFor && (below.safeFor.has(recipe.pn) || (below.safeFor.has('*') && recipe.pn !== dependency.pn)))
      return false;
    if (one.runsOnHost) return true;
    if (one.isAllarchPackagegroup && !below.isNative) return false;
    if (below.isAbiSafe && !one.isImage) return false;
    return !recipe.recommendsKernelModules || !isKernel(dependency, release) || isKernel(recipe, release);
  };
}

/** The properties of a recipe that the check uses. */
interface RecipeTraits {
  readonly isNative: boolean;
  /** Native, cross, or of an SDK. */
  readonly runsOnHost: boolean;
  readonly isAllarchPackagegroup: boolean;
  readonly isImage: boolean;
  readonly isAbiSafe: boolean;
  /** The recipes whose dependency on it does not count; `*`: all others. */
  readonly safeFor: ReadonlySet<string> | undefined;
}

function readTraits(
  { pn, classes }: RecipeInfo,
  abiSafe: ReadonlySet<string>,
  safeFor: ReadonlyMap<string, ReadonlySet<string>>,
): RecipeTraits {
  const isNative = pn.endsWith('-native');
  return {
    isNative,
    runsOnHost: isNative || pn.includes('-cross-') || pn.startsWith('nativesdk-'),
    isAllarchPackagegroup: classes.includes('packagegroup') && classes.includes('allarch'),
    isImage: classes.includes('image'),
    isAbiSafe: abiSafe.has(pn),
    safeFor: safeFor.get(pn),
  };
}

function isKernel({ classes }: RecipeInfo, release: BitbakeRelease): boolean {
  return classes.includes('module-base') || classes.includes(release.kernelClass);
}
