/** When the judge is asked, and how its answers are used. */
import { DidChangeConfigurationNotification, DidChangeWatchedFilesNotification } from 'vscode-languageserver/node';
import { afterEach, describe, expect, test } from 'vitest';
import { describeDifference } from '../../server/src/calibration/divergence';
import { RESTART_REQUEST } from '../../server/src/protocol/protocol';
import {
  type ClientOptions,
  deferred,
  FakePlatform,
  hashesOf,
  judged,
  lens,
  OPENED,
  OTHER,
  OURS,
  OWN_OPTIONS,
  pause,
  RECIPE,
  RECIPE_TEXT,
  RECIPE_URI,
  TestClient,
  until,
} from './support';

const clients: TestClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) {
    await client.close();
    expect(client.popUps).toEqual([]);
  }
});

async function ready(host: FakePlatform, options?: ClientOptions): Promise<TestClient> {
  const client = await TestClient.start(host, options);
  clients.push(client);
  await client.ready();
  await client.open();
  return client;
}

const setJudge = (client: TestClient, enabled: boolean): Promise<void> =>
  client.connection.sendNotification(DidChangeConfigurationNotification.type, {
    settings: { sighound: { judge: { enabled } } },
  });
const first = async (client: TestClient): Promise<string | undefined> => (await client.titles())[0];

describe('a verdict', () => {
  test('confirms equal hashes', async () => {
    const host = new FakePlatform();
    const answer = deferred<ReturnType<typeof judged>>();
    host.judge.answers.evaluate = () => answer.promise;
    const client = await ready(host);
    expect(await first(client)).toBe('basehash 0b85a6b7 · 214 dependencies');
    const { refreshes } = client;
    await until(() => client.status?.judge === 'starting');
    answer.resolve(judged(OURS));
    await until(
      () => client.refreshes > refreshes && client.status?.judge === 'idle' && host.judge.evaluated.length === 1,
    );
    expect(await first(client)).toBe('✓ basehash 0b85a6b7 · 214 dependencies');
    expect(client.statuses.map(({ judge }) => judge)).toEqual(['idle', 'idle', 'starting', 'idle']);
    expect(client.status?.divergences).toBe(0);
    // The judge must use the BitBake that the engine found.
    expect(host.judgeOptions).toMatchObject([{ bitbakeHints: ['/ws/bitbake'] }]);
  });

  test("shows the judge's different hash, logs the first differing key once and counts it once", async () => {
    const host = new FakePlatform(
      (analysis) => (analysis.answers.lenses = async () => [lens({ basehash: OURS }, { otherVariants: 2 })]),
    );
    host.judge.answers.evaluate = async () => judged(OTHER);
    const client = await ready(host);
    await until(
      async () =>
        (await first(client)) ===
        "≠ basehash feedf00d (BitBake's; the engine computed 0b85a6b7) · 214 dependencies · +2 variants",
    );
    await until(() => client.status?.divergences === 1);
    const logged = (): readonly string[] => client.logs.filter((message) => message.includes('first differing key'));
    await until(() => logged().length === 1);
    expect(logged()).toEqual([
      `judge: ${RECIPE}:do_magictask: basehash is ${OTHER}, the engine computed ${OURS}; first differing key: \`A\`: the engine has "here", BitBake "there"`,
    ]);
    await client.change(`${RECIPE_TEXT}\n`);
    await until(() => host.judge.evaluated.length === 2 && client.status?.judge === 'idle');
    await pause(20);
    expect(logged().length).toBe(1);
    expect(client.status?.divergences).toBe(1);
  });

  test('takes an unknown hash from the judge, which is no divergence', async () => {
    const unknown = { basehash: null, unknown: 'Python raised' };
    const host = new FakePlatform((analysis) => {
      analysis.answers.lenses = async () => [lens(unknown)];
      analysis.answers.hashes = async () => hashesOf(unknown);
    });
    const client = await ready(host);
    await until(async () => (await first(client)) === "basehash 0b85a6b7 (BitBake's) · 214 dependencies");
    expect(client.status?.divergences).toBe(0);
  });

  test('is absent for a task that the judge does not have', async () => {
    const host = new FakePlatform(
      (analysis) => (analysis.answers.lenses = async () => [lens({ basehash: OURS }, { task: 'constructor' })]),
    );
    const client = await ready(host);
    await until(() => host.judge.evaluated.length === 1 && client.status?.judge === 'idle');
    expect(await first(client)).toBe('basehash 0b85a6b7 · 214 dependencies');
  });

  test('is about the recipe in which a class is shown', async () => {
    const host = new FakePlatform((analysis) => (analysis.answers.recipeOf = async () => RECIPE));
    const client = await TestClient.start(host);
    clients.push(client);
    await client.ready();
    await client.open('file:///ws/meta/classes/x.bbclass', '');
    await until(() => host.judge.evaluated.length === 1);
    expect(host.judge.evaluated).toEqual([RECIPE]);
  });
});

