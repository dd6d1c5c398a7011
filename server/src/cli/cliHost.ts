/**
 * What the command line needs of the process it runs in, its exit codes, and how a command says that it was called
 * wrongly.
 */

import type { AllowedServers } from '../engine/sstate/allowedServers';
import type { Host } from '../host/host';
import type { TerminalText } from '../text/terminal';
import type { Output } from './output';

/** How a terminal can show a text. */
export type TextStyle = 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'green';

/** A page of `docs/rules/`. */
export interface RulePage {
  readonly markdown: string;
  /** Where it is on the web; null where the project is not published. */
  readonly url: string | null;
}

/** What the command line needs of the process it runs in. */
export interface CliProcess extends CliPlace {
  readonly out: (line: TerminalText) => void;
  readonly err: (line: TerminalText) => void;
  /** Text in a colour or weight. Absent where `out` is no terminal, or one that is to have no colours. */
  readonly paint?: (style: TextStyle, text: TerminalText) => string;
  /** A line that the next one overwrites; null erases it. Absent where no terminal shows it. */
  readonly progress?: (line: TerminalText | null) => void;
}

/** The same for commands: what they say is made safe on its way out. */
export interface CliHost extends CliPlace, Output {}

/** What became of a file that was to be made. */
export type CreatedFile =
  { readonly kind: 'created' } | { readonly kind: 'exists' } | { readonly kind: 'failed'; readonly reason: string };

interface CliPlace {
  readonly host: Host;
  readonly cwd: string;
  /**
   * Makes a file that the user has named, and the folders it stands in; tells where there is one already, or why it
   * cannot be made.
   */
  readonly createFile: (path: string, content: Uint8Array) => CreatedFile;
  /** Makes a file below a folder, by a path of words from metadata. It never leaves that folder, by no link either. */
  readonly createFileBelow: (folder: string, path: string, content: Uint8Array) => CreatedFile;
  /** The page about a rule, by its code; null where there is none. */
  readonly rulePage: (code: string) => RulePage | null;
  /**
   * Serves LSP on standard input and output until the client leaves. `allowed`: the servers that the user wants to be
   * asked.
   */
  readonly serveLsp: (allowed: AllowedServers) => Promise<void>;
}

/** Exit codes: clean, findings, bad usage or configuration, internal error. */
export const EXIT = { clean: 0, findings: 1, usage: 2, internal: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Bad usage, or a configuration that cannot be read: told in one line, and one for each of its causes. Exit code 2. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly causes: readonly string[] = [],
  ) {
    super(message);
  }
}
