/** Asks several engines about many recipes at once and tells the answers in the order of the recipes. */

import type { AnalysisService } from '../host/host';
import type { CommandContext } from './context';

/** Below this many recipes another engine takes longer to start than it saves. */
const WORTH_ANOTHER_ENGINE = 60;

/**
 * Calls `ask` for each recipe on a free engine and `tell` with each answer, in order. Engines beside the command's own are started where
 * there are many recipes, one for each processor the host grants, and ended again.
 */
export async function forEachRecipe<T>(
  recipes: readonly string[],
  context: CommandContext,
  ask: (fn: string, analysis: AnalysisService) => Promise<T>,
  tell: (answer: T, fn: string) => void,
): Promise<void> {
  const { cli, analysis } = context;
  const wanted = Math.min(cli.host.parallelism - 1, Math.floor(recipes.length / WORTH_ANOTHER_ENGINE));
  const started = Array.from({ length: Math.max(wanted - context.helpers.length, 0) }, context.startAnalysis);
  const answers = new Map<number, T>();
  let next = 0;
  let told = 0;
  const work = async (engine: AnalysisService): Promise<void> => {
    for (let index = next++; index < recipes.length; index = next++) {
      const fn = recipes[index] ?? '';
      cli.progress?.(`${index + 1}/${recipes.length} ${fn}`);
      answers.set(index, await ask(fn, engine));
      for (; answers.has(told); told++) {
        cli.progress?.(null);
        tell(answers.get(told) as T, recipes[told] ?? '');
        answers.delete(told);
      }
    }
  };
  try {
    await Promise.all([analysis, ...context.helpers, ...started].map(work));
  } finally {
    await Promise.all(started.map((engine) => engine.dispose()));
  }
}
