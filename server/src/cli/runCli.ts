/**
 * The command line: it takes arguments and returns an exit code. Commands are in `commands/`; the host deals with the
 * process.
 */

import { Command, CommanderError, Option } from 'commander';
import { EngineStopped } from '../platform/platform';
import { Baseline } from './baseline';
import { check } from './commands/check';
import { compareHosts } from './commands/compareHosts';
import { deps, depsOfFile } from './commands/deps';
import { type DiffOptions, diff } from './commands/diff';
import { type ExportOptions, exportSignatures } from './commands/exportSignatures';
import { type ImpactCommandOptions, impact } from './commands/impact';
import { type SigOptions, sig } from './commands/sig';
import { sstateOf } from './commands/sstate';
import { verify } from './commands/verify';
import { trace } from './commands/trace';
import { why } from './commands/why';
import { type CliProcess, EXIT, type ExitCode, UsageError } from './cliHost';
import { type CommandContext, type CommonOptions, askedServers, checkTargets, withContext } from './context';
import { cliHost } from './output';
import { REPORTS, type ReportFormat } from './report/formats';
import { SEVERITIES, readRules } from './severities';
import { filePath } from './signatureSides';

type Format = { readonly format: 'text' | 'json' };

/** The options of `check` as the user writes them. */
interface CheckArguments extends CommonOptions {
  readonly all: boolean;
  readonly format: ReportFormat;
  readonly rule: readonly string[];
  readonly failOn: (typeof SEVERITIES)[number] | 'never';
  readonly baseline?: string;
}

