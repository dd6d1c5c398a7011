/** The command line: arguments in, exit code out. Commands are in `commands/`; the process is the host's business. */

import { Command, CommanderError, Option } from 'commander';
import { check } from './commands/check';
import { compareHosts } from './commands/compareHosts';
import { deps } from './commands/deps';
import { sig } from './commands/sig';
import { verify } from './commands/verify';
import { why } from './commands/why';
import { type CliHost, type CommandContext, type CommonOptions, EXIT, type ExitCode, UsageError, checkTargets, withContext } from './context';

type Format = { readonly format: 'text' | 'json' };

/** Runs `sighound` with `args` (without the program's name). Never throws. */
export async function runCli(args: readonly string[], version: string, cli: CliHost): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.clean;
  const inContext = (options: CommonOptions, all: boolean, body: (context: CommandContext) => Promise<ExitCode>): Promise<void> =>
    withContext(options, all, cli, body).then((code) => {
      exitCode = code;
    });
  const program = new Command('sighound')
    .description('BitBake signatures without BitBake: what goes into a task\'s hash, what makes it differ, and what to do')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => cli.out(text.trimEnd()), writeErr: (text) => cli.err(text.trimEnd()) });
  const command = (name: string, description: string): Command =>
    program.command(name).description(description)
      .option('--build-dir <dir>', 'build directory (default: $BUILDDIR, or the current folder)')
      .option('--bitbake-dir <dir>', 'BitBake checkout (default: found beside the layers)')
      .option('--timeout <seconds>', 'how long one piece of metadata Python may run', '20')
      .addOption(new Option('--format <format>', 'output format').choices(['text', 'json']).default('text'));

  command('check', 'findings of all rules, with fixes that were tried').argument('[targets...]', 'recipes (default: all)').option('--all', 'every recipe', false)
    .action((targets: string[], options: CommonOptions & Format & { all: boolean }) => {
      checkTargets('check', targets, options.all || targets.length === 0);
      return inContext(options, targets.length === 0, (context) => check(targets, { ...options, all: targets.length === 0 }, context));
    });
  command('sig', 'basehashes of all tasks').argument('[targets...]', 'recipes: name, PN, path or mcfn').option('--all', 'every recipe', false)
    .action((targets: string[], options: CommonOptions & Format & { all: boolean }) => {
      checkTargets('sig', targets, options.all);
      return inContext(options, options.all, (context) => sig(targets, options, context));
    });
  command('verify', 'compares our hashes with those of the workspace\'s own BitBake, run in a sandbox').argument('[targets...]', 'recipes: name, PN, path or mcfn').option('--all', 'every recipe', false)
    .action((targets: string[], options: CommonOptions & Format & { all: boolean }) => {
      checkTargets('verify', targets, options.all);
      return inContext(options, false, (context) => verify(targets, options, context));
    });
  command('compare-hosts', 'tasks whose basehash another host would not come to, with the causes').argument('[targets...]', 'recipes: name, PN, path or mcfn').option('--all', 'every recipe', false)
    .action((targets: string[], options: CommonOptions & Format & { all: boolean }) => {
      checkTargets('compare-hosts', targets, options.all);
      return inContext(options, options.all, (context) => compareHosts(targets, options, context));
    });
  command('deps', 'everything that goes into a task\'s basehash').argument('<recipe:task>')
    .action((target: string, options: CommonOptions & Format) => inContext(options, false, (context) => deps(target, options, context)));
  command('why', 'how a variable gets into a task\'s basehash').argument('<recipe:task>').argument('<name>')
    .action((target: string, name: string, options: CommonOptions & Format) => inContext(options, false, (context) => why(target, name, options, context)));
  program.command('lsp').description('language server').option('--stdio', 'over standard input and output (the only way)', true).action(() => cli.serveLsp());

  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    cli.progress?.(null);
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
    if (error instanceof UsageError) {
      cli.err(`sighound: ${error.message}`);
      return EXIT.usage;
    }
    cli.err(`sighound: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return EXIT.internal;
  }
}
