/** Task hashes: the effect of locks, taints, equivalences, handlers and unknown facts. */

import { describe, expect, test } from 'vitest';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import type { UnihashQuestion, UnihashSource } from '../../../server/src/engine/sstate/unihashes';
import { type RecipeInfo, layAlike } from '../../../server/src/engine/tasks/recipeInfo';
import type { Taskhash } from '../../../server/src/engine/tasks/taskhash';
import { reportNodes } from '../../../server/src/ide/tasks/taskHashes';
import { KIRKSTONE, MASTER } from '../../support/releases';
import { hashesOf, reasonFor, recipe, releaseWithout, sha256, task, workspace } from './support';

const LOCK = '1'.repeat(64);
const UNIHASH = '2'.repeat(64);
const BUILD = sha256('do_build');
const COMPILE = sha256('do_compile');

/** `top:do_build` waits for `top:do_compile`, which waits for the `do_compile` of `below`. */
const below = recipe('below', { tasks: [task('do_compile'), task('do_compile_setscene')] });
const top = recipe('top', {
  depends: ['below'],
  tasks: [task('do_compile', { flags: { deptask: 'do_compile' } }), task('do_build', { parents: ['do_compile'] })],
});
const recipes = [below, top];
const plain = sha256(COMPILE);
const topCompile = sha256(COMPILE + plain);

function answering(
  known: Readonly<Record<string, string>>,
  isComplete = true,
): UnihashSource & { readonly asked: UnihashQuestion[] } {
  const asked: UnihashQuestion[] = [];
  return {
    asked,
    unihashes: async (questions) => {
      asked.push(...questions);
      const found = questions.flatMap(({ key }) =>
        known[key] === undefined ? [] : [[key, { unihash: known[key], origin: 'server' as const }] as const],
      );
      return { known: new Map(found), isComplete, problems: isComplete ? [] : ['the server does not answer'] };
    },
    close: () => undefined,
  };
}

test('a task hash contains the basehash and the unihashes of the tasks that it waits for', async () => {
  const hashes = await hashesOf({ recipes }, 'top');
  expect(hashes).toEqual({
    'below:do_compile': { kind: 'known', taskhash: plain, unihash: plain, equivalence: 'none' },
    'top:do_compile': { kind: 'known', taskhash: topCompile, unihash: topCompile, equivalence: 'none' },
    'top:do_build': {
      kind: 'known',
      taskhash: sha256(BUILD + topCompile),
      unihash: sha256(BUILD + topCompile),
      equivalence: 'none',
    },
  });
});

describe('the unihashes of dependencies are in the order', () => {
  const named = (pn: string, mcfn: string): RecipeInfo =>
    recipe(pn, { mcfn, tasks: [task('do_compile', { basehash: sha256(pn) })] });
  // By name: a, b, c, d. By folder and file: d, c, b, a; the variant comes last.
  const dependencies = [
    named('a', 'virtual:native:/1/z/r_1.0.bb'),
    named('b', '/2/z/r_1.0.bb'),
    named('c', '/3/y/s_1.0.bb'),
    named('d', '/4/y/r_1.0.bb'),
  ];
  const all = [
    ...dependencies,
    recipe('top', { depends: ['d', 'b', 'a', 'c'], tasks: [task('do_compile', { flags: { deptask: 'do_compile' } })] }),
  ];

  test.each([
    ['of the names that signatures give to tasks', MASTER, 'abcd'],
    ['of folder, file, task and variant, before BitBake 2.6', KIRKSTONE, 'dcba'],
  ] as const)('%s', async (_, release, order) => {
    const hashes = await hashesOf({ recipes: all, release }, 'top:do_compile');
    expect(hashes['top:do_compile']).toMatchObject({
      taskhash: sha256(COMPILE + [...order].map((pn) => sha256(sha256(pn))).join('')),
    });
  });
});

