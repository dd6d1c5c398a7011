/** What leaving dependencies between recipes out of hashes would do. */

import { describe, expect, test } from 'vitest';
import type { WhatIf } from '../../../server/src/ide/api/tasksApi';
import { whatIf } from '../../../server/src/ide/tasks/whatIf';
import { hashesOf, recipe, sha256, task, workspace } from '../../engine/tasks/support';

/** `app` needs `lib`, which needs `base`; `image` runs every time. */
const RECIPES = [named('base', []), named('lib', ['base']), named('app', ['lib']), image()];
const LIST = 'SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS';

function named(pn: string, depends: readonly string[]) {
  const compile = task('do_compile', { flags: { deptask: 'do_compile' }, basehash: sha256(pn) });
  return recipe(pn, { depends, tasks: [compile] });
}

function image() {
  return recipe('image', {
    depends: ['app'],
    tasks: [task('do_build', { flags: { nostamp: '1', deptask: 'do_compile' } })],
  });
}

async function supposed(
  entries: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  recipes = RECIPES,
): Promise<WhatIf> {
  const state = workspace({ recipes, variables });
  return whatIf(await state.hash({ kind: 'everything' }), state, entries);
}

const namesOf = ({ tasks }: WhatIf): readonly string[] => tasks.map((one) => one.task);

describe('an entry', () => {
  test('names each dependency that it leaves out, and the tasks that keep their hash with it', async () => {
    const found = await supposed(['lib->base']);
    expect(found.entries).toEqual([
      { entry: 'lib->base', edges: [{ task: 'lib:do_compile', dependency: 'base:do_compile' }] },
    ]);
    expect(found.changes).toEqual([{ pn: 'base', now: 2, then: 0, kept: ['lib:do_compile', 'app:do_compile'] }]);
    expect([found.compared, found.unknown]).toEqual([3, {}]);
  });

  test('changes at once what the same line in the configuration changes', async () => {
    const found = await supposed(['lib->base']);
    const [now, then] = await Promise.all([
      hashesOf({ recipes: RECIPES }, 'app:do_compile'),
      hashesOf({ recipes: RECIPES, variables: { [LIST]: 'lib->base' } }, 'app:do_compile'),
    ]);
    expect(namesOf(found)).toEqual(['lib:do_compile', 'app:do_compile']);
    for (const { task: name, before, after } of found.tasks)
      expect([now[name], then[name]]).toMatchObject([{ taskhash: before }, { taskhash: after }]);
  });

  test.each(['app->lib', '*->lib'])('%s leaves the dependency on lib alone out', async (entry) => {
    const found = await supposed([entry]);
    expect(namesOf(found)).toEqual(['app:do_compile']);
    expect(found.changes).toEqual([{ pn: 'lib', now: 1, then: 0, kept: ['app:do_compile'] }]);
  });

  test.each([
    ['there already', 'lib->base', { [LIST]: 'lib->base' }],
    ['of no recipe', 'nothing->base', {}],
    ['of a recipe without such a dependency', 'app->base', {}],
    ['of one recipe', 'lib->lib', {}],
  ])('%s leaves nothing out', async (_, entry, variables) => {
    const found = await supposed([entry], variables);
    expect(found).toMatchObject({ entries: [{ entry, edges: [] }], tasks: [], changes: [] });
  });
});

test.each([
  [{ [LIST]: '*->base' }, { by: LIST, entry: '*->base' }],
  [{ SIGGEN_EXCLUDERECIPES_ABISAFE: 'base' }, { by: 'SIGGEN_EXCLUDERECIPES_ABISAFE', entry: 'base' }],
])('an entry of the configuration that leaves the same out is named: %j', async (variables, present) => {
  expect((await supposed(['lib->base'], variables)).entries).toEqual([{ entry: 'lib->base', edges: [], present }]);
});

test('several entries work together, and each is reported alone', async () => {
  const found = await supposed(['app->lib', 'lib->base']);
  expect(found.entries.map(({ edges }) => edges.length)).toEqual([1, 1]);
  expect(namesOf(found)).toEqual(['lib:do_compile', 'app:do_compile']);
  expect(found.changes.map(({ pn, now, then }) => [pn, now, then])).toEqual([
    ['lib', 1, 0],
    ['base', 2, 0],
  ]);
});

test("BitBake's own handlers do not read the list, and the reason names them", async () => {
  const found = await supposed(['lib->base'], { BB_SIGNATURE_HANDLER: 'basichash' });
  expect(found.ineffective).toBe(`\`BB_SIGNATURE_HANDLER\` is \`basichash\`, which does not read \`${LIST}\``);
  expect(found.tasks).toEqual([]);
});

test('tasks without a known hash are counted by their reason', async () => {
  const unknown = recipe('odd', { tasks: [task('do_compile', { basehash: null, unknown: 'of a reason' })] });
  const found = await supposed(['lib->base'], {}, [...RECIPES, unknown]);
  expect(found.unknown).toEqual({ 'of a reason': 1 });
});
