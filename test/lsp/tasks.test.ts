/**
 * Task hashes in the editor: they come from a separate engine, never delay an answer, and belong to the current text
 * only.
 */
import { afterEach, expect, test } from 'vitest';
import { DidChangeWatchedFilesNotification, FileChangeType } from 'vscode-languageserver/node';
import type { TaskState } from '../../server/src/ide/api/tasksApi';
import { signatureUri } from '../../server/src/lsp/words/toProto';
import {
  CHAIN_REQUEST,
  RECIPE_TASKS_REQUEST,
  RECIPES_REQUEST,
  TASK_INPUTS_REQUEST,
  TASK_VARIABLES_REQUEST,
  TASKS_CHANGED_NOTIFICATION,
} from '../../server/src/protocol/protocol';
import {
  at,
  deferred,
  type FakeAnalysis,
  FakePlatform,
  hashesOf,
  OURS,
  pause,
  RECIPE,
  RECIPE_TEXT,
  RECIPE_URI,
  TestClient,
  until,
} from './support';

const HASH = '5f0c1234'.repeat(8);
const UNIHASH = 'c0ffee00'.repeat(8);
const DOCUMENT = signatureUri(RECIPE, 'do_magictask');
const TIMING = { tasksAfter: 5, storedAfter: 20, tasksEndAfter: 10_000 };
const clients: TestClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) {
    await client.close();
    expect(client.popUps).toEqual([]);
  }
});

function state(more: Partial<TaskState> = {}): TaskState {
  return {
    mcfn: RECIPE,
    task: 'do_magictask',
    pnid: 'magic:do_magictask',
    hash: { kind: 'known', taskhash: HASH, unihash: HASH, equivalence: 'unknown' },
    object: { kind: 'local', location: '/sstate/x' },
    ...more,
  };
}

/**
 * A host whose engines know these tasks. The first engine answers the editor; `tasks` is the engine that was started
 * for the tasks.
 */
class Engines {
  readonly host: FakePlatform;
  states: readonly TaskState[] = [state()];
  missing: (engine: FakeAnalysis) => readonly string[] = () => [];

  constructor(prepare: (engine: FakeAnalysis, number: number) => void = () => undefined) {
    let number = 0;
    this.host = new FakePlatform((engine) => {
      engine.answers.taskStates = async () => this.states;
      engine.answers.recipesWithoutTasks = async () => this.missing(engine);
      prepare(engine, number++);
    });
    this.host.hasJudge = false;
  }

  get editors(): FakeAnalysis {
    return this.host.analyses[0]!;
  }

  get tasks(): FakeAnalysis | undefined {
    return this.host.analyses[1];
  }
}

async function start(engines: Engines, timing = {}): Promise<TestClient> {
  const client = await TestClient.start(engines.host, { timing: { ...TIMING, ...timing } });
  clients.push(client);
  await client.ready();
  return client;
}

async function opened(engines: Engines, timing = {}): Promise<TestClient> {
  const client = await start(engines, timing);
  await client.open();
  return client;
}

async function title(client: TestClient): Promise<string> {
  return (await client.titles())[0]!.replace('basehash 0b85a6b7 · 214 dependencies', 'B');
}

test.each<[string, Partial<TaskState>, string]>([
  ['in sstate', {}, 'B · taskhash 5f0c1234 · in sstate'],
  ['in a mirror', { object: { kind: 'mirror', location: '/mirror/x' } }, 'B · taskhash 5f0c1234 · in a mirror'],
  ['not cached', { object: { kind: 'missing' } }, 'B · taskhash 5f0c1234 · not cached'],
  [
    'never cached',
    { object: { kind: 'none', reason: '`SSTATE_SKIP_CREATION` is set for it' } },
    'B · taskhash 5f0c1234 · never cached',
  ],
  ['nothing to cache', { object: null }, 'B · taskhash 5f0c1234'],
  [
    'another unihash',
    { hash: { kind: 'known', taskhash: HASH, unihash: UNIHASH, equivalence: 'known' } },
    'B · taskhash 5f0c1234 · unihash c0ffee00 · in sstate',
  ],
  ['nostamp', { hash: { kind: 'unknown', nostamp: true, reason: 'each run' }, object: null }, 'B · nostamp'],
  ['unknown', { hash: { kind: 'unknown', nostamp: false, reason: 'a secret' }, object: null }, 'B · taskhash unknown'],
])('a lens shows: %s', async (_name, change, expected) => {
  const engines = new Engines();
  engines.states = [state(change)];
  const client = await opened(engines);
  await until(async () => (await title(client)) === expected);
});

test('the tooltip of a lens shows what does not fit into the lens', async () => {
  const engines = new Engines();
  engines.states = [state({ hash: { kind: 'unknown', nostamp: false, reason: 'a secret' }, object: null })];
  const client = await opened(engines);
  await until(async () => (await client.lenses())[0]!.command!.tooltip?.includes('a secret') === true);
});

