/** A BitBake that the engine meets for the first time, in the editor. */

import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import { afterEach, describe, expect, test } from 'vitest';
import { RESTART_REQUEST } from '../../server/src/protocol/protocol';
import { TEXT } from '../calibration/support';
import {
  FILES,
  FakePlatform,
  FakeJudge,
  OTHER,
  OURS,
  RECIPE,
  TestClient,
  hashesOf,
  judged,
  lens,
  pause,
  until,
} from './support';

const clients: TestClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) {
    await client.close();
    expect(client.popUps).toEqual([]);
  }
});

/** A host whose BitBake has never been compared; its recipe is one that is chosen for a comparison. */
function hostWith(theirs: string): FakePlatform {
  const host = new FakePlatform(
    (analysis) => (analysis.answers.resolveTargets = async () => ({ recipes: [RECIPE], unknown: [] })),
    { ...FILES, [RECIPE]: TEXT },
  );
  host.bitbake = 'first';
  host.judge.answers.evaluate = async () => judged(theirs);
  return host;
}

async function ready(host: FakePlatform): Promise<TestClient> {
  const client = await TestClient.start(host);
  clients.push(client);
  await client.ready();
  return client;
}

const first = async (client: TestClient): Promise<string | undefined> => (await client.titles())[0];
const calibrated = (client: TestClient, kind: string): Promise<void> =>
  until(() => client.status?.calibration?.kind === kind);

describe('a BitBake that agrees', () => {
  test('is confirmed once, and not compared again', async () => {
    const host = hostWith(OURS);
    const client = await ready(host);
    await calibrated(client, 'confirmed');
    expect(client.status?.calibration?.text).toBe('confirmed: Sighound and BitBake 2.18.1 agree on 1 task');
    expect(host.judge.isDisposed).toBe(true);
    const again = await ready(host);
    await calibrated(again, 'confirmed');
    expect(host.judge.evaluated).toEqual([RECIPE]);
  });

  test('is compared by an engine of its own, so that the editor waits for no chosen recipe', async () => {
    const host = hostWith(OURS);
    const client = await ready(host);
    await calibrated(client, 'confirmed');
    const [editor, comparing] = host.analyses;
    expect(editor?.calls).not.toContain('hashes');
    expect(comparing?.calls).toContain('hashes');
    await until(() => comparing?.isDisposed === true);
    expect(editor?.isDisposed).toBe(false);
  });

  test('is compared again after a different BitBake replaces it', async () => {
    const host = hostWith(OURS);
    const client = await ready(host);
    await calibrated(client, 'confirmed');
    host.bitbake = 'second';
    host.judge.answers.evaluate = async () => judged(OTHER);
    host.analyses[0]?.events.onOutdated?.();
    await calibrated(client, 'differs');
    host.bitbake = 'first';
    host.analyses[0]?.events.onOutdated?.();
    await calibrated(client, 'confirmed');
  });
});

