/** A graph that is kept while recipes and files change: it gives the same results as a new graph. */

import { describe, expect, test } from 'vitest';
import type { RecipeInfo } from '../../../server/src/engine/tasks/recipeInfo';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { OverlayFileSource } from '../../../server/src/engine/files/overlayFileSource';
import type { Taskhash } from '../../../server/src/engine/tasks/taskhash';
import { asBefore, impactOf } from '../../../server/src/ide/tasks/impact';
import { reportDifferences, reportNodes } from '../../../server/src/ide/tasks/taskHashes';
import type { TaskScope } from '../../../server/src/ide/api/tasksApi';
import type { HashedGraph } from '../../../server/src/ide/tasks/workspaceTasks';
import { recipe, sha256, task, workspace } from '../../engine/tasks/support';

const EVERYTHING: TaskScope = { kind: 'everything' };
const FILE = '/layer/files/fix.patch';

function named(pn: string, depends: readonly string[], more: Partial<RecipeInfo> = {}): RecipeInfo {
  const tasks = [
    task('do_fetch', { basehash: sha256(`${pn} fetch`) }),
    task('do_compile', { parents: ['do_fetch'], flags: { deptask: 'do_compile' }, basehash: sha256(pn) }),
    task('do_compile_setscene'),
  ];
  return recipe(pn, { depends, tasks, ...more });
}

/** `app` needs `lib`, which needs `base`; `other` needs nothing, and `image` runs every time. */
const RECIPES = [
  named('base', []),
  named('lib', ['base']),
  named('app', ['lib']),
  named('other', []),
  named('image', ['app', 'other'], { tasks: [task('do_build', { flags: { nostamp: '1', deptask: 'do_compile' } })] }),
];

function reading(pn: string, change: (recipe: RecipeInfo) => RecipeInfo): readonly RecipeInfo[] {
  return RECIPES.map((each) => (each.pn === pn ? change(each) : each));
}

const withBasehash =
  (text: string) =>
  (recipe: RecipeInfo): RecipeInfo => ({
    ...recipe,
    tasks: recipe.tasks.map((each) => (each.name === 'do_compile' ? { ...each, basehash: sha256(text) } : each)),
  });

function byName({ graph, hashes }: HashedGraph): ReadonlyMap<string, Taskhash | undefined> {
  return new Map(graph.tasks.map(({ recipe: { pn }, task: { name } }, id) => [`${pn}:${name}`, hashes.get(id)]));
}

