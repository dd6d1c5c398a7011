/**
 * The lint rules about texts are active: each way around `server/src/text` is reported, except in the files that may
 * use it.
 */
import path from 'node:path';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** The file, its text, and whether a rule reports it. */
const CASES: readonly (readonly [file: string, text: string, objects: boolean])[] = [
  ['server/src/cli/runCli.ts', "const a = 'x' as TerminalText;", true],
  ['server/src/text/terminal.ts', "const a = 'x' as TerminalText;", false],
  ['server/src/lsp/words/toProto.ts', "const a = 'x' as Label;", true],
  ['server/src/ide/documents/hover.ts', "const a = 'x' as SafeMarkdown;", true],
  ['server/src/node/hashEquivalence/hashServer.ts', "const a = 'x' as ProtocolLine;", true],
  ['server/src/cli/runCli.ts', "process.stdout.write('x');", true],
  ['server/src/node/engineWorker.ts', "process.stderr.write('x');", true],
  ['server/src/node/cliMain.ts', "process.stdout.write('x');", false],
  ['server/src/lsp/workspace/session.ts', "connection.window.showErrorMessage('x');", true],
  ['server/src/lsp/workspace/session.ts', "connection.console.info('x');", true],
  ['server/src/lsp/handlers/hover.ts', "import type { Hover } from 'vscode-languageserver';", true],
  ['server/src/lsp/words/shown.ts', "import type { Hover } from 'vscode-languageserver';", false],
  ['client/src/client.ts', "new vscode.MarkdownString('x');", true],
  ['client/src/client.ts', "new vscode.TreeItem('x');", true],
  ['client/src/client.ts', "vscode.window.showQuickPick(['x']);", true],
  ['client/src/client.ts', "vscode.window.showErrorMessage('x');", true],
  ['client/src/views/shown.ts', "new vscode.MarkdownString('x');", false],
];
const DOORS = /^(no-restricted-syntax|@typescript-eslint\/no-restricted-imports)$/;

test.each(CASES)('%s: %s', async (file, text, objects) => {
  const eslint = new ESLint({
    cwd: root,
    ruleFilter: ({ ruleId }) => DOORS.test(ruleId),
    overrideConfig: [{ languageOptions: { parserOptions: { projectService: false } } }],
  });
  const [result] = await eslint.lintText(text, { filePath: path.join(root, file) });
  const messages = result!.messages
    .filter(({ ruleId }) => ruleId !== null && DOORS.test(ruleId))
    .map(({ message }) => message);
  expect(messages.length > 0, messages.join('\n')).toBe(objects);
});
