/** Results on disk: the store returns what was stored, and nothing else. */

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sorted } from '../../server/src/engine/base/order';
import { cacheFolder, openResultStore } from '../../server/src/node/diskResultStore';

const RESULT = { value: { hash: 'ä𝐀\n"' }, stamps: [['/a', 'f1.2.3']] } as const;
let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'sighound-cache-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const files = (): string[] =>
  readdirSync(root).flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.json') || name.endsWith('.tmp'))
      .map((name) => path.join(root, folder, name)),
  );

describe('entries', () => {
  test('are returned, to other processes too', () => {
    openResultStore(root, 'w').put('key', RESULT);
    expect(openResultStore(root, 'w').get('key')).toEqual(RESULT);
    expect(openResultStore(root, 'w').get('other')).toBeNull();
  });

  test('belong to one workspace, host and program', () => {
    openResultStore(root, { program: 1 }).put('key', RESULT);
    expect(openResultStore(root, { program: 2 }).get('key')).toBeNull();
  });

  test('leave no temporary files', () => {
    openResultStore(root, 'w').put('key', RESULT);
    openResultStore(root, 'w').put('key', RESULT);
    expect(files().length).toBe(1);
  });

  test('are missing if they are cut off or changed at any position', () => {
    const store = openResultStore(root, 'w');
    store.put('key', RESULT);
    const [file] = files();
    const whole = readFileSync(file!);
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(file!, whole.subarray(0, length));
      expect(store.get('key')).toBeNull();
    }
    for (let at = 0; at < whole.length; at += 5) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 1;
      writeFileSync(file!, changed);
      expect(store.get('key')).toBeNull();
    }
    writeFileSync(file!, whole);
    expect(store.get('key')).toEqual(RESULT);
  });
});

describe('the cache of one user', () => {
  test('cannot be read by other users', () => {
    const made = path.join(root, 'a/b');
    openResultStore(made, 'w').put('key', RESULT);
    const [folder] = readdirSync(made);
    const modes = [
      path.join(root, 'a'),
      made,
      path.join(made, folder!),
      ...readdirSync(path.join(made, folder!)).map((name) => path.join(made, folder!, name)),
    ].map((entry) => (statSync(entry).mode & 0o777).toString(8));
    expect(modes).toEqual(['700', '700', '700', '600', '600']);
  });

  test('reports once what is in the way in its folder', () => {
    chmodSync(root, 0o777);
    const reported: string[] = [];
    openResultStore(root, 'w', undefined, (problem) => reported.push(problem)).put('key', RESULT);
    expect(reported).toEqual([`no results are kept in ${root}: others may write it`]);
    expect(files()).toEqual([]);
  });

  test('keeps files of others next to the stores, whatever their names are', () => {
    const names = [
      'photos',
      'f'.repeat(32),
      `results-${'0'.repeat(32)}`,
      `results-${'1'.repeat(32)}.abcdef`,
      `kept-${'0'.repeat(32)}`,
    ];
    for (const name of names) {
      mkdirSync(path.join(root, name));
      writeFileSync(path.join(root, name, `${'a'.repeat(40)}.json`), 'x'.repeat(2000));
      utimesSync(path.join(root, name), new Date(0), new Date(0));
    }
    openResultStore(root, 'w', 100).put('key', RESULT);
    openResultStore(root, 'w', 100).put('key', RESULT);
    for (const name of names) expect(readdirSync(path.join(root, name))).toEqual([`${'a'.repeat(40)}.json`]);
  });

  test('keeps the files that someone puts into a folder of the store, and the folder', () => {
    openResultStore(root, 'old').put('key', RESULT);
    const [folder] = readdirSync(root);
    writeFileSync(path.join(root, folder!, 'notes.txt'), 'mine');
    openResultStore(root, 'new', 1);
    expect(sorted(readdirSync(path.join(root, folder!)))).toEqual(['.sighound-results', 'notes.txt']);
  });
});

describe('a cache that cannot be used', () => {
  test('is empty: a file exists instead of the folder', () => {
    const blocked = path.join(root, 'file');
    writeFileSync(blocked, '');
    const store = openResultStore(blocked, 'w');
    store.put('key', RESULT);
    expect(store.get('key')).toBeNull();
  });
});

describe('the whole cache', () => {
  test('is limited: the longest unused results are deleted, and results in use stay', () => {
    const big = { value: 'x'.repeat(1000), stamps: [] };
    const known = new Set<string>();
    for (const [age, name] of [
      [3, 'old'],
      [2, 'middle'],
      [1, 'new'],
    ] as const) {
      openResultStore(root, name, 1e9).put('key', big);
      const folder = readdirSync(root).find((entry) => !known.has(entry))!;
      known.add(folder);
      const then = new Date(Date.now() - age * 1e6);
      utimesSync(path.join(root, folder), then, then);
    }
    openResultStore(root, 'present', 2500);
    expect(openResultStore(root, 'old', 1e9).get('key')).toBeNull();
    expect(openResultStore(root, 'middle', 1e9).get('key')).toEqual(big);
    expect(openResultStore(root, 'new', 1e9).get('key')).toEqual(big);
  });
});

test("the cache folder is SIGHOUND_CACHE_DIR, otherwise the platform's, or none", () => {
  expect(cacheFolder({ SIGHOUND_CACHE_DIR: '/c' })).toBe('/c');
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' })).toBe('/x/sighound');
  expect(cacheFolder({})).toBe(path.join(os.homedir(), '.cache/sighound'));
  expect(cacheFolder({ SIGHOUND_CACHE_DIR: 'off' })).toBeNull();
});
