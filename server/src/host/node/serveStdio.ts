/** Serves LSP on this process's standard input and output. */

import { createConnection } from 'vscode-languageserver/node';
import { startServer } from '../../lsp/server';
import { nodeHost } from './nodeHost';

/** Resolves when the client has closed the connection. `distFolder`: where the bundled workers are. */
export function serveStdio(distFolder: string): Promise<void> {
  const connection = createConnection(process.stdin, process.stdout);
  return new Promise((resolve) => {
    process.stdin.on('close', resolve);
    startServer(connection, nodeHost(distFolder));
  });
}
