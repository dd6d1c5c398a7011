/**
 * Stamps of real folders and files: side effects of a build are no change, and everything that metadata can see is a
 * change.
 */

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import { AccessLog, NAMES, RecordingFileSource, presentStamp } from '../../server/src/engine/files/accessLog';

let root: string;
let build: string;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'sighound-stamps-'));
  build = path.join(root, 'build');
  mkdirSync(build);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

const stamp = (name: string): string => presentStamp(name, nodeFileSource());

test('a lock file changes the names in its folder, but not the folder', () => {
  const [folder, names] = [stamp(build), stamp(NAMES + build)];
  writeFileSync(path.join(build, 'bitbake.lock'), '');
  utimesSync(build, 1, 1);
  expect(stamp(build)).toBe(folder);
  expect(stamp(NAMES + build)).not.toBe(names);
});

test('a removed folder, or a different folder in its position, is a change', () => {
  const before = stamp(build);
  renameSync(build, path.join(root, 'kept'));
  expect(stamp(build)).toBe('-');
  mkdirSync(build);
  expect(stamp(build)).not.toBe(before);
});

test('a rewritten file is a change', () => {
  const file = path.join(build, 'a.conf');
  writeFileSync(file, 'A');
  const before = stamp(file);
  utimesSync(file, 1, 1);
  expect(stamp(file)).not.toBe(before);
});

test('a file that is edited in place is a change, even with the same size and time, at once', () => {
  const file = path.join(build, 'a.conf');
  for (let round = 0; round < 20; round++) {
    writeFileSync(file, 'A');
    const { atime, mtime } = statSync(file);
    const before = stamp(file);
    writeFileSync(file, 'B');
    utimesSync(file, atime, mtime);
    expect(stamp(file)).not.toBe(before);
  }
});

test('a change within the present millisecond is settled before its stamp is taken', () => {
  const file = path.join(build, 'a.conf');
  writeFileSync(file, 'A');
  // The kernel's time of a change is finer than the clock, and may be a part of a millisecond ahead of it.
  vi.spyOn(Date, 'now').mockImplementationOnce(() => Math.floor(statSync(file).ctimeMs));
  expect(nodeFileSource().stat(file)).not.toHaveProperty('isUnsettled');
});

test('a file that becomes executable is a change', () => {
  const file = path.join(build, 'a.sh');
  writeFileSync(file, '');
  const before = stamp(file);
  chmodSync(file, 0o755);
  expect(stamp(file)).not.toBe(before);
});

test('a link that replaces its target is a change', () => {
  const seen = (): unknown => {
    const log = new AccessLog();
    const files = new RecordingFileSource(nodeFileSource());
    files.recording(log, () => [files.readLink(build), files.stat(build)]);
    return [...log.stamped()];
  };
  const before = seen();
  renameSync(build, path.join(root, 'kept'));
  symlinkSync('kept', build);
  expect(seen()).not.toEqual(before);
});

test('a folder that gets a different owner is a change', () => {
  const files = nodeFileSource();
  const foreign = { ...files, stat: (file: string) => ({ ...files.stat(file)!, foreignOwner: 4711 }) };
  expect(presentStamp(build, foreign)).not.toBe(stamp(build));
  writeFileSync(path.join(build, 'file'), '');
  expect(presentStamp(path.join(build, 'file'), foreign)).not.toBe(stamp(path.join(build, 'file')));
});
