/** `sighound.showLog`: opens the output channel that the server and the client write to. */
import { COMMANDS } from '../../../server/src/protocol/protocol';
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

/** Registers the command. */
export function registerShowLog(client: BaseLanguageClient): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.showLog, () => client.outputChannel.show(true));
}
