/**
 * The questions that are refused without a thread: those that were given up, and all of them while threads do not
 * start. Both end when something changes. It knows no recipes: `culprits.ts` has those that are refused.
 */

import type { EngineRequest } from './engineProtocol';

/** Threads that die this often while they start are not started again at once. */
const MOST_FAILED_STARTS = 3;
const FIRST_REST_MS = 5_000;
const LONGEST_REST_MS = 300_000;

type Asked = Pick<EngineRequest, 'method' | 'parameters'>;

export class Refusals {
  /** Questions that are not asked again until something changes, with the reason. */
  private readonly givenUp = new Map<string, string>();
  private failedStarts = 0;
  /** No thread is started before this time. */
  private rest: { readonly until: number; readonly reason: string } | null = null;

  /** Why a question is not asked; undefined where it is. */
  reasonFor(question: Asked): string | undefined {
    return (
      this.givenUp.get(keyOf(question)) ??
      (this.rest && performance.now() < this.rest.until ? this.rest.reason : undefined)
    );
  }

  giveUp(question: Asked, reason: string): void {
    this.givenUp.set(keyOf(question), reason);
  }

  /**
   * Threads that die again and again before they can answer are started less and less often, until something changes.
   */
  failedToStart(reason: string): void {
    const over = ++this.failedStarts - MOST_FAILED_STARTS;
    if (over >= 0)
      this.rest = {
        until: performance.now() + Math.min(FIRST_REST_MS * 2 ** over, LONGEST_REST_MS),
        reason: `the engine does not start: ${reason}`,
      };
  }

  /** Something has changed that may be the cause. */
  clear(): void {
    this.givenUp.clear();
    this.failedStarts = 0;
    this.rest = null;
  }
}

function keyOf({ method, parameters }: Asked): string {
  return JSON.stringify([method, parameters]);
}
