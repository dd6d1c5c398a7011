/**
 * The judge as the rest of the server sees it: asynchronous, restartable, never blocking. It keeps one thread with
 * BitBake in it and asks it one question at a time. It interrupts the thread after a time limit, and ends it where that
 * does not help. Every failure of the thread is an error value here. The next question starts a new thread with the
 * same unsaved text.
 */

import type { JudgeInvalidation, JudgeResult, JudgeStart, JudgedSignature, Judgement } from '../platform/judgement';
import type { JudgeReply, JudgeRequest, JudgeWorkerData } from './judgeProtocol';
import { CulpritList } from './culprits';
import { ownClock } from './ownTime';
import type { StartedThread, ThreadPlatform } from './port';

export interface JudgeClientOptions {
  readonly threads: ThreadPlatform;
  /** The bundled `judgeWorker`. */
  readonly workerPath: string;
  readonly judge: Omit<JudgeWorkerData, 'interrupt' | 'threadNumber' | 'texts'>;
  /** For one recipe; 60 s where not given. */
  readonly timeoutMs?: number;
  /** For loading the interpreter and parsing the configuration; 180 s where not given. */
  readonly startTimeoutMs?: number;
}

/** How long an interrupted thread has to return before it is ended. */
const GRACE_MS = 2_000;
/** How often the client checks at least whether a thread takes too long. */
const CHECK_EVERY_MS = 250;
/** JavaScript's own heap in the thread; the interpreter's memory is bounded separately. */
const HEAP_MEGABYTES = 1024;
/** Young objects: the thread's data is in its interpreter, and no caller waits for it. */
const YOUNG_MEGABYTES = 8;

type Question = JudgeRequest extends infer R ? (R extends { readonly id: number } ? Omit<R, 'id'> : never) : never;

interface RunningThread {
  readonly handle: StartedThread<JudgeRequest>;
  readonly interrupt: Uint8Array;
  /** Its first element is the operating system's number of the thread; see `ownTime.ts`. */
  readonly number: Int32Array;
  readonly started: Promise<JudgeResult<unknown>>;
  /** Resolves the question that the thread is answering. */
  settle: ((result: JudgeResult<unknown>) => void) | undefined;
  nextId: number;
  /** It has taken so much memory that the next question goes to another thread. */
  isSpent: boolean;
  /** The recipes that it has read: each may have changed BitBake for the recipes after it. */
  readonly recipes: Set<string>;
}

export class JudgeClient {
  private thread: RunningThread | undefined;
  private readonly texts = new Map<string, string | null>();
  /** Ends when the last question asked so far is answered. */
  private queue: Promise<unknown> = Promise.resolve();
  private disposed = false;
  /** The thread was ended on request, not because of a failure. */
  private wasStopped = false;
  /** Recipes that ended a thread. `""`: the start of BitBake did, on which everything else depends. */
  private readonly culprits = new CulpritList();
  /** Recipes whose last answer came from a thread that had read other recipes before. */
  private readonly inCompany = new Set<string>();

  constructor(private readonly options: JudgeClientOptions) {}

  /** Starts BitBake, or returns the result of its earlier start. */
  start(): Promise<JudgeResult<JudgeStart>> {
    return this.enqueue(async () => {
      const refusal = this.refusalOf('');
      return refusal ?? ((await this.running().started) as JudgeResult<JudgeStart>);
    });
  }

  /** The basehashes of every variant of a recipe, with `limitMs` instead of the usual limit; see `Judge.evaluate`. */
  evaluate(recipePath: string, limitMs?: number): Promise<JudgeResult<Judgement>> {
    return this.enqueue(() => this.evaluateNow(recipePath, limitMs));
  }

  /** The same in a new thread; null where the last answer for this recipe came from a thread that had read no other. */
  evaluateAlone(recipePath: string, limitMs?: number): Promise<JudgeResult<Judgement | null>> {
    return this.enqueue(async () => {
      if (!this.inCompany.has(recipePath) || this.disposed) return { ok: true, value: null };
      this.culprits.lift([recipePath]);
      await this.stop('another recipe may have changed its BitBake');
      return this.evaluateNow(recipePath, limitMs);
    });
  }

  signature(mcfn: string, task: string): Promise<JudgeResult<JudgedSignature>> {
    return this.ask({ kind: 'signature', mcfn, task });
  }

  recipes(): Promise<JudgeResult<Readonly<Record<string, readonly string[]>>>> {
    return this.ask({ kind: 'recipes' });
  }

  /** Unsaved text of a file; null where the editor deleted it; undefined to let the disk answer again. */
  setText(path: string, text: string | null | undefined): void {
    if (text === undefined) this.texts.delete(path);
    else this.texts.set(path, text);
    this.culprits.lift([path]);
    this.change({ kind: 'setText', path, text });
  }

  /** To be called for every file that changed on disk. */
  filesChanged(paths: readonly string[]): void {
    this.culprits.lift(paths);
    this.change({ kind: 'filesChanged', paths });
  }

  /** Ends the thread, whatever it is doing; the next question starts a new one. */
  async restart(): Promise<void> {
    this.culprits.clear();
    await this.stop('the judge was restarted');
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await this.stop('the judge was stopped');
  }