describe('the idle judge', () => {
  test('waits again after every change', async () => {
    const host = new FakePlatform();
    const client = await ready(host, { timing: { judgedAfter: 500 } });
    for (let i = 0; i < 5; i++) {
      await pause(125);
      await client.change(`${RECIPE_TEXT}# ${i}\n`);
    }
    expect(host.judge.evaluated).toEqual([]);
    await until(() => host.judge.evaluated.length === 1);
    // The judge was not running when the text changed, but it has the new text.
    expect(host.judge.texts.get(RECIPE)).toBe(`${RECIPE_TEXT}# 4\n`);
    await pause(600);
    expect(host.judge.evaluated.length).toBe(1);
  });

  test('loses its verdict with the next change', async () => {
    const host = new FakePlatform();
    const client = await ready(host);
    await until(async () => (await first(client))?.startsWith('✓') === true);
    const answer = deferred<ReturnType<typeof judged>>();
    host.judge.answers.evaluate = () => answer.promise;
    await client.change(`${RECIPE_TEXT}\n`);
    expect(await first(client)).toBe('basehash 0b85a6b7 · 214 dependencies');
    answer.resolve(judged(OURS));
    await until(async () => (await first(client))?.startsWith('✓') === true);
    host.judge.answers.evaluate = () => deferred<ReturnType<typeof judged>>().promise;
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: 'file:///ws/meta/x.inc', type: 2 }],
    });
    expect(await first(client)).toBe('basehash 0b85a6b7 · 214 dependencies');
  });

  test('keeps its verdict when files are saved, or closed without changes', async () => {
    const host = new FakePlatform();
    const client = await ready(host);
    await client.open('file:///ws/build/conf/local.conf', 'A = "1"\n');
    await client.change('', 'file:///ws/build/conf/local.conf');
    await until(async () => (await first(client))?.startsWith('✓') === true);
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: 'file:///ws/build/conf/local.conf', type: 2 }],
    });
    await client.closeDocument('file:///ws/build/conf/local.conf');
    expect(await first(client)).toMatch(/^✓/);
    await until(() => host.judge.texts.has('/ws/build/conf/local.conf'));
  });

  test('drops its answer to an older text, and judges the new text', async () => {
    const stale = deferred<ReturnType<typeof judged>>();
    const host = new FakePlatform();
    host.judge.answers.evaluate = () => stale.promise;
    const client = await ready(host);
    await until(() => host.judge.evaluated.length === 1);
    host.judge.answers.evaluate = async () => judged(OURS);
    await client.change(`${RECIPE_TEXT}\n`);
    await until(() => host.judge.texts.has(RECIPE));
    stale.resolve(judged(OTHER));
    await until(() => host.judge.evaluated.length === 2);
    await until(async () => (await first(client))?.startsWith('✓') === true);
    expect(client.statuses.every(({ divergences }) => divergences === 0)).toBe(true);
  });

  test('waits for the engine and delays no lens', async () => {
    const engine = deferred<ReturnType<typeof hashesOf>>();
    const host = new FakePlatform((analysis) => (analysis.answers.hashes = () => engine.promise));
    host.judge.answers.evaluate = () => deferred<ReturnType<typeof judged>>().promise;
    const client = await ready(host);
    await until(() => host.analysis.calls.includes('hashes'));
    await pause(30);
    expect(host.judge.evaluated).toEqual([]);
    engine.resolve(hashesOf({ basehash: OURS }));
    await until(() => client.status?.judge === 'starting');
    expect(await first(client)).toBe('basehash 0b85a6b7 · 214 dependencies');
  });
});

test('a replaced BitBake ends its judge and the verdicts, and the status shows the new version', async () => {
  const host = new FakePlatform();
  const client = await ready(host);
  await until(async () => (await first(client))?.startsWith('✓') === true);
  host.judge.answers.evaluate = () => deferred<ReturnType<typeof judged>>().promise;
  const engine = host.analyses[0]!;
  engine.answers.open = async () => ({ ...OPENED, bitbakeVersion: '2.8.1' });
  engine.events.onOutdated!();
  await until(() => host.judge.restarts.length === 1);
  expect(await first(client)).toBe('basehash 0b85a6b7 · 214 dependencies');
  await until(() => client.status?.release === '2.8.1');
});

