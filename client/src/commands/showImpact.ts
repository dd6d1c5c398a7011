/**
 * `sighound.showImpact`: runs when the user clicks the lens above a changed file. Without a file argument it uses the
 * file in the active editor.
 */
import { COMMANDS } from '../../../server/src/protocol/protocol';
import * as vscode from 'vscode';
import type { ImpactTree } from '../views/impactTree';

/** Registers the command. */
export function registerShowImpact(tree: ImpactTree): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.showImpact, async (given: unknown) => {
    const uri = typeof given === 'string' ? given : vscode.window.activeTextEditor?.document.uri.toString();
    if (uri !== undefined) await tree.show(uri);
  });
}
