/**
 * `sighound.explainRebuild`: opens a document that lists why a task's hash differs from the last build. Links lead to
 * what changed.
 */
import { COMMANDS } from '../../../server/src/protocol/protocol';
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { documentOf } from '../pickTask';

/** Registers the command. */
export function registerExplainRebuild(client: BaseLanguageClient): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.explainRebuild, async (given: unknown) => {
    const document = await documentOf(given, client);
    if (document === undefined) return;
    const shown = await vscode.workspace.openTextDocument(vscode.Uri.parse(document).with({ query: 'why' }));
    await vscode.window.showTextDocument(shown, { preview: true });
  });
}
