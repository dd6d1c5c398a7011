/**
 * What a command is: name, arguments, options and what it runs, in one object. It does not know how arguments are read;
 * `runCli.ts` does that.
 */

import { Option } from 'commander';
import type { CommandLine, ExitCode } from './commandLine';
import type { CommandContext, CommonOptions } from './context';

/** What a command gets besides its arguments and options. */
export interface CommandRun {
  readonly cli: CommandLine;
  /** The version of this program. */
  readonly version: string;
  /** Opens the build directory, runs `body` with it, and returns its exit code. */
  readonly inContext: (
    options: CommonOptions,
    needs: { readonly all: boolean; readonly trusts?: boolean },
    body: (context: CommandContext) => Promise<ExitCode>,
  ) => Promise<ExitCode>;
}

/** The option `--format`, with `text` as the default. */
export interface FormatOption<Format extends string = 'text' | 'json'> {
  readonly format: Format;
}

/** `Arguments`: the values of the arguments, as `run` gets them. `Options`: those of the command's own options. */
interface CommandDeclaration<Arguments extends readonly (string | string[])[], Options> {
  readonly name: string;
  /** One line of the help. */
  readonly description: string;
  /** The values of `--format`; `text` and `json` if not given. */
  readonly formats?: readonly string[];
  /** `<name>` is required, `[name]` is not, and `...` is several. */
  readonly arguments: readonly { readonly name: string; readonly description?: string }[];
  readonly options: readonly Option[];
  /** Throws a `UsageError` if arguments and options do not fit together. */
  readonly run: (given: Arguments, options: CommonOptions & Options, run: CommandRun) => Promise<ExitCode>;
}

/** A command whose types of arguments are forgotten: commander supplies what the declaration asks for. */
export type CliCommand = CommandDeclaration<never, never>;

/** Declares a command; the compiler checks what it runs. */
export function declareCommand<Arguments extends readonly (string | string[])[], Options>(
  declaration: CommandDeclaration<Arguments, Options>,
): CliCommand {
  return declaration;
}

/** An option that is on or off. */
export function flag(name: string, description: string): Option {
  return new Option(name, description).default(false);
}

/** An option that may be repeated. */
export function repeated(name: string, description: string): Option {
  return new Option(name, description)
    .default([])
    .argParser((value: string, before: readonly string[]) => [...before, value]);
}

/** `--all` of commands that take targets. */
export const ALL_RECIPES = flag('--all', 'every recipe');

/** `--other-host` of commands that compare hosts. */
export const OTHER_HOST = new Option('--other-host <file>', 'JSON file that describes the other host of proofs');
