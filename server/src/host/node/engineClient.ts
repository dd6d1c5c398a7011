/**
 * The engine as the rest of the server sees it: asynchronous, restartable, never hanging. Questions go to one thread, one at a
 * time. Metadata Python that runs too long is interrupted; where that does not help the thread is ended, the recipe at fault
 * is refused from then on, and a new thread takes over with the same unsaved text and the same questions.
 */

import { Worker } from 'node:worker_threads';
import type { AnalysisEvents, AnalysisOptions, AnalysisService } from '../host';
import { liftsRefusal } from '../../engine/engine';
import type { FileContent } from '../../engine/files/overlayFileSource';
import type { AnalysisApi } from '../../ide/analysisApi';
import type { EngineMessage, EngineRequest, EngineWorkerData } from './engineProtocol';
import { WHOLESALE_YOUNG_MEGABYTES, prepareThreads, prepareWholesale } from './threads';

export interface EngineClientOptions extends AnalysisOptions {
  /** The bundled `engineWorker`. */
  readonly workerPath: string;
  readonly pyodideFolder: string;
  readonly grammarsFolder: string;
  readonly sqliteWasm: string;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** Where results are kept between runs; null to keep none. */
  readonly cacheFolder: string | null;
}

/** How long interrupted Python has to come back before its thread is ended. */
const GRACE_MS = 2_000;
const CHECK_EVERY_MS = 200;
/** Python calls the engine and the engine calls Python, to the depth of BitBake's own recursion limit. */
const STACK_MEGABYTES = 32;
const HEAP_MEGABYTES = 1_536;
/** A thread that dies this often over the same question is not at fault; the question is given up. */
const MOST_ATTEMPTS = 3;

interface Question {
  readonly method: keyof AnalysisApi;
  readonly parameters: readonly unknown[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  attempts: number;
}

interface Thread {
  readonly worker: Worker;
  readonly interrupt: Uint8Array;
  readonly activity: Int32Array;
  /** What it evaluates: a recipe, `""` for the configuration, null for nothing. */
  evaluating: string | null;
}

/** The question could not be answered because the engine was stopped, or failed again and again. */
export class EngineStopped extends Error {}

export class EngineClient implements AnalysisService {
  private thread: Thread | null = null;
  private readonly queue: Question[] = [];
  private current: { readonly question: Question; readonly id: number } | null = null;
  private readonly texts = new Map<string, FileContent | null>();
  private readonly refused = new Map<string, string>();
  private nextId = 1;
  private disposed = false;
  private watchdog: NodeJS.Timeout | null = null;

  readonly open = this.method('open');
  readonly prepare = this.method('prepare');
  readonly lenses = this.method('lenses');
  readonly diagnostics = this.method('diagnostics');
  readonly proofs = this.method('proofs');
  readonly fixes = this.method('fixes');
  readonly commentActions = this.method('commentActions');
  readonly fixAll = this.method('fixAll');
  readonly fixFor = this.method('fixFor');
  readonly hover = this.method('hover');
  readonly signatureDocument = this.method('signatureDocument');
  readonly recipeOf = this.method('recipeOf');
  readonly hashes = this.method('hashes');
  readonly signature = this.method('signature');
  readonly signatureData = this.method('signatureData');
  readonly variables = this.method('variables');
  readonly resolveTargets = this.method('resolveTargets');
  readonly check = this.method('check');
  readonly compareHosts = this.method('compareHosts');
  readonly why = this.method('why');
  readonly changedAssignment = this.method('changedAssignment');
  readonly recipeTasks = this.method('recipeTasks');
  readonly recipesWithoutTasks = this.method('recipesWithoutTasks');
  readonly learnTasks = this.method('learnTasks');
  readonly taskHashes = this.method('taskHashes');
  readonly taskNodes = this.method('taskNodes');
  readonly taskStates = this.method('taskStates');
  readonly taskInputs = this.method('taskInputs');
  readonly taskImpact = this.method('taskImpact');
  readonly taskConfigurations = this.method('taskConfigurations');
  readonly headChanges = this.method('headChanges');
  readonly headContent = this.method('headContent');

  constructor(
    private readonly options: EngineClientOptions,
    private readonly events: AnalysisEvents = {},
  ) {}

  setText(path: string, text: FileContent | null | undefined): Promise<void> {
    if (text === undefined) this.texts.delete(path);
    else this.texts.set(path, text);
    this.lift([path]);
    return this.thread ? this.ask('setText', [path, text]) : Promise.resolve();
  }

  filesChanged(paths: readonly string[]): Promise<void> {
    this.lift(paths);
    return this.thread ? this.ask('filesChanged', [paths]) : Promise.resolve();
  }

  async restart(): Promise<void> {
    this.refused.clear();
    await this.end('the engine was restarted');
    this.next();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await this.end('the engine was stopped');
    for (const question of this.queue.splice(0)) question.reject(new EngineStopped('the engine was stopped'));
  }

  /** Gives what was refused another chance where a change may have mended it. */
  private lift(paths: readonly string[]): void {
    for (const fn of this.refused.keys()) if (paths.some((path) => liftsRefusal(path, fn))) this.refused.delete(fn);
  }

  private method<M extends keyof AnalysisApi>(name: M): AnalysisApi[M] {
    return ((...parameters: readonly unknown[]) => this.ask(name, parameters)) as unknown as AnalysisApi[M];
  }

