/** Standard error, for messages that no command and no editor asked for: for instance, that results cannot be kept. */

import { terminalLine } from '../text/terminal';

/** Prints a problem in one line. */
export function printProblem(problem: string): void {
  process.stderr.write(`${terminalLine(`sighound: ${problem}`)}\n`);
}