describe('equivalence', () => {
  const variables = { BB_SIGNATURE_HANDLER: 'OEEquivHash', SSTATE_HASHEQUIV_METHOD: 'method' };

  test('is asked for tasks that have an object, and is part of the hashes of dependent tasks', async () => {
    const source = answering({ ':below:do_compile': UNIHASH });
    const hashes = await hashesOf({ recipes, variables, unihashes: source }, 'top');
    expect(source.asked).toEqual([{ key: ':below:do_compile', method: 'method', taskhash: plain }]);
    expect(hashes['below:do_compile']).toEqual({
      kind: 'known',
      taskhash: plain,
      unihash: UNIHASH,
      equivalence: 'known',
    });
    expect(hashes['top:do_compile']).toMatchObject({ taskhash: sha256(COMPILE + UNIHASH), equivalence: 'none' });
  });

  test('is the task hash itself where no source knows it', async () => {
    expect((await hashesOf({ recipes, variables, unihashes: answering({}) }, 'top'))['below:do_compile']).toEqual({
      kind: 'known',
      taskhash: plain,
      unihash: plain,
      equivalence: 'unknown',
    });
  });

  test('makes the dependent hashes unknown, with the reason, where it cannot be asked for', async () => {
    const hashes = await hashesOf({ recipes, variables, unihashes: answering({}, false) }, 'top');
    expect(hashes['below:do_compile']).toMatchObject({ kind: 'known', taskhash: plain, unihash: null });
    expect(hashes['top:do_compile']).toEqual({
      kind: 'unknown',
      nostamp: false,
      reason: '`below:do_compile`: its unihash is not known: the server does not answer',
    });
  });

  test('may be set by SIGGEN_UNIHASHMAP for one task hash', async () => {
    const source = answering({});
    const mapped = await hashesOf(
      {
        recipes,
        unihashes: source,
        variables: {
          ...variables,
          SIGGEN_UNIHASHMAP: `below:do_compile:${plain}:${UNIHASH} top:do_compile:${LOCK}:${UNIHASH}`,
        },
      },
      'top',
    );
    expect(mapped['below:do_compile']).toMatchObject({ unihash: UNIHASH, equivalence: 'mapped' });
    expect(mapped['top:do_compile']).toMatchObject({ unihash: sha256(COMPILE + UNIHASH) });
    expect(source.asked).toEqual([]);
  });
});

describe('locked signatures', () => {
  const variables = {
    SIGGEN_LOCKEDSIGS_TYPES: 'one two',
    SIGGEN_LOCKEDSIGS_two: `below:do_compile:${LOCK}`,
    SIGGEN_LOCKEDSIGS_three: `top:do_build:${LOCK}`,
  };

  test('replace the hash, also for tasks that depend on the task', async () => {
    const hashes = await hashesOf({ recipes, variables }, 'top');
    expect(hashes['below:do_compile']).toEqual({
      kind: 'known',
      taskhash: LOCK,
      unihash: LOCK,
      equivalence: 'locked',
      computed: plain,
    });
    expect(hashes['top:do_compile']).toMatchObject({ taskhash: sha256(COMPILE + LOCK) });
    expect(hashes['top:do_build']).toMatchObject({ equivalence: 'none' });
  });

  test('do not apply to recipes that are unlocked, nor to recipes that depend on one', async () => {
    const both = { ...variables, SIGGEN_LOCKEDSIGS_one: `top:do_compile:${UNIHASH}` };
    expect((await hashesOf({ recipes, variables: both }, 'top'))['top:do_compile']).toMatchObject({
      taskhash: UNIHASH,
    });
    const unlocked = await hashesOf({ recipes, variables: { ...both, SIGGEN_UNLOCKED_RECIPES: 'belo' } }, 'top');
    expect(unlocked['below:do_compile']).toMatchObject({ equivalence: 'locked' });
    expect(unlocked['top:do_compile']).toMatchObject({ taskhash: sha256(COMPILE + LOCK) });
  });
});

