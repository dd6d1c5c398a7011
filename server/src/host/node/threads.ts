/** What every thread with an interpreter needs from the process that starts it. */

import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Worker } from 'node:worker_threads';

/**
 * Must be called before the first such thread starts. Upstream quirk of V8 (Node 20): its optimizing compiler inlines
 * calls from JavaScript into WebAssembly. An exception that leaves deeply nested calls of this kind can abort the whole
 * process, not only the thread.
 */
export function prepareThreads(): void {
  setFlagsFromString('--no-turbo-inline-js-wasm-calls');
}

/**
 * Megabytes of young objects in a thread that evaluates whole distributions: objects of a variant are garbage before V8
 * examines them.
 */
export const WHOLESALE_YOUNG_MEGABYTES = 192;

/**
 * Must be called before the first thread that evaluates whole distributions, where each processor has such a thread.
 * Helpers for garbage collection would take more from the other threads than they gain.
 */
export function prepareWholesale(): void {
  setFlagsFromString('--no-parallel-scavenge');
  setFlagsFromString('--min-semi-space-size=32');
}

/** How long to wait for an ended thread. A thread in a system call that does not return ends only with the process. */
const LONGEST_END_MS = 2_000;

/** Ends a thread, whatever it is doing. */
export async function endThread(worker: Worker): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LONGEST_END_MS);
  });
  worker.unref();
  await Promise.race([worker.terminate(), late]);
  clearTimeout(timer);
}

/** How much of this thread's memory must be new for a collection to be worth its time. */
const WORTH_COLLECTING_BYTES = 24 * 1024 * 1024;

/** Megabytes of young objects in the judge's thread: its data is in its interpreter, and no caller waits for it. */
export const JUDGE_YOUNG_MEGABYTES = 8;

/**
 * Returns a function that frees the memory that this thread does not use any more, where that may be much. Must be
 * called when nothing waits for the thread. V8 itself waits until the thread needs room, and until then the process
 * keeps its largest size.
 */
export function garbageCollector(): () => void {
  let usedAfterLast = 0;
  return () => {
    if (getHeapStatistics().used_heap_size - usedAfterLast < WORTH_COLLECTING_BYTES) return;
    // Node offers no other way without an option on its command line.
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    usedAfterLast = getHeapStatistics().used_heap_size;
  };
}
