/** `sighound sig`: the hashes of recipes' tasks, computed by our engine alone. */

import { standingWord } from '../../calibration/standing';
import { multiconfigOf, pnidOf, recipeOf } from '../../engine/base/recipeNames';
import { type Taskhash, unihashProblem } from '../../engine/tasks/taskhash';
import type { RecipeHashes, TaskHash } from '../../ide/api/analysisApi';
import type { TaskHashes, TaskScope } from '../../ide/api/tasksApi';
import { EXIT, type ExitCode } from '../commandLine';
import { type CommandContext, type ChosenTasks, checkTargets, chosenTasks } from '../context';
import { answered, forEachRecipe, unknownRecipeProblem } from '../parallel';
import { knowAllTasks, knownTargets } from '../allTasks';
import { ALL_RECIPES, type FormatOption, declareCommand, flag } from '../command';

interface SigOptions extends FormatOption {
  readonly all: boolean;
  /** Leaves out task hashes, because they require all recipes. */
  readonly basehashOnly: boolean;
  /** The targets are BitBake targets. All tasks that BitBake would run for them are printed. */
  readonly closure: boolean;
}

export const command = declareCommand<[targets: string[]], SigOptions>({
  name: 'sig',
  description: 'basehash, task hash and unihash of all tasks',
  arguments: [{ name: '[targets...]', description: 'recipes: name, PN, path or mcfn' }],
  options: [
    ALL_RECIPES,
    flag('--closure', 'all tasks that `bitbake TARGET` would run, and no others'),
    flag('--basehash-only', 'without task hashes, which take all recipes'),
  ],
  run: async ([targets], options, { inContext }) => {
    checkTargets('sig', { targets, all: options.all });
    return inContext(options, { all: options.all || !options.basehashOnly }, (context) =>
      sig(targets, options, context),
    );
  },
});

/** Prints the hashes of every variant that is not skipped, as one JSON object per line or one line per task. */
async function sig(targets: readonly string[], options: SigOptions, context: CommandContext): Promise<ExitCode> {
  if (options.basehashOnly)
    return basehashes(await chosenTasks({ targets, all: options.all }, context), options, null, context);
  if (options.closure) {
    await knowAllTasks(context);
    const hashes = knownTargets(await context.analysis.taskHashes({ kind: 'targets', targets }));
    return basehashes(ofTasks(hashes), options, hashes, context);
  }
  const chosen = await chosenTasks({ targets, all: options.all }, context);
  const { recipes } = chosen;
  await knowAllTasks(context);
  const scope: TaskScope = options.all ? { kind: 'everything' } : { kind: 'recipes', recipes };
  const hashes = await answered<TaskHashes | string>(
    () => context.analysis.taskHashes(scope),
    (reason) => reason,
  );
  if (typeof hashes !== 'string') return basehashes(chosen, options, hashes, context);
  context.cli.err(`sighound: no task hash is known: ${hashes}`);
  await basehashes(chosen, options, null, context);
  return EXIT.findings;
}

async function basehashes(
  { recipes, variants, hasTask }: ListedTasks,
  options: SigOptions,
  hashes: TaskHashes | null,
  context: CommandContext,
): Promise<ExitCode> {
  const { cli } = context;
  const calibration = standingWord(context.standing);
  let clean = true;
  let count = 0;
  for (const problem of hashes?.problems ?? []) {
    clean = false;
    cli.err(`sighound: ${problem}`);
  }
  const print = (result: RecipeHashes | null): void => {
    for (const problem of result?.problems ?? []) {
      // For a recipe without any variant, the problems are all there is to print.
      if (problem.severity !== 'error' && result?.variants.length !== 0) continue;
      clean = false;
      cli.err(`${problem.path}:${problem.range.start.line + 1}: ${problem.message}`);
    }
    for (const { mcfn, pn, skipped, tasks } of variants(result?.variants ?? [])) {
      const known = hashes?.tasks[mcfn];
      if (skipped !== null && !options.all && !options.closure) cli.err(`sighound: ${mcfn} is skipped: ${skipped}`);
      if (skipped !== null) continue;
      const shown = Object.entries(tasks).filter(([task]) => hasTask(mcfn, task));
      count += shown.length;
      if (options.format === 'json') {
        cli.outJson({
          mcfn,
          pn,
          calibration,
          tasks: Object.fromEntries(
            shown.map(([task, hash]) => [task, { ...hash, ...(hashes && taskhashFields(task, known?.[task])) }]),
          ),
        });
        continue;
      }
      for (const [task, hash] of shown)
        cli.out(
          `${pnidOf(multiconfigOf(mcfn), pn, task)} ${basehashText(hash)}${hashes ? ` ${taskhashText(task, known?.[task])}` : ''}`,
        );
    }
  };
  await forEachRecipe(
    recipes,
    context,
    (fn, analysis) => analysis.hashes(fn, { keep: 'hashes' }),
    print,
    (fn, reason) => ({ fn, appends: [], variants: [], problems: [unknownRecipeProblem(fn, reason)] }),
  );
  if (count === 0 && clean) cli.err('sighound: no hash was computed: nothing that was asked for has a task');
  return clean && count > 0 ? EXIT.clean : EXIT.findings;
}

type ListedTasks = Pick<ChosenTasks, 'recipes' | 'variants' | 'hasTask'>;

/** The tasks that have hashes, and no others. */
function ofTasks({ tasks }: TaskHashes): ListedTasks {
  return {
    recipes: [...new Set(Object.keys(tasks).map(recipeOf))],
    variants: (variants) => variants.filter(({ mcfn }) => tasks[mcfn] !== undefined),
    hasTask: (mcfn, task) => tasks[mcfn]?.[task] !== undefined,
  };
}

/** The JSON fields for a task hash. `note` is a remark about the hash, `reason` explains why there is none. */
function taskhashFields(task: string, hash: Taskhash | undefined): Readonly<Record<string, string | null>> {
  if (hash?.kind !== 'known')
    return {
      taskhash: null,
      unihash: null,
      ...(hash?.nostamp === true && { note: 'nostamp' }),
      reason: reasonOf(task, hash),
    };
  const notes = {
    none: null,
    unknown: 'no equivalence known',
    locked: 'locked',
    mapped: 'mapped',
    known: 'equivalence known',
  };
  const note = notes[hash.equivalence];
  return {
    taskhash: hash.taskhash,
    unihash: hash.unihash,
    ...(hash.unihash === null ? { reason: unihashProblem(hash) } : note !== null && { note }),
    ...(hash.taint !== undefined && { taint: hash.taint }),
  };
}

function reasonOf(task: string, hash: Taskhash | undefined): string {
  if (hash?.kind === 'unknown') return hash.reason;
  return task.endsWith('_setscene')
    ? `it goes by the hash of ${task.slice(0, -'_setscene'.length)}`
    : 'BitBake does not know the recipe';
}

function basehashText(hash: TaskHash): string {
  return hash.basehash ?? `unknown: ${hash.unknown}`;
}

function taskhashText(task: string, hash: Taskhash | undefined): string {
  if (hash?.kind === 'known') {
    if (hash.unihash === null) return `${hash.taskhash} unihash unknown: ${unihashProblem(hash)}`;
    if (hash.equivalence === 'locked') return `${hash.taskhash} locked`;
    return hash.unihash === hash.taskhash ? hash.taskhash : `${hash.taskhash} unihash ${hash.unihash}`;
  }
  return hash?.nostamp === true ? 'nostamp' : `unknown: ${reasonOf(task, hash)}`;
}
