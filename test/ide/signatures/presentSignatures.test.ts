/** What the workspace knows about a task's signature: the source tree behind a file that metadata makes. */

import { expect, test } from 'vitest';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { PresentSignatures } from '../../../server/src/ide/signatures/presentSignatures';
import { inputsOfTask } from '../../../server/src/ide/tasks/taskStates';
import { recipe, task, workspace } from '../../engine/tasks/support';

const MADE = '/build/tmp/oe-devtool-tree-sha1-a';
const OTHER = '/layer/./defconfig';
const APP = recipe('app', {
  sourceTree: '/build/../src/app',
  tasks: [
    task('do_compile', {
      fileChecksums: `${MADE}:True ${OTHER}:True`,
      written: [{ path: MADE, content: 'the hash of the tree' }],
    }),
  ],
});

test('a file that metadata made of a source tree stands for it, by its normal path, and other files do not', async () => {
  const files = new MemoryFileSource({ [OTHER.replace('/./', '/')]: 'x' });
  const hashed = await workspace({ recipes: [APP], files }).hash({ kind: 'everything' });
  const inputs = await inputsOfTask(APP.mcfn, 'do_compile', hashed, { files, configurations: [] });
  expect(inputs?.sourceTree).toEqual({ folder: '/src/app', madeFiles: [MADE] });

  const name = { mcfn: APP.mcfn, task: 'do_compile' };
  const variant = {
    mcfn: APP.mcfn,
    pn: 'app',
    skipped: null,
    dependencies: [],
    tasks: { do_compile: { basehash: inputs?.basehash ?? null } },
  };
  const present = new PresentSignatures(
    {
      hashes: () => Promise.resolve({ fn: APP.mcfn, variants: [variant] } as never),
      signatureData: () => Promise.resolve({ task: 'do_compile', varvals: {}, gendeps: {} } as never),
      taskInputs: () => Promise.resolve(inputs),
      changedAssignment: () => Promise.resolve(null),
      sourceChanges: (folder) => Promise.resolve({ kind: 'unknown', reason: `asked for ${folder}` }),
    },
    name,
  );
  const own = await present.own();
  expect(own).toMatchObject({
    name: 'app:do_compile',
    data: {
      file_checksum_values: [
        ['./defconfig', expect.any(String)],
        ['oe-devtool-tree-sha1-a', expect.any(String)],
      ],
    },
  });
  expect(await present.sourceTreeOf('app:do_compile', 'oe-devtool-tree-sha1-a')).toEqual({
    folder: '/src/app',
    file: 'oe-devtool-tree-sha1-a',
    changes: { kind: 'unknown', reason: 'asked for /src/app' },
  });
  expect(await present.sourceTreeOf('app:do_compile', './defconfig')).toBeNull();
  expect(await present.sourceTreeOf('other:do_compile', 'oe-devtool-tree-sha1-a')).toBeNull();
});
