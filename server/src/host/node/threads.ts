/** What every thread with an interpreter in it needs of the process it is started in. */

import { setFlagsFromString } from 'node:v8';

/**
 * To be called before the first such thread starts. Upstream quirk of V8 (Node 20): its optimizing compiler inlines calls from JavaScript
 * into WebAssembly, and leaving deeply nested ones by an exception can abort the whole process, which no thread's end contains.
 */
export function prepareThreads(): void {
  setFlagsFromString('--no-turbo-inline-js-wasm-calls');
}

/** Megabytes of young objects in a thread that evaluates whole distributions: what a variant needs is gone before it is looked at. */
export const WHOLESALE_YOUNG_MEGABYTES = 192;

/**
 * To be called before the first thread that evaluates whole distributions, where there is one for each processor: collecting garbage with
 * helpers takes from the other threads more than it gives.
 */
export function prepareWholesale(): void {
  setFlagsFromString('--no-parallel-scavenge');
  setFlagsFromString('--min-semi-space-size=32');
}
