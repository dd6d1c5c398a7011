/**
 * `sighound compare-hosts`: the tasks whose basehash would differ on another host, each with the variables that cause
 * it.
 */

import { standingWord } from '../../calibration/standing';
import type { HostComparison } from '../../ide/api/analysisApi';
import { shorten } from '../../ide/shorten';
import { EXIT, type ExitCode } from '../commandLine';
import { type CommandContext, checkTargets, chosenRecipes } from '../context';
import { forEachRecipe } from '../parallel';
import { ALL_RECIPES, type FormatOption, OTHER_HOST, declareCommand } from '../command';

interface CompareHostsOptions extends FormatOption {
  readonly all: boolean;
}

export const command = declareCommand<[targets: string[]], CompareHostsOptions>({
  name: 'compare-hosts',
  description: 'tasks whose basehash differs on another host, with the causes',
  arguments: [{ name: '[targets...]', description: 'recipes: name, PN, path or mcfn' }],
  options: [ALL_RECIPES, OTHER_HOST],
  run: async ([targets], options, { inContext }) => {
    checkTargets('compare-hosts', { targets, all: options.all });
    return inContext(options, { all: options.all }, (context) => compareHosts(targets, options, context));
  },
});

const LONGEST_VALUE = 120;

/**
 * Prints one JSON object per line, or one paragraph, for each task that differs. Exit code 1 if a task differs or is
 * not known, or if there is no task.
 */
async function compareHosts(
  targets: readonly string[],
  options: CompareHostsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { cli } = context;
  const recipes = await chosenRecipes({ targets, all: options.all }, context);
  const count = { tasks: 0, differ: 0, unknown: 0 };
  const print = (comparison: HostComparison | null): void => {
    if (!comparison) return;
    count.tasks += comparison.tasks;
    count.differ += comparison.differences.length;
    count.unknown += comparison.unknown.length;
    for (const difference of comparison.differences) {
      if (options.format === 'json') cli.outJson(asJson(difference, standingWord(context.standing)));
      else for (const line of asText(difference)) cli.out(line);
    }
    for (const { mcfn, task, reason } of comparison.unknown)
      cli.err(`sighound: ${task === null ? mcfn : `${mcfn}:${task}`}: not known: ${reason}`);
  };
  await forEachRecipe(
    recipes,
    context,
    (fn, analysis) => analysis.compareHosts(fn, { keep: 'hashes' }),
    print,
    (fn, reason) => ({ fn, tasks: 0, differences: [], unknown: [{ mcfn: fn, task: null, reason }] }),
  );
  if (options.format === 'text')
    cli.err(
      `sighound: ${count.tasks} tasks on two hosts, ${count.differ} differ${count.unknown > 0 ? `, ${count.unknown} are not known` : ''}${count.tasks === 0 ? ': nothing was compared' : ''}`,
    );
  return count.tasks > 0 && count.differ + count.unknown === 0 ? EXIT.clean : EXIT.findings;
}

type Difference = HostComparison['differences'][number];

function asJson({ mcfn, task, causes }: Difference, calibration: string): object {
  return { mcfn, task, calibration, causes: causes.map(({ variable, a, b, chain }) => ({ variable, a, b, chain })) };
}

function asText({ mcfn, task, a, b, causes }: Difference): readonly string[] {
  const lines = [`${mcfn}:${task}: ${a} here, ${b ?? 'no such task'} on the other host`];
  for (const cause of causes) {
    lines.push(
      `  ${cause.chain.join(' → ')}`,
      `    here:           ${valueText(cause.a)}`,
      `    the other host: ${valueText(cause.b)}`,
    );
  }
  return lines;
}

function valueText(value: string | null): string {
  return value === null ? '(nothing)' : JSON.stringify(shorten(value, LONGEST_VALUE));
}
