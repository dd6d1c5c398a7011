/** The disk as the engine sees it: kinds, strict text, listings in order, links as stored. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeText, nodeFileSource } from '../../server/src/node/nodeFileSource';

const files = nodeFileSource();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sighound-files-'));
  writeFileSync(`${folder}/plain.conf`, '\ufeffA = "1"\r\n');
  writeFileSync(`${folder}/script`, '#!/bin/sh\n');
  chmodSync(`${folder}/script`, 0o755);
  mkdirSync(`${folder}/dir`);
  for (const name of ['b', 'B', 'a\u{1f600}', 'a\uffee']) writeFileSync(`${folder}/dir/${name}`, '');
  symlinkSync('dir/b', `${folder}/link`);
  symlinkSync('nowhere', `${folder}/dangling`);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('text keeps its byte order mark and line ends', () => {
  expect(files.readText(`${folder}/plain.conf`)).toEqual({ kind: 'text', text: '\ufeffA = "1"\r\n' });
});

test('a file that is not text reports its kind', () => {
  expect(files.readText(`${folder}/dir`)).toEqual({ kind: 'directory' });
  expect(files.readText(`${folder}/none`)).toEqual({ kind: 'missing' });
  expect(files.readText(`${folder}/script/below`)).toEqual({ kind: 'missing' });
});

test.each([
  ['a lone continuation byte', [0x41, 0x80], 1],
  ['an overlong slash', [0xc0, 0xaf], 0],
  ['a surrogate', [0x41, 0x42, 0xed, 0xa0, 0x80], 2],
  ['a sequence cut off at the end', [0xc3, 0xa4, 0xe2, 0x82], 2],
  ['a point above the last', [0xf4, 0x90, 0x80, 0x80], 0],
])('%s is not UTF-8, and its position is reported', (_, bytes, offset) => {
  expect(decodeText(Uint8Array.from(bytes))).toEqual({ kind: 'not-utf8', offset });
});

test('stat follows links; a dangling link is nothing', () => {
  expect(files.stat(`${folder}/link`)).toMatchObject({ kind: 'file', size: 0, executable: false });
  expect(files.stat(`${folder}/script`)).toMatchObject({ kind: 'file', executable: true });
  expect(files.stat(`${folder}/dangling`)).toBeUndefined();
  expect(files.readLink(`${folder}/dangling`)).toBe('nowhere');
  expect(files.readLink(`${folder}/dir`)).toBeUndefined();
});

test('a listing is in code-point order', () => {
  expect(files.list(`${folder}/dir`)).toEqual(['B', 'a\uffee', 'a\u{1f600}', 'b']);
  expect(files.list(`${folder}/script`)).toBeUndefined();
});

test('bytes are read only from files', () => {
  expect(files.readBytes(`${folder}/script`)?.length).toBe(10);
  expect(files.readBytes(`${folder}/dir`)).toBeUndefined();
  expect(files.readBytes('/dev/zero')).toBeUndefined();
});

test('a part of a file ends where the file does', () => {
  const whole = Uint8Array.from(files.readBytes(`${folder}/script`) ?? []);
  expect(files.readPart(`${folder}/script`, 2, 3)).toEqual(whole.slice(2, 5));
  expect(files.readPart(`${folder}/script`, 8, 100)).toEqual(whole.slice(8));
  expect(files.readPart(`${folder}/script`, 100, 1)).toEqual(new Uint8Array());
  expect(files.readPart(`${folder}/dir`, 0, 1)).toBeUndefined();
  expect(files.readPart(`${folder}/nothing`, 0, 1)).toBeUndefined();
  expect(files.readPart('/dev/zero', 0, 1)).toBeUndefined();
});

test('an existing file that cannot be read has a reason; a missing file does not', () => {
  const big = `${folder}/big`;
  writeFileSync(big, '');
  truncateSync(big, 2 ** 31);
  expect(files.readBytes(big)).toBeUndefined();
  expect(files.failure?.(big)?.reason).toBe('it is too big to be read here (2147483648 bytes; at most 2147483647)');
  expect(files.readBytes('/dev/zero')).toBeUndefined();
  expect(files.failure?.('/dev/zero')?.reason).toBe('it is a device, and only regular files are read');
  expect(files.readBytes(`${folder}/none`)).toBeUndefined();
  expect(files.failure?.(`${folder}/none`)).toBeUndefined();
});
