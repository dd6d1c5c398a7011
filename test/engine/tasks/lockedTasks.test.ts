/** Which tasks are locked, which recipes a list of unlocked ones frees, and which hashes a list of equivalences replaces. */

import { describe, expect, test } from 'vitest';
import type { BitbakeRelease } from '../../../server/src/engine/base/release';
import { LockedTasks } from '../../../server/src/engine/tasks/lockedTasks';
import type { RecipeInfo } from '../../../server/src/engine/tasks/recipeInfo';
import { TaskGraph } from '../../../server/src/engine/tasks/taskGraph';
import { KIRKSTONE } from '../../support/releases';
import { reasonFor, recipe, releaseWithout, WRYNOSE } from './support';

/** A graph of one task for each recipe. `edges`: the recipes that the task of a recipe waits for, by `PN`. */
function graphOf(recipes: readonly RecipeInfo[], edges: Readonly<Record<string, readonly string[]>> = {}): TaskGraph {
  const numberOf = new Map(recipes.map(({ pn }, id) => [pn, id]));
  return new TaskGraph({
    tasks: recipes.map((one) => ({ recipe: one, task: one.tasks[0]! })),
    dependencies: recipes.map(({ pn }) => Int32Array.from((edges[pn] ?? []).map((name) => numberOf.get(name)!))),
    broken: new Map(),
    numbers: new Map(),
  });
}

function locksOf(
  graph: TaskGraph,
  variables: Readonly<Record<string, string>>,
  {
    release = WRYNOSE,
    isOpenEmbedded = true,
  }: { readonly release?: BitbakeRelease; readonly isOpenEmbedded?: boolean } = {},
): LockedTasks {
  return new LockedTasks(graph, {
    configuration: { multiconfig: '', collections: [], variables },
    release,
    isOpenEmbedded,
  });
}

const recipes = [recipe('app'), recipe('lib'), recipe('other')];
const ALL_LOCKED = {
  SIGGEN_LOCKEDSIGS_TYPES: 't-x',
  'SIGGEN_LOCKEDSIGS_t-x': 'app:do_build:1 lib:do_build:2 other:do_build:3',
};
const APP = 0;
const LIB = 1;
const OTHER = 2;

describe('a lock', () => {
  test('comes from every list of locks that the types name; a later word replaces an earlier one', () => {
    const locks = locksOf(graphOf(recipes), {
      SIGGEN_LOCKEDSIGS_TYPES: 't-x t-y t-missing',
      'SIGGEN_LOCKEDSIGS_t-x': 'app:do_build:1 lib:do_build:2',
      'SIGGEN_LOCKEDSIGS_t-y': 'app:do_build:4',
      'SIGGEN_LOCKEDSIGS_t-unnamed': 'other:do_build:5',
    });
    expect([APP, LIB, OTHER].map((id) => locks.lockOf(id))).toEqual(['4', '2', undefined]);
  });

  test('is for one task of a recipe', () => {
    const locks = locksOf(graphOf(recipes), {
      SIGGEN_LOCKEDSIGS_TYPES: 't-x',
      'SIGGEN_LOCKEDSIGS_t-x': 'app:do_compile:1',
    });
    expect(locks.lockOf(APP)).toBeUndefined();
  });

  test("is read by OE-Core's handlers only", () => {
    expect(locksOf(graphOf(recipes), ALL_LOCKED, { isOpenEmbedded: false }).lockOf(APP)).toBeUndefined();
  });
});

describe('an unlocked name', () => {
  test('frees the recipe of that name and no other', () => {
    const locks = locksOf(graphOf(recipes), { ...ALL_LOCKED, SIGGEN_UNLOCKED_RECIPES: 'lib' });
    expect([APP, LIB, OTHER].map((id) => locks.lockOf(id))).toEqual(['1', undefined, '3']);
    expect(locks.dependOnOrder).toBe(true);
  });

  test('frees a recipe that depends on one whose name contains it, but does not free that one', () => {
    const locks = locksOf(graphOf(recipes, { app: ['lib'] }), { ...ALL_LOCKED, SIGGEN_UNLOCKED_RECIPES: 'li' });
    expect([APP, LIB].map((id) => locks.lockOf(id))).toEqual([undefined, '2']);
  });

  test('counts the recipes that were freed before: the order of questions matters', () => {
    const chain = graphOf(recipes, { app: ['lib'], other: ['app'] });
    const variables = { ...ALL_LOCKED, SIGGEN_UNLOCKED_RECIPES: 'li' };
    const upwards = locksOf(chain, variables);
    expect([LIB, APP, OTHER].map((id) => upwards.lockOf(id))).toEqual(['2', undefined, undefined]);
    const downwards = locksOf(chain, variables);
    expect([OTHER, APP].map((id) => downwards.lockOf(id))).toEqual(['3', undefined]);
    expect(downwards.lockOf(OTHER)).toBeUndefined();
  });

  test('does not reach over to another multiconfig', () => {
    const graph = graphOf([recipe('app'), recipe('lib', { multiconfig: 'second' })], { app: ['lib'] });
    expect(locksOf(graph, { ...ALL_LOCKED, SIGGEN_UNLOCKED_RECIPES: 'lib' }).lockOf(APP)).toBe('1');
  });

  test('is missing: no lock depends on the order', () => {
    expect(locksOf(graphOf(recipes), ALL_LOCKED).dependOnOrder).toBe(false);
  });
});

describe('a list of equivalences', () => {
  const variables = { SIGGEN_UNIHASHMAP: 'app:do_build:1:9' };
  const graph = graphOf(recipes);
  const equivalent = (locks: LockedTasks, id: number, hash: string): unknown =>
    locks.equivalentOf(graph.tasks[id]!, hash);

  test('replaces one hash of one task', () => {
    const locks = locksOf(graph, variables);
    expect(equivalent(locks, APP, '1')).toEqual({ unihash: '9' });
    expect(equivalent(locks, APP, '2')).toBeUndefined();
    expect(equivalent(locks, LIB, '1')).toBeUndefined();
  });

  test('has no effect on releases before it, and with other handlers', () => {
    expect(equivalent(locksOf(graph, variables, { release: KIRKSTONE }), APP, '1')).toBeUndefined();
    expect(equivalent(locksOf(graph, variables, { isOpenEmbedded: false }), APP, '1')).toBeUndefined();
  });

  test('makes the hashes that it names unknown where the BitBake may ignore it', () => {
    const locks = locksOf(graph, variables, { release: releaseWithout('unihashMap') });
    expect(equivalent(locks, APP, '1')).toEqual({ unihash: null, problem: reasonFor('unihashMap') });
    expect(equivalent(locks, LIB, '1')).toBeUndefined();
  });
});
