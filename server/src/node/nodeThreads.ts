/** Threads of Node, and what those with an interpreter need from the process. */

import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type MessagePort, Worker } from 'node:worker_threads';
import type { Port, StartedThread, ThreadEvents, ThreadPlatform, ThreadProgram } from '../threads/port';
import { waitedMs } from './processorTime';

export const nodeThreads: ThreadPlatform = { start, waitedMs };

function start<Request, Message>(
  { path, data, memory, isWholesale }: ThreadProgram,
  events: ThreadEvents<Message>,
): StartedThread<Request> {
  prepareThreads();
  if (isWholesale) prepareWholesale();
  const worker = new Worker(path, {
    workerData: data,
    env: {},
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxOldGenerationSizeMb: memory.heap,
      stackSizeMb: memory.stack,
      maxYoungGenerationSizeMb: memory.young,
    },
  });
  worker.unref();
  worker.on('message', events.onMessage);
  worker.on('error', (error) => events.onError(error.message));
  worker.on('exit', events.onExit);
  worker.stderr.on('data', (printed: Buffer) => events.onPrinted?.(printed.toString().trimEnd()));
  worker.stdout.resume();
  return {
    post: (request) => worker.postMessage(request),
    ref: () => worker.ref(),
    unref: () => worker.unref(),
    end: () => endThread(worker),
  };
}

/** The port of the thread that this program runs in. */
export function nodePort<Request, Message>(port: MessagePort): Port<Request, Message> {
  return {
    post: (message) => port.postMessage(message),
    onRequest: (listener) => port.on('message', listener),
  };
}

/**
 * Must be called before the first thread with an interpreter starts. Upstream quirk of V8 (Node 20): its optimizing compiler inlines
 * calls from JavaScript into WebAssembly. An exception that leaves deeply nested calls of this kind can abort the whole
 * process, not only the thread.
 */
function prepareThreads(): void {
  setFlagsFromString('--no-turbo-inline-js-wasm-calls');
}

/**
 * Must be called before the first thread that evaluates whole distributions, where each processor has such a thread.
 * Helpers for garbage collection would take more from the other threads than they gain.
 */
function prepareWholesale(): void {
  setFlagsFromString('--no-parallel-scavenge');
  setFlagsFromString('--min-semi-space-size=32');
}

/** How long to wait for an ended thread. A thread in a system call that does not return ends only with the process. */
const LONGEST_END_MS = 2_000;

/** Ends a thread, whatever it is doing. */
async function endThread(worker: Worker): Promise<void> {
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
