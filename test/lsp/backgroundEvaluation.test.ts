/** The evaluation of all recipes while the editor is idle. */
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver/node';
import { afterEach, expect, test } from 'vitest';
import { RESTART_REQUEST, STOP_BACKGROUND_EVALUATION_NOTIFICATION } from '../../server/src/protocol/protocol';
import type { OpenedWorkspace } from '../../server/src/ide/api/analysisApi';
import {
  type ClientOptions,
  deferred,
  type FakeAnalysis,
  FakePlatform,
  hashesOf,
  OPENED,
  OURS,
  pause,
  problem,
  RECIPE,
  RECIPE_TEXT,
  TestClient,
  until,
} from './support';

const RECIPES = ['/ws/a.bb', '/ws/b.bb', '/ws/c.bb'];
const TIMING = { storedAfter: 30 };
const clients: TestClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) {
    await client.close();
    expect(client.popUps).toEqual([]);
  }
});

/** The recipes that each engine had to evaluate; the first engine is the editor's own. */
class Evaluations {
  readonly host: FakePlatform;
  readonly evaluated: string[][] = [];

  constructor(evaluate: (fn: string) => Promise<void> = async () => undefined, opened: OpenedWorkspace = OPENED) {
    this.host = new FakePlatform((analysis) => {
      const evaluated: string[] = [];
      this.evaluated.push(evaluated);
      analysis.answers.open = async () => opened;
      analysis.answers.resolveTargets = async () => ({ recipes: RECIPES, unknown: [] });
      analysis.answers.hashes = async (fn) => {
        evaluated.push(fn);
        await evaluate(fn);
        return hashesOf({ basehash: OURS });
      };
    });
    this.host.keepsResults = true;
    this.host.hasJudge = false;
  }

  get background(): FakeAnalysis | undefined {
    return this.host.analyses[1];
  }
}

async function ready(evaluations: Evaluations, options: ClientOptions = {}): Promise<TestClient> {
  const client = await TestClient.start(evaluations.host, { timing: TIMING, ...options });
  clients.push(client);
  await client.ready();
  return client;
}

const setEnabled = (client: TestClient, enabled: boolean): Promise<void> =>
  client.connection.sendNotification(DidChangeConfigurationNotification.type, {
    settings: { sighound: { judge: { enabled: false }, backgroundEvaluation: { enabled } } },
  });
const saved = (client: TestClient, path: string): Promise<void> =>
  client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: `file://${path}`, type: FileChangeType.Changed }],
  });

test('every recipe is evaluated in a separate engine, which ends afterwards', async () => {
  const evaluations = new Evaluations();
  await ready(evaluations);
  await until(() => evaluations.background?.isDisposed === true);
  expect(evaluations.evaluated).toEqual([[], RECIPES]);
});

test('the task graph data of a recipe is computed with its hashes where it is not stored yet', async () => {
  const evaluations = new Evaluations();
  const { host } = evaluations;
  const asked: string[] = [];
  const prepared = host.startAnalysis;
  host.startAnalysis = (options, events) => {
    const analysis = prepared(options, events);
    analysis.answers.recipesWithoutTasks = async () => [RECIPES[1]!];
    analysis.answers.recipeTasks = async (fn) => {
      asked.push(fn);
      return null;
    };
    return analysis;
  };
  await ready(evaluations);
  await until(() => evaluations.background?.isDisposed === true);
  expect(asked).toEqual([RECIPES[1]]);
  expect(evaluations.evaluated).toEqual([[], RECIPES]);
});

test('requests are answered during the evaluation', async () => {
  const slow = deferred<void>();
  const evaluations = new Evaluations(() => slow.promise);
  const client = await ready(evaluations);
  await client.open();
  await until(() => evaluations.evaluated[1]?.length === 1);
  expect(await client.titles()).toEqual(['basehash 0b85a6b7 · 214 dependencies']);
  expect(client.status?.state).toBe('ready');
  slow.resolve();
  await until(() => evaluations.background?.isDisposed === true);
});

test('other editors show progress of the evaluation, and can cancel it', async () => {
  const evaluations = new Evaluations((fn) => (fn === RECIPES[2] ? new Promise(() => undefined) : pause(30)));
  const tokens: unknown[] = [];
  const client = await ready(evaluations, {
    initializationOptions: {},
    capabilities: { window: { workDoneProgress: true } },
    timing: { storedAfter: 200, progressAfter: 0 },
  });
  client.connection.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => void tokens.push(token));
  const said = (): readonly string[] => client.progress.map((value) => JSON.stringify(value));
  await until(() => said().some((text) => text.includes('recipe 2 of 3')));
  expect(
    said().some((text) => text.includes('"title":"Sighound: all recipes"') && text.includes('"cancellable":true')),
  ).toBe(true);
  await client.connection.sendNotification('window/workDoneProgress/cancel', { token: tokens.at(-1) as string });
  await until(() => evaluations.background?.isDisposed === true && said().at(-1)?.includes('"kind":"end"') === true);
});

