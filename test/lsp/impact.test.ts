/** The impact of an edit, and how a task differs from the last build, through the protocol. */
import { afterEach, describe, expect, test } from 'vitest';
import { writeSignature } from '../../server/src/engine/siginfo/signatureFile';
import type { SignatureData } from '../../server/src/engine/siginfo/signatureData';
import { loadZstd } from '../../server/src/node/nodeZstd';
import { NO_IMPACT, type Impact, type ImpactTask } from '../../server/src/ide/tasks/impact';
import type { TaskInputs } from '../../server/src/ide/api/tasksApi';
import { signatureUri } from '../../server/src/lsp/words/toProto';
import {
  IMPACT_REQUEST,
  type ImpactResult,
  SIGNATURE_DOCUMENT_REQUEST,
  type SignatureDocumentResult,
} from '../../server/src/protocol/protocol';
import {
  at,
  deferred,
  FakePlatform,
  FILES,
  type FakeAnalysis,
  hashesOf,
  OURS,
  OTHER,
  pause,
  RECIPE,
  RECIPE_TEXT,
  RECIPE_URI,
  TestClient,
  until,
} from './support';

const TIMING = { tasksAfter: 5, storedAfter: 20, impactAfter: 20 };
const clients: TestClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) {
    await client.close();
    expect(client.popUps).toEqual([]);
  }
});

async function start(host: FakePlatform): Promise<TestClient> {
  host.hasJudge = false;
  const client = await TestClient.start(host, { timing: TIMING });
  clients.push(client);
  await client.ready();
  return client;
}

function changed(mcfn: string, pn: string, task: string, more: Partial<ImpactTask> = {}): ImpactTask {
  return {
    mcfn,
    pn,
    task,
    pnid: `${pn}:${task}`,
    before: OURS,
    after: OTHER,
    causes: [],
    via: 0,
    fate: 'run',
    isAsked: true,
    ...more,
  };
}

const IMPACT: Impact = {
  ...NO_IMPACT,
  tasks: [
    changed(RECIPE, 'magic', 'do_magictask', { causes: [{ kind: 'basehash' }], via: null }),
    changed(RECIPE, 'magic', 'do_build'),
    changed('/ws/other.bb', 'other', 'do_build', { via: 1, fate: 'fetch' }),
  ],
  recipes: [
    { mcfn: RECIPE, pn: 'magic', tasks: [0, 1] },
    { mcfn: '/ws/other.bb', pn: 'other', tasks: [2] },
  ],
  fates: { run: 2, fetch: 1, covered: 0 },
};

/** Engines over a repository in which the recipe had this text; `concerned` are the recipes that the change affects. */
function repository(
  head: string | null,
  impact: Impact = IMPACT,
  concerned: readonly string[] = [RECIPE],
): FakePlatform {
  return new FakePlatform((engine) => {
    engine.answers.headContent = async () => ({ kind: 'known', value: head });
    engine.answers.recipesWithoutTasks = async () =>
      head !== null && engine.texts.get(RECIPE) === head ? concerned : [];
    engine.answers.taskImpact = async () => impact;
  });
}

const lensOf = async (client: TestClient): Promise<string | undefined> =>
  (await client.titles()).find((title) => title.startsWith('this edit'));
const baselines = (host: FakePlatform): readonly FakeAnalysis[] =>
  host.analyses.filter(({ texts }) => texts.get(RECIPE) === 'OLD = "1"\n');

