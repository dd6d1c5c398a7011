/** The lists of OE-Core's configuration that leave dependencies between recipes out of hashes. */

import type { Exclusion } from '../api/tasksApi';
import { type TaskConfiguration, wordsOf } from '../../engine/tasks/taskConfiguration';

const ABI_SAFE = 'SIGGEN_EXCLUDERECIPES_ABISAFE';
export const SAFE_PAIRS = 'SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS';

/** Finds the entry for a dependency of one recipe on another. Names behind `virtual/` are not looked up. */
export function exclusions(
  configuration: TaskConfiguration | undefined,
): (pn: string, dependency: string) => Exclusion | null {
  const entries = (name: string): ReadonlySet<string> => new Set(configuration ? wordsOf(configuration, name) : []);
  const [abiSafe, pairs] = [entries(ABI_SAFE), entries(SAFE_PAIRS)];
  return (pn, dependency) => {
    const pair = [`${pn}->${dependency}`, `*->${dependency}`].find((entry) => pairs.has(entry));
    if (pair !== undefined) return { by: SAFE_PAIRS, entry: pair };
    return abiSafe.has(dependency) ? { by: ABI_SAFE, entry: dependency } : null;
  };
}
