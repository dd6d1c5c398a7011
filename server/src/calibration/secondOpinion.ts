/**
 * Checks a judge that contradicts the engine. All recipes share the judge's interpreter, and metadata can change
 * BitBake in it for the recipes that follow. So a contradiction counts only if it comes from a BitBake that has read no
 * other recipe.
 */

import type { JudgeAnswer, JudgedRecipe, JudgeService } from '../platform/platform';
import type { RecipeHashes } from '../ide/api/analysisApi';
import { askJudge } from './askJudge';
import { compareWithJudge } from './divergence';

/**
 * After this many confirmed contradictions in a row, the engine is wrong about this BitBake. Each further new start
 * would only waste seconds.
 */
const MOST_CONFIRMED = 8;

export class SecondOpinion {
  private confirmed = 0;

  constructor(private readonly judge: Pick<JudgeService, 'evaluateAlone'>) {}

  /**
   * Returns the answer that counts for a recipe: the judge's first answer, or, if that contradicts the engine, the
   * answer of a newly started judge.
   */
  async of(
    fn: string,
    ours: RecipeHashes | null,
    first: JudgeAnswer<JudgedRecipe>,
    limitMs: number,
  ): Promise<JudgeAnswer<JudgedRecipe>> {
    if (this.confirmed >= MOST_CONFIRMED || !contradicts(first, ours)) return first;
    const second = await askJudge(() => this.judge.evaluateAlone(fn, limitMs));
    if (second.ok && second.value === null) return first;
    const answer = second as JudgeAnswer<JudgedRecipe>;
    this.confirmed = contradicts(answer, ours) ? this.confirmed + 1 : 0;
    return answer;
  }
}

/**
 * Whether a judge reports different hashes, different tasks, or a failure of a recipe that does not fail in the engine.
 */
function contradicts(answer: JudgeAnswer<JudgedRecipe>, ours: RecipeHashes | null): boolean {
  const isRight = ours !== null && !ours.problems.some(({ severity }) => severity === 'error');
  if (!answer.ok || answer.value.errors.length > 0) return isRight;
  // A hash that is unknown to the engine contradicts nothing, nor does a variant that only the judge has.
  return compareWithJudge(ours?.variants ?? [], answer.value.variants).some(
    ({ engine, judge, tasks }) =>
      engine !== 'none' && (engine !== judge || tasks.some(({ verdict }) => verdict === 'differs')),
  );
}
