/** The command line's entry point. */

import { inspect } from 'node:util';
import { createConnection } from 'vscode-languageserver/node';
import manifest from '../../../package.json';
import type { CliProcess, TextStyle } from '../cli/commandLine';
import { runCli } from '../cli/runCli';
import type { AllowedServers } from '../engine/sstate/allowedServers';
import { startServer } from '../lsp/server';
import type { Platform } from '../platform/platform';
import type { TerminalText } from '../text/terminal';
import { createFile, createFileBelow } from './createFile';
import { nodePlatform } from './nodePlatform';
import { logProgress, terminalProgress } from './progress';
import { rulePages } from './rulePages';

function main(): void {
  const platform = nodePlatform(__dirname);
  const cli: CliProcess = {
    platform,
    cwd: process.cwd(),
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    // `hasColors` honors NO_COLOR and FORCE_COLOR.
    ...(process.stdout.isTTY && process.stdout.hasColors() ? { paint } : {}),
    progress: process.stderr.isTTY
      ? terminalProgress(writeError, () => process.stderr.columns)
      : logProgress(writeError, Date.now),
    createFile,
    createFileBelow,
    rulePage: rulePages(__dirname, manifest),
    serveLsp: (allowed) => serveLsp(platform, allowed),
  };
  // A reader that closes the stream early (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));
  void runCli(process.argv.slice(2), manifest.version, cli).then((code) => {
    process.exitCode = code;
  });
}

/** Serves LSP on standard input and output until the client closes it. */
function serveLsp(platform: Platform, allowed: AllowedServers): Promise<void> {
  return new Promise((resolve) => {
    process.stdin.on('close', resolve);
    startServer(createConnection(process.stdin, process.stdout), platform, allowed);
  });
}

function paint(style: TextStyle, text: TerminalText): string {
  const [on, off] = inspect.colors[style] ?? [0, 0];
  return `\x1b[${on}m${text}\x1b[${off}m`;
}

function writeError(text: string): void {
  process.stderr.write(text);
}

main();
