/** `sighound.openVariable`: opens the file and line where a variable of the view *Signature* gets its value. */
import { COMMANDS } from '../../../server/src/protocol/protocol';
import * as vscode from 'vscode';
import type { SignatureNode } from '../views/signatureNodes';
import type { SignatureTree } from '../views/signatureTree';

/** Registers the command. */
export function registerOpenVariable(tree: SignatureTree): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.openVariable, async (node: SignatureNode) => {
    if (node.kind !== 'variable') return;
    const location = (await tree.chain(node)).at(-1)?.location;
    if (!location) return;
    const start = new vscode.Position(location.line, 0);
    await vscode.window.showTextDocument(vscode.Uri.parse(location.uri), {
      preview: true,
      selection: new vscode.Range(start, start),
    });
  });
}
