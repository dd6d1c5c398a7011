/** All commands: each file of `commands/` declares one. The help shows them in the order of their names. */

import { compareCodePoints } from '../engine/base/order';
import type { CliCommand } from './command';

const declared = import.meta.glob<CliCommand>('./commands/*.ts', { eager: true, import: 'command' });

export const COMMANDS: readonly CliCommand[] = Object.values(declared).sort((a, b) =>
  compareCodePoints(a.name, b.name),
);