describe('a BitBake that differs', () => {
  test('provides the hashes from then on, and the log says that once', async () => {
    const host = hostWith(OTHER);
    const client = await ready(host);
    await calibrated(client, 'differs');
    const { refreshes } = client;
    await client.open();
    await until(async () => (await first(client))?.includes('feedf00d') === true);
    expect(await first(client)).not.toContain('0b85a6b7');
    expect(client.logs.filter((message) => message.includes('differ in'))).toEqual([
      "Sighound and BitBake 2.18.1 differ in 1 of 1 task: hashes are BitBake's own, run in the sandbox, which takes longer; please report this with the output of `sighound verify`",
    ]);
    expect(
      client.logs.some((message) =>
        message.startsWith(
          `calibration: ${RECIPE}:do_magictask: basehash is ${OTHER}, the engine computed ${OURS}; first differing key`,
        ),
      ),
    ).toBe(true);
    expect(refreshes).toBeGreaterThan(0);
  });

  test('is not asked any more after a different BitBake that also differs replaces it', async () => {
    const host = hostWith(OTHER);
    const judges: FakeJudge[] = [];
    host.startJudge = () => {
      const judge = new FakeJudge();
      judge.answers = host.judge.answers;
      judges.push(judge);
      return judge;
    };
    const client = await ready(host);
    await calibrated(client, 'differs');
    await client.open();
    await until(async () => (await first(client))?.includes('feedf00d') === true);
    // One judge compared, one provides the hashes, one confirms the opened recipe.
    await until(() => judges.length === 3);
    const ofFirst = judges.filter(({ isDisposed, evaluated }) => !isDisposed && evaluated.length > 0);
    host.bitbake = 'second';
    host.analyses[0]?.events.onOutdated?.();
    await until(() => host.kept.size === 2);
    await until(() => ofFirst.every(({ isDisposed, restarts }) => isDisposed || restarts.length > 0));
    expect(ofFirst.length).toBeGreaterThan(0);
    await until(async () => (await first(client))?.includes('feedf00d') === true);
  });

  test("leaves a hash unknown that it cannot compute, and the engine's hash is not shown", async () => {
    const host = hostWith(OTHER);
    const client = await ready(host);
    await calibrated(client, 'differs');
    host.judge.answers.evaluate = async () => ({ ok: false, message: 'ParseError: no' });
    await client.open();
    await client.change(`${TEXT}\n`);
    expect(await first(client)).toContain('ParseError: no');
  });
});

test('a recipe in which the two differ cancels the confirmation', async () => {
  const host = hostWith(OURS);
  const client = await ready(host);
  await calibrated(client, 'confirmed');
  // A different recipe than the compared one.
  const other = RECIPE.replace('magic_1.0', 'other_1.0');
  const analysis = host.analyses[0]!;
  analysis.answers.lenses = async () => [lens({ basehash: OURS }, { mcfn: other })];
  analysis.answers.hashes = async (fn) =>
    fn === other
      ? {
          ...hashesOf({ basehash: OURS }),
          variants: hashesOf({ basehash: OURS }).variants.map((variant) => ({ ...variant, mcfn: other })),
        }
      : hashesOf({ basehash: OURS });
  host.judge.answers.evaluate = async (fn) =>
    fn === other
      ? { ok: true, value: { variants: [{ mcfn: other, tasks: { do_magictask: OTHER }, skipped: null }], errors: [] } }
      : judged(OURS);
  await client.open(`file://${other}`);
  await client.lenses(`file://${other}`);
  await calibrated(client, 'differs');
});

describe('a BitBake that cannot be asked', () => {
  test('is not confirmed, with the reason; a restart tries again', async () => {
    const host = hostWith(OURS);
    host.judge.answers.evaluate = async () => ({ ok: false, message: 'ImportError: half of it is missing' });
    const client = await ready(host);
    await calibrated(client, 'unconfirmed');
    expect(client.status?.calibration?.text).toBe(
      'not confirmed by BitBake 2.18.1: it does not run in the sandbox: ImportError: half of it is missing',
    );
    host.judge.answers.evaluate = async () => judged(OURS);
    await client.connection.sendRequest(RESTART_REQUEST);
    await calibrated(client, 'confirmed');
  });

  test('is not asked where the judge is switched off', async () => {
    const host = hostWith(OTHER);
    const client = await TestClient.start(host, { configuration: [{ judge: { enabled: false } }, null] });
    clients.push(client);
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { sighound: { judge: { enabled: false } } },
    });
    await client.ready();
    await calibrated(client, 'unconfirmed');
    await pause(60);
    expect(host.judge.evaluated).toEqual([]);
    expect(client.status?.calibration?.text).toContain('`sighound.judge.enabled` is off');
  });
});

test('the status says nothing without a BitBake, because stand-ins are reported already', async () => {
  const host = hostWith(OURS);
  host.bitbake = null;
  const client = await ready(host);
  await pause(60);
  expect(client.status?.calibration).toBeUndefined();
});