test('a lens appears at once, and its task hash when it is known', async () => {
  const slow = deferred<void>();
  const engines = new Engines((engine) => {
    engine.answers.taskStates = async () => {
      await slow.promise;
      return [state()];
    };
  });
  const client = await opened(engines);
  expect(await title(client)).toBe('B');
  await until(() => engines.tasks?.calls.includes('taskStates') === true);
  const { refreshes } = client;
  slow.resolve();
  await until(() => client.refreshes > refreshes);
  expect(await title(client)).toBe('B · taskhash 5f0c1234 · in sstate');
  expect(engines.editors.calls).not.toContain('taskStates');
});

test('no engine is started for tasks that are not shown', async () => {
  const engines = new Engines();
  await start(engines);
  await pause(60);
  expect(engines.host.analyses.length).toBe(1);
});

test("the editor's engine evaluates unsaved text, and the tasks' engine receives the result", async () => {
  const later = deferred<readonly TaskState[]>();
  const engines = new Engines();
  const client = await opened(engines);
  await until(async () => (await title(client)).includes('5f0c'));
  engines.missing = () => [RECIPE];
  for (const engine of engines.host.analyses) engine.answers.taskStates = () => later.promise;
  await client.change(`${RECIPE_TEXT}# more\n`);
  expect(await title(client)).toBe('B · taskhash …');
  later.resolve([state({ object: null })]);
  await until(async () => (await title(client)) === 'B · taskhash 5f0c1234');
  expect(engines.editors.calls.filter((call) => call === 'recipeTasks').length).toBe(1);
  expect(engines.tasks?.calls).toContain('learnTasks');
  expect(engines.tasks?.texts.get(RECIPE)).toBe(`${RECIPE_TEXT}# more\n`);
});

test("the editor's engine evaluates the recipe that is open, and no other for the graph", async () => {
  const evaluated: string[] = [];
  const engines = new Engines((engine, number) => {
    engine.answers.recipeTasks = async (fn) => {
      evaluated.push(`${number} ${fn}`);
      return null;
    };
  });
  engines.missing = () => (evaluated.length === 0 ? [RECIPE, '/ws/hangs.bb'] : []);
  const client = await opened(engines);
  await client.connection.sendRequest<unknown>(RECIPE_TASKS_REQUEST, { recipe: RECIPE });
  expect(new Set(evaluated.map((line) => line.replace(/^[1-9]/, 'later')))).toEqual(
    new Set([`0 ${RECIPE}`, 'later /ws/hangs.bb']),
  );
});

test('an answer about older text is dropped', async () => {
  const first = deferred<readonly TaskState[]>();
  const engines = new Engines((engine) => {
    let asked = 0;
    engine.answers.taskStates = async () => (asked++ === 0 ? first.promise : [state()]);
  });
  const client = await opened(engines);
  await client.lenses();
  await until(() => engines.tasks?.calls.includes('taskStates') === true);
  await client.change(`${RECIPE_TEXT}# more\n`);
  const seen = [await title(client)];
  first.resolve([state({ object: { kind: 'missing' } })]);
  await until(async () => seen.push(await title(client)) > 0 && seen.at(-1)!.includes('5f0c'));
  expect([...new Set(seen)]).toEqual(['B', 'B · taskhash 5f0c1234 · in sstate']);
});

test('a lens has no task hash, without an evaluation, until the background has stored all recipes', async () => {
  const MANY = Array.from({ length: 30 }, (_, index) => `/ws/r${index}.bb`);
  const under = deferred<void>();
  let stored = false;
  const engines = new Engines((engine) => {
    engine.answers.resolveTargets = async () => ({ recipes: ['/ws/r.bb'], unknown: [] });
    engine.answers.hashes = async () => {
      await under.promise;
      stored = true;
      return hashesOf({ basehash: OURS });
    };
  });
  engines.host.keepsResults = true;
  engines.missing = () => (stored ? [] : MANY);
  const client = await opened(engines);
  await until(
    async () =>
      (await title(client)) === 'B' && engines.host.analyses.some(({ calls }) => calls.includes('recipesWithoutTasks')),
  );
  await pause(40);
  expect(await title(client)).toBe('B');
  // The engine uses no memory until there is more to show.
  expect(
    engines.host.analyses
      .filter(({ calls }) => calls.join() === 'recipesWithoutTasks')
      .map(({ isDisposed }) => isDisposed),
  ).toEqual([true]);
  under.resolve();
  await until(async () => (await title(client)).includes('5f0c'));
  const taskEngines = engines.host.analyses.filter(({ calls }) => calls.includes('taskStates'));
  expect(taskEngines.map(({ calls }) => calls.includes('recipeTasks'))).toEqual([false]);
});

