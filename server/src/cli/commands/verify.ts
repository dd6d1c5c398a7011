/**
 * `sighound verify`: compares our engine with the workspace's own BitBake, which runs in its sandbox, on the same text.
 */

import { firstDifference } from '../../ide/signatures/compare';
import { type Verdict, compareWithJudge, countVerdicts } from '../../calibration/divergence';
import { SecondOpinion } from '../../calibration/secondOpinion';
import type { VariantHashes } from '../../ide/api/analysisApi';
import type { JudgeService, JudgedHashes } from '../../platform/platform';
import { EXIT, type ExitCode, UsageError } from '../commandLine';
import { type CommandContext, checkTargets, chosenRecipes } from '../context';
import { ALL_RECIPES, type FormatOption, declareCommand } from '../command';

export const command = declareCommand<[targets: string[]], VerifyOptions>({
  name: 'verify',
  description: "compares our hashes with those of the workspace's own BitBake, run in a sandbox",
  arguments: [{ name: '[targets...]', description: 'recipes: name, PN, path or mcfn' }],
  options: [ALL_RECIPES],
  run: async ([targets], options, { inContext }) => {
    checkTargets('verify', { targets, all: options.all });
    return inContext(options, { all: false, trusts: false }, (context) => verify(targets, options, context));
  },
});

export interface VerifyOptions extends FormatOption {
  readonly all: boolean;
}

interface Divergence {
  readonly mcfn: string;
  readonly task: string;
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly reason: string;
}

/** A recipe can have more than a hundred variants, and the user at the terminal can end the command. */
const JUDGE_LIMIT_MS = 600_000;

const VERDICTS: readonly Verdict[] = ['agrees', 'differs', 'unknown'];

/** The totals of a comparison of recipes. */
interface Tally extends Record<Verdict, number> {
  /** Why recipes could not be judged, with the number of recipes: BitBake, or its sandbox, failed on them. */
  readonly notJudged: Map<string, number>;
}

/**
 * Compares every task of the targets. Prints the first differing key of each task whose hashes differ. The command is
 * clean if it compared something and everything agrees.
 */
export async function verify(
  targets: readonly string[],
  options: VerifyOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { cli, analysis } = context;
  const judge = context.startJudge();
  if (!judge)
    throw new UsageError(
      'verify needs the BitBake of this build directory, and none was found: give --bitbake-dir DIR',
    );
  const second = new SecondOpinion(judge);
  const tally: Tally = { agrees: 0, differs: 0, unknown: 0, notJudged: new Map() };
  try {
    const recipes = await chosenRecipes({ targets, all: options.all }, context);
    for (const [index, fn] of recipes.entries()) {
      cli.progress?.(`${index + 1}/${recipes.length} ${fn}`);
      const [ours, first] = await Promise.all([analysis.hashes(fn), judge.evaluate(fn, JUDGE_LIMIT_MS)]);
      const judged = await second.of(fn, ours, first, JUDGE_LIMIT_MS);
      cli.progress?.(null);
      if (judged.ok) for (const error of judged.value.errors) cli.err(`${fn}: BitBake says: ${error}`);
      const refusal = judged.ok ? refusalOf(judged.value) : judged.message;
      if (refusal === null && judged.ok)
        await compare(fn, ours?.variants ?? [], judged.value.variants, tally, { judge, options, context });
      else refuse(fn, refusal ?? '', tally, options, context);
      const problem = ours?.problems.find((one) => one.severity === 'error');
      if (problem) cli.err(`${problem.path}:${problem.range.start.line + 1}: ${problem.message}`);
    }
    if (options.format === 'text') printTally(tally, context);
    return tally.agrees > 0 && tally.differs + tally.unknown === 0 && tally.notJudged.size === 0
      ? EXIT.clean
      : EXIT.findings;
  } finally {
    await judge.dispose();
  }
}

/** Why BitBake has no hashes for a recipe: it failed on that recipe. */
function refusalOf({
  variants,
  errors,
}: {
  readonly variants: readonly JudgedHashes[];
  readonly errors: readonly string[];
}): string | null {
  return variants.length === 0 ? (errors[0] ?? 'BitBake found no variant of it') : null;
}

function refuse(
  fn: string,
  reason: string,
  { notJudged }: Tally,
  { format }: VerifyOptions,
  { cli }: CommandContext,
): void {
  const short = reason.trim().split('\n').at(-1) ?? '';
  notJudged.set(short, (notJudged.get(short) ?? 0) + 1);
  if (format === 'json') cli.outJson({ fn, notJudged: short });
  else cli.out(`${fn}: could not be judged: ${short}`);
}

function printTally({ agrees, differs, unknown, notJudged }: Tally, { cli }: CommandContext): void {
  cli.out(
    `${agrees} tasks agree, ${differs} differ${unknownPart(unknown)}${agrees + differs + unknown === 0 ? ': nothing was compared' : ''}`,
  );
  for (const [reason, count] of notJudged)
    cli.out(`${count === 1 ? '1 recipe' : `${count} recipes`} could not be judged: ${reason}`);
}

function unknownPart(unknown: number): string {
  return unknown === 0 ? '' : `, ${unknown} unknown here`;
}

interface Comparison {
  readonly judge: JudgeService;
  readonly options: VerifyOptions;
  readonly context: CommandContext;
}

async function compare(
  fn: string,
  ours: readonly VariantHashes[],
  judged: readonly JudgedHashes[],
  tally: Tally,
  comparison: Comparison,
): Promise<void> {
  const { judge, options, context } = comparison;
  const variants = compareWithJudge(ours, judged);
  const tasks = variants.flatMap((variant) => variant.tasks);
  const count = countVerdicts(tasks);
  for (const verdict of VERDICTS) tally[verdict] += count[verdict];
  for (const { mcfn, task, verdict, ours: here, theirs, unknown } of tasks) {
    if (verdict === 'agrees') continue;
    const reason = verdict === 'unknown' ? `unknown here: ${unknown ?? ''}` : await explain(mcfn, task, judge, context);
    report({ mcfn, task, ours: here, theirs, reason }, options, context);
  }
  if (options.format !== 'text') return;
  if (tasks.length === 0) context.cli.out(`${fn}: no task to compare: both skip it`);
  else
    context.cli.out(
      `${fn}: ${count.agrees === tasks.length ? `all ${tasks.length} tasks of ${variants.filter((variant) => variant.judge === 'built').length} variants agree` : `${count.differs} of ${tasks.length} tasks differ${unknownPart(count.unknown)}`}`,
    );
}

async function explain(mcfn: string, task: string, judge: JudgeService, { analysis }: CommandContext): Promise<string> {
  const [ours, theirs] = await Promise.all([analysis.signature(mcfn, task), judge.signature(mcfn, task)]);
  if (!theirs.ok) return `BitBake has no such task: ${theirs.message}`;
  if (!ours) return 'the engine has no such task';
  const difference = firstDifference(ours, theirs.value);
  if (!difference) return 'no key differs';
  const show = (value: string | null | undefined): string =>
    value === undefined ? 'not in the signature' : value === null ? 'no value' : JSON.stringify(value);
  return `first differing key \`${difference.key}\`: here ${show(difference.ours)}, in BitBake ${show(difference.theirs)}`;
}

function report(divergence: Divergence, { format }: VerifyOptions, { cli }: CommandContext): void {
  if (format === 'json') return cli.outJson(divergence);
  cli.out(
    `${divergence.mcfn}:${divergence.task}: ${divergence.ours ?? 'none'} here, ${divergence.theirs ?? 'none'} in BitBake`,
  );
  cli.out(`  ${divergence.reason}`);
}
