/**
 * Sighound in Restricted Mode: the folder is the example layer, with its own settings that the user has not accepted
 * (`run-suite.mjs`). All displays work; only those settings apply that name nothing.
 */
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { codeOf, inWorkspace, quickFixes, until } from '../suite/editor';

const RECIPE = 'meta-example/recipes-example/magic/magic_1.0.bb';
const LENS = /basehash [0-9a-f]{8} · \d+ dependenc(?:y|ies)/;
const FIX = /^Exclude TOPDIR from MYVAR/;
const FIRST_ANSWER_MS = 90_000;
const RESTRICTED = [
  'buildDirectory',
  'bitbakeDirectory',
  'ownLayers',
  'evaluationTimeout',
  'otherHost',
  'machines',
  'askServers',
];

suite('Sighound in a folder that is not trusted', () => {
  let document: vscode.TextDocument;

  suiteSetup(async () => {
    document = await vscode.workspace.openTextDocument(inWorkspace(RECIPE));
    await vscode.window.showTextDocument(document);
  });

  test('the folder is not trusted', () => {
    assert.strictEqual(vscode.workspace.isTrusted, false);
  });

  test('lenses appear, of the build directory that is found: the one in the settings has no layer', async function () {
    this.timeout(FIRST_ANSWER_MS + 10_000);
    await until(
      'a lens with a hash',
      async () =>
        (await vscode.commands.executeCommand<vscode.CodeLens[] | undefined>(
          'vscode.executeCodeLensProvider',
          document.uri,
          100,
        )) ?? [],
      (lenses) => lenses.some(({ command }) => LENS.test(command?.title ?? '')),
      FIRST_ANSWER_MS,
    );
  });

  test('proofs appear, with the severity that the folder sets', async function () {
    this.timeout(FIRST_ANSWER_MS + 10_000);
    const found = await until(
      'a proof',
      () =>
        vscode.languages
          .getDiagnostics(document.uri)
          .filter((diagnostic) => codeOf(diagnostic) === 'host-dependent-signature'),
      ({ length }) => length > 0,
      FIRST_ANSWER_MS,
    );
    assert.strictEqual(found[0]!.severity, vscode.DiagnosticSeverity.Information);
  });

  test('fixes are offered', async () => {
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    await until(
      'a fix',
      () => quickFixes(document, whole),
      (fixes) => fixes.some(({ title, edit }) => FIX.test(title) && edit !== undefined),
    );
  });

  test('settings of the folder for folders, servers, environments and limits do not apply', () => {
    const configuration = vscode.workspace.getConfiguration('sighound');
    for (const name of RESTRICTED) {
      const { defaultValue } = configuration.inspect(name)!;
      assert.deepStrictEqual(configuration.get(name), defaultValue, name);
    }
  });
});
