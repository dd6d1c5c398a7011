/** The command line's entry point. */

import { createConnection } from 'vscode-languageserver/node';
import { version } from '../../../../package.json';
import { runCli } from '../../cli/runCli';
import { startServer } from '../../lsp/server';
import type { Host } from '../host';
import { nodeHost } from './nodeHost';

function main(): void {
  const terminal = process.stderr.isTTY;
  const host = nodeHost(__dirname);
  const cli = {
    host,
    cwd: process.cwd(),
    out: (line: string) => void process.stdout.write(`${line}\n`),
    err: (line: string) => void process.stderr.write(`${line}\n`),
    ...(terminal ? { progress: showProgress } : {}),
    serveLsp: () => serveLsp(host),
  };
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));
  void runCli(process.argv.slice(2), version, cli).then((code) => {
    process.exitCode = code;
  });
}

/** Serves LSP on standard input and output until the client closes it. */
function serveLsp(host: Host): Promise<void> {
  return new Promise((resolve) => {
    process.stdin.on('close', resolve);
    startServer(createConnection(process.stdin, process.stdout), host);
  });
}

function showProgress(line: string | null): void {
  const width = Math.max(20, (process.stderr.columns || 80) - 1);
  process.stderr.write(line === null ? '\r\x1b[K' : `\r\x1b[K${line.length > width ? `…${line.slice(1 - width)}` : line}`);
}

main();
