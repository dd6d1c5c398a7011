/** Shows progress on the error output: on a terminal as one line that changes, elsewhere as a line now and then. */

import type { TerminalText } from '../text/terminal';

/** Where no terminal shows progress, one line in this time. A log stays short, and no CI system takes the job for dead. */
export const LINE_EVERY_MS = 30_000;

/** A line of progress; null: there is none at present. */
export type Progress = (line: TerminalText | null) => void;

/** Progress as one line of a terminal, which the next one overwrites. */
export function terminalProgress(write: (text: string) => void, columns: () => number | undefined): Progress {
  return (line) => {
    const width = Math.max(20, (columns() ?? 80) - 1);
    write(`\r\x1b[K${line === null ? '' : shortened(line, width)}`);
  };
}

/** A line in so many columns: its first word, which counts, and its end, which tells two paths apart. */
function shortened(line: TerminalText, width: number): string {
  if (line.length <= width) return line;
  const [first = ''] = /^\S{1,16} /.exec(line) ?? [];
  return `${first}…${line.slice(first.length + 1 - width)}`;
}

/** Progress as lines of a log. `now` is in milliseconds. What takes less than `LINE_EVERY_MS` leaves no line. */
export function logProgress(write: (text: string) => void, now: () => number): Progress {
  let last = now();
  return (line) => {
    if (line === null || now() - last < LINE_EVERY_MS) return;
    last = now();
    write(`sighound: ${line}\n`);
  };
}
