/** What the stamps of a build show about its tasks. */

import { expect, test } from 'vitest';
import { Budget } from '../../../server/src/engine/base/budget';
import { EVALUATION_LIMITS } from '../../../server/src/engine/base/limits';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import type { FileSource } from '../../../server/src/engine/files/fileSource';
import type { SignatureData } from '../../../server/src/engine/siginfo/signatureData';
import { type TasksBefore, impactOf } from '../../../server/src/ide/tasks/impact';
import { lastBuild } from '../../../server/src/ide/tasks/lastBuild';
import { type GivenTask, taskGraph } from '../../support/taskGraph';

const [OLD, NEW, OTHER] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];
const SIGNATURE: SignatureData = {
  task: 'do_x',
  basehash: 'base',
  basehash_ignore_vars: [],
  taskhash_ignore_tasks: null,
  taskdeps: [],
  gendeps: {},
  varvals: {},
};

function built(
  tasks: Readonly<Record<string, GivenTask>>,
  stamps: readonly string[],
  signatures: Readonly<Record<string, SignatureData>> = {},
  times: Readonly<Record<string, number>> = {},
): TasksBefore {
  const memory = new MemoryFileSource(Object.fromEntries(stamps.map((name) => [`/s/${name}`, ''])));
  const files: FileSource = {
    stat: (path) => {
      const found = memory.stat(path);
      return found && { ...found, mtimeMs: times[path.slice(3)] ?? 0 };
    },
    list: (path) => memory.list(path),
    readBytes: () => undefined,
    readPart: () => undefined,
    readText: () => ({ kind: 'missing' }),
    readLink: () => undefined,
  };
  return lastBuild(taskGraph(tasks), files, (path) => signatures[path] ?? null);
}

function hashes({ tasks }: TasksBefore): Readonly<Record<string, string | null>> {
  return Object.fromEntries([...tasks].map(([id, { hash }]) => [id, hash]));
}

test('a task was run, taken from the cache or never built', () => {
  const found = built(
    {
      'r:do_run': { hash: NEW },
      'r:do_taken': { hash: NEW },
      'r:do_more': { hash: NEW },
      'r:do_never': { hash: NEW },
      'q:do_run': { hash: NEW },
    },
    [
      `r/1.do_run.${OLD}`,
      `r/1.do_taken_setscene.${OLD}`,
      `r/1.do_more.${OLD}.qemux86-64`,
      `r/1.do_never.sigdata.${OLD}`,
      'r/1.do_never.taint',
      `r/2.do_never.${OLD}`,
    ],
  );
  expect(hashes(found)).toEqual({ '/m/r.bb:do_run': OLD, '/m/r.bb:do_taken': OLD, '/m/r.bb:do_more': OLD });
  expect(found.isComplete).toBe(false);
});

test('of several stamps the one with the current hash counts, otherwise the newest', () => {
  const stamps = [`r/1.do_x.${OLD}`, `r/1.do_x.${OTHER}`, `r/1.do_y.${OLD}`, `r/1.do_y_setscene.${NEW}`];
  const times = {
    [`r/1.do_x.${OLD}`]: 1,
    [`r/1.do_x.${OTHER}`]: 2,
    [`r/1.do_y.${OLD}`]: 2,
    [`r/1.do_y_setscene.${NEW}`]: 1,
  };
  expect(hashes(built({ 'r:do_x': { hash: NEW }, 'r:do_y': { hash: NEW } }, stamps, {}, times))).toEqual({
    '/m/r.bb:do_x': OTHER,
    '/m/r.bb:do_y': NEW,
  });
});

test('the signature next to the stamp shows what was changed', () => {
  const tasks: Readonly<Record<string, GivenTask>> = {
    'a:do_x': {
      hash: NEW,
      checksums: [
        { path: '/p/fix.patch', md5: '2' },
        { path: '/p/same', md5: '1' },
        { path: '/p/dir/./sub/f', md5: '4' },
      ],
    },
    'b:do_x': { hash: NEW, on: ['a:do_x'], basehash: 'other' },
    'c:do_x': { hash: NEW, on: ['b:do_x'], taint: 'uuid' },
    'd:do_x': { hash: NEW, on: ['c:do_x'] },
  };
  const before = built(
    tasks,
    ['a', 'b', 'c', 'd'].map((name) => `${name}/1.do_x.${OLD}`),
    {
      [`/s/a/1.do_x.sigdata.${OLD}`]: {
        ...SIGNATURE,
        runtaskdeps: [],
        file_checksum_values: [
          ['fix.patch', '1'],
          ['same', '1'],
          ['./sub/f', '3'],
          ['gone', '9'],
        ],
      },
      [`/s/b/1.do_x.sigdata.${OLD}`]: { ...SIGNATURE, runtaskdeps: ['a:do_x'] },
      [`/s/c/1.do_x.sigdata.${OLD}`]: { ...SIGNATURE, runtaskdeps: ['b:do_x', 'old:do_x'], taint: 'nostamp:uuid' },
    },
  );
  const { tasks: reported } = impactOf(before, taskGraph(tasks));
  expect(Object.fromEntries(reported.map(({ pnid, causes }) => [pnid, causes]))).toEqual({
    'a:do_x': [{ kind: 'files', paths: ['/p/dir/sub/f', '/p/fix.patch', 'gone'] }],
    'b:do_x': [{ kind: 'basehash' }],
    'c:do_x': [{ kind: 'dependencies', added: [], removed: ['old:do_x'] }],
    'd:do_x': [],
  });
});

test('no signature is read of a task whose hash is unchanged', () => {
  const reading = (): never => {
    throw new Error('read');
  };
  const files = new MemoryFileSource({ [`/s/r/1.do_x.${NEW}`]: '' });
  expect(hashes(lastBuild(taskGraph({ 'r:do_x': { hash: NEW } }), files, reading))).toEqual({ '/m/r.bb:do_x': NEW });
});

test('the previous hash is unknown where stamps cannot be read or are too many', () => {
  const nodes = taskGraph({ 'r:do_x': { hash: NEW } });
  const denied = {
    list: () => undefined,
    failure: () => ({ reason: 'you are not allowed to read it (EACCES)' }),
  } as unknown as FileSource;
  const before = lastBuild(nodes, denied, () => null);
  expect(impactOf(before, nodes).unknown).toMatchObject([
    {
      task: 'do_x',
      reason: 'its earlier hash is not known: `/s/r` cannot be read: you are not allowed to read it (EACCES)',
    },
  ]);
  const full = new MemoryFileSource({ [`/s/r/1.do_x.${OLD}`]: '', [`/s/r/1.do_x.${OTHER}`]: '' });
  const some = lastBuild(nodes, full, () => null, new Budget({ ...EVALUATION_LIMITS, entries: 1 }));
  expect(impactOf(some, nodes).unknown).toMatchObject([
    { reason: 'its earlier hash is not known: it takes more than 1 names in folders; the last one was for `/s/r`' },
  ]);
});
