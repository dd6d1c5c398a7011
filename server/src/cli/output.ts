/** All that commands say goes through here: a line at a time, in characters that no terminal and no CI system obeys. */

import {
  type Painted,
  type TerminalText,
  json,
  jsonText,
  paintedLine,
  terminalLine,
  terminalText,
} from '../text/terminal';
import type { CliHost, CliProcess, TextStyle } from './cliHost';

/** A line, or the pieces of one, of which some have a colour or weight. */
export type Pieces = string | readonly (string | Painted<TextStyle>)[];

export interface Output {
  /** Prints one line. What else is a line in it is marked as part of it. */
  readonly out: (line: Pieces) => void;
  /** The same beside the output. */
  readonly err: (line: string) => void;
  /** Prints lines as they are: a document, or what another program would print. */
  readonly outLines: (text: string) => void;
  /** Prints a value as JSON, on one line. */
  readonly outJson: (value: unknown) => void;
  /** The same of what is JSON already. */
  readonly outJsonText: (text: string) => void;
  /** A line that the next one overwrites; null erases it. Absent where no terminal shows it. */
  readonly progress?: (line: string | null) => void;
}

/** What a process gives to commands. */
export function cliHost(process: CliProcess): CliHost {
  const { host, cwd, createFile, createFileBelow, rulePage, serveLsp, progress } = process;
  return {
    host,
    cwd,
    createFile,
    createFileBelow,
    rulePage,
    serveLsp,
    out: (line) => process.out(shown(line, process.paint)),
    err: (line) => process.err(terminalLine(line)),
    outLines: (text) => process.out(terminalText(text)),
    outJson: (value) => process.out(json(value)),
    outJsonText: (text) => process.out(jsonText(text)),
    ...(progress && {
      progress: (line: string | null) => progress(line === null ? null : terminalLine(line.replaceAll('\n', ' '))),
    }),
  };
}

/** A line as it is printed. */
export function shown(line: Pieces, paint?: CliProcess['paint']): TerminalText {
  return typeof line === 'string' ? terminalLine(line) : paintedLine(line, paint);
}
