/**
 * The extension's entry point on the desktop and on remote hosts: the language server is a child process that talks
 * over Node's IPC. Everything else is in `startClient`.
 */
import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { allocatorSettings } from '../../../server/src/protocol/allocator';
import { startClient } from '../client';

/** Called by VS Code when one of the manifest's activation events happens. */
export function activate(context: vscode.ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath('dist/server.js');
  const env = allocatorSettings(process.env);
  return startClient(
    context,
    (id, name, options) =>
      new LanguageClient(
        id,
        name,
        {
          run: { module, transport: TransportKind.ipc, options: { env } },
          debug: { module, transport: TransportKind.ipc, options: { env, execArgv: ['--nolazy', '--inspect=6019'] } },
        },
        options,
      ),
    { environmentVariable: (name) => process.env[name] ?? null },
  );
}
