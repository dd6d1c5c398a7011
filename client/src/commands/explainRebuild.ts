/**
 * `sighound.explainRebuild`: opens a document that lists why a task has another hash than in the last build, with links
 * to what was changed.
 */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { documentOf } from '../pickTask';

/** Registers the command. */
export function registerExplainRebuild(client: BaseLanguageClient): vscode.Disposable {
  return vscode.commands.registerCommand('sighound.explainRebuild', async (given: unknown) => {
    const document = await documentOf(given, client);
    if (document === undefined) return;
    const shown = await vscode.workspace.openTextDocument(vscode.Uri.parse(document).with({ query: 'why' }));
    await vscode.window.showTextDocument(shown, { preview: true });
  });
}
