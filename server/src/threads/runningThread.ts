/**
 * A thread of the engine, as its client sees it: how it starts, and what it is doing. It knows neither the queue of
 * questions nor what follows from the thread's end.
 */

import type { FileContent } from '../engine/files/overlayFileSource';
import type { AnalysisOptions } from '../platform/platform';
import type { Role } from './culprits';
import type { EngineMessage, EngineRequest, EngineWorkerData } from './engineProtocol';
import type { StartedThread, ThreadPlatform, ThreadProgram } from './port';
import { VitalsReader, newVitals } from './vitals';

export interface ThreadOptions extends AnalysisOptions {
  readonly threads: ThreadPlatform;
  /** The bundled `engineWorker`. */
  readonly workerPath: string;
  readonly pyodideFolder: string;
  readonly grammarsFolder: string;
  readonly sqliteWasm: string;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** Where results are kept between runs; null to keep none. */
  readonly cacheFolder: string | null;
}

/** Python calls the engine and the engine calls Python, to the depth of BitBake's own recursion limit. */
const STACK_MEGABYTES = 32;
const HEAP_MEGABYTES = 1_536;
/** Where whole distributions are evaluated, objects of a variant are garbage before they are examined. */
const WHOLESALE_YOUNG_MEGABYTES = 192;
/** The most characters of an answer: where an editor waits, and where a command does. */
const LONGEST_ANSWER = 32 * 1024 * 1024;
const LONGEST_WHOLESALE_ANSWER = 512 * 1024 * 1024;

export interface RunningThread {
  readonly handle: StartedThread<EngineRequest>;
  readonly vitals: VitalsReader;
  /** The recipe that it evaluates, `""` for the configuration; null for nothing. */
  evaluating: { readonly fn: string; readonly role: Role } | null;
  /** Grows with each evaluation that begins or ends. */
  evaluations: number;
  /** The recipes that it has evaluated so far. */
  readonly evaluated: Set<string>;
  isLoading: boolean;
  /** The version of the culprits that it has received. */
  knownCulprits: number;
}

export interface RunningThreadEvents {
  readonly onMessage: (thread: RunningThread, message: EngineMessage) => void;
  /** The thread has ended by itself. */
  readonly onEnd: (thread: RunningThread, reason: string) => void;
  readonly onPrinted: (text: string) => void;
}

/** Starts a thread with these unsaved texts. */
export function startThread(
  options: ThreadOptions,
  texts: ReadonlyMap<string, FileContent | null>,
  { onMessage, onEnd, onPrinted }: RunningThreadEvents,
): RunningThread {
  const { buildDir, bitbakeHints, pyodideFolder, grammarsFolder, sqliteWasm, cacheFolder, isWholesale } = options;
  const vitals = newVitals();
  const data: EngineWorkerData = {
    buildDir,
    bitbakeHints,
    pyodideFolder,
    grammarsFolder,
    sqliteWasm,
    cacheFolder,
    vitals,
    otherHost: options.otherHost ?? {},
    machines: options.machines ?? [],
    ownLayers: options.ownLayers ?? [],
    asksServers: options.asksServers ?? false,
    hostEnvironment: { ...options.hostEnvironment, ...options.shellEnv },
    userEnvironment: { ...options.hostEnvironment },
    texts: [...texts],
    longestAnswer: isWholesale ? LONGEST_WHOLESALE_ANSWER : LONGEST_ANSWER,
  };
  const program: ThreadProgram = {
    path: options.workerPath,
    data,
    memory: {
      stack: STACK_MEGABYTES,
      heap: HEAP_MEGABYTES,
      young: isWholesale ? WHOLESALE_YOUNG_MEGABYTES : undefined,
    },
    isWholesale,
  };
  const handle = options.threads.start<EngineRequest, EngineMessage>(program, {
    onMessage: (message) => onMessage(thread, message),
    onError: (message) => onEnd(thread, `the engine's thread failed${whileAt(thread)}: ${message}`),
    onExit: () => onEnd(thread, `the engine's thread ended${whileAt(thread)}`),
    onPrinted,
  });
  const thread: RunningThread = {
    handle,
    vitals: new VitalsReader(vitals),
    evaluating: null,
    evaluations: 0,
    evaluated: new Set(),
    isLoading: false,
    knownCulprits: 0,
  };
  return thread;
}

/** Records that the thread begins to evaluate a recipe, or (`fn` is null) that an evaluation has ended. */
export function noteEvaluation(
  thread: RunningThread,
  { fn, role }: Extract<EngineMessage, { kind: 'evaluating' }>,
): void {
  thread.evaluations++;
  thread.evaluating = fn === null ? null : { fn, role };
  if (fn !== null) thread.evaluated.add(fn);
}

/** What the thread evaluates, as text to append: ` of RECIPE`; empty for nothing. */
export function ofWhom({ evaluating }: Pick<RunningThread, 'evaluating'>): string {
  if (!evaluating) return '';
  return ` of ${evaluating.fn === '' ? 'the configuration' : evaluating.fn}${evaluating.role === 'other' ? ', on another host,' : ''}`;
}

function whileAt({ evaluating, isLoading }: RunningThread): string {
  if (isLoading) return ' while it was being started';
  return evaluating ? ` at the evaluation${ofWhom({ evaluating })}` : '';
}
