/**
 * Evaluates recipes with our engine and with the judge, side by side: each lane has a thread of both and takes the next recipe from a
 * queue that all share. It reports what each said and, where hashes differ, the first key that does.
 */

import type { AnalysisService } from '../../server/src/host/host';
import type { JudgeClient } from '../../server/src/host/node/judgeClient';
import type { SignatureInputs } from '../../server/src/ide/analysisApi';
import { firstDifference } from '../../server/src/ide/signatures/compare';
import { type Cause, type Hash, type HashTable, type Mismatch, type VariantTable, causeOf, compareTables } from './tally';

export interface Lane {
  readonly analysis: AnalysisService;
  /** Null where only BitBake as a program judges. */
  readonly judge: JudgeClient | null;
}

/** What both said of a recipe. */
export interface RecipeComparison {
  readonly fn: string;
  readonly engine: HashTable;
  readonly judge: HashTable;
  /** Why a side has no answer, or not for every configuration. */
  readonly engineErrors: readonly string[];
  readonly judgeErrors: readonly string[];
  /** What only the machine itself could have told. */
  readonly questions: readonly string[];
}

const NOT_JUDGED = { ok: true, value: { variants: [], errors: [], questions: [] } } as const;
const QUESTION = /metadata asks this machine: (.*)/;

/** Calls `each` with every recipe's comparison, in the order they are done. */
export async function runLanes(recipes: readonly string[], lanes: readonly Lane[], each: (comparison: RecipeComparison, lane: Lane) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(lanes.map(async (lane) => {
    for (let fn = recipes[next++]; fn !== undefined; fn = recipes[next++]) await each(await compareRecipe(fn, lane), lane);
  }));
}

async function compareRecipe(fn: string, { analysis, judge }: Lane): Promise<RecipeComparison> {
  const [ours, theirs] = await Promise.all([analysis.hashes(fn).catch((error: unknown) => String(error)), judge?.evaluate(fn) ?? NOT_JUDGED]);
  const questions = new Set(theirs.ok ? theirs.value.questions : []);
  const engineErrors: string[] = [];
  const engine = new Map<string, VariantTable>();
  if (ours === null || typeof ours === 'string') engineErrors.push(ours ?? 'the configuration cannot be read');
  else {
    for (const { mcfn, skipped, tasks } of ours.variants) {
      const hashes = Object.entries(tasks).map(([task, hash]): [string, Hash] => [task, hash.basehash ?? { unknown: 'unknown' in hash ? hash.unknown : '' }]);
      engine.set(mcfn, { skipped, tasks: Object.fromEntries(hashes) });
    }
    engineErrors.push(...ours.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message));
    const unknown = ours.variants.flatMap(({ tasks }) => Object.values(tasks)).map((hash) => (hash.basehash === null && 'unknown' in hash ? hash.unknown : ''));
    for (const text of [...unknown, ...ours.problems.map(({ message }) => message)]) {
      const question = QUESTION.exec(text)?.[1];
      if (question !== undefined) questions.add(question);
    }
  }
  const judged = theirs.ok ? theirs.value.variants.map(({ mcfn, skipped, tasks }): [string, VariantTable] => [mcfn, { skipped: skipped ?? null, tasks }]) : [];
  const judgeErrors = theirs.ok ? theirs.value.errors.map(({ message }) => message) : [theirs.error.message];
  return { fn, engine, judge: new Map(judged), engineErrors, judgeErrors, questions: [...questions] };
}

/** Of each mismatch between engine and judge its cause, with both values. */
export async function explain(mismatch: Mismatch, comparison: RecipeComparison, { analysis, judge }: Lane): Promise<{ readonly cause: Cause; readonly here?: string | null | undefined; readonly there?: string | null | undefined }> {
  const pair = 'engine-judge';
  const { verdict, mcfn, task } = mismatch;
  if (verdict !== 'wrong') return { cause: { pair, kind: verdict, key: reasonOf(mismatch, comparison) } };
  const [ours, theirs] = await Promise.all([analysis.signature(mcfn, task), judge?.signature(mcfn, task)]);
  if (theirs === undefined) return { cause: { pair, kind: 'not explained', key: 'there is no judge' } };
  if (ours === null || !theirs.ok) return { cause: { pair, kind: 'not explained', key: theirs.ok ? 'the engine has no such task' : theirs.error.message } };
  const difference = firstDifference(ours, theirs.value);
  return { cause: causeOf(pair, difference), here: difference?.ours, there: difference?.theirs };
}

/** The words for a hash that is not there. */
function reasonOf({ verdict, reason }: Mismatch, { engineErrors, judgeErrors }: RecipeComparison): string {
  if (verdict === 'unknown') return reason ?? '';
  const [error] = verdict === 'missing' ? engineErrors : judgeErrors;
  return error?.split('\n')[0] ?? (verdict === 'missing' ? 'the engine has no such task' : 'BitBake has no such task');
}

/** Compares the engine's and the judge's tables of a recipe. */
export function compareSides({ engine, judge }: RecipeComparison): ReturnType<typeof compareTables> {
  return compareTables(engine, judge);
}

/** What the judge says went into a hash; null where it does not know. */
export async function judgedInputs(judge: JudgeClient | null, mcfn: string, task: string): Promise<SignatureInputs | null> {
  const answer = await judge?.signature(mcfn, task);
  return answer?.ok ? answer.value : null;
}