describe('the lens above an edited file', () => {
  test.each<[string, Impact, string]>([
    ['here and elsewhere', IMPACT, 'this edit re-runs 2 tasks here and 1 in 1 recipe'],
    [
      'here alone',
      { ...IMPACT, tasks: IMPACT.tasks.slice(0, 1), recipes: [{ mcfn: RECIPE, pn: 'magic', tasks: [0] }] },
      'this edit re-runs 1 task here',
    ],
    ['nothing', NO_IMPACT, 'this edit re-runs nothing'],
  ])('counts re-run tasks: %s', async (_name, impact, expected) => {
    const host = repository('OLD = "1"\n', impact);
    const client = await start(host);
    await client.open();
    await until(async () => (await lensOf(client)) === expected);
    expect(baselines(host).map(({ isDisposed }) => isDisposed)).toEqual([true]);
  });

  test('is absent for a file as in the last commit, and for a file in no repository', async () => {
    for (const host of [repository(RECIPE_TEXT), repository(null), new FakePlatform()]) {
      const client = await start(host);
      await client.open();
      await client.lenses();
      await until(() => host.analyses[0]!.calls.includes('headContent'));
      await pause(40);
      expect(await lensOf(client)).toBeUndefined();
      expect(host.analyses.some(({ calls }) => calls.includes('taskImpact'))).toBe(false);
    }
  });

  test('compares a file that no commit contains with its saved text', async () => {
    const host = new FakePlatform((engine) => {
      engine.answers.headContent = async () => ({ kind: 'none' });
      engine.answers.recipesWithoutTasks = async () => (engine.texts.get(RECIPE) === RECIPE_TEXT ? [RECIPE] : []);
      engine.answers.taskImpact = async () => IMPACT;
    });
    const client = await start(host);
    await client.open();
    await client.change('NEW = "1"\n');
    await until(async () => (await lensOf(client)) !== undefined);
    // The saved text may be stored: the engine that evaluates it has no other text in the end.
    expect(
      host.analyses.filter(
        ({ calls, isDisposed, texts }) =>
          calls.includes('recipeTasks') && isDisposed && texts.get(RECIPE) === undefined,
      ).length,
    ).toBe(1);
  });

  test('appears after the background has stored all recipes: missing recipes are not affected', async () => {
    const others = Array.from({ length: 200 }, (_, index) => `/ws/${index}.bb`);
    const under = deferred<void>();
    let isStored = false;
    const host = new FakePlatform((engine) => {
      engine.answers.headContent = async () => ({ kind: 'known', value: 'OLD = "1"\n' });
      engine.answers.recipesWithoutTasks = async () => [
        ...(isStored ? [] : others),
        ...(engine.texts.get(RECIPE) === 'OLD = "1"\n' ? [RECIPE] : []),
      ];
      engine.answers.taskImpact = async () => IMPACT;
      engine.answers.resolveTargets = async () => ({ recipes: ['/ws/0.bb'], unknown: [] });
      engine.answers.hashes = async (fn) => {
        if (fn === '/ws/0.bb') {
          await under.promise;
          isStored = true;
        }
        return hashesOf({ basehash: OURS });
      };
    });
    host.keepsResults = true;
    const client = await start(host);
    await client.open();
    await client.lenses();
    await until(
      () =>
        host.analyses.filter(({ calls, isDisposed }) => calls.includes('recipesWithoutTasks') && isDisposed).length ===
        1,
    );
    await pause(40);
    expect(await lensOf(client)).toBeUndefined();
    under.resolve();
    await until(async () => (await lensOf(client)) === 'this edit re-runs 2 tasks here and 1 in 1 recipe');
  });

  test('uses the current text, and the previous text is evaluated once', async () => {
    const host = repository('OLD = "1"\n');
    const client = await start(host);
    await client.open();
    await until(async () => (await lensOf(client)) !== undefined);
    await client.change('NEW = "1"\n');
    expect(await lensOf(client)).toBeUndefined();
    await until(async () => (await lensOf(client)) !== undefined);
    expect(host.analyses.flatMap(({ calls }) => calls.filter((call) => call === 'taskImpact')).length).toBe(2);
    expect(baselines(host).length).toBe(1);
    await client.change('OLD = "1"\n');
    await pause(60);
    expect(await lensOf(client)).toBeUndefined();
  });

  test('waits for a request of the user where it affects very many recipes', async () => {
    const host = repository(
      'OLD = "1"\n',
      IMPACT,
      Array.from({ length: 200 }, (_, index) => `/ws/${index}.bb`),
    );
    const client = await start(host);
    await client.open();
    await until(async () => (await lensOf(client)) === 'this edit concerns 200 recipes');
    expect(host.analyses.some(({ calls }) => calls.includes('recipeTasks'))).toBe(false);
    const { recipes } = await client.connection.sendRequest<ImpactResult>(IMPACT_REQUEST, { uri: RECIPE_URI });
    expect(recipes.length).toBe(2);
  });
});

test('the tree of impact has recipes, tasks with both hashes, and the way to the change', async () => {
  const client = await start(repository('OLD = "1"\n'));
  await client.open();
  const { summary, recipes } = await client.connection.sendRequest<ImpactResult>(IMPACT_REQUEST, { uri: RECIPE_URI });
  expect(summary).toBe('3 tasks in 2 recipes get another hash: 2 to run, 1 to take from the cache');
  expect(recipes.map(({ name, tasks }) => [name, tasks.length])).toEqual([
    ['magic', 2],
    ['other', 1],
  ]);
  expect(recipes[1]!.tasks[0]).toEqual({
    mcfn: '/ws/other.bb',
    task: 'do_build',
    name: 'other:do_build',
    document: signatureUri('/ws/other.bb', 'do_build'),
    before: OURS,
    after: OTHER,
    fate: 'fetch',
    causes: [],
    path: [
      { name: 'magic:do_build', causes: [] },
      { name: 'magic:do_magictask', causes: ['its variables have changed'] },
    ],
  });
});

test('the tree of impact starts with the changed recipe', async () => {
  const { tasks, recipes } = IMPACT;
  const client = await start(repository('OLD = "1"\n', { ...IMPACT, tasks, recipes: [...recipes].reverse() }));
  await client.open();
  const result = await client.connection.sendRequest<ImpactResult>(IMPACT_REQUEST, { uri: RECIPE_URI });
  expect(result.recipes.map(({ name }) => name)).toEqual(['magic', 'other']);
});

