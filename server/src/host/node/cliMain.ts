/** The command line's entry point. */

import { version } from '../../../../package.json';
import { runCli } from '../../cli/runCli';
import { nodeHost } from './nodeHost';
import { serveStdio } from './serveStdio';

function main(): void {
  const terminal = process.stderr.isTTY;
  const cli = {
    host: nodeHost(__dirname),
    cwd: process.cwd(),
    out: (line: string) => void process.stdout.write(`${line}\n`),
    err: (line: string) => void process.stderr.write(`${line}\n`),
    ...(terminal ? { progress: showProgress } : {}),
    serveLsp: () => serveStdio(__dirname),
  };
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));
  void runCli(process.argv.slice(2), version, cli).then((code) => {
    process.exitCode = code;
  });
}

function showProgress(line: string | null): void {
  const width = Math.max(20, (process.stderr.columns || 80) - 1);
  process.stderr.write(line === null ? '\r\x1b[K' : `\r\x1b[K${line.length > width ? `…${line.slice(1 - width)}` : line}`);
}

main();
