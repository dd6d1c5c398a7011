/**
 * The layer rules are active: in a small tree with one wrong import per rule, each import is reported under its rule. A
 * tree of correct imports next to it is not reported.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const E = 'server/src/engine';

/** The file, its import, the rule that must report it. */
const WRONG: readonly (readonly [file: string, imports: string, rule: string])[] = [
  [`${E}/base/a.ts`, '../parse/right', 'engine-base'],
  [`${E}/parse/a.ts`, '../shell/right', 'engine-parse'],
  [`${E}/datastore/a.ts`, '../evaluate/right', 'engine-datastore'],
  [`${E}/codeparser/a.ts`, '../evaluate/right', 'engine-codeparser'],
  [`${E}/layers/a.ts`, '../tasks/right', 'engine-layers'],
  [`${E}/signatures/a.ts`, '../rules/rule', 'engine-signatures'],
  [`${E}/tasks/a.ts`, '../engine', 'engine-tasks'],
  ['server/src/ide/x.ts', './y', 'no-cycle'],
  [`${E}/stray/a.ts`, '../base/right', 'engine-known-rooms'],
  [`${E}/base/b.ts`, 'node:fs', 'engine-pure'],
  [`${E}/base/c.ts`, 'vscode-languageserver', 'engine-pure'],
  [`${E}/base/d.ts`, '../../ide/right', 'engine-pure'],
  [`${E}/syntax/a.ts`, 'web-tree-sitter', 'engine-tree-sitter-types'],
  [`${E}/parse/b.ts`, 'web-tree-sitter', 'engine-tree-sitter-room'],
  [`${E}/rules/one.ts`, './two', 'rule-alone'],
  ['server/src/ide/a.ts', '../lsp/right', 'ide-below-lsp-and-cli'],
  ['server/src/lsp/a.ts', '../cli/right', 'lsp'],
  ['server/src/lsp/background/a.ts', '../workspace/right', 'lsp-background'],
  ['server/src/lsp/words/a.ts', '../handlers/right', 'lsp-words'],
  ['server/src/cli/a.ts', '../lsp/right', 'cli'],
  ['server/src/protocol/a.ts', '../ide/right', 'protocol-alone'],
  ['server/src/text/a.ts', '../engine/base/right', 'text-alone'],
  ['server/src/platform/a.ts', '../threads/right', 'platform-capabilities'],
  ['server/src/machine/a.ts', '../pyodide/right', 'machine'],
  ['server/src/pyodide/a.ts', '../node/right', 'pyodide'],
  ['server/src/threads/a.ts', '../pyodide/right', 'threads'],
  ['server/src/threads/b.ts', 'node:worker_threads', 'platform-in-its-folder'],
  ['server/src/node/a.ts', '../browser/right', 'node-and-browser-never-meet'],
  ['client/src/browser/a.ts', '../node/right', 'node-and-browser-never-meet'],
  ['server/src/lsp/b.ts', 'node:path', 'platform-in-its-folder'],
  ['server/src/cli/b.ts', '../node/right', 'platforms-are-the-top'],
  ['server/src/lsp/d.ts', '../threads/right', 'platforms-are-the-top'],
  ['server/src/cli/c.ts', 'vscode-languageserver/node', 'language-server-library'],
  ['server/src/lsp/c.ts', 'vscode', 'vscode-only-in-client'],
  ['server/src/node/b.ts', 'pyodide', 'pyodide-only-in-its-folder'],
  ['client/src/a.ts', '../../server/src/ide/right', 'client-sees-only-protocol'],
  ['server/src/cli/d.ts', '../../../test/right', 'product-without-tests-or-tools'],
  ['server/src/cli/e.ts', '../../../tools/right', 'product-without-tests-or-tools'],
];

const RIGHT: readonly (readonly [file: string, imports: string])[] = [
  // A circle is reported once, at the file where it was found.
  ['server/src/ide/y.ts', './x'],
  [`${E}/base/right.ts`, ''],
  [`${E}/parse/right.ts`, '../base/right'],
  [`${E}/shell/right.ts`, '../base/right'],
  [`${E}/codeparser/right.ts`, '../datastore/right'],
  [`${E}/datastore/right.ts`, '../parse/right'],
  [`${E}/evaluate/right.ts`, '../datastore/right'],
  [`${E}/tasks/right.ts`, '../codeparser/right'],
  [`${E}/rules/rule.ts`, '../tasks/right'],
  [`${E}/rules/two.ts`, './rule'],
  [`${E}/rules/registry.ts`, './two'],
  [`${E}/engine.ts`, './rules/registry'],
  ['server/src/ide/right.ts', '../engine/engine'],
  ['server/src/lsp/right.ts', 'vscode-languageserver'],
  ['server/src/lsp/workspace/right.ts', '../background/right'],
  ['server/src/lsp/background/right.ts', ''],
  ['server/src/lsp/handlers/right.ts', '../workspace/right'],
  ['server/src/cli/right.ts', '../platform/platform'],
  ['server/src/platform/platform.ts', '../engine/base/right'],
  ['server/src/browser/right.ts', '../lsp/right'],
  ['server/src/node/right.ts', 'node:fs'],
  ['server/src/pyodide/right.ts', 'pyodide'],
  ['server/src/machine/right.ts', '../engine/base/right'],
  ['server/src/threads/right.ts', '../platform/platform'],
  ['server/src/protocol/protocol.ts', ''],
  ['server/src/text/right.ts', ''],
  ['server/src/ide/shown.ts', '../text/right'],
  ['server/src/lsp/shown.ts', '../text/right'],
  ['server/src/cli/shown.ts', '../text/right'],
  ['client/src/shown.ts', '../../server/src/text/right'],
  ['client/src/node/right.ts', 'vscode'],
  ['client/src/right.ts', '../../server/src/protocol/protocol'],
  ['test/right.ts', ''],
  ['tools/right.ts', ''],
];

let tree: string;
let found: readonly string[];

beforeAll(async () => {
  tree = mkdtempSync(path.join(tmpdir(), 'sighound-layers-'));
  for (const [file, imports] of [...WRONG, ...RIGHT]) {
    mkdirSync(path.join(tree, path.dirname(file)), { recursive: true });
    writeFileSync(
      path.join(tree, file),
      `${imports === '' ? '' : `import * as x from '${imports}';\n`}export const y = ${imports === '' ? '1' : 'x'};\n`,
    );
  }
  // Only types: they are allowed where values are not.
  writeFileSync(
    path.join(tree, E, 'syntax/right.ts'),
    "import type { Tree } from 'web-tree-sitter';\nexport type T = Tree;\n",
  );
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
    copyFileSync(path.join(root, name), path.join(tree, name));
  symlinkSync(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
  found = await violations();
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

async function violations(): Promise<string[]> {
  const bin = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [bin, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'client', 'server'];
  // Violations also set the exit code; only the report matters here.
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: tree, maxBuffer: 1 << 26 }).catch(
    (error: Error & { stdout: string }) => error,
  );
  const report = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return report.summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
}

test.each(WRONG)('%s may not import %s', (file, _imports, rule) => {
  expect(found).toContain(`${file}: ${rule}`);
});

test('correct imports are not reported', () => {
  const wrong = new Set(WRONG.map(([file]) => file));
  expect(found.filter((line) => !wrong.has(line.slice(0, line.indexOf(':'))))).toEqual([]);
});
