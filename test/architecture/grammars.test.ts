/** grammars/: PROVENANCE.md describes each file correctly. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const rows = readFileSync(path.join(root, 'grammars/PROVENANCE.md'), 'utf8')
  .split('\n')
  .filter((line) => line.includes('.wasm |'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, file, name, version, , , sha256]) => ({ file, name, version, sha256 }));

test('every grammar has a row and every row a grammar', () => {
  const files = readdirSync(path.join(root, 'grammars')).filter((name) => name.endsWith('.wasm'));
  expect(rows.map(({ file }) => file)).toEqual(files);
  expect(files.length).toBeGreaterThan(0);
});

test.each(rows)('$file is the file of $name $version', ({ file, name, version, sha256 }) => {
  const bytes = readFileSync(path.join(root, 'grammars', file!));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  expect(manifest.devDependencies[name!]).toBe(version);
});
