/** The names of objects and stamps in two evaluations of a recipe: those that differ although the hashes do not. */

import type { RecipeResult, VariantResult } from '../../engine/engine';
import { truthy } from '../../engine/datastore/datastore';
import { words } from '../../engine/base/pythonText';
import { isSoftwareTask } from '../../engine/sstate/objectNames';
import {
  NAMES,
  type NameParts,
  causesOfName,
  differingParts,
  nameDiffers,
  namePartsOf,
} from '../../engine/sstate/movingNames';
import { skipsObject } from '../../engine/tasks/recipeInfo';
import type { MovingName } from '../../engine/rules/rule';

/** A task whose names can matter. */
interface NamedTask {
  readonly task: string;
  readonly hash: string;
  readonly hasObject: boolean;
}

interface NamedVariant {
  readonly parts: NameParts;
  readonly tasks: readonly NamedTask[];
}

/** The names in one evaluation of a recipe, by variant and configuration. */
export type RecipeNames = ReadonlyMap<string, NamedVariant>;

/** Reads the names in an evaluation. Call it while Python can still run the recipe's functions. */
export function namesIn(result: RecipeResult | null): RecipeNames {
  return new Map(
    (result?.variants ?? [])
      .filter(({ signatures }) => signatures !== null)
      .map((variant) => [keyOf(variant), { parts: namePartsOf(variant.d), tasks: namedTasks(variant) }]),
  );
}

function keyOf({ variant, multiconfig }: Pick<VariantResult, 'variant' | 'multiconfig'>): string {
  return JSON.stringify([multiconfig, variant]);
}

/** Tasks without a stamp have no name that matters. */
function namedTasks({ d, tasks }: VariantResult): readonly NamedTask[] {
  const cached = new Set(words(d.getText('SSTATETASKS')));
  return [...tasks].flatMap(([task, hash]) =>
    hash.kind === 'unknown' || isSet(task, 'nostamp', d) || isSet(task, 'noexec', d)
      ? []
      : [{ task, hash: hash.hash, hasObject: cached.has(task) && !skipsObject(task, d) }],
  );
}

function isSet(task: string, flag: string, d: VariantResult['d']): boolean {
  return truthy(d.getVarFlag(task, flag, { expand: false }));
}

/** Whether a name of any variant differs; `here`: this host's path for a path of the other. */
export function anyNameDiffers(a: RecipeNames, b: RecipeNames, here: (path: string) => string): boolean {
  return [...a].some(([key, one]) => {
    const other = b.get(key);
    return other !== undefined && Object.values(NAMES).some((name) => nameDiffers(name, one.parts, other.parts, here));
  });
}

/**
 * The names of a variant that differ. Between hosts only those of objects are compared: hosts do not share stamps.
 */
export function movingNames(
  variant: VariantResult,
  a: RecipeNames,
  b: RecipeNames,
  between: MovingName['between'],
): readonly MovingName[] {
  const [one, other] = [a.get(keyOf(variant)), b.get(keyOf(variant))];
  if (!one || !other) return [];
  const same = one.tasks.filter(({ task, hash }) =>
    other.tasks.some((each) => each.task === task && each.hash === hash),
  );
  const withObject = same.filter(({ hasObject }) => hasObject).map(({ task }) => task);
  const named: readonly (readonly [MovingName['kind'], string, readonly string[]])[] = [
    ['object', NAMES.object, withObject.filter((task) => !isSoftwareTask(task))],
    ['object', NAMES.software, withObject.filter(isSoftwareTask)],
    ...(between === 'runs' ? ([['stamp', NAMES.stamp, same.map(({ task }) => task)]] as const) : []),
  ];
  return named.flatMap(([kind, name, tasks]) =>
    tasks.length === 0 || !nameDiffers(name, one.parts, other.parts)
      ? []
      : [
          {
            kind,
            between,
            tasks,
            name,
            causes: causesOfName(name, one.parts, other.parts),
            parts: differingParts(name, one.parts, other.parts),
          },
        ],
  );
}
