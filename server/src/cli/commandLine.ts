/** What the command line needs from the process it runs in, its exit codes, and the error for wrong usage. */

import type { AllowedServers } from '../engine/sstate/allowedServers';
import type { Platform } from '../platform/platform';
import type { TerminalText } from '../text/terminal';
import type { Output } from './output';

/** How a terminal can show a text. */
export type TextStyle = 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'green';

/** A page of `docs/rules/`. */
export interface RulePage {
  readonly markdown: string;
  /** The URL of the page; null if the project is not published. */
  readonly url: string | null;
}

/** What the command line needs from the process it runs in. */
export interface CliProcess extends CliSurroundings {
  readonly out: (line: TerminalText) => void;
  readonly err: (line: TerminalText) => void;
  /** Text with a color or weight. Absent if `out` is no terminal, or if the terminal should show no colors. */
  readonly paint?: (style: TextStyle, text: TerminalText) => string;
  /** What is being done at present; null: nothing more of it. Absent if nobody sees it. */
  readonly progress?: (line: TerminalText | null) => void;
}

/** The same for commands: everything that they print is made safe on output. */
export interface CommandLine extends CliSurroundings, Output {}

/** The result of creating a file. */
export type CreatedFile =
  { readonly kind: 'created' } | { readonly kind: 'exists' } | { readonly kind: 'failed'; readonly reason: string };

interface CliSurroundings {
  readonly platform: Platform;
  readonly cwd: string;
  /**
   * Creates a file that the user named, and the folders that contain it. Reports if the file already exists, or why it
   * cannot be created.
   */
  readonly createFile: (path: string, content: Uint8Array) => CreatedFile;
  /**
   * Creates a file below a folder, at a path that is made of words from metadata. The file never ends up outside that
   * folder, not even through a link.
   */
  readonly createFileBelow: (folder: string, path: string, content: Uint8Array) => CreatedFile;
  /** The page about a rule, by its code; null if there is none. */
  readonly rulePage: (code: string) => RulePage | null;
  /**
   * Serves LSP on standard input and output until the client leaves. `allowed`: the servers that the user allows
   * Sighound to ask.
   */
  readonly serveLsp: (allowed: AllowedServers) => Promise<void>;
}

/** Exit codes: clean, findings, bad usage or configuration, internal error. */
export const EXIT = { clean: 0, findings: 1, usage: 2, internal: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * Bad usage, or a configuration that cannot be read. The message is printed as one line, followed by one line for each
 * cause. Exit code 2.
 */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly causes: readonly string[] = [],
  ) {
    super(message);
  }
}
