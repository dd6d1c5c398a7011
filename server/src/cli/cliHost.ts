/** What the command line needs of the process it runs in, its exit codes, and how a command says that it was called wrongly. */

import type { Host } from '../host/host';

/** How a terminal can show a text. */
export type TextStyle = 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'green';

/** A page of `docs/rules/`. */
export interface RulePage {
  readonly markdown: string;
  /** Where it is on the web; null where the project is not published. */
  readonly url: string | null;
}

/** What the command line needs of the process it runs in. */
export interface CliHost {
  readonly host: Host;
  readonly cwd: string;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Text in a colour or weight. Absent where `out` is no terminal, or one that is to have no colours. */
  readonly paint?: (style: TextStyle, text: string) => string;
  /** A line that the next one overwrites; null erases it. Absent where no terminal shows it. */
  readonly progress?: (line: string | null) => void;
  /** Makes a file and the folders it stands in; tells where there is one already, or why it cannot be made. */
  readonly createFile: (path: string, content: Uint8Array) => { readonly kind: 'created' } | { readonly kind: 'exists' } | { readonly kind: 'failed'; readonly reason: string };
  /** The page about a rule, by its code; null where there is none. */
  readonly rulePage: (code: string) => RulePage | null;
  /** Serves LSP on standard input and output until the client leaves. */
  readonly serveLsp: () => Promise<void>;
}

/** Exit codes: clean, findings, bad usage or configuration, internal error. */
export const EXIT = { clean: 0, findings: 1, usage: 2, internal: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Bad usage, or a configuration that cannot be read: told in one line, exit code 2. */
export class UsageError extends Error {}