  private get limitMs(): number {
    return this.options.timeoutMs ?? 60_000;
  }

  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }

  private ask<T>(question: Question): Promise<JudgeResult<T>> {
    return this.enqueue(() => this.askNow<T>(question, '', this.limitMs));
  }

  private evaluateNow(recipePath: string, limitMs = this.limitMs): Promise<JudgeResult<Judgement>> {
    return this.askNow({ kind: 'evaluate', recipePath }, recipePath, limitMs);
  }

  /** `recipe`: the recipe to blame where the thread does not survive the question; `""` for none. */
  private async askNow<T>(question: Question, recipe: string, limitMs: number): Promise<JudgeResult<T>> {
    if (this.disposed) return stopped('the judge was stopped');
    const refusal = this.refusalOf('') ?? this.refusalOf(recipe);
    if (refusal) return refusal;
    const thread = this.running();
    await thread.started;
    const beginning = this.refusalOf('');
    if (beginning) return beginning;
    if (recipe !== '') this.note(recipe, thread);
    const result = await this.send(thread, question, limitMs);
    if (!result.ok && result.error.type === 'InterpreterError') await this.endNow('the interpreter failed');
    // Where the thread was ended on request, the recipe is not to blame.
    if (recipe !== '' && this.thread !== thread && !result.ok && !this.wasStopped)
      this.culprits.add(recipe, 'own', result.error.message, null);
    if (thread.isSpent && this.thread === thread) await this.stop('its memory is used up');
    return result as JudgeResult<T>;
  }

  private note(recipe: string, { recipes }: RunningThread): void {
    recipes.add(recipe);
    if (recipes.size > 1) this.inCompany.add(recipe);
    else this.inCompany.delete(recipe);
  }

  /** Why something is not asked again until a file changes. */
  private refusalOf(culprit: string): Refusal | null {
    const reason = this.culprits.reasonFor(culprit, 'own');
    return reason === undefined ? null : stopped(reason);
  }

  /** A thread that is not running has nothing to forget: it will read everything again. */
  private change(question: Question): void {
    void this.enqueue(async () => {
      const { thread } = this;
      if (thread === undefined) return;
      await thread.started;
      const result = (await this.send(thread, question, this.limitMs)) as JudgeResult<JudgeInvalidation>;
      if (result.ok && result.value === 'interpreter') await this.stop('a Python module changed');
    });
  }

  private running(): RunningThread {
    if (this.thread !== undefined) return this.thread;
    const interrupt = new SharedArrayBuffer(1);
    const threadNumber = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const data: JudgeWorkerData = { ...this.options.judge, interrupt, threadNumber, texts: [...this.texts] };
    const handle = this.options.threads.start<JudgeRequest, JudgeReply>(
      { path: this.options.workerPath, data, memory: { heap: HEAP_MEGABYTES, young: YOUNG_MEGABYTES } },
      {
        onMessage: ({ result, isSpent }) => {
          thread.isSpent = isSpent;
          thread.settle?.(result);
        },
        onError: (message) => this.lost(thread, message),
        onExit: () => this.lost(thread, 'the thread of the judge ended'),
      },
    );
    const { promise, resolve } = promiseWithResolver<JudgeResult<unknown>>();
    const thread: RunningThread = {
      handle,
      interrupt: new Uint8Array(interrupt),
      number: new Int32Array(threadNumber),
      started: promise,
      settle: undefined,
      nextId: 1,
      isSpent: false,
      recipes: new Set(),
    };
    this.thread = thread;
    this.wasStopped = false;
    void this.send(thread, { kind: 'start' }, this.options.startTimeoutMs ?? 180_000).then((result) => {
      if (this.thread !== thread && !result.ok && !this.wasStopped)
        this.culprits.add('', 'own', `BitBake does not start: ${result.error.message}`, null);
      resolve(result);
    });
    return thread;
  }

  private async send(thread: RunningThread, question: Question, timeoutMs: number): Promise<JudgeResult<unknown>> {
    if (this.thread !== thread) return stopped('the thread of the judge ended');
    const { promise, resolve } = promiseWithResolver<JudgeResult<unknown>>();
    thread.settle = resolve;
    thread.interrupt[0] = 0;
    const ownTime = ownClock(() => Atomics.load(thread.number, 0), this.options.threads.waitedMs);
    const watching = setInterval(
      () => {
        const passed = ownTime();
        if (passed > timeoutMs + GRACE_MS) void this.endNow(`no answer within ${timeoutMs / 1000} s`);
        else if (passed > timeoutMs) thread.interrupt[0] = 2;
      },
      Math.min(CHECK_EVERY_MS, timeoutMs),
    );
    thread.handle.ref();
    thread.handle.post({ ...question, id: thread.nextId++ });
    try {
      return await promise;
    } finally {
      clearInterval(watching);
      thread.settle = undefined;
      thread.handle.unref();
    }
  }

  private lost(thread: RunningThread, reason: string): void {
    if (this.thread === thread) this.thread = undefined;
    thread.settle?.(stopped(reason));
  }

  /** Ends the thread on request. */
  private async stop(reason: string): Promise<void> {
    this.wasStopped = true;
    await this.endNow(reason);
  }

  private async endNow(reason: string): Promise<void> {
    const { thread } = this;
    if (thread === undefined) return;
    this.lost(thread, reason);
    await thread.handle.end();
  }
}

type Refusal = { readonly ok: false; readonly error: { readonly type: string; readonly message: string } };

function stopped(message: string): Refusal {
  return { ok: false, error: { type: 'JudgeStopped', message } };
}

function promiseWithResolver<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: settle };
}
