/**
 * `sighound.showSignature`: runs when the user clicks a lens. It opens the read-only document that lists everything the
 * task's hash is made of. The server chooses the document: the argument is its URI.
 */
import { COMMANDS } from '../../../server/src/protocol/protocol';
import * as vscode from 'vscode';
import { signatureDocumentUri } from '../pickTask';

/** Registers the command. */
export function registerShowSignature(): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.showSignature, async (uri: unknown) => {
    const named = typeof uri === 'string' ? signatureDocumentUri(uri) : undefined;
    if (!named) return;
    const document = await vscode.workspace.openTextDocument(named);
    await vscode.window.showTextDocument(document, { preview: true });
  });
}
