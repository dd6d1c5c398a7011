/**
 * How long a thread could actually work. A time limit is meant for a thread that hangs. So it does not count time in
 * which nothing was checked, as while the machine slept. It also does not count time in which the thread was ready to
 * run and other threads had the processors, as during a build.
 */

import { readFileSync, readlinkSync } from 'node:fs';

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
export function ownClock(thread: () => number): () => number {
  const time = new OwnTime(performance.now(), () => waitedMs(thread()));
  return () => time.at(performance.now());
}

/** The operating system's number of the calling thread; 0 where it is not available. */
export function thisThread(): number {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return 0;
  }
}

/**
 * Milliseconds that a thread of this process has waited for a processor since it began; 0 where the operating system
 * does not count them, as on systems other than Linux.
 */
export function waitedMs(thread: number): number {
  if (thread === 0) return 0;
  try {
    const [, nanoseconds] = readFileSync(`/proc/self/task/${thread}/schedstat`, 'latin1').split(' ');
    return Number(nanoseconds) / 1e6;
  } catch {
    return 0;
  }
}
