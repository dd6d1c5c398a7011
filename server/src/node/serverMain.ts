/** The language server's entry point. Its arguments select the transport (Node's IPC, standard input and output). */

import { createConnection } from 'vscode-languageserver/node';
import { startServer } from '../lsp/server';
import { removeAllocatorSettings } from '../protocol/allocator';
import { nodePlatform } from './nodePlatform';

removeAllocatorSettings(process.env);
startServer(createConnection(), nodePlatform(__dirname), 'client');