test('a view evaluates missing recipes, and reports progress', async () => {
  const MANY = Array.from({ length: 12 }, (_, index) => `/ws/r${index}.bb`);
  const evaluated = new Set<string>();
  const slow = deferred<void>();
  const engines = new Engines((engine) => {
    engine.answers.recipeTasks = async (fn) => {
      await slow.promise;
      evaluated.add(fn);
      return null;
    };
  });
  engines.missing = () => MANY.filter((fn) => !evaluated.has(fn));
  const client = await opened(engines);
  await client.lenses();
  await until(() =>
    engines.host.analyses.some(({ calls, isDisposed }) => calls.includes('recipesWithoutTasks') && isDisposed),
  );
  const asked = client.connection.sendRequest<unknown>(RECIPE_TASKS_REQUEST, { recipe: RECIPE });
  await until(() => client.status?.background?.total === 12);
  slow.resolve();
  await asked;
  await until(() => client.status?.background === undefined);
  expect(evaluated.size).toBe(12);
  await until(async () => (await title(client)).includes('5f0c'));
});

test('an idle engine is ended, and the next question starts a new one', async () => {
  const engines = new Engines();
  const client = await opened(engines, { tasksEndAfter: 30 });
  await until(async () => (await title(client)).includes('5f0c'));
  await until(() => engines.tasks?.isDisposed === true);
  expect(await title(client)).toBe('B · taskhash 5f0c1234 · in sstate');
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: RECIPE_URI, type: FileChangeType.Changed }],
  });
  await until(() => engines.host.analyses.length === 3);
  await until(async () => (await title(client)).includes('5f0c'));
});

test('our own client is notified when hashes change', async () => {
  const engines = new Engines();
  const client = await start(engines);
  let notifications = 0;
  client.connection.onNotification(TASKS_CHANGED_NOTIFICATION, () => void notifications++);
  await client.open();
  await client.lenses();
  await until(() => notifications === 1);
});

test('the tree of signatures contains recipes, tasks, inputs, values and chains', async () => {
  const engines = new Engines((engine) => {
    engine.answers.resolveTargets = async () => ({
      recipes: ['/ws/build/../meta/recipes/magic/magic_1.0.bb'],
      unknown: [],
    });
    engine.answers.taskInputs = async () => ({
      ...state(),
      basehash: OURS,
      dependencies: [state({ task: 'do_other', pnid: 'other:do_other', object: null })],
      checksums: [{ path: '/ws/meta/files/./a.patch', md5: 'abc' }],
    });
    engine.why = async () => [
      {
        mcfn: RECIPE,
        links: [
          { key: 'do_magictask', value: 'echo', location: { path: RECIPE, range: at(1, 0, 5) }, assignments: [] },
          { key: 'A', value: 'here', location: null, assignments: [] },
        ],
      },
    ];
  });
  engines.states = [
    state(),
    state({ mcfn: `virtual:native:${RECIPE}`, pnid: 'magic-native:do_magictask', object: null }),
  ];
  const client = await start(engines);
  const ask = (name: string, params: unknown): Promise<unknown> => client.connection.sendRequest(name, params);
  const task = { mcfn: RECIPE, task: 'do_magictask' };
  expect(await ask(RECIPES_REQUEST, { uri: RECIPE_URI })).toEqual({
    recipes: [{ recipe: '/ws/build/../meta/recipes/magic/magic_1.0.bb', name: 'magic_1.0.bb', uri: RECIPE_URI }],
    current: { recipe: RECIPE, name: 'magic_1.0.bb', uri: RECIPE_URI },
  });
  expect(await ask(RECIPE_TASKS_REQUEST, { recipe: RECIPE })).toEqual({
    variants: [
      {
        mcfn: RECIPE,
        name: 'magic',
        tasks: [
          {
            ...task,
            name: 'magic:do_magictask',
            document: DOCUMENT,
            summary: '5f0c1234 · in sstate',
            details: [`taskhash: ${HASH}`, 'in the cache: /sstate/x'],
          },
        ],
      },
      {
        mcfn: `virtual:native:${RECIPE}`,
        name: 'magic-native',
        tasks: [
          {
            mcfn: `virtual:native:${RECIPE}`,
            task: 'do_magictask',
            name: 'magic-native:do_magictask',
            document: signatureUri(`virtual:native:${RECIPE}`, 'do_magictask'),
            summary: '5f0c1234',
            details: [`taskhash: ${HASH}`],
          },
        ],
      },
    ],
  });
  expect(await ask(TASK_INPUTS_REQUEST, task)).toEqual({
    dependencies: [
      {
        mcfn: RECIPE,
        task: 'do_other',
        name: 'other:do_other',
        document: signatureUri(RECIPE, 'do_other'),
        summary: '5f0c1234',
        details: [`taskhash: ${HASH}`],
      },
    ],
    files: [{ path: '/ws/meta/files/a.patch', uri: 'file:///ws/meta/files/a.patch', md5: 'abc' }],
  });
  expect(await ask(TASK_VARIABLES_REQUEST, task)).toEqual({
    variables: [
      { name: 'do_magictask', value: 'echo', dependencies: [] },
      { name: 'A', value: 'here', dependencies: [] },
    ],
  });
  expect(await ask(CHAIN_REQUEST, { ...task, name: 'A' })).toEqual({
    links: [
      { name: 'do_magictask', location: { uri: RECIPE_URI, path: RECIPE, line: 1 } },
      { name: 'A', location: null },
    ],
  });
});