/** Runs `sighound` with `args` (without the program's name). Never throws. */
export async function runCli(args: readonly string[], version: string, process: CliProcess): Promise<ExitCode> {
  const cli = cliHost(process);
  let exitCode: ExitCode = EXIT.clean;
  const inContext = (
    options: CommonOptions,
    all: boolean,
    body: (context: CommandContext) => Promise<ExitCode>,
    trusts = true,
  ): Promise<void> =>
    withContext(options, { all, trusts }, cli, body).then((code) => {
      exitCode = code;
    });
  const program = new Command('sighound')
    .description(
      "BitBake signatures without BitBake: what goes into a task's hash, what makes it differ, and what to do",
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.outLines(text.trimEnd()),
      writeErr: (text) => tellOfArguments(text.trimEnd(), cli.err),
    });
  const asking = (each: Command): Command =>
    each
      .option(
        '--ask-servers',
        'ask the hash equivalence servers and mirrors on other machines that the configuration names',
        false,
      )
      .option(
        '--ask-server <server>',
        'ask this one of them only: HOST, HOST:PORT, a URL, or unix://PATH; may be repeated',
        collected,
        [],
      );
  const command = (name: string, description: string, formats: readonly string[] = ['text', 'json']): Command =>
    asking(
      program
        .command(name)
        .description(description)
        .option('--build-dir <dir>', 'build directory (default: $BUILDDIR, or the current folder)')
        .option('--bitbake-dir <dir>', 'BitBake checkout (default: found next to the layers)')
        .option('--timeout <seconds>', 'how long one piece of metadata Python may run', '20'),
    )
      .option('--no-calibration', "do not compare with the workspace's own BitBake when it is met for the first time")
      .addOption(new Option('--format <format>', 'output format').choices(formats).default('text'));
  const otherHost = new Option('--other-host <file>', 'JSON file that describes the other host of proofs');

  command('check', 'findings of all rules, with fixes that were tried', Object.keys(REPORTS))
    .argument('[targets...]', 'recipes, or files that recipes use: name, PN or path (default: all recipes)')
    .option('--all', 'every recipe', false)
    .option('--baseline <file>', 'tell only what is not in this output of an earlier check (json or sarif)')
    .addOption(
      new Option('--fail-on <severity>', 'the least severity that makes the exit code 1')
        .choices([...SEVERITIES, 'never'])
        .default('hint', 'hint: anything'),
    )
    .option('--rule <code=severity>', 'severity of a rule, or off; may be repeated', collected, [])
    .option('--own-layer <dir>', 'folder of your own layers, where fixes may go; may be repeated', collected, [])
    .addOption(otherHost)
    .action((targets: string[], options: CheckArguments) => {
      checkTargets('check', targets, options.all || targets.length === 0);
      const rules = readRules(options.rule);
      const baseline = options.baseline === undefined ? null : Baseline.read(options.baseline, cli);
      const all = targets.length === 0;
      return inContext(options, all, (context) =>
        check(targets, { all, format: options.format, version, rules, failOn: options.failOn, baseline }, context),
      );
    });
  command('sig', 'basehash, task hash and unihash of all tasks')
    .argument('[targets...]', 'recipes: name, PN, path or mcfn')
    .option('--all', 'every recipe', false)
    .option('--closure', 'all tasks that `bitbake TARGET` would run, and no others', false)
    .option('--basehash-only', 'without task hashes, which take all recipes', false)
    .action((targets: string[], options: CommonOptions & SigOptions) => {
      checkTargets('sig', targets, options.all);
      return inContext(options, options.all || !options.basehashOnly, (context) => sig(targets, options, context));
    });
  command('impact', 'tasks with another hash than at HEAD, in the last build, or in a file, and what changed them')
    .argument('[files...]', 'files of layers: only what these change since HEAD')
    .addOption(
      new Option('--against <state>', 'what to compare with (default: head, without a repository last-build)').choices([
        'last-build',
        'head',
      ]),
    )
    .option('--baseline <file>', 'compare with what --save has written, or `sighound sig --format json` printed')
    .option('--save <file>', 'write the present hashes to a file, for --baseline')
    .option('--target <target>', 'only what `bitbake TARGET` would run; may be repeated', collected, [])
    .action((files: string[], options: CommonOptions & ImpactCommandOptions) => {
      checkImpact(files, options);
      return inContext(options, true, (context) => impact(files, options, context));
    });
  command('verify', "compares our hashes with those of the workspace's own BitBake, run in a sandbox")
    .argument('[targets...]', 'recipes: name, PN, path or mcfn')
    .option('--all', 'every recipe', false)
    .action((targets: string[], options: CommonOptions & Format & { all: boolean }) => {
      checkTargets('verify', targets, options.all);
      return inContext(options, false, (context) => verify(targets, options, context), false);
    });
  command('compare-hosts', 'tasks whose basehash another host would not come to, with the causes')
    .argument('[targets...]', 'recipes: name, PN, path or mcfn')
    .option('--all', 'every recipe', false)
    .addOption(otherHost)
    .action((targets: string[], options: CommonOptions & Format & { all: boolean }) => {
      checkTargets('compare-hosts', targets, options.all);
      return inContext(options, options.all, (context) => compareHosts(targets, options, context));
    });
  command('deps', "everything that goes into a task's hashes; a signature file as bitbake-dumpsig prints it")
    .argument('<recipe:task>', 'RECIPE:TASK, or a signature file')
    .action(async (target: string, options: CommonOptions & Format) => {
      const path = filePath(target, cli);
      if (path === null) return inContext(options, true, (context) => deps(target, options, context));
      exitCode = await depsOfFile(path, options, cli);
    });
  command('diff', 'why two signatures differ, down to the root causes', ['text', 'json', 'bitbake'])
    .argument('<a>', 'a signature file, RECIPE:TASK as it is now, last:RECIPE:TASK as it was built last, or a hash')
    .argument('<b>', 'the same')
    .action(async (a: string, b: string, options: CommonOptions & DiffOptions) => {
      if (filePath(a, cli) === null || filePath(b, cli) === null)
        return inContext(options, true, (context) => diff(a, b, options, cli, context));
      exitCode = await diff(a, b, options, cli, null);
    });
  command('export', "writes signatures as files that BitBake's own tools read", ['text'])
    .argument('<targets...>', 'recipes or RECIPE:TASK')
    .requiredOption(
      '-o, --output <dir>',
      'folder to write into, as BitBake does below its stamps; what a multiconfig has elsewhere goes to mc-NAME',
    )
    .option('--closure', 'all tasks that `bitbake TARGET` would run', false)
    .option('--locked-sigs', 'write locked-sigs.inc, as `bitbake -S lockedsigs` does, instead', false)
    .action((targets: string[], options: CommonOptions & ExportOptions) =>
      inContext(options, true, (context) => exportSignatures(targets, options, context)),
    );
  command('sstate', 'what of a target is in the shared state cache, and why the rest is not')
    .argument('<targets...>', 'what BitBake is to build')
    .action((targets: string[], options: CommonOptions & Format) =>
      inContext(options, true, (context) => sstateOf(targets, options, context)),
    );
  command('why', "how a variable gets into a task's basehash")
    .argument('<recipe:task>')
    .argument('<name>')
    .action((target: string, name: string, options: CommonOptions & Format) =>
      inContext(options, false, (context) => why(target, name, options, context)),
    );
  command('trace', 'how a variable came to its value: history, overrides, operations, expansion, hash')
    .argument('<recipe:task>')
    .argument('<variable>')
    .action((target: string, name: string, options: CommonOptions & Format) =>
      inContext(options, false, (context) => trace(target, name, options, context)),
    );
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
function tellOfArguments(text: string, err: (line: string) => void): void {
  const [, told = text, hint] = /^([^]*?)\n(\(Did you mean [^\n]*\))$/.exec(text) ?? [];
  err(told);
  if (hint !== undefined) err(hint);
}

/** Throws bad usage if the options that choose what to compare with do not fit together. */
function checkImpact(files: readonly string[], { against, baseline }: ImpactCommandOptions): void {
  if (against !== undefined && baseline !== undefined) throw new UsageError('give --against or --baseline, not both');
  if (files.length > 0 && (against === 'last-build' || baseline !== undefined))
    throw new UsageError('files are compared with HEAD: leave them out, or use --against head');
}

/** The values of an option that may be repeated. */
function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