  private ask<T>(method: keyof AnalysisApi, parameters: readonly unknown[]): Promise<T> {
    if (this.disposed) return Promise.reject(new EngineStopped('the engine was stopped'));
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ method, parameters, resolve: resolve as (value: unknown) => void, reject, attempts: 0 });
      this.next();
    });
  }

  /** Sends the next question if the thread is free. */
  private next(): void {
    if (this.current || this.disposed) return;
    const question = this.queue.shift();
    if (!question) return;
    question.attempts++;
    const thread = this.thread ?? this.start();
    const id = this.nextId++;
    this.current = { question, id };
    thread.worker.ref();
    thread.worker.postMessage({ id, method: question.method, parameters: question.parameters } satisfies EngineRequest);
    this.watch(thread);
  }

  private start(): Thread {
    prepareThreads();
    if (this.options.isWholesale) prepareWholesale();
    const interrupt = new SharedArrayBuffer(1);
    const activity = new SharedArrayBuffer(8);
    const { buildDir, bitbakeHints, pyodideFolder, grammarsFolder, sqliteWasm, hostEnvironment, shellEnv, cacheFolder } = this.options;
    const workerData: EngineWorkerData = {
      buildDir, bitbakeHints, pyodideFolder, grammarsFolder, sqliteWasm, cacheFolder, interrupt, activity,
      otherHost: this.options.otherHost ?? {},
      ownLayers: this.options.ownLayers ?? [],
      asksServers: this.options.asksServers ?? false,
      hostEnvironment: { ...hostEnvironment, ...shellEnv },
      texts: [...this.texts],
      refused: [...this.refused],
    };
    const worker = new Worker(this.options.workerPath, {
      workerData, env: {}, execArgv: [], stdin: false, stdout: true, stderr: true,
      resourceLimits: {
        stackSizeMb: STACK_MEGABYTES, maxOldGenerationSizeMb: HEAP_MEGABYTES,
        ...(this.options.isWholesale ? { maxYoungGenerationSizeMb: WHOLESALE_YOUNG_MEGABYTES } : {}),
      },
    });
    const thread: Thread = { worker, interrupt: new Uint8Array(interrupt), activity: new Int32Array(activity), evaluating: null };
    this.thread = thread;
    worker.on('message', (message: EngineMessage) => this.receive(thread, message));
    worker.on('error', (error) => this.lost(thread, `the engine's thread failed: ${error.message}`));
    worker.on('exit', () => this.lost(thread, 'the engine\'s thread ended'));
    worker.stderr.on('data', (data: Buffer) => this.events.onLog?.(data.toString().trimEnd()));
    worker.stdout.resume();
    return thread;
  }

  private receive(thread: Thread, message: EngineMessage): void {
    if (message.kind === 'evaluating') {
      thread.evaluating = message.fn;
      if (message.fn === '') this.events.onProgress?.({ message: 'reading the configuration' });
      else if (message.fn === null) this.events.onProgress?.(null);
      return;
    }
    if (this.current?.id !== message.id) return;
    const { question } = this.current;
    this.current = null;
    this.unwatch();
    if (message.kind === 'outdated') {
      this.thread = null;
      void thread.worker.terminate();
      this.queue.unshift({ ...question, attempts: 0 });
      this.events.onOutdated?.();
      this.next();
      return;
    }
    thread.worker.unref();
    if (message.kind === 'answer') question.resolve(message.value);
    else question.reject(new Error(message.message));
    this.next();
  }

  /** Watches over the Python that runs for the present question. */
  private watch(thread: Thread): void {
    this.unwatch();
    let run = -1;
    let since = Date.now();
    this.watchdog = setInterval(() => {
      const running = Atomics.load(thread.activity, 0) === 1;
      const count = Atomics.load(thread.activity, 1);
      const now = Date.now();
      if (!running || count !== run) {
        run = count;
        since = now;
        return;
      }
      const limit = this.options.evaluationTimeoutMs;
      if (now - since > limit + GRACE_MS) {
        const fn = thread.evaluating;
        const reason = `metadata Python${fn === null ? '' : ` of ${fn === '' ? 'the configuration' : fn}`} ran longer than ${limit / 1000} s and could not be interrupted`;
        this.lost(thread, reason);
        void thread.worker.terminate();
      } else if (now - since > limit) {
        thread.interrupt[0] = 2;
      }
    }, CHECK_EVERY_MS);
  }

  private unwatch(): void {
    if (this.watchdog) clearInterval(this.watchdog);
    this.watchdog = null;
  }

  /** The thread is gone: what it was at is refused from now on, and the question is asked again. */
  private lost(thread: Thread, reason: string): void {
    if (this.thread !== thread) return;
    this.thread = null;
    this.unwatch();
    if (thread.evaluating !== null) this.refused.set(thread.evaluating, reason);
    // Python ran, and for no recipe's evaluation: it is the question's own, and would run just as long again.
    const isHopeless = thread.evaluating === null && Atomics.load(thread.activity, 0) === 1;
    const { current } = this;
    this.current = null;
    this.events.onProgress?.(null);
    this.events.onRestart?.(reason);
    if (current) {
      if (isHopeless || current.question.attempts >= MOST_ATTEMPTS) current.question.reject(new EngineStopped(reason));
      else this.queue.unshift(current.question);
    }
    this.next();
  }

  private async end(reason: string): Promise<void> {
    const { thread, current } = this;
    this.thread = null;
    this.current = null;
    this.unwatch();
    current?.question.reject(new EngineStopped(reason));
    await thread?.worker.terminate();
  }
}
