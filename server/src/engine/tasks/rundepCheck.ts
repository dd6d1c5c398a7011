/**
 * Which dependencies of a task count for its hash. Mirrors `rundep_check` of BitBake's plain signature generators and of those of
 * OE-Core (`oe.sstatesig`).
 */

import type { BitbakeRelease } from '../base/release';
import { pythonRegExp } from '../evaluate/collections';
import type { GraphTask } from './taskGraph';
import { type TaskConfiguration, wordsOf } from './taskConfiguration';

/** Whether `dependency` goes into the hash of `task`. */
export type RundepCheck = (task: GraphTask, dependency: GraphTask) => boolean;

/** The check of BitBake's own handlers: `BB_TASKHASH_IGNORE_TASKS` names recipes that count only for each other. */
export function plainRundepCheck(configuration: TaskConfiguration): RundepCheck {
  const pattern = configuration.variables['BB_TASKHASH_IGNORE_TASKS'] ?? '';
  const ignored = pattern === '' ? null : pythonRegExp(pattern, false);
  return (task, dependency) => ignored === null || ignored.test(task.recipe.pn) || !ignored.test(dependency.recipe.pn);
}

/**
 * The check of OE-Core's handlers. `virtualNames` says, for each configuration, which recipe a `virtual/…` name came to: the lists of the
 * default configuration may use such names.
 */
export function openEmbeddedRundepCheck(configuration: TaskConfiguration, virtualNames: readonly ReadonlyMap<string, string>[], release: BitbakeRelease): RundepCheck {
  const resolved = (name: string): string => virtualNames.reduce((before, names) => names.get(before) ?? before, name);
  const abiSafe = new Set(wordsOf(configuration, 'SIGGEN_EXCLUDERECIPES_ABISAFE').map(resolved));
  const safePairs = new Set(wordsOf(configuration, 'SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS').map((pair) => pair.split('->').map(resolved).join('->')));
  const isKernel = ({ recipe }: GraphTask): boolean => recipe.classes.includes('module-base') || recipe.classes.includes(release.kernelClass);
  return (one, other) => {
    const { recipe, task } = one;
    const dependency = other.recipe;
    if (task.name === 'do_rm_work') return false;
    if (recipe.pn === dependency.pn && recipe.multiconfig === dependency.multiconfig) return task.name !== 'do_kernel_configme' || other.task.name !== 'do_unpack_and_patch';
    if (safePairs.has(`${recipe.pn}->${dependency.pn}`)) return false;
    if (safePairs.has(`*->${dependency.pn}`) && recipe.pn !== dependency.pn) return false;
    if (recipe.pn.endsWith('-native') || recipe.pn.includes('-cross-') || recipe.pn.startsWith('nativesdk-')) return true;
    if (recipe.classes.includes('packagegroup') && recipe.classes.includes('allarch') && !dependency.pn.endsWith('-native')) return false;
    if (abiSafe.has(dependency.pn) && !recipe.classes.includes('image')) return false;
    return !isKernel(other) || isKernel(one) || !recipe.recommendsKernelModules;
  };
}
