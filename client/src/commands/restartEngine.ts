/**
 * `sighound.restartEngine`: helps when the engine or a sandbox misbehaves. A running server restarts its engine itself.
 * A server that has ended is started again.
 */
import * as vscode from 'vscode';
import { askServer } from '../askServer';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { COMMANDS, RESTART_REQUEST } from '../../../server/src/protocol/protocol';

/** Registers the command. */
export function registerRestartEngine(client: BaseLanguageClient): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.restartEngine, async () => {
    if (client.isRunning()) await askServer(client, RESTART_REQUEST, undefined);
    else await client.start();
  });
}
