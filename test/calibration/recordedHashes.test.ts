/** The hashes that BitBake itself has written for a task, and when they count. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordedHashes } from '../../server/src/calibration/recordedHashes';
import { writeSignature } from '../../server/src/engine/siginfo/signatureFile';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import { loadZstd } from '../../server/src/node/nodeZstd';
import { FN, OURS, THEIRS, hashes } from './support';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'sighound-recorded-')));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array, seconds: number): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  utimesSync(file, seconds, seconds);
}

async function signed(basehash: string, hash: string, seconds: number): Promise<void> {
  const data = {
    task: 'do_compile',
    basehash,
    basehash_ignore_vars: [],
    taskhash_ignore_tasks: null,
    taskdeps: [],
    gendeps: {},
    varvals: {},
  };
  write(`stamps/x86/plain/1.0.do_compile.sigdata.${hash.repeat(64)}`, writeSignature(data, await loadZstd()), seconds);
}

async function recorded(): Promise<readonly string[]> {
  const analysis = {
    hashes: async () => hashes({}),
    taskConfigurations: async () => [
      { multiconfig: '', variables: { STAMPS_DIR: `${folder}/stamps` }, collections: [] },
    ],
  };
  const found = await recordedHashes(analysis, `${folder}/bitbake`, nodeFileSource(), await loadZstd());
  return (await found(FN, 'do_compile')).map(({ basehash }) => basehash);
}

test('the newest recorded hash comes first', async () => {
  write('bitbake/lib/bb/data.py', '', 100);
  await signed(OURS, '1', 200);
  await signed(THEIRS, '2', 300);
  expect(await recorded()).toEqual([THEIRS, OURS]);
});

test('a hash that is older than the BitBake comes from a different one and does not count', async () => {
  write('bitbake/lib/bb/fetch2/git.py', '', 250);
  await signed(OURS, '1', 200);
  await signed(THEIRS, '2', 300);
  expect(await recorded()).toEqual([THEIRS]);
});

test('no hash is recorded where nothing was built or the file is damaged', async () => {
  expect(await recorded()).toEqual([]);
  write(`stamps/x86/plain/1.0.do_compile.sigdata.${'1'.repeat(64)}`, 'no signature', 200);
  expect(await recorded()).toEqual([]);
});
