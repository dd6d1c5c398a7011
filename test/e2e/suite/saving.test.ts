/**
 * Changes that are written to the disk: all fixes when a file is saved, and a bbappend that a fix creates. Every file
 * is restored afterwards.
 */
import * as assert from 'node:assert';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { ANSWER_MS, codeOf, inWorkspace, quickFixes, setText, until } from './editor';

const TASK = 'do_magictask() {\n    echo ${ONE} ${TWO}\n}\naddtask magictask\n';

suite('Saving', () => {
  test('editor.codeActionsOnSave fixes all fixable findings, and once is enough', async () => {
    const document = await vscode.workspace.openTextDocument(
      inWorkspace('meta-example/recipes-example/magic/magic_1.0.bb'),
    );
    await vscode.window.showTextDocument(document);
    const original = readFileSync(document.uri.fsPath, 'utf8');
    const editor = vscode.workspace.getConfiguration('editor');
    await editor.update(
      'codeActionsOnSave',
      { 'source.fixAll.sighound': 'explicit' },
      vscode.ConfigurationTarget.Global,
    );
    try {
      await setText(
        document,
        `ONE = "\${TOPDIR}/one"\nONE[vardepsexclude] = "PV PN"\nTWO = "two"\n# sighound: ignore nostamp-task once\n${TASK}`,
      );
      await until(
        'what is found',
        () => vscode.languages.getDiagnostics(document.uri),
        (diagnostics) => diagnostics.length === 4,
        ANSWER_MS * 3,
      );
      const mended = `ONE = "\${TOPDIR}/one"\nONE[vardepsexclude] += "TOPDIR"\nTWO = "two"\n${TASK}`;
      await document.save();
      assert.strictEqual(document.getText(), mended);
      await until(
        'the file',
        () => readFileSync(document.uri.fsPath, 'utf8'),
        (text) => text === mended,
      );
      await setText(document, `${mended}\n`);
      await document.save();
      await until(
        'the file',
        () => readFileSync(document.uri.fsPath, 'utf8'),
        (text) => text === `${mended}\n`,
      );
      assert.strictEqual(document.getText(), `${mended}\n`);
    } finally {
      await editor.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Global);
      await setText(document, original);
      await document.save();
    }
    assert.strictEqual(readFileSync(document.uri.fsPath, 'utf8'), original);
  }).timeout(ANSWER_MS * 5);

  test('a recipe of a different layer is fixed from a new bbappend', async () => {
    const bblayers = inWorkspace('build/conf/bblayers.conf').fsPath;
    const original = readFileSync(bblayers, 'utf8');
    const foreign = inWorkspace('meta-foreign').fsPath;
    const own = inWorkspace('meta-example/recipes-far').fsPath;
    const write = (name: string, text: string): void => {
      mkdirSync(path.dirname(path.join(foreign, name)), { recursive: true });
      writeFileSync(path.join(foreign, name), text);
    };
    const settings = vscode.workspace.getConfiguration('sighound');
    try {
      write(
        'conf/layer.conf',
        'BBPATH .= ":${LAYERDIR}"\nBBFILES += "${LAYERDIR}/recipes-*/*/*.bb"\nBBFILE_COLLECTIONS += "foreign"\nBBFILE_PATTERN_foreign = "^${LAYERDIR}/"\nBBFILE_PRIORITY_foreign = "5"\n',
      );
      write('recipes-far/far/far_1.0.bb', `ONE = "\${TOPDIR}/one"\n${TASK}`);
      writeFileSync(
        bblayers,
        original.replace('${TOPDIR}/../meta-example', '${TOPDIR}/../meta-example ${TOPDIR}/../meta-foreign'),
      );
      await settings.update('ownLayers', ['meta-example'], vscode.ConfigurationTarget.Global);
      const document = await vscode.workspace.openTextDocument(
        vscode.Uri.file(path.join(foreign, 'recipes-far/far/far_1.0.bb')),
      );
      await vscode.window.showTextDocument(document);
      const leaks = (): vscode.Diagnostic[] =>
        vscode.languages
          .getDiagnostics(document.uri)
          .filter((diagnostic) => codeOf(diagnostic) === 'host-dependent-signature');
      const [leak] = await until('the leak', leaks, (diagnostics) => diagnostics.length === 1, ANSWER_MS * 3);
      const fix = (await quickFixes(document, leak!.range)).find(({ title }) => title.startsWith('Exclude TOPDIR'));
      assert.ok(fix?.edit);
      const append = path.join(own, 'far/far_%.bbappend');
      assert.ok(!existsSync(append));
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      assert.strictEqual(
        (await vscode.workspace.openTextDocument(vscode.Uri.file(append))).getText(),
        'ONE[vardepsexclude] += "TOPDIR"\n',
      );
      assert.ok(existsSync(append));
      await until('no leak', leaks, (diagnostics) => diagnostics.length === 0, ANSWER_MS * 2);
      assert.ok(!document.isDirty);
      // The same edit again would create an existing file: the editor refuses it.
      assert.ok(!(await vscode.workspace.applyEdit(fix.edit)));
    } finally {
      await vscode.workspace.saveAll();
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await settings.update('ownLayers', undefined, vscode.ConfigurationTarget.Global);
      writeFileSync(bblayers, original);
      for (const folder of [foreign, own]) rmSync(folder, { recursive: true, force: true });
    }
  }).timeout(ANSWER_MS * 8);
});
