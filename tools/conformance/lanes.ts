/**
 * Evaluates recipes with our engine and with the judge, side by side: each lane has a thread of both and takes the next
 * recipe from a queue that all lanes share. It reports both answers and, where hashes differ, the first differing key.
 */

import type { AnalysisService } from '../../server/src/platform/platform';
import type { JudgeClient } from '../../server/src/threads/judgeClient';
import type { SignatureInputs } from '../../server/src/ide/api/analysisApi';
import { firstDifference } from '../../server/src/ide/signatures/compare';
import {
  type Cause,
  type Hash,
  type HashTable,
  type Mismatch,
  NO_FIGURES,
  type VariantTable,
  causeOf,
  compareTables,
} from './tally';

export interface Lane {
  readonly analysis: AnalysisService;
  readonly judge: JudgeClient;
}

/** Both answers for a recipe. */
export interface RecipeComparison {
  readonly fn: string;
  readonly engine: HashTable;
  /** null where the judge was not asked. */
  readonly judge: HashTable | null;
  /** Why a side has no answer, or not for every configuration. */
  readonly engineErrors: readonly string[];
  readonly judgeErrors: readonly string[];
  /** The questions that only the machine itself could have answered. */
  readonly questions: readonly string[];
}

const QUESTION = /metadata asks this machine: (.*)/;

/**
 * Calls `each` with every recipe's comparison, in the order of completion; `judgeEvery` n: the judge is asked about
 * each n-th recipe.
 */
export async function runLanes(
  recipes: readonly string[],
  lanes: readonly Lane[],
  each: (comparison: RecipeComparison, lane: Lane) => Promise<void>,
  judgeEvery = 1,
): Promise<void> {
  let next = 0;
  await Promise.all(
    lanes.map(async (lane) => {
      for (let index = next++; index < recipes.length; index = next++)
        await each(await compareRecipe(recipes[index] ?? '', lane, { asksJudge: index % judgeEvery === 0 }), lane);
    }),
  );
}

async function compareRecipe(
  fn: string,
  { analysis, judge }: Lane,
  { asksJudge }: { readonly asksJudge: boolean },
): Promise<RecipeComparison> {
  const [ours, theirs] = await Promise.all([
    analysis.hashes(fn).catch((error: unknown) => String(error)),
    asksJudge ? judge.evaluate(fn) : null,
  ]);
  const questions = new Set(theirs?.ok ? theirs.value.questions : []);
  const engineErrors: string[] = [];
  const engine = new Map<string, VariantTable>();
  if (ours === null || typeof ours === 'string') engineErrors.push(ours ?? 'the configuration cannot be read');
  else {
    for (const { mcfn, skipped, tasks } of ours.variants) {
      const hashes = Object.entries(tasks).map(([task, hash]): [string, Hash] => [
        task,
        hash.basehash ?? { unknown: 'unknown' in hash ? hash.unknown : '' },
      ]);
      engine.set(mcfn, { skipped, tasks: Object.fromEntries(hashes) });
    }
    engineErrors.push(...ours.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message));
    const unknown = ours.variants
      .flatMap(({ tasks }) => Object.values(tasks))
      .map((hash) => (hash.basehash === null && 'unknown' in hash ? hash.unknown : ''));
    for (const text of [...unknown, ...ours.problems.map(({ message }) => message)]) {
      const question = QUESTION.exec(text)?.[1];
      if (question !== undefined) questions.add(question);
    }
  }
  if (theirs === null) return { fn, engine, judge: null, engineErrors, judgeErrors: [], questions: [...questions] };
  const judged = theirs.ok
    ? theirs.value.variants.map(({ mcfn, skipped, tasks }): [string, VariantTable] => [
        mcfn,
        { skipped: skipped ?? null, tasks },
      ])
    : [];
  const judgeErrors = theirs.ok ? theirs.value.errors.map(({ message }) => message) : [theirs.error.message];
  return { fn, engine, judge: new Map(judged), engineErrors, judgeErrors, questions: [...questions] };
}

/** The cause of each mismatch between engine and judge, with both values. */
export async function explain(
  mismatch: Mismatch,
  comparison: RecipeComparison,
  { analysis, judge }: Lane,
): Promise<{
  readonly cause: Cause;
  readonly here?: string | null | undefined;
  readonly there?: string | null | undefined;
}> {
  const pair = 'engine-judge';
  const { verdict, mcfn, task } = mismatch;
  if (verdict !== 'wrong') return { cause: { pair, kind: verdict, key: reasonOf(mismatch, comparison) } };
  const [ours, theirs] = await Promise.all([analysis.signature(mcfn, task), judge.signature(mcfn, task)]);
  if (ours === null || !theirs.ok)
    return {
      cause: { pair, kind: 'not explained', key: theirs.ok ? 'the engine has no such task' : theirs.error.message },
    };
  const difference = firstDifference(ours, theirs.value);
  return { cause: causeOf(pair, difference), here: difference?.ours, there: difference?.theirs };
}

/** The text for a missing hash. */
function reasonOf({ verdict, reason }: Mismatch, { engineErrors, judgeErrors }: RecipeComparison): string {
  if (verdict === 'unknown') return reason ?? '';
  const [error] = verdict === 'missing' ? engineErrors : judgeErrors;
  return error?.split('\n')[0] ?? (verdict === 'missing' ? 'the engine has no such task' : 'BitBake has no such task');
}

/** Compares the engine's and the judge's tables of a recipe; if the judge was not asked, nothing. */
export function compareSides({ engine, judge }: RecipeComparison): ReturnType<typeof compareTables> {
  return judge === null ? { figures: NO_FIGURES, mismatches: [] } : compareTables(engine, judge);
}

/** The inputs of a hash according to the judge; null where it does not know them. */
export async function judgedInputs(judge: JudgeClient, mcfn: string, task: string): Promise<SignatureInputs | null> {
  const answer = await judge.signature(mcfn, task);
  return answer.ok ? answer.value : null;
}