describe('taints', () => {
  test('are hashed as they are', async () => {
    const files = new MemoryFileSource({ '/stamps/below.do_compile.taint': 'forced' });
    expect((await hashesOf({ recipes, files }, 'top'))['below:do_compile']).toMatchObject({
      taskhash: sha256(`${COMPILE}forced`),
      taint: 'forced',
    });
  });

  test('that are nostamp leave no hash, and dependent tasks have none for that reason', async () => {
    const always = recipe('below', { tasks: [task('do_compile', { flags: { nostamp: '1' } })] });
    const hashes = await hashesOf({ recipes: [always, top] }, 'top');
    expect(hashes['below:do_compile']).toMatchObject({ kind: 'unknown', nostamp: true });
    expect(hashes['top:do_build']).toEqual({
      kind: 'unknown',
      nostamp: true,
      reason: '`below:do_compile`: nostamp: each run of BitBake gives it another hash',
    });
  });
});

describe('unknown facts', () => {
  test('affect only the tasks that hash them', async () => {
    const partly = recipe('below', {
      tasks: [task('do_compile', { basehash: null, unknown: 'who knows' }), task('do_fetch')],
    });
    const hashes = await hashesOf({ recipes: [partly, top] }, 'top', 'below:do_fetch');
    expect(hashes['below:do_fetch']).toMatchObject({ kind: 'known' });
    expect(hashes['top:do_build']).toEqual({
      kind: 'unknown',
      nostamp: false,
      reason: '`below:do_compile`: who knows',
    });
  });

  test('of a recipe without known tasks make dependent tasks unknown, and nothing else', async () => {
    const lost = recipe('below', { unknown: 'who knows', tasks: [] });
    const reason = 'it depends on `below`, of which not all is known: who knows';
    const apart = recipe('apart', { tasks: [task('do_build')] });
    for (const flags of [{ deptask: 'do_compile' }, { depends: 'below:do_compile' }]) {
      const above = recipe('above', { depends: ['below'], tasks: [task('do_compile', { flags }), task('do_build')] });
      const hashes = await hashesOf({ recipes: [lost, above, apart] }, 'above:do_compile', 'above:do_build', 'apart');
      expect(hashes['above:do_compile']).toEqual({ kind: 'unknown', nostamp: false, reason });
      expect([hashes['above:do_build'], hashes['apart:do_build']]).toMatchObject([
        { kind: 'known' },
        { kind: 'known' },
      ]);
    }
    const runtime = recipe('above', {
      runtimeDepends: ['below'],
      tasks: [task('do_build', { flags: { rdeptask: 'do_compile' } })],
    });
    expect((await hashesOf({ recipes: [lost, runtime] }, 'above'))['above:do_build']).toEqual({
      kind: 'unknown',
      nostamp: false,
      reason,
    });
  });

  test('of a recipe make a recursive task above it unknown', async () => {
    const middle = recipe('middle', {
      depends: ['below'],
      tasks: [task('do_compile', { flags: { deptask: 'do_compile' } }), task('do_packagedata')],
    });
    const above = recipe('above', {
      depends: ['middle'],
      tasks: [
        task('do_compile', { flags: { deptask: 'do_compile' } }),
        task('do_build', { parents: ['do_compile'], flags: { recrdeptask: 'do_packagedata' } }),
      ],
    });
    const known = recipe('below', { tasks: [task('do_compile'), task('do_packagedata')] });
    expect((await hashesOf({ recipes: [known, middle, above] }, 'above'))['above:do_build']).toMatchObject({
      kind: 'known',
    });
    for (const lost of [recipe('below', { unknown: 'who knows', tasks: [] }), { ...known, unknown: 'who knows' }]) {
      expect((await hashesOf({ recipes: [lost, middle, above] }, 'above'))['above:do_build']).toEqual({
        kind: 'unknown',
        nostamp: false,
        reason: 'it depends on `below`, of which not all is known: who knows',
      });
    }
  });

  test('a target that cannot be built is reported with the missing name', async () => {
    const needy = recipe('needy', { depends: ['nobody'] });
    const { passedOver } = await workspace({ recipes: [needy] }).hash({ kind: 'recipes', recipes: [needy.mcfn] });
    expect([...passedOver.values()]).toEqual(['BitBake cannot build it: nothing provides `nobody`, which it needs']);
  });

  test('a different version is built', async () => {
    const [old, young] = [
      recipe('one', { mcfn: '/layer/one_1.0.bb' }),
      recipe('one', { mcfn: '/layer/one_2.0.bb', pv: '2.0' }),
    ];
    const { passedOver, wanted } = await workspace({ recipes: [old, young] }).hash({ kind: 'everything' });
    expect([...passedOver]).toEqual([[old, 'BitBake builds /layer/one_2.0.bb for `one`']]);
    expect(wanted).toHaveLength(1);
  });

  describe('an unknown version', () => {
    const one = recipe('one', { mcfn: '/layer/one_1.0.bb', tasks: [task('do_compile')] });
    const git = (more: Partial<RecipeInfo>, isVersionKnown = false): RecipeInfo =>
      recipe('one', {
        mcfn: '/layer/one_git.bb',
        pv: '',
        unknown: 'who knows',
        ...(!isVersionKnown && { unknownVersion: 'version' as const }),
        tasks: [task('do_compile')],
        ...more,
      });
    const above = recipe('above', {
      depends: ['one'],
      tasks: [task('do_build', { flags: { deptask: 'do_compile' } })],
    });
    const hashAbove = async (
      other: RecipeInfo,
      variables: Readonly<Record<string, string>> = {},
    ): Promise<Taskhash | undefined> =>
      (await hashesOf({ recipes: [one, other, above], variables }, 'above'))['above:do_build'];

    test.each([
      ['of equal preference', git({}), {}],
      ['of higher preference', git({ defaultPreference: 1 }), {}],
      ['of unknown preference', git({ unknownVersion: 'preference' }), {}],
      ['that may be the one asked for', git({ defaultPreference: -1 }), { PREFERRED_VERSION_one: '1.0' }],
      ['that may be the only one asked for', git({}), { PREFERRED_VERSION_one: '2%' }],
    ])('%s may be built', async (_, other, variables) => {
      expect(await hashAbove(other, variables)).toMatchObject({
        kind: 'unknown',
        reason: '`one:do_compile`: who knows',
      });
      const { passedOver } = await workspace({ recipes: [one, other], variables }).hash({ kind: 'everything' });
      expect(passedOver.get(one)).toBe(
        'BitBake may build /layer/one_git.bb for `one`, whose version is not known: who knows',
      );
    });

    test.each([
      ['of lower preference', git({ defaultPreference: -1 }), {}],
      ['behind the one asked for', git({ defaultPreference: 1 }), { PREFERRED_VERSION_one: '1.0' }],
      ['that is known to be older', git({ pv: '0.5' }, true), {}],
    ])('%s is not built', async (_, other, variables) => {
      expect(await hashAbove(other, variables)).toMatchObject({ kind: 'known' });
    });
  });

  test('a graph is not kept where a recipe becomes unknown or known', () => {
    expect([
      layAlike(below, { ...below, unknown: 'who knows' }),
      layAlike({ ...below, unknown: 'who knows' }, below),
      layAlike(below, { ...below, stamp: '/elsewhere' }),
    ]).toEqual([false, false, true]);
  });

  test('a preferred provider may be a recipe whose PROVIDES is unknown', async () => {
    const compiling = { tasks: [task('do_compile')] };
    const other = recipe('other', { provides: ['other', 'virtual/one'], ...compiling });
    const lost = recipe('lost', { unknown: 'who knows', unknownProvides: true, ...compiling });
    const above = recipe('above', {
      depends: ['virtual/one'],
      tasks: [task('do_build', { flags: { deptask: 'do_compile' } })],
    });
    const variables = { 'PREFERRED_PROVIDER_virtual/one': 'lost' };
    expect((await hashesOf({ recipes: [other, lost, above], variables }, 'above'))['above:do_build']).toMatchObject({
      kind: 'unknown',
      reason: '`lost:do_compile`: who knows',
    });
    const { unknownProvides: _, ...elsewhere } = lost;
    expect(
      (await hashesOf({ recipes: [other, elsewhere, above], variables }, 'above'))['above:do_build'],
    ).toMatchObject({ kind: 'known' });
    const runtime = recipe('above', {
      runtimeDepends: ['one'],
      tasks: [task('do_build', { flags: { rdeptask: 'do_compile' } })],
    });
    const packaged = recipe('other', { packages: ['one'], ...compiling });
    expect(
      (await hashesOf({ recipes: [packaged, lost, runtime], variables: { PREFERRED_RPROVIDER_one: 'lost' } }, 'above'))[
        'above:do_build'
      ],
    ).toMatchObject({ kind: 'unknown' });
  });

  test('tasks that wait for each other are reported, and no graph is made of them', async () => {
    const circle = recipe('circle', {
      tasks: [
        task('do_a', { parents: ['do_b'] }),
        task('do_b', { parents: ['do_a'] }),
        task('do_build', { parents: ['do_a'] }),
      ],
    });
    const { hashes, wanted } = await workspace({ recipes: [circle] }).hash({ kind: 'recipes', recipes: [circle.mcfn] });
    expect(wanted.map((id) => hashes.get(id))).toEqual(
      wanted.map(() => ({
        kind: 'unknown',
        nostamp: false,
        reason: 'it depends on itself, by way of other tasks: BitBake refuses to build that',
      })),
    );
  });

  test('a dependency flag that cannot be read is reported', async () => {
    const odd = recipe('odd', { tasks: [task('do_build', { flags: { depends: 'below' } })] });
    const { problems } = await workspace({ recipes: [odd, below] }).hash({ kind: 'targets', targets: ['odd'] });
    expect(problems).toEqual(['odd: `do_build[depends]` holds `below`, which is not RECIPE:TASK']);
  });

  test('a named task that does not exist makes the task unknown', async () => {
    const odd = recipe('odd', { tasks: [task('do_build', { flags: { depends: 'below:do_nothing' } })] });
    expect((await hashesOf({ recipes: [odd, below] }, 'odd'))['odd:do_build']).toMatchObject({
      kind: 'unknown',
      reason: '`do_build[depends]` names `below:do_nothing`, and below has no such task',
    });
  });

  test('missing targets are reported', async () => {
    const { unknownTargets } = await workspace({ recipes }).hash({
      kind: 'targets',
      targets: ['nobody', 'top:do_nothing', 'mc:other:top', 'top'],
    });
    expect(unknownTargets).toEqual([
      { target: 'nobody', reason: 'nothing provides `nobody`' },
      { target: 'mc:other:top', reason: 'there is no multiconfig `other`' },
      { target: 'top:do_nothing', reason: 'top has no task `do_nothing`' },
    ]);
  });
});

