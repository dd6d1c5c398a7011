/** `sighound.filterSignature`: shows only nodes whose name contains a given text, in the view *Signature*. */
import { COMMANDS } from '../../../server/src/protocol/protocol';
import * as vscode from 'vscode';
import type { SignatureTree } from '../views/signatureTree';

/** Registers the command. */
export function registerFilterSignature(tree: SignatureTree): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.filterSignature, async () => {
    const filter = await vscode.window.showInputBox({
      title: 'Sighound: Filter Signature',
      prompt: 'Show tasks, variables and files with this in their names',
      value: tree.presentFilter,
    });
    if (filter !== undefined) await tree.setFilter(filter);
  });
}
