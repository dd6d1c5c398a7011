/** All commands, in the order of the help. */

import type { CliCommand } from './command';
import { checkCommand } from './commands/check';
import { compareHostsCommand } from './commands/compareHosts';
import { depsCommand } from './commands/deps';
import { diffCommand } from './commands/diff';
import { exportCommand } from './commands/exportSignatures';
import { impactCommand } from './commands/impact';
import { sigCommand } from './commands/sig';
import { sstateCommand } from './commands/sstate';
import { traceCommand } from './commands/trace';
import { verifyCommand } from './commands/verify';
import { whyCommand } from './commands/why';

export const COMMANDS: readonly CliCommand[] = [
  checkCommand,
  sigCommand,
  impactCommand,
  verifyCommand,
  compareHostsCommand,
  depsCommand,
  diffCommand,
  exportCommand,
  sstateCommand,
  whyCommand,
  traceCommand,
];
