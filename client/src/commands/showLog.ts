/** `sighound.showLog`: opens the output channel that the server and the client write to. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

/** Registers the command. */
export function registerShowLog(client: BaseLanguageClient): vscode.Disposable {
  return vscode.commands.registerCommand('sighound.showLog', () => client.outputChannel.show(true));
}