test('the evaluation waits while the user types', async () => {
  const first = deferred<void>();
  const evaluations = new Evaluations((fn) => (fn === RECIPES[0] ? first.promise : Promise.resolve()));
  const client = await ready(evaluations, { timing: { storedAfter: 150 } });
  await client.open();
  await until(() => evaluations.evaluated[1]?.length === 1);
  for (let i = 0; i < 6; i++) {
    await client.change(`${RECIPE_TEXT}# ${i}\n`);
    await pause(50);
    first.resolve();
    expect(evaluations.evaluated[1]).toEqual([RECIPES[0]]);
  }
  await until(() => evaluations.background?.isDisposed === true);
  expect(evaluations.evaluated[1]).toEqual(RECIPES);
});

test('a change of files starts a new evaluation of all recipes', async () => {
  const evaluations = new Evaluations();
  const client = await ready(evaluations);
  await until(() => evaluations.background?.isDisposed === true);
  await pause(60);
  expect(evaluations.host.analyses.length).toBe(2);
  await saved(client, RECIPE);
  await until(() => evaluations.host.analyses[2]?.isDisposed === true);
  expect(evaluations.evaluated[2]).toEqual(RECIPES);
});

test('a file change during the evaluation is sent to the running engine, and causes another round', async () => {
  const first = deferred<void>();
  const evaluations = new Evaluations((fn) => (fn === RECIPES[0] ? first.promise : Promise.resolve()));
  const client = await ready(evaluations);
  await until(() => evaluations.evaluated[1]?.length === 1);
  await saved(client, RECIPE);
  await until(() => evaluations.background?.changedFiles.includes(RECIPE) === true);
  first.resolve();
  await until(() => evaluations.host.analyses[2]?.isDisposed === true);
});

test('the user can stop the evaluation until the engine is restarted', async () => {
  const evaluations = new Evaluations(() => new Promise(() => undefined));
  const client = await ready(evaluations);
  await until(() => evaluations.evaluated[1]?.length === 1);
  await client.connection.sendNotification(STOP_BACKGROUND_EVALUATION_NOTIFICATION);
  await until(() => evaluations.background?.isDisposed === true);
  await saved(client, RECIPE);
  await pause(80);
  expect(evaluations.host.analyses.length).toBe(2);
  await client.connection.sendRequest(RESTART_REQUEST);
  await until(() => evaluations.host.analyses.length === 3);
});

test('the setting switches the evaluation off and on', async () => {
  const evaluations = new Evaluations(() => new Promise(() => undefined));
  const client = await ready(evaluations);
  await until(() => evaluations.evaluated[1]?.length === 1);
  await setEnabled(client, false);
  await until(() => evaluations.background?.isDisposed === true);
  await pause(80);
  expect(evaluations.host.analyses.length).toBe(2);
  await setEnabled(client, true);
  await until(() => evaluations.evaluated[2]?.length === 1);
});

test('a recipe that cannot be evaluated is skipped and logged', async () => {
  const evaluations = new Evaluations((fn) =>
    fn === RECIPES[1] ? Promise.reject(new Error('the thread ended')) : Promise.resolve(),
  );
  const client = await ready(evaluations);
  await until(() => evaluations.background?.isDisposed === true);
  expect(evaluations.evaluated[1]).toEqual(RECIPES);
  await until(() =>
    client.logs.some((message) => message.includes('/ws/b.bb could not be evaluated in the background')),
  );
});

test('nothing is evaluated where no result could be stored', async () => {
  const evaluations = new Evaluations();
  evaluations.host.keepsResults = false;
  await ready(evaluations);
  await pause(80);
  expect(evaluations.host.analyses.length).toBe(1);
});

test('nothing is evaluated for a configuration with problems, whose results would not be stored', async () => {
  const evaluations = new Evaluations(undefined, { ...OPENED, problems: [problem('odd', { severity: 'warning' })] });
  await ready(evaluations);
  await until(() => evaluations.background?.isDisposed === true);
  expect(evaluations.evaluated).toEqual([[], []]);
});
