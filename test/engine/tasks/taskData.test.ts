/** Graphs that are very long, very wide or over the limits. */

import { expect, test } from 'vitest';
import { TaskData } from '../../../server/src/engine/tasks/taskData';
import { ProviderTables } from '../../../server/src/engine/tasks/providers';
import { taskGraph } from '../../../server/src/engine/tasks/taskEdges';
import type { RecipeInfo } from '../../../server/src/engine/tasks/recipeInfo';
import { WRYNOSE, recipe, task, workspace } from './support';

const chain = (count: number, lowest: readonly string[]): readonly RecipeInfo[] =>
  Array.from({ length: count }, (_, i) =>
    recipe(`r${i}`, {
      provides: [`r${i}`],
      depends: i === 0 ? lowest : [`r${i - 1}`],
      tasks: [task('do_build', { flags: { deptask: 'do_build' } })],
    }),
  );

function resolved(recipes: readonly RecipeInfo[], target: string): TaskData {
  const data = new TaskData(
    new ProviderTables(recipes, { multiconfig: '', collections: [], variables: {} }),
    (one) => one.depends,
  );
  data.addTarget(target);
  data.resolveAll();
  return data;
}

test('a chain of 20,000 recipes is found, and fails completely where nothing provides the lowest dependency', () => {
  const recipes = chain(20_000, []);
  expect(resolved(recipes, 'r19999').recipes()).toHaveLength(20_000);
  const failing = chain(20_000, ['nothing']);
  const data = resolved(failing, 'r19999');
  expect(data.recipes()).toEqual([]);
  expect(data.failureOf(failing[0]!)).toBe('nothing');
  expect(data.failureOf(failing[19_999]!)).toBe('r19998');
});

test('a task that depends on 200,000 others is hashed', async () => {
  const names = Array.from({ length: 200_000 }, (_, i) => `do_t${i}`);
  const { wanted, hashes } = await workspace({
    recipes: [
      recipe('a', {
        tasks: [
          ...names.map((name) => task(name)),
          task('do_build', { parents: names, flags: { recrdeptask: 'do_t1', recideptask: 'do_build' } }),
        ],
      }),
    ],
  }).hash({ kind: 'targets', targets: ['a'] });
  expect(wanted).toHaveLength(200_001);
  expect([...hashes.values()].every(({ kind }) => kind === 'known')).toBe(true);
});

test.each([
  [
    { edges: 3, reachBytes: 1000 },
    'what the tasks depend on is not known: there are more than 3 dependencies between tasks; the last one was of `r4:do_build`',
  ],
  [
    { edges: 1000, reachBytes: 1 },
    'what the tasks depend on is not known: 5 tasks of 5 recipes are more than fit into memory together',
  ],
])('a graph that takes more than %j has no edges and reports that for every task', (limits, reason) => {
  const graph = taskGraph(new Map([['', resolved(chain(5, []), 'r4')]]), WRYNOSE, limits);
  expect([...graph.broken.values()].map((each) => each.replace(/`r\d:/, '`r4:'))).toEqual(
    Array.from({ length: 5 }, () => reason),
  );
});