interface Change {
  readonly recipes?: readonly RecipeInfo[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly filesBefore?: Readonly<Record<string, string>>;
  readonly filesAfter?: Readonly<Record<string, string>>;
  readonly changed?: readonly string[];
  readonly from?: readonly RecipeInfo[];
}

/** The graphs before and after a change: the second one is made from the existing graph, and also as a new graph. */
async function changed({
  from = RECIPES,
  recipes = from,
  variables = {},
  filesBefore = {},
  filesAfter = filesBefore,
  changed: paths = [],
}: Change): Promise<Record<'before' | 'kept' | 'anew', HashedGraph>> {
  const files = new OverlayFileSource(new MemoryFileSource(filesBefore));
  const state = workspace({ recipes: from, variables, files });
  const before = await state.hash(EVERYTHING);
  for (const path of Object.keys({ ...filesBefore, ...filesAfter })) files.set(path, filesAfter[path] ?? null);
  const now = workspace({ recipes, variables, files });
  return {
    before,
    kept: await now.hash(EVERYTHING, { state, hashed: before, changed: paths }),
    anew: await now.hash(EVERYTHING),
  };
}

describe('a target that is a mcfn', () => {
  const recipes = [
    named('lib', [], { mcfn: '/layer/lib.bb' }),
    named('lib-native', [], { mcfn: 'virtual:native:/layer/lib.bb' }),
  ];
  const hashed = async (target: string): Promise<readonly string[]> => {
    const { graph, wanted, unknownTargets } = await workspace({ recipes }).hash({ kind: 'targets', targets: [target] });
    const pns = wanted.map((id) => graph.tasks[id]?.recipe.pn ?? '');
    return [...new Set(pns), ...unknownTargets.map(({ reason }) => reason)];
  };

  test.each([
    ['/layer/lib.bb:do_compile', 'lib'],
    ['virtual:native:/layer/lib.bb:do_compile', 'lib-native'],
  ])('%s means %s', async (target, pn) => {
    expect(await hashed(target)).toEqual([pn]);
  });

  test('of another recipe than BitBake builds says which it builds', async () => {
    const other = named('lib', [], { mcfn: '/layer/lib_9.bb', pv: '9' });
    const { unknownTargets } = await workspace({ recipes: [...recipes, other] }).hash({
      kind: 'targets',
      targets: ['/layer/lib.bb:do_compile'],
    });
    expect(unknownTargets.map(({ reason }) => reason)).toEqual(['BitBake builds /layer/lib_9.bb for `lib`']);
  });
});

describe('a kept graph', () => {
  test('has the same hashes as a new graph', async () => {
    const { kept, anew } = await changed({ recipes: reading('lib', withBasehash('edited')) });
    expect(byName(kept)).toEqual(byName(anew));
  });

  test('does not compute the hashes again that do not depend on the change', async () => {
    const { before, kept } = await changed({ recipes: reading('lib', withBasehash('edited')) });
    const [then, now] = [byName(before), byName(kept)];
    const same = [...now].filter(([name, hash]) => hash === then.get(name)).map(([name]) => name);
    expect(same.filter((name) => !name.endsWith('_setscene'))).toEqual([
      'base:do_fetch',
      'base:do_compile',
      'app:do_fetch',
      'other:do_fetch',
      'other:do_compile',
    ]);
  });

  test('is replaced after a new dependency, a new version or a new recipe', async () => {
    for (const recipes of [
      reading('app', (each) => ({ ...each, depends: ['other'] })),
      reading('lib', (each) => ({ ...each, pv: '2.0' })),
      [...RECIPES, named('more', ['lib'])],
    ]) {
      const { kept, anew } = await changed({ recipes });
      expect(byName(kept)).toEqual(byName(anew));
      expect(kept.graph.tasks.map(({ recipe: { pn } }) => pn)).toEqual(
        anew.graph.tasks.map(({ recipe: { pn } }) => pn),
      );
    }
  });

  test('makes the dependents of a recipe unknown that can no longer be read', async () => {
    const { kept, anew } = await changed({
      recipes: reading('lib', (each) => ({ ...each, unknown: 'it asks the clock' })),
    });
    expect(byName(kept)).toEqual(byName(anew));
    expect(byName(kept).get('app:do_compile')).toMatchObject({ kind: 'unknown' });
  });

  test('keeps nothing where unlocked recipes unlock others in the order of hashing', async () => {
    const variables = {
      SIGGEN_LOCKEDSIGS_TYPES: 't',
      SIGGEN_LOCKEDSIGS_t: `app:do_compile:${'1'.repeat(64)}`,
      SIGGEN_UNLOCKED_RECIPES: 'lib',
    };
    const { kept, anew } = await changed({ recipes: reading('lib', withBasehash('edited')), variables });
    expect(byName(kept)).toEqual(byName(anew));
  });
});

describe('a kept graph follows', () => {
  const from = reading('base', (each) => ({
    ...each,
    tasks: each.tasks.map((one) => (one.name === 'do_fetch' ? { ...one, fileChecksums: `${FILE}:True` } : one)),
  }));

  test('a changed text of a hashed file', async () => {
    const { before, kept, anew } = await changed({
      from,
      filesBefore: { [FILE]: 'a' },
      filesAfter: { [FILE]: 'b' },
      changed: [FILE],
    });
    expect(byName(kept)).toEqual(byName(anew));
    expect(byName(kept).get('app:do_compile')).not.toEqual(byName(before).get('app:do_compile'));
  });

  test('a new taint', async () => {
    const { kept, anew } = await changed({ filesAfter: { '/stamps/lib.do_compile.taint': 'again' } });
    expect(byName(kept)).toEqual(byName(anew));
    expect(byName(kept).get('lib:do_compile')).toMatchObject({ taint: 'again' });
  });

  test('a removed taint', async () => {
    const { kept, anew } = await changed({ filesBefore: { '/stamps/lib.do_compile.taint': 'again' }, filesAfter: {} });
    expect(byName(kept)).toEqual(byName(anew));
  });
});

describe('the tasks that differ', () => {
  test.each<[string, readonly RecipeInfo[]]>([
    ['a basehash', reading('lib', withBasehash('edited'))],
    ['a dependency more', reading('app', (each) => ({ ...each, depends: ['lib', 'other'] }))],
    ['a dependency less', reading('app', (each) => ({ ...each, depends: [] }))],
    ['a recipe that came', [...RECIPES, named('more', ['lib'])]],
    ['a recipe that went', RECIPES.slice(0, 3)],
  ])('%s: the impact is that of all tasks', async (_, recipes) => {
    const { before, anew } = await changed({ recipes });
    const { then, now } = reportDifferences(before, anew);
    const { compared: some, ...impact } = impactOf(asBefore(then), now);
    const { compared: all, ...whole } = impactOf(asBefore(reportNodes(before)), reportNodes(anew));
    expect(impact).toEqual(whole);
    expect(some).toBeLessThanOrEqual(all);
    expect(impact.tasks.length + impact.gone.length).toBeGreaterThan(0);
  });
});
