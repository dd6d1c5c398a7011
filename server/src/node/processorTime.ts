/** Which thread of the operating system this is, and how long threads have waited for a processor. */

import { readFileSync, readlinkSync } from 'node:fs';

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
