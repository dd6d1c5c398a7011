/** Standard error, for what no command and no editor asked for: that results cannot be kept, for instance. */

import { terminalLine } from '../../text/terminal';

/** Says a problem in one line. */
export function printProblem(problem: string): void {
  process.stderr.write(`${terminalLine(`sighound: ${problem}`)}\n`);
}
