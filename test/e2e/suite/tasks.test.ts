/**
 * Tasks of the workspace in the editor: the lens also shows the task's hash, signatures are shown side by side, and
 * views have content.
 */
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { ANSWER_MS, inWorkspace, setText, until } from './editor';

const HELLO = 'meta-example/recipes-example/hello/hello_2.1.bb';
const LENS = /· taskhash ([0-9a-f]{8})/;

suite('Tasks of the workspace', () => {
  let document: vscode.TextDocument;
  let original: string;

  suiteSetup(async () => {
    document = await vscode.workspace.openTextDocument(inWorkspace(HELLO));
    await vscode.window.showTextDocument(document);
    original = document.getText();
  });

  suiteTeardown(async () => {
    await setText(document, original);
    await document.save();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** The lens over `do_compile`, when its task hash is known and differs from `before`. */
  async function lens(before?: string): Promise<{ readonly hash: string; readonly uri: string }> {
    const ask = async (): Promise<vscode.Command | undefined> => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        100,
      );
      return lenses
        .map(({ command }) => command)
        .find((command) => String(command?.arguments?.[0]).endsWith('do_compile'));
    };
    const hashOf = (command: vscode.Command | undefined): string | undefined => LENS.exec(command?.title ?? '')?.[1];
    const command = await until(
      'the task hash',
      ask,
      (found) => hashOf(found) !== undefined && hashOf(found) !== before,
      ANSWER_MS * 3,
    );
    return { hash: hashOf(command)!, uri: String(command!.arguments![0]) };
  }

  test('a lens shows the task hash, of unsaved text as well', async () => {
    const { hash } = await lens();
    await setText(document, original.replace('"Hello"', '"Good morning"'));
    const changed = await lens(hash);
    await setText(document, original);
    assert.strictEqual((await lens(changed.hash)).hash, hash);
  }).timeout(ANSWER_MS * 10);

  test("compared with the last build: the editor's own diff of two signatures", async () => {
    const { hash, uri } = await lens();
    await vscode.commands.executeCommand('sighound.compareWithLastBuild', uri);
    const tab = await until(
      'the diff',
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input,
      (input) => input instanceof vscode.TabInputTextDiff,
    );
    const { original: last, modified: now } = tab as vscode.TabInputTextDiff;
    assert.ok((await vscode.workspace.openTextDocument(now)).getText().includes(`taskhash ${hash}`));
    assert.match(
      (await vscode.workspace.openTextDocument(last)).getText(),
      /hello:do_compile has no signature of a last build/,
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  }).timeout(ANSWER_MS * 4);

  test('the explanation of a rebuild opens a document, also where nothing was built', async () => {
    await vscode.window.showTextDocument(document);
    const { uri } = await lens();
    await vscode.commands.executeCommand('sighound.explainRebuild', uri);
    assert.match(vscode.window.activeTextEditor!.document.getText(), /has no signature of a last build/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  }).timeout(ANSWER_MS * 4);

  test('the views open', async () => {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('sighound.signature.focus');
    await vscode.commands.executeCommand('sighound.showImpact', document.uri.toString());
    await vscode.commands.executeCommand('workbench.view.explorer');
  }).timeout(ANSWER_MS * 2);
});
