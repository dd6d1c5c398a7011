/**
 * How long a thread had to get on. A limit of time is meant for what hangs: it counts neither the time in which nobody
 * looked, as the machine slept, nor that in which the thread was ready to run and others had the processors, as while a
 * build runs.
 */

import { readFileSync, readlinkSync } from 'node:fs';

/** What counts between two looks at most. */
const LONGEST_STEP_MS = 1_000;
/**
 * The share of the time that counts at least: nothing takes more than four times its limit, however busy the machine
 * is.
 */
const LEAST_SHARE = 1 / 4;

/** A clock for one thread. It may go back a little: the wait for a processor is known when it is over. */
export class OwnTime {
  private elapsed = 0;
  private readonly waitedBefore: number;

  /**
   * `now` in milliseconds of any clock; `waited` tells the milliseconds that the thread has waited for a processor so
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

/** What tells the milliseconds that a thread has had since now; `thread` gives its number, which may come late. */
export function ownClock(thread: () => number): () => number {
  const time = new OwnTime(performance.now(), () => waitedMs(thread()));
  return () => time.at(performance.now());
}

/** The operating system's number of the thread that asks; 0 where it tells none. */
export function thisThread(): number {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return 0;
  }
}

/**
 * Milliseconds that a thread of this process has waited for a processor since it began; 0 where the operating system
 * does not count them, as others than Linux.
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
