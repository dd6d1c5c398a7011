/** Asks several engines about many recipes at once and passes the answers on in the order of the recipes. */

import { type AnalysisService, EngineStopped } from '../platform/platform';
import { recipeOf } from '../engine/base/recipeNames';
import type { EditorDiagnostic } from '../ide/api/analysisApi';
import type { CommandContext } from './context';

/** Below this number of recipes, another engine takes longer to start than it saves. */
const WORTH_ANOTHER_ENGINE = 60;

/**
 * Calls `ask` for each recipe on a free engine and `report` with each answer, in order. `unanswered` makes the answer if
 * an engine gave up. For many recipes, it starts engines in addition to the command's own, at most one per processor
 * that the host grants. It ends these engines afterwards.
 */
export async function forEachRecipe<T>(
  recipes: readonly string[],
  context: CommandContext,
  ask: (fn: string, analysis: AnalysisService) => Promise<T>,
  report: (answer: T, fn: string) => void,
  unanswered: (fn: string, reason: string) => T,
): Promise<void> {
  const { cli, analysis } = context;
  const wanted = Math.min(cli.platform.parallelism - 1, Math.floor(recipes.length / WORTH_ANOTHER_ENGINE));
  const started = Array.from({ length: Math.max(wanted - context.helpers.length, 0) }, context.startAnalysis);
  const answers = new Map<number, T>();
  let next = 0;
  let reported = 0;
  const work = async (engine: AnalysisService): Promise<void> => {
    for (let index = next++; index < recipes.length; index = next++) {
      const fn = recipes[index] ?? '';
      cli.progress?.(`${index + 1}/${recipes.length} ${fn}`);
      answers.set(
        index,
        await answered(
          () => ask(fn, engine),
          (reason) => unanswered(fn, reason),
        ),
      );
      for (; answers.has(reported); reported++) {
        cli.progress?.(null);
        report(answers.get(reported) as T, recipes[reported] ?? '');
        answers.delete(reported);
      }
    }
  };
  try {
    await Promise.all([analysis, ...context.helpers, ...started].map(work));
  } finally {
    await Promise.all(started.map((engine) => engine.dispose()));
  }
}

/** The answer to a question. If the engine gave the question up, `unanswered` makes the answer from the reason. */
export async function answered<T>(question: () => Promise<T>, unanswered: (reason: string) => T): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof EngineStopped) return unanswered(error.message);
    throw error;
  }
}

/** A recipe about which nothing is known, as a problem of its file. */
export function unknownRecipeProblem(fn: string, reason: string): EditorDiagnostic {
  const start = { line: 0, character: 0 };
  return {
    path: recipeOf(fn),
    range: { start, end: start },
    severity: 'error',
    code: 'metadata-error',
    message: reason,
    related: [],
  };
}
