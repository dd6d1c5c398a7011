/** `sighound verify`: our engine and the workspace's own BitBake, in its sandbox, on the same text. */

import { firstDifference } from '../../ide/signatures/compare';
import type { JudgeService } from '../../host/host';
import { EXIT, type ExitCode, UsageError } from '../cliHost';
import { type CommandContext, recipesOf } from '../context';

export interface VerifyOptions {
  readonly all: boolean;
  readonly format: 'text' | 'json';
}

interface Divergence {
  readonly mcfn: string;
  readonly task: string;
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly reason: string;
}

/** A recipe can have more than a hundred variants, and whoever waits at a terminal can end it. */
const JUDGE_LIMIT_MS = 600_000;

/** Compares every task of the targets; prints the first differing key of each task whose hashes differ. */
export async function verify(targets: readonly string[], options: VerifyOptions, context: CommandContext): Promise<ExitCode> {
  const { cli, analysis } = context;
  const judge = context.startJudge();
  if (!judge) throw new UsageError('verify needs the BitBake of this build directory, and none was found: give --bitbake-dir DIR');
  try {
    const recipes = await recipesOf(targets, options.all, context);
    let equal = 0;
    let differing = 0;
    for (const [index, fn] of recipes.entries()) {
      cli.progress?.(`${index + 1}/${recipes.length} ${fn}`);
      const [ours, judged] = await Promise.all([analysis.hashes(fn), judge.evaluate(fn, JUDGE_LIMIT_MS)]);
      cli.progress?.(null);
      if (!judged.ok) {
        cli.err(`${fn}: BitBake gives no answer: ${judged.message}`);
        differing++;
        continue;
      }
      for (const error of judged.value.errors) cli.err(`${fn}: BitBake says: ${error}`);
      const before = differing;
      let tasks = 0;
      const theirs = new Map(judged.value.variants.filter((variant) => variant.skipped === null).map((variant) => [variant.mcfn, variant.tasks]));
      const mine = new Map((ours?.variants ?? []).filter((variant) => variant.skipped === null).map((variant) => [variant.mcfn, variant.tasks]));
      for (const mcfn of new Set([...theirs.keys(), ...mine.keys()])) {
        for (const task of new Set([...Object.keys(theirs.get(mcfn) ?? {}), ...Object.keys(mine.get(mcfn) ?? {})])) {
          tasks++;
          const their = theirs.get(mcfn)?.[task] ?? null;
          const my = mine.get(mcfn)?.[task];
          if (my && my.basehash !== null && my.basehash === their) {
            equal++;
            continue;
          }
          differing++;
          const reason = my && my.basehash === null ? `unknown here: ${my.unknown}` : await explain(mcfn, task, judge, context);
          report({ mcfn, task, ours: my?.basehash ?? null, theirs: their, reason }, options, context);
        }
      }
      const problem = ours?.problems.find((one) => one.severity === 'error');
      if (problem) cli.err(`${problem.path}:${problem.range.start.line + 1}: ${problem.message}`);
      if (options.format === 'text') cli.out(`${fn}: ${differing === before ? `all ${tasks} tasks of ${theirs.size} variants agree` : `${differing - before} of ${tasks} tasks differ`}`);
    }
    if (options.format === 'text') cli.out(`${equal} tasks agree, ${differing} differ`);
    return differing === 0 ? EXIT.clean : EXIT.findings;
  } finally {
    await judge.dispose();
  }
}

async function explain(mcfn: string, task: string, judge: JudgeService, { analysis }: CommandContext): Promise<string> {
  const [ours, theirs] = await Promise.all([analysis.signature(mcfn, task), judge.signature(mcfn, task)]);
  if (!theirs.ok) return `BitBake has no such task: ${theirs.message}`;
  if (!ours) return 'the engine has no such task';
  const difference = firstDifference(ours, theirs.value);
  if (!difference) return 'no key differs';
  const show = (value: string | null | undefined): string => (value === undefined ? 'not in the signature' : value === null ? 'no value' : JSON.stringify(value));
  return `first differing key \`${difference.key}\`: here ${show(difference.ours)}, in BitBake ${show(difference.theirs)}`;
}

function report(divergence: Divergence, { format }: VerifyOptions, { cli }: CommandContext): void {
  if (format === 'json') cli.out(JSON.stringify(divergence));
  else cli.out(`${divergence.mcfn}:${divergence.task}: ${divergence.ours ?? 'none'} here, ${divergence.theirs ?? 'none'} in BitBake\n  ${divergence.reason}`);
}
