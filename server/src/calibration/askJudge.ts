/** Questions to a judge that never reject: if the judge's thread fails, the failure becomes the answer. */

import type { JudgeAnswer } from '../platform/platform';

/** Returns the judge's answer. If the judge fails, its failure is returned as the answer. */
export async function askJudge<T>(question: () => Promise<JudgeAnswer<T>>): Promise<JudgeAnswer<T>> {
  try {
    return await question();
  } catch (error) {
    // Leaves out the stack, which differs from one failure to the next: the same failure is reported only once.
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
