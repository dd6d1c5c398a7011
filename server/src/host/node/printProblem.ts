import { terminalLine } from '../../text/terminal';

/** Says on standard error what no command and no editor asked for: that results cannot be kept, for instance. */
export function printProblem(problem: string): void {
  process.stderr.write(`${terminalLine(`sighound: ${problem}`)}\n`);
}
