/** The lens of a recipe whose sources are outside the build. */

import { afterEach, describe, expect, test } from 'vitest';
import type { AtHead, HeadChanges } from '../../server/src/engine/files/headFiles';
import { at, FakePlatform, RECIPE_TEXT, RECIPE_URI, TestClient, until } from './support';

const TREE = '/src/app';

let client: TestClient;
afterEach(() => client.close());

function changed(...names: readonly string[]): AtHead<HeadChanges> {
  const files = names.map((name) => ({ path: `${TREE}/${name}`, content: null }));
  return { kind: 'known', value: { top: TREE, commit: 'c0ffee', files, unknown: [] } };
}

/** A client that shows a recipe with the source tree. `state` answers what differs there. */
async function startWith(state: { changes: AtHead<HeadChanges> }): Promise<FakePlatform> {
  const host = new FakePlatform((analysis) => {
    analysis.answers.sourceTree = async () => ({ folder: TREE, range: at(2, 0, 5) });
    analysis.answers.sourceChanges = async () => state.changes;
  });
  client = await TestClient.start(host, {
    timing: { tasksAfter: 5 },
    capabilities: {
      workspace: {
        codeLens: { refreshSupport: true },
        didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
      },
    },
  });
  await client.ready();
  await client.open(RECIPE_URI, RECIPE_TEXT);
  return host;
}

async function sourceLens(): Promise<{ readonly title: string; readonly tooltip?: string } | undefined> {
  return (await client.lenses()).find(({ command }) => command?.title.startsWith('source tree') === true)?.command;
}

async function untilTitle(title: string): Promise<void> {
  await until(async () => (await sourceLens())?.title === title);
}

describe('the lens of a source tree', () => {
  test('is there at once, and gets its words when the tree was looked through', async () => {
    await startWith({ changes: changed('main.c') });
    expect((await sourceLens())?.title).toBe('source tree …');
    await untilTitle('source tree changed: main.c');
  });

  test('names some files, and more in its tooltip', async () => {
    await startWith({ changes: changed('a.c', 'b.c', 'lib/c.c') });
    await untilTitle('source tree changed: a.c, b.c, 1 more file');
    expect((await sourceLens())?.tooltip).toBe(`${TREE}\na.c\nb.c\nlib/c.c`);
  });

  test.each<[string, AtHead<HeadChanges>]>([
    ['source tree as committed', changed()],
    ['source tree without a commit', { kind: 'none' }],
    ['source tree: changes not known', { kind: 'unknown', reason: 'a file that git converts' }],
  ])('says %s', async (title, changes) => {
    await startWith({ changes });
    await untilTitle(title);
  });

  test.each(['main.c', '.git/index', '.git/refs/heads/main'])('follows a change of %s', async (name) => {
    const state = { changes: changed('main.c') };
    const host = await startWith(state);
    await untilTitle('source tree changed: main.c');
    await until(() => JSON.stringify(client.registrations).includes(TREE));
    state.changes = changed();
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: `file://${TREE}/${name}`, type: 2 }],
    });
    await untilTitle('source tree as committed');
    expect(host.analysis.changedFiles).toEqual([`${TREE}/${name}`]);
  });
});
