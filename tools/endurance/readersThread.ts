/**
 * Mutated inputs in a thread that is ended when one of them takes too long: the thread records its current input, and
 * the observing code starts a new thread after that input.
 */

import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { crashOf, readers } from './readers';

interface Share {
  readonly kind: 'readers';
  readonly from: number;
  readonly to: number;
  /** One number: the input that is being read; `NONE` until one is. */
  readonly at: SharedArrayBuffer;
}

type ReaderMessage = { readonly kind: 'crash'; readonly what: string } | { readonly kind: 'done' };

const NONE = -1;
/** The time limit for one input, also on a busy machine. */
const LIMIT_MS = 20_000;

/** Reads the inputs with these seeds. Returns the crashes and hangs. `onProgress` receives the next seed. */
export async function readAll(
  from: number,
  to: number,
  onProgress: (next: number) => void,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (let next = from; next < to;) {
    const hung = await share(next, to, found, onProgress);
    if (hung === null) break;
    found.push(`seed ${hung} took more than ${LIMIT_MS / 1000} s`);
    next = hung + 1;
  }
  return found;
}

/** null when all inputs were read; otherwise the input that did not end. */
function share(from: number, to: number, found: string[], onProgress: (next: number) => void): Promise<number | null> {
  const at = new SharedArrayBuffer(4);
  const present = new Int32Array(at);
  present[0] = NONE;
  const data: Share = { kind: 'readers', from, to, at };
  const worker = new Worker(__filename, { workerData: data, resourceLimits: { stackSizeMb: 4 } });
  return new Promise((resolve, reject) => {
    let seen = NONE;
    const watch = setInterval(() => {
      const now = Atomics.load(present, 0);
      if (now === NONE) return;
      onProgress(now);
      if (now === seen) end(now);
      seen = now;
    }, LIMIT_MS);
    const end = (result: number | null): void => {
      clearInterval(watch);
      void worker.terminate().then(() => resolve(result));
    };
    worker.on('message', (message: ReaderMessage) => (message.kind === 'crash' ? found.push(message.what) : end(null)));
    worker.on('error', (error) => {
      const died = Atomics.load(present, 0);
      if (died === NONE) {
        clearInterval(watch);
        reject(error);
        return;
      }
      found.push(`seed ${died} ended the thread: ${String(error)}`);
      end(died);
    });
  });
}

async function serve({ from, to, at }: Share): Promise<void> {
  const present = new Int32Array(at);
  const all = await readers();
  for (let seed = from; seed < to; seed++) {
    Atomics.store(present, 0, seed);
    const reader = all[seed % all.length];
    const crash = reader && crashOf(reader, seed);
    if (crash) parentPort?.postMessage({ kind: 'crash', what: crash } satisfies ReaderMessage);
  }
  parentPort?.postMessage({ kind: 'done' } satisfies ReaderMessage);
}

/** Whether this thread is one of those; if so, it serves. */
export function servesReaders(): boolean {
  const data = workerData as Share | null;
  if (isMainThread || data?.kind !== 'readers') return false;
  void serve(data);
  return true;
}
