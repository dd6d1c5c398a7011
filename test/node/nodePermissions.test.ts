/** Which files on a real disk may be written, found without writing. */

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isWritable } from '../../server/src/node/nodePermissions';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sighound-permissions-'));
  writeFileSync(path.join(folder, 'open.bb'), '');
  writeFileSync(path.join(folder, 'closed.bb'), '');
  chmodSync(path.join(folder, 'closed.bb'), 0o444);
  mkdirSync(path.join(folder, 'closed'));
  chmodSync(path.join(folder, 'closed'), 0o555);
});
afterAll(() => {
  chmodSync(path.join(folder, 'closed'), 0o755);
  rmSync(folder, { recursive: true });
});

test.each([
  ['a file', 'open.bb', true],
  ['a read-only file', 'closed.bb', false],
  ['a file that is not there, in a folder that is not there', 'new/new_1.0.bbappend', true],
  ['in a read-only folder', 'closed/new/new_1.0.bbappend', false],
  ['below a file', 'open.bb/new.bbappend', false],
])('%s', (_name, file, expected) => {
  const before = readdirSync(folder, { recursive: true });
  expect(isWritable(path.join(folder, file))).toBe(expected);
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
});
