/**
 * Loading the parsers, as source and bundled, and the effect of hostile text. The crash test is last, because a crash
 * is permanent.
 */

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import type { SyntaxParser, SyntaxParsers } from '../../server/src/engine/syntax/treeSitter';
import { loadSyntaxParsers } from '../../server/src/node/treeSitterNode';
import { loadTestParsers } from '../support/syntaxParsers';

const root = path.resolve(import.meta.dirname, '../..');
const library = path.dirname(createRequire(import.meta.url).resolve('web-tree-sitter'));

let parsers: SyntaxParsers;
let atOnce: readonly SyntaxParsers[];
beforeAll(async () => {
  // The first parsers of a thread, requested before any of them is loaded.
  atOnce = await Promise.all(Array.from({ length: 4 }, () => loadTestParsers()));
  parsers = await loadTestParsers();
});

/** The texts of the nodes of a kind. */
function textsOf(parser: SyntaxParser, kind: string, text: string): string[] | null {
  const tree = parser.parse(text);
  const found = tree?.rootNode.descendantsOfType([kind]).map((node) => text.slice(node.startIndex, node.endIndex));
  tree?.delete();
  return found ?? null;
}

test('both grammars read, and indices are UTF-16 offsets', () => {
  expect(textsOf(parsers.bash, 'command_name', 'echo 😀é; foo | bar\n')).toEqual(['echo', 'foo', 'bar']);
  expect(textsOf(parsers.python, 'call', 'x = "😀é"; f("😀") + g(1)\n')).toEqual(['f("😀")', 'g(1)']);
  // Text reaches the parser in chunks, which must not split a character.
  const long = 'é😀 ; '.repeat(5000);
  expect(textsOf(parsers.bash, 'command_name', `${long}\nlast\n`)?.at(-1)).toBe('last');
});

test('parsers that are loaded again work next to the first ones', async () => {
  const again = await loadTestParsers();
  expect(textsOf(again.bash, 'command_name', 'a b\n')).toEqual(['a']);
  expect(textsOf(parsers.bash, 'command_name', 'c d\n')).toEqual(['c']);
});

test('parsers that are loaded at the same time share the module', () => {
  for (const { bash, python } of [...atOnce, parsers]) {
    expect(textsOf(bash, 'command_name', 'a b\n')).toEqual(['a']);
    expect(textsOf(python, 'call', 'f(1)\n')).toEqual(['f(1)']);
  }
});

test('a missing file is reported', async () => {
  await expect(loadSyntaxParsers(path.join(root, 'docs'))).rejects.toThrow(/tree-sitter.*\.wasm/);
});

test('a bundle runs from one folder of WebAssembly files, without packages', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sighound-bundle-'));
  try {
    writeFileSync(
      path.join(folder, 'main.ts'),
      `
      import { loadSyntaxParsers } from ${JSON.stringify(path.join(root, 'server/src/node/treeSitterNode'))};
      void loadSyntaxParsers(__dirname).then(({ bash, python }) => {
        console.log(bash.parse('foo bar')?.rootNode.descendantsOfType(['command_name']).length);
        console.log(python.parse('foo(1)')?.rootNode.descendantsOfType(['call']).length);
      });
    `,
    );
    await build({
      entryPoints: [path.join(folder, 'main.ts')],
      outfile: path.join(folder, 'main.js'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'silent',
      alias: { 'web-tree-sitter': path.join(library, 'web-tree-sitter.cjs') },
    });
    copyFileSync(path.join(library, 'web-tree-sitter.wasm'), path.join(folder, 'web-tree-sitter.wasm'));
    for (const name of ['tree-sitter-bash.wasm', 'tree-sitter-python.wasm'])
      copyFileSync(path.join(root, 'grammars', name), path.join(folder, name));
    expect(execFileSync(process.execPath, [path.join(folder, 'main.js')], { cwd: folder, encoding: 'utf8' })).toBe(
      '1\n1\n',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a parse that takes too long is stopped, and the next one starts again', () => {
  expect(textsOf(parsers.bash, 'command_name', 'a[1]'.repeat(60_000))).toBeNull();
  expect(textsOf(parsers.bash, 'command_name', 'a b\n')).toEqual(['a']);
});

test('a crash gives no tree, and neither does any later parse', async () => {
  const patient = await loadTestParsers(60_000);
  // An unfinished pipeline of this length needs more memory than the module may have.
  expect(textsOf(patient.bash, 'command_name', 'a|'.repeat(30_000))).toBeNull();
  expect(textsOf(patient.bash, 'command_name', 'a b\n')).toBeNull();
  expect(textsOf(patient.python, 'call', 'f(1)\n')).toBeNull();
});