test('the plain handlers have no locks and no equivalence', async () => {
  const variables = {
    BB_SIGNATURE_HANDLER: 'basic',
    SIGGEN_LOCKEDSIGS_TYPES: 'one',
    SIGGEN_LOCKEDSIGS_one: `below:do_compile:${LOCK}`,
  };
  const hashes = await hashesOf({ recipes, variables, unihashes: answering({ ':below:do_compile': UNIHASH }) }, 'top');
  expect(hashes['below:do_compile']).toEqual({ kind: 'known', taskhash: plain, unihash: plain, equivalence: 'none' });
});

test("a handler that is neither BitBake's nor OE-Core's makes the hashes unknown", async () => {
  const hashes = await hashesOf({ recipes, variables: { BB_SIGNATURE_HANDLER: 'OwnHash' } }, 'top');
  expect(hashes['top:do_build']).toMatchObject({
    kind: 'unknown',
    reason: '`BB_SIGNATURE_HANDLER` is `OwnHash`, and how that one hashes is not known',
  });
});

test('an unknown variable that decides about hashes makes all hashes unknown', async () => {
  const hashes = await hashesOf(
    { recipes, unknown: { SIGGEN_UNLOCKED_RECIPES: 'metadata asks this machine: cat' } },
    'top',
  );
  expect(hashes['top:do_build']).toMatchObject({
    kind: 'unknown',
    reason: '`SIGGEN_UNLOCKED_RECIPES` is not known: metadata asks this machine: cat',
  });
});

