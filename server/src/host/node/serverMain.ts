/**
 * The language server's entry point; how it is spoken to (Node's IPC, standard input and output) is in its arguments.
 */

import { createConnection } from 'vscode-languageserver/node';
import { startServer } from '../../lsp/server';
import { nodeHost } from './nodeHost';

startServer(createConnection(), nodeHost(__dirname), 'client');
