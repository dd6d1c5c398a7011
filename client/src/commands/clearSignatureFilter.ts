/** `sighound.clearSignatureFilter`: shows everything in the view *Signature* again. */
import { COMMANDS } from '../../../server/src/protocol/protocol';
import * as vscode from 'vscode';
import type { SignatureTree } from '../views/signatureTree';

/** Registers the command. */
export function registerClearSignatureFilter(tree: SignatureTree): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.clearSignatureFilter, () => tree.setFilter(''));
}
