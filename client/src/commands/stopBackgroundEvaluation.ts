/** `sighound.stopBackgroundEvaluation`: ends the evaluation of all recipes. Restarting the engine starts it again. */
import * as vscode from 'vscode';
import { notifyServer } from '../askServer';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { COMMANDS, STOP_BACKGROUND_EVALUATION_NOTIFICATION } from '../../../server/src/protocol/protocol';

/** Registers the command. */
export function registerStopBackgroundEvaluation(client: BaseLanguageClient): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.stopBackgroundEvaluation, async () => {
    if (client.isRunning()) await notifyServer(client, STOP_BACKGROUND_EVALUATION_NOTIFICATION, undefined);
  });
}
