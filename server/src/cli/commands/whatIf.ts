/** `sighound what-if`: what leaving dependencies between recipes out of hashes would do. */

import { standingWord } from '../../calibration/standing';
import { sorted } from '../../engine/base/order';
import { counted } from '../../ide/counted';
import type { SupposedChange, SupposedEntry, TaskScope, WhatIf } from '../../ide/api/tasksApi';
import { type CommandLine, EXIT, type ExitCode, UsageError } from '../commandLine';
import type { CommandContext } from '../context';
import { knowAllTasks, knownTargets } from '../allTasks';
import { type FormatOption, declareCommand, repeated } from '../command';

interface WhatIfOptions extends FormatOption {
  readonly ignore: readonly string[];
  readonly target: readonly string[];
}

/** As many tasks are shown; of the others only the number is shown. */
const MOST_SHOWN = 8;
const ENTRY = /^[^\s>]+->[^\s>]+$/;

export const command = declareCommand<[], WhatIfOptions>({
  name: 'what-if',
  description: 'what leaving a dependency between recipes out of hashes would do, and what it risks',
  arguments: [],
  options: [
    repeated('--ignore <recipe->dependency>', 'the recipe whose hashes leave the dependency out; may be repeated'),
    repeated('--target <target>', 'only what `bitbake TARGET` would run; may be repeated'),
  ],
  run: async (_, options, { inContext }) => {
    checkEntries(options.ignore);
    return inContext(options, { all: true }, (context) => suppose(options, context));
  },
});

function checkEntries(entries: readonly string[]): void {
  if (entries.length === 0)
    throw new UsageError(
      'give at least one --ignore RECIPE->DEPENDENCY, quoted for the shell: --ignore "busybox->zlib"',
    );
  const wrong = entries.find((entry) => !ENTRY.test(entry));
  if (wrong !== undefined)
    throw new UsageError(`--ignore ${wrong}: is not of the form RECIPE->DEPENDENCY, as in --ignore "busybox->zlib"`);
}

/** Exit code 1 if an entry would leave nothing out. */
async function suppose({ ignore, target, format }: WhatIfOptions, context: CommandContext): Promise<ExitCode> {
  const { cli, analysis, standing } = context;
  const scope: TaskScope = target.length > 0 ? { kind: 'targets', targets: target } : { kind: 'everything' };
  await knowAllTasks(context);
  const found = knownTargets(await analysis.taskWhatIf(scope, ignore));
  for (const problem of found.problems) cli.err(`sighound: ${problem}`);
  for (const [reason, count] of Object.entries(found.unknown))
    cli.err(`sighound: ${counted(count, 'task is', 'tasks are')} not compared: ${reason}`);
  if (format === 'json') {
    const { unknownTargets: _, problems: _problems, ...rest } = found;
    cli.outJson({ calibration: standingWord(standing), ...rest });
  } else print(found, cli);
  return found.entries.every(({ edges }) => edges.length > 0) ? EXIT.clean : EXIT.findings;
}

function print(found: WhatIf, cli: CommandLine): void {
  if (found.ineffective !== undefined) cli.out(`no hash would differ: ${found.ineffective}`);
  else for (const entry of found.entries) for (const line of entryLines(entry)) cli.out(line);
  const effective = found.entries.filter(({ edges }) => edges.length > 0).map(({ entry }) => entry);
  if (effective.length === 0) return;
  cli.out(
    `at once: ${counted(found.tasks.length, 'task gets', 'tasks get')} another hash, of ${found.compared}, and ${found.tasks.length === 1 ? 'runs' : 'run'} once more`,
  );
  for (const change of found.changes) for (const line of changeLines(change)) cli.out(line);
  cli.out(`to do it: SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS:append = " ${effective.join(' ')}" in the configuration`);
}

function entryLines({ entry, edges, present }: SupposedEntry): readonly string[] {
  const [recipe = '', dependency = ''] = entry.split('->');
  if (present) return [`${entry}: leaves nothing more out: \`${present.entry}\` is in ${present.by} already`];
  if (edges.length === 0) return [`${entry}: leaves nothing out: no task of ${recipe} hashes a task of ${dependency}`];
  return [
    `${entry}: leaves ${counted(edges.length, 'dependency', 'dependencies')} out of hashes`,
    ...shown(edges.map(({ task, dependency: on }) => `${task} after ${on}`)),
  ];
}

function changeLines({ pn, now, then, kept }: SupposedChange): readonly string[] {
  const recipes = sorted(new Set(kept.map((task) => task.slice(0, task.lastIndexOf(':')))));
  return [
    `when ${pn} changes: ${counted(now, 'task')} of other recipes ${now === 1 ? 'runs' : 'run'} again today, ${then} then`,
    ...(kept.length === 0
      ? ['  nothing is saved: each of these tasks also hashes the change by way of other dependencies']
      : [
          `  the risk: ${counted(kept.length, 'task')} of ${counted(recipes.length, 'recipe')} would keep the output that was made with the old ${pn}:`,
          ...shown(kept),
        ]),
  ];
}

function shown(lines: readonly string[]): readonly string[] {
  const more = lines.length - MOST_SHOWN;
  return [...lines.slice(0, MOST_SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].map((line) => `  ${line}`);
}
