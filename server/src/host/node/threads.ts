/** What every thread with an interpreter in it needs of the process it is started in. */

import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Worker } from 'node:worker_threads';

/**
 * To be called before the first such thread starts. Upstream quirk of V8 (Node 20): its optimizing compiler inlines
 * calls from JavaScript into WebAssembly, and leaving deeply nested ones by an exception can abort the whole process,
 * which no thread's end contains.
 */
export function prepareThreads(): void {
  setFlagsFromString('--no-turbo-inline-js-wasm-calls');
}

/**
 * Megabytes of young objects in a thread that evaluates whole distributions: what a variant needs is gone before it is
 * looked at.
 */
export const WHOLESALE_YOUNG_MEGABYTES = 384;

/**
 * To be called before the first thread that evaluates whole distributions, where there is one for each processor:
 * collecting garbage with helpers takes from the other threads more than it gives.
 */
export function prepareWholesale(): void {
  setFlagsFromString('--no-parallel-scavenge');
  setFlagsFromString('--min-semi-space-size=64');
}

/**
 * How long an ended thread is waited for: one in a call of the operating system that does not return ends with the
 * process.
 */
const LONGEST_END_MS = 2_000;

/** Ends a thread, whatever it is at. */
export async function endThread(worker: Worker): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LONGEST_END_MS);
  });
  worker.unref();
  await Promise.race([worker.terminate(), late]);
  clearTimeout(timer);
}

/** What of this thread's memory has to be new for a collection to be worth its time. */
const WORTH_COLLECTING_BYTES = 24 * 1024 * 1024;

/**
 * Megabytes of young objects in the judge's thread: what it makes lives in its interpreter, and nobody waits for it.
 */
export const JUDGE_YOUNG_MEGABYTES = 8;

/**
 * What gives back the memory that this thread does not use any more, where that may be much. To be called when nobody
 * waits for the thread: V8 itself waits until the thread needs room, and meanwhile the process is as big as it ever
 * was.
 */
export function garbageCollector(): () => void {
  let usedAfterLast = 0;
  return () => {
    if (getHeapStatistics().used_heap_size - usedAfterLast < WORTH_COLLECTING_BYTES) return;
    // Node has no other way that needs no option on its command line.
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    usedAfterLast = getHeapStatistics().used_heap_size;
  };
}