test('an append counts the tasks of the recipe in which it is shown', async () => {
  const append = RECIPE.replace(/\.bb$/, '.bbappend');
  const host = new FakePlatform((engine) => {
    engine.answers.headContent = async () => ({ kind: 'known', value: 'OLD = "1"\n' });
    engine.answers.recipesWithoutTasks = async () => (engine.texts.get(append) === 'OLD = "1"\n' ? [RECIPE] : []);
    engine.answers.taskImpact = async () => IMPACT;
    engine.answers.lenses = async () => [];
    engine.answers.recipeOf = async () => RECIPE;
  });
  const client = await start(host);
  await client.open(`file://${append}`);
  await until(async () =>
    (await client.titles(`file://${append}`)).includes('this edit re-runs 2 tasks here and 1 in 1 recipe'),
  );
});

describe('a comparison with the last build', () => {
  const base = (value: string): SignatureData => ({
    task: 'do_magictask',
    basehash: OURS,
    basehash_ignore_vars: [],
    taskhash_ignore_tasks: null,
    taskdeps: ['MYVAR'],
    gendeps: { do_magictask: ['MYVAR'], MYVAR: [] },
    varvals: { do_magictask: 'echo ${MYVAR}', MYVAR: value },
  });
  const INPUTS: TaskInputs = {
    mcfn: RECIPE,
    task: 'do_magictask',
    pnid: 'magic:do_magictask',
    basehash: OURS,
    object: null,
    hash: { kind: 'known', taskhash: OTHER, unihash: OTHER, equivalence: 'none' },
    dependencies: [],
    checksums: [{ path: '/ws/meta/files/a.patch', md5: 'abc' }],
  };

  const LAST = `/ws/build/tmp/stamps/x86_64-linux/magic/1.0.do_magictask.sigdata.${OURS}`;

  async function built(value: string | null, isWhole = true): Promise<FakePlatform> {
    const codec = await loadZstd();
    const last: SignatureData = !isWhole
      ? base(value ?? '')
      : {
          ...base(value ?? ''),
          runtaskdeps: [],
          runtaskhashes: {},
          file_checksum_values: [['a.patch', 'abc']],
          taskhash: value === 'new' ? OTHER : OURS,
          unihash: OURS,
        };
    const host = new FakePlatform(
      (engine) => {
        engine.answers.variables = async () => ({ STAMPS_DIR: '/ws/build/tmp/stamps' });
        engine.answers.signatureData = async () => base('new');
        engine.answers.taskInputs = async () => INPUTS;
        engine.answers.hashes = async () => hashesOf({ basehash: OURS });
        engine.changedAssignment = async () => ({
          path: RECIPE,
          range: at(0, 0, 5),
          variable: 'MYVAR',
          text: 'new',
        });
      },
      value === null ? FILES : { ...FILES, [LAST]: '' },
    );
    const readBytes = host.files.readBytes.bind(host.files);
    host.files.readBytes = (path) => (path === LAST ? writeSignature(last, codec) : readBytes(path));
    return host;
  }

  async function textOf(client: TestClient, query: string): Promise<string> {
    return (
      await client.connection.sendRequest<SignatureDocumentResult>(SIGNATURE_DOCUMENT_REQUEST, {
        uri: `${signatureUri(RECIPE, 'do_magictask')}?${query}`,
      })
    ).text;
  }

  test('gives two readable signatures', async () => {
    const client = await start(await built('old'));
    const [last, now] = [await textOf(client, 'last'), await textOf(client, 'now')];
    const differing = last.split('\n').filter((line) => !now.split('\n').includes(line));
    expect(differing).toEqual([`# ${LAST}`, `taskhash ${OURS}`, '    | old']);
    expect(now).toContain(
      `taskhash ${OTHER}\nbasehash ${OURS}\n\n## Files\n\na.patch abc\n\n## Variables\n\ndo_magictask\n    uses MYVAR\n    | echo \${MYVAR}\n\nMYVAR\n    | new\n`,
    );
  });

  test('shows why the task runs again: the cause, and its location', async () => {
    const text = await textOf(await start(await built('old')), 'why');
    expect(text).toContain('# Why magic:do_magictask runs again');
    expect(text).toContain(`1. variable MYVAR changed  ${RECIPE}:1\n     -old\n     +new`);
  });

  test('says that nothing was built, or that nothing differs', async () => {
    const none = await start(await built(null));
    for (const query of ['last', 'why'])
      expect(await textOf(none, query)).toBe(
        '# magic:do_magictask has no signature of a last build: none was found in /ws/build/tmp/stamps\n',
      );
    expect(await textOf(await start(await built('new')), 'why')).toContain('# nothing differs: it does not run again');
    expect(await textOf(await start(await built('new', false)), 'why')).toContain(
      '# its basehash is the same; nothing else is known of one of the two signatures',
    );
  });
});
