/**
 * How long a thread could actually work. A time limit is meant for a thread that hangs. So it does not count time in
 * which nothing was checked, as while the machine slept. It also does not count time in which the thread was ready to
 * run and other threads had the processors, as during a build.
 */

import type { ThreadPlatform } from './port';

/** How much time counts at most between two checks. */
const LONGEST_STEP_MS = 1_000;
/**
 * The share of the time that counts at least: no thread takes more than four times its limit, however busy the machine
 * is.
 */
const LEAST_SHARE = 1 / 4;

/** A clock for one thread. It may go back a little: the wait for a processor becomes known when it is over. */
export class OwnTime {
  private elapsed = 0;
  private readonly waitedBefore: number;

  /**
   * `now` in milliseconds of any clock; `waited` returns the milliseconds that the thread has waited for a processor so
   * far.
   */
  constructor(
    private last: number,
    private readonly waited: () => number,
  ) {
    this.waitedBefore = waited();
  }

  /** Milliseconds since the start. */
  at(now: number): number {
    this.elapsed += Math.min(now - this.last, LONGEST_STEP_MS);
    this.last = now;
    return Math.max(this.elapsed - (this.waited() - this.waitedBefore), this.elapsed * LEAST_SHARE);
  }
}

/**
 * Returns a clock of the milliseconds that a thread could work since now. `thread` returns its number, which may become
 * known later.
 */
export function ownClock(thread: () => number, waitedMs: ThreadPlatform['waitedMs']): () => number {
  const time = new OwnTime(performance.now(), () => waitedMs(thread()));
  return () => time.at(performance.now());
}
