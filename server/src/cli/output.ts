/**
 * All output of commands goes through here, one line at a time. No terminal and no CI system interprets its characters
 * as commands.
 */

import {
  type Painted,
  type TerminalText,
  json,
  jsonText,
  paintedLine,
  terminalLine,
  terminalText,
} from '../text/terminal';
import type { CommandLine, CliProcess, TextStyle } from './commandLine';

/** A line, or the pieces of a line. Some pieces have a color or weight. */
export type Pieces = string | readonly (string | Painted<TextStyle>)[];

export interface Output {
  /** Prints one line. If the text contains line breaks, the further lines are marked as part of it. */
  readonly out: (line: Pieces) => void;
  /** The same on the error output. */
  readonly err: (line: string) => void;
  /** Prints lines as they are: a document, or the output format of another program. */
  readonly outLines: (text: string) => void;
  /** Prints a value as JSON, on one line. */
  readonly outJson: (value: unknown) => void;
  /** The same for text that is already JSON. */
  readonly outJsonText: (text: string) => void;
  /** What is being done at present; null: nothing more of it. Absent if nobody sees it. */
  readonly progress?: (line: string | null) => void;
}

/** What commands get from a process. */
export function commandLine(process: CliProcess): CommandLine {
  const { platform, cwd, createFile, createFileBelow, rulePage, serveLsp, progress } = process;
  return {
    platform,
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