test.each(['noop', ''])('%s hashes only the name', async (handler) => {
  const hashes = await hashesOf({ recipes, variables: { BB_SIGNATURE_HANDLER: handler } }, 'top');
  expect(hashes['top:do_build']).toMatchObject({ taskhash: sha256('/layer/top_1.0.bb:do_build') });
});

describe('an unknown behavior', () => {
  const files = new MemoryFileSource({ '/files/a': 'a', '/files/b': 'b' });
  const unknown = (reason: string) => ({ kind: 'unknown', nostamp: false, reason });

  test('about the order of hashed files makes tasks unknown that hash several files', async () => {
    const several = task('do_several', { fileChecksums: '/files/a:True /files/b:True' });
    const single = task('do_single', { fileChecksums: '/files/a:True' });
    const recipes = [
      recipe('p', { tasks: [several, single, task('do_after', { parents: ['do_several'] }), task('do_other')] }),
    ];
    const given = { recipes, files, release: releaseWithout('checksumOrder') };
    const hashes = await hashesOf(given, 'p:do_after', 'p:do_single', 'p:do_other');
    expect(hashes['p:do_several']).toEqual(unknown(reasonFor('checksumOrder')));
    expect(hashes['p:do_after']).toEqual(unknown(`\`p:do_several\`: ${reasonFor('checksumOrder')}`));
    expect(hashes['p:do_single']).toMatchObject({
      taskhash: sha256(sha256('do_single') + '0cc175b9c0f1b6a831c399e269772661'),
    });
    expect(hashes['p:do_other']).toMatchObject({ kind: 'known' });
    const { nodes } = reportNodes(await workspace(given).hash({ kind: 'targets', targets: ['p:do_several'] }));
    expect(nodes[0]?.checksums.map(({ path }) => path)).toEqual(['/files/a', '/files/b']);
  });

  test('about the class that makes a kernel makes tasks unknown that recommend kernel modules', async () => {
    const modules = recipe('modules', {
      depends: ['below'],
      recommendsKernelModules: true,
      tasks: [task('do_compile', { flags: { deptask: 'do_compile' } })],
    });
    const given = { recipes: [...recipes, modules], release: releaseWithout('kernelClass') };
    const hashes = await hashesOf(given, 'top', 'modules:do_compile');
    expect(hashes['modules:do_compile']).toEqual(unknown(reasonFor('kernelClass')));
    expect(hashes['top:do_build']).toMatchObject({ kind: 'known' });
    const { nodes, wanted } = reportNodes(await workspace(given).hash({ kind: 'recipes', recipes: [modules.mcfn] }));
    expect(nodes[wanted[0]!]?.dependencies.map((index) => nodes[index]?.pnid)).toEqual(['below:do_compile']);
  });

  test('about the content of a task hash makes all task hashes unknown', async () => {
    const hashes = await hashesOf({ recipes, release: releaseWithout('taskHashText') }, 'top');
    expect(Object.values(hashes).length).toBeGreaterThan(1);
    for (const hash of Object.values(hashes))
      expect(hash).toMatchObject({
        kind: 'unknown',
        reason: expect.stringContaining(reasonFor('taskHashText')) as string,
      });
  });

  test('about SIGGEN_UNIHASHMAP makes the unihashes of the tasks unknown that it names', async () => {
    const variables = {
      BB_SIGNATURE_HANDLER: 'OEEquivHash',
      SSTATE_HASHEQUIV_METHOD: 'method',
      SIGGEN_UNIHASHMAP: `below:do_compile:${plain}:${UNIHASH}`,
    };
    const source = answering({ ':below:do_compile': LOCK });
    const hashes = await hashesOf(
      { recipes, variables, unihashes: source, release: releaseWithout('unihashMap') },
      'top',
    );
    expect(hashes['below:do_compile']).toMatchObject({
      kind: 'known',
      taskhash: plain,
      unihash: null,
      problem: reasonFor('unihashMap'),
    });
    expect(hashes['top:do_compile']).toEqual(
      unknown(`\`below:do_compile\`: its unihash is not known: ${reasonFor('unihashMap')}`),
    );
    const plainly = await hashesOf({ recipes, release: releaseWithout('unihashMap') }, 'top');
    expect(plainly['top:do_build']).toMatchObject({ kind: 'known' });
  });
});
