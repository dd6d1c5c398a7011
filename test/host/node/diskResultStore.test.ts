/** Results on disk: what was put comes back, and nothing else ever does. */

import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cacheFolder, openResultStore } from '../../../server/src/host/node/diskResultStore';

const RESULT = { value: { hash: 'ä𝐀\n"' }, stamps: [['/a', 'f1.2.3']] } as const;
let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'sighound-cache-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const files = (): string[] => readdirSync(root).flatMap((folder) => readdirSync(path.join(root, folder)).map((name) => path.join(root, folder, name)));

describe('entries', () => {
  test('come back, to other processes too', () => {
    openResultStore(root, 'w').put('key', RESULT);
    expect(openResultStore(root, 'w').get('key')).toEqual(RESULT);
    expect(openResultStore(root, 'w').get('other')).toBeNull();
  });

  test('are those of one workspace, host and program', () => {
    openResultStore(root, { program: 1 }).put('key', RESULT);
    expect(openResultStore(root, { program: 2 }).get('key')).toBeNull();
  });

  test('leave no temporary file behind', () => {
    openResultStore(root, 'w').put('key', RESULT);
    openResultStore(root, 'w').put('key', RESULT);
    expect(files().length).toBe(1);
  });

  test('cut short or changed at any place they are missing', () => {
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

describe('a cache that cannot be used', () => {
  test('is none: a file where the folder should be', () => {
    const blocked = path.join(root, 'file');
    writeFileSync(blocked, '');
    const store = openResultStore(blocked, 'w');
    store.put('key', RESULT);
    expect(store.get('key')).toBeNull();
  });
});

describe('the whole cache', () => {
  test('is bounded: what was used longest ago goes, what is in use stays', () => {
    const big = { value: 'x'.repeat(1000), stamps: [] };
    const known = new Set<string>();
    for (const [age, name] of [[3, 'old'], [2, 'middle'], [1, 'new']] as const) {
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

test('its folder: SIGHOUND_CACHE_DIR, else the platform\'s, or none', () => {
  expect(cacheFolder({ SIGHOUND_CACHE_DIR: '/c' })).toBe('/c');
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' })).toBe('/x/sighound');
  expect(cacheFolder({})).toBe(path.join(os.homedir(), '.cache/sighound'));
  expect(cacheFolder({ SIGHOUND_CACHE_DIR: 'off' })).toBeNull();
});