describe('without a judge', () => {
  const off = { ...OWN_OPTIONS, sighound: { ...OWN_OPTIONS.sighound, judge: { enabled: false } } };

  test('a judge that is switched off is never started, and is started when it is switched on', async () => {
    const host = new FakePlatform();
    const client = await ready(host, { initializationOptions: off });
    await client.lenses();
    await pause(80);
    expect(host.judgeOptions).toEqual([]);
    expect(client.status?.judge).toBe('off');
    await setJudge(client, true);
    await until(async () => (await first(client))?.startsWith('✓') === true);
    await setJudge(client, false);
    await until(() => client.status?.judge === 'off');
    expect(host.judge.isDisposed).toBe(true);
    expect(await first(client)).toBe('basehash 0b85a6b7 · 214 dependencies');
  });

  test('a missing BitBake is reported once, and looked for again after a restart', async () => {
    const host = new FakePlatform();
    host.hasJudge = false;
    const client = await ready(host);
    await until(() => client.status?.judge === 'unavailable');
    await client.change(`${RECIPE_TEXT}\n`);
    await pause(80);
    expect(host.judgeOptions.length).toBe(1);
    expect(await first(client)).toBe('basehash 0b85a6b7 · 214 dependencies');
    host.hasJudge = true;
    await client.connection.sendRequest(RESTART_REQUEST);
    await client.ready();
    await until(async () => (await first(client))?.startsWith('✓') === true);
  });

  test.each([
    ['that says so', async () => ({ ok: false as const, message: 'MemoryError: no room' })],
    ['that dies', () => Promise.reject(new Error('MemoryError: no room'))],
  ])('a failure %s is logged once and shown, and the next text is judged again', async (_name, evaluate) => {
    const host = new FakePlatform();
    host.judge.answers.evaluate = evaluate;
    const client = await ready(host);
    await until(() => client.status?.judge === 'unavailable');
    await client.change(`${RECIPE_TEXT}\n`);
    await until(() => host.judge.evaluated.length === 2);
    expect(client.logs.filter((message) => message.includes('MemoryError')).length).toBe(1);
    expect(await first(client)).toBe('basehash 0b85a6b7 · 214 dependencies');
    host.judge.answers.evaluate = async () => judged(OURS);
    await client.change(RECIPE_TEXT);
    await until(async () => (await first(client))?.startsWith('✓') === true);
    expect(client.status?.judge).toBe('idle');
  });

  test('a broken configuration is not judged', async () => {
    const host = new FakePlatform((analysis) => (analysis.answers.open = async () => ({ ...OPENED, ok: false })));
    const client = await TestClient.start(host);
    clients.push(client);
    await until(() => client.status?.state === 'failed');
    await client.open();
    await pause(80);
    expect(host.judgeOptions).toEqual([]);
  });

  test('an engine that fails during the comparison does not cause endless retries', async () => {
    const host = new FakePlatform(
      (analysis) => (analysis.answers.recipeOf = () => Promise.reject(new Error('no recipe'))),
    );
    const client = await ready(host);
    await until(() => client.logs.some((message) => message.includes('no recipe')));
    await pause(120);
    expect(client.logs.filter((message) => message.includes('no recipe')).length).toBe(1);
  });
});

describe('a line in the log', () => {
  test('names the side that lacks a key', () => {
    expect(describeDifference({ key: 'A', ours: undefined, theirs: 'x' })).toBe(
      'only BitBake has the key `A`, with the value "x"',
    );
    expect(describeDifference({ key: 'A', ours: null, theirs: undefined })).toBe(
      'only the engine has the key `A`, with the value no value',
    );
  });

  test('cuts long values where they start to differ', () => {
    const line = describeDifference({
      key: 'A',
      ours: `${'a'.repeat(5000)}ours${'b'.repeat(5000)}`,
      theirs: `${'a'.repeat(5000)}theirs${'b'.repeat(5000)}`,
    });
    expect(line.length).toBeLessThan(1000);
    expect(line).toContain('aours');
    expect(line).toContain('atheirs');
  });
});

test('the document of a lens keeps its URI in the editor', async () => {
  const client = await ready(new FakePlatform());
  const [shown] = await client.lenses(RECIPE_URI);
  expect(shown!.command!.arguments).toEqual([`sighound-signature:${RECIPE}%3Ado_magictask`]);
});
