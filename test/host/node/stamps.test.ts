/** Stamps of real folders and files: what a build leaves behind is no change, and what metadata can see is one. */

import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeSha256 } from '../../../server/src/host/node/nodeDigest';
import { nodeFileSource } from '../../../server/src/host/node/nodeFileSource';
import { stampOf } from '../../../server/src/ide/resultStore';

let root: string;
let build: string;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'sighound-stamps-'));
  build = path.join(root, 'build');
  mkdirSync(build);
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const stamp = (file: string): string | null => stampOf(file, nodeFileSource(), nodeSha256);

test('a lock file in a folder changes the names in it, and not the folder', () => {
  const [folder, names] = [stamp(build), stamp(`${build}/`)];
  writeFileSync(path.join(build, 'bitbake.lock'), '');
  utimesSync(build, 1, 1);
  expect(stamp(build)).toBe(folder);
  expect(stamp(`${build}/`)).not.toBe(names);
});

test('a folder that is gone, or another one in its place, is a change', () => {
  const before = stamp(build);
  renameSync(build, path.join(root, 'kept'));
  expect(stamp(build)).toBe('-');
  mkdirSync(build);
  expect(stamp(build)).not.toBe(before);
});

test('a file that was written again is a change', () => {
  const file = path.join(build, 'a.conf');
  writeFileSync(file, 'A');
  const before = stamp(file);
  utimesSync(file, 1, 1);
  expect(stamp(file)).not.toBe(before);
});

test('a folder that belongs to another user from now on is a change', () => {
  const files = nodeFileSource();
  const foreign = { ...files, stat: (file: string) => ({ ...files.stat(file)!, foreignOwner: 4711 }) };
  expect(stampOf(build, foreign, nodeSha256)).not.toBe(stamp(build));
  writeFileSync(path.join(build, 'file'), '');
  expect(stampOf(path.join(build, 'file'), foreign, nodeSha256)).not.toBe(stamp(path.join(build, 'file')));
});
