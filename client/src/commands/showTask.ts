/** `sighound.showTask`: shows a task of any recipe in the view *Signature*. */
import { COMMANDS } from '../../../server/src/protocol/protocol';
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { pickTask } from '../pickTask';
import type { SignatureTree } from '../views/signatureTree';

/** Registers the command. */
export function registerShowTask(client: BaseLanguageClient, tree: SignatureTree): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.showTask, async () => {
    const picked = await pickTask(client);
    if (picked) await tree.show(picked.recipe, picked.task.mcfn, picked.task.task);
  });
}
