/** Questions to a judge that never reject: whatever happens to its thread is an answer. */

import type { JudgeAnswer } from '../host/host';

/** A judge's answer, or its death as an answer. */
export async function askJudge<T>(question: () => Promise<JudgeAnswer<T>>): Promise<JudgeAnswer<T>> {
  try {
    return await question();
  } catch (error) {
    // Without its stack, which differs from one failure to the next: the same failure is told once.
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
