/** `sighound.removeRecipe`: removes a picked recipe from the view *Signature*. */
import { COMMANDS } from '../../../server/src/protocol/protocol';
import * as vscode from 'vscode';
import type { SignatureNode } from '../views/signatureNodes';
import type { SignatureTree } from '../views/signatureTree';

/** Registers the command. */
export function registerRemoveRecipe(tree: SignatureTree): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.removeRecipe, (node: SignatureNode) => tree.remove(node));
}
