/** Which tasks' objects are in the shared state cache. */

import { expect, test } from 'vitest';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { cachedObjects } from '../../../server/src/ide/tasks/cachedObjects';
import { objectFinder } from '../../../server/src/ide/tasks/sstateTasks';
import { taskGraph } from '../../support/taskGraph';

const HASH = 'ab'.repeat(32);
const hashFilename = 'False sstate:r:arch-oe-linux:1:r0:arch:14: sstate:r::1:r0::14:';
const object = (task: string): string => `ab/ab/sstate:r:arch-oe-linux:1:r0:arch:14:${HASH}_${task}.tar.zst`;

test('objects of setscene tasks are found in the own cache folder or in a mirror folder', async () => {
  const { nodes } = taskGraph({
    'r:do_package': { hash: HASH, hasSetscene: true, hashFilename },
    'r:do_deploy': { hash: HASH, hasSetscene: true, hashFilename },
    'r:do_missing': { hash: HASH, hasSetscene: true, hashFilename },
    'r:do_compile': { hash: HASH, hashFilename },
    'r:do_odd': { hash: null, hasSetscene: true, hashFilename },
    'q:do_package': { hash: HASH, hasSetscene: true, hashFilename, mcfn: 'mc:other:/m/r.bb' },
    'p:do_package': { hash: HASH, hasSetscene: true, hashFilename, mcfn: 'mc:none:/m/r.bb' },
  });
  const files = new MemoryFileSource(
    Object.fromEntries(
      [`/cache/${object('package')}`, `/mirror/${object('deploy')}`, `/cache/${object('compile')}`].map((path) => [
        path,
        '',
      ]),
    ),
  );
  const configuration = (multiconfig: string, sstateDir: string): Parameters<typeof cachedObjects>[1][number] => ({
    multiconfig,
    collections: [],
    variables: { SSTATE_DIR: sstateDir, SSTATE_MIRRORS: 'file://.* file:///mirror/PATH' },
  });
  const found = await cachedObjects(
    nodes,
    [configuration('', '/cache'), configuration('other', '/empty')],
    files,
    null,
  );
  expect([...found]).toEqual(['/m/r.bb:do_package', '/m/r.bb:do_deploy']);
});

test.each([
  ['`SSTATE_SKIP_CREATION` is set for it', { skipsObject: true as const }],
  ['with `[nostamp]` it has another hash in each build', { isNostamp: true }],
])('no object is looked for where there is never one: %s', async (reason, more) => {
  const { nodes } = taskGraph({ 'r:do_package': { hash: HASH, hasSetscene: true, hashFilename, ...more } });
  const variables = { SSTATE_DIR: '/cache', SSTATE_MIRRORS: '' };
  const files = new MemoryFileSource({ [`/cache/${object('package')}`]: '' });
  const find = objectFinder([{ multiconfig: '', collections: [], variables }], files, null);
  expect(await find(nodes[0]!)).toEqual({ kind: 'none', reason });
});

test('no object is looked for where its name is unknown', async () => {
  const { nodes } = taskGraph({ 'r:do_package': { hash: HASH, hasSetscene: true, hashFilename } });
  const files = new MemoryFileSource({ [`/cache/${object('package')}`]: '' });
  const find = objectFinder(
    [
      {
        multiconfig: '',
        collections: [],
        variables: { SSTATE_DIR: '/cache' },
        unknownObjectNames: 'it names them otherwise',
      },
    ],
    files,
    null,
  );
  expect(await find(nodes[0]!)).toEqual({ kind: 'unknown', reason: 'it names them otherwise' });
});
