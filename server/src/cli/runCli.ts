/**
 * The command line: it takes arguments and returns an exit code. Commands are declared in `commands/`, and
 * `commands.ts` collects them; the host deals with the process.
 */

import { Command, CommanderError, Option } from 'commander';
import { EngineStopped } from '../platform/platform';
import { COMMANDS } from './commands';
import { type CliProcess, EXIT, type ExitCode, UsageError } from './commandLine';
import { type CommandRun, repeated } from './command';
import { type CommonOptions, askedServers, withContext } from './context';
import { commandLine } from './output';

/** Runs `sighound` with `args` (without the program's name). Never throws. */
export async function runCli(args: readonly string[], version: string, process: CliProcess): Promise<ExitCode> {
  const cli = commandLine(process);
  let exitCode: ExitCode = EXIT.clean;
  const program = new Command('sighound')
    .description(
      "BitBake signatures without BitBake: what goes into a task's hash, what makes it differ, and what to do",
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.outLines(text.trimEnd()),
      writeErr: (text) => printArgumentError(text.trimEnd(), cli.err),
    });
  const asking = (each: Command): Command =>
    each
      .option(
        '--ask-servers',
        'ask the hash equivalence servers and mirrors on other machines that the configuration names',
        false,
      )
      .addOption(
        repeated(
          '--ask-server <server>',
          'ask this one of them only: HOST, HOST:PORT, a URL, or unix://PATH; may be repeated',
        ),
      );
  const run: CommandRun = {
    cli,
    version,
    inContext: (options, { all, trusts = true }, body) => withContext(options, { all, trusts }, cli, body),
  };
  for (const declared of COMMANDS) {
    // `sstate prune` is a command of `sstate`, which comes before it. What stands after its name is its own.
    const [name = '', outer] = declared.name.split(' ').reverse();
    const group = program.commands.find((known) => known.name() === outer) ?? program;
    group.enablePositionalOptions();
    const command = asking(
      group
        .command(name)
        .description(declared.description)
        .option('--build-dir <dir>', 'build directory (default: $BUILDDIR, or the current folder)')
        .option('--bitbake-dir <dir>', 'BitBake checkout (default: found next to the layers)')
        .option('--timeout <seconds>', 'how long one piece of metadata Python may run', '20'),
    )
      .option('--no-calibration', "do not compare with the workspace's own BitBake when it is met for the first time")
      .addOption(
        new Option('--format <format>', 'output format').choices(declared.formats ?? ['text', 'json']).default('text'),
      );
    for (const { name, description } of declared.arguments) command.argument(name, description);
    for (const option of declared.options) command.addOption(option);
    command.action(async () => {
      // What commander has read is what the declaration asked for.
      exitCode = await declared.run(command.processedArgs as never, command.opts<never>(), run);
    });
  }
  asking(
    program
      .command('lsp')
      .description('language server')
      .option('--stdio', 'over standard input and output (the only way)', true),
  ).action((options: CommonOptions) => cli.serveLsp(askedServers(options)));

  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    cli.progress?.(null);
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
    if (error instanceof UsageError) {
      cli.err(`sighound: ${error.message}`);
      for (const cause of error.causes) cli.err(cause);
      return EXIT.usage;
    }
    if (error instanceof EngineStopped) {
      // The requested answer is not known, and that counts as a finding.
      cli.err(`sighound: ${error.message}`);
      return EXIT.findings;
    }
    cli.err(`sighound: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return EXIT.internal;
  }
}

/**
 * Prints the error about the arguments as one line, because it quotes them. A suggestion of what the user could have
 * meant goes on its own line.
 */
function printArgumentError(text: string, err: (line: string) => void): void {
  const [, message = text, hint] = /^([^]*?)\n(\(Did you mean [^\n]*\))$/.exec(text) ?? [];
  err(message);
  if (hint !== undefined) err(hint);
}
