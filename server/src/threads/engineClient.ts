/**
 * The engine as the rest of the server sees it: asynchronous, restartable, never hanging. Questions go to one thread,
 * one at a time. Metadata Python that runs too long is interrupted. The thread is ended where an interrupt does not
 * help, where our own code hangs, or where the interpreter ends. Then the recipe that caused it is refused until a file
 * that it requested changes. A new thread takes over with the same unsaved text and the same questions.
 */

import { type AnalysisEvents, type AnalysisOptions, type AnalysisService, EngineStopped } from '../platform/platform';
import type { FileContent } from '../engine/files/overlayFileSource';
import { AskedAnalysis, CHANGES, type QuestionName } from '../ide/api/questions';
import { CulpritList, type Role } from './culprits';
import type { EngineMessage, EngineRequest, EngineWorkerData } from './engineProtocol';
import { hangText } from './hangText';
import { ownClock } from './ownTime';
import type { StartedThread, ThreadPlatform, ThreadProgram } from './port';
import { VitalsReader, newVitals } from './vitals';
import { type Hang, type WatchdogLimits, Watchdog, limitsFor } from './watchdog';

export interface EngineClientOptions extends AnalysisOptions {
  readonly threads: ThreadPlatform;
  /** The bundled `engineWorker`. */
  readonly workerPath: string;
  readonly pyodideFolder: string;
  readonly grammarsFolder: string;
  readonly sqliteWasm: string;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** Where results are kept between runs; null to keep none. */
  readonly cacheFolder: string | null;
  /** Limits that replace those that follow from `evaluationTimeoutMs`. */
  readonly limits?: Partial<WatchdogLimits>;
  /** Shows the user something that is not part of an answer; the log receives it where this is not given. */
  readonly showUser?: (text: string) => void;
}

const CHECK_EVERY_MS = 200;
/** Python calls the engine and the engine calls Python, to the depth of BitBake's own recursion limit. */
const STACK_MEGABYTES = 32;
const HEAP_MEGABYTES = 1_536;
/** Where whole distributions are evaluated, objects of a variant are garbage before they are examined. */
const WHOLESALE_YOUNG_MEGABYTES = 192;
/** A question is given up when threads die over it this often and no cause is found. */
const MOST_ATTEMPTS = 2;
/** Threads that die this often while they start are not started again at once. */
const MOST_FAILED_STARTS = 3;
const FIRST_REST_MS = 5_000;
const LONGEST_REST_MS = 300_000;
/** The most characters of an answer: where an editor waits, and where a command does. */
const LONGEST_ANSWER = 32 * 1024 * 1024;
const LONGEST_WHOLESALE_ANSWER = 512 * 1024 * 1024;

/**
 * Methods that ask about a recipe, which is their first parameter. Where the cause of a failure is unknown, this recipe
 * is blamed.
 */
const ABOUT_RECIPES: readonly QuestionName[] = ['hashes', 'check', 'compareHosts', 'recipeTasks'];

interface Question {
  readonly method: QuestionName;
  readonly parameters: readonly unknown[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  attempts: number;
}

interface Thread {
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
  knows: number;
}

export class EngineClient extends AskedAnalysis implements AnalysisService {
  private thread: Thread | null = null;
  private readonly queue: Question[] = [];
  private current: { readonly question: Question; readonly id: number } | null = null;
  private readonly texts = new Map<string, FileContent | null>();
  private readonly culprits: CulpritList;
  private readonly forgetCulprits: () => void;
  /** Questions that are not asked again until something changes, with the reason. */
  private readonly givenUp = new Map<string, string>();
  private failedStarts = 0;
  /** No thread is started before this time. */
  private rest: { readonly until: number; readonly reason: string } | null = null;
  private readonly limits: WatchdogLimits;
  private nextId = 1;
  private disposed = false;
  private watching: ReturnType<typeof setInterval> | null = null;

  constructor(
    private readonly options: EngineClientOptions,
    private readonly events: AnalysisEvents = {},
  ) {
    super();
    this.limits = { ...limitsFor(options.evaluationTimeoutMs), ...options.limits };
    this.culprits = options.culprits instanceof CulpritList ? options.culprits : new CulpritList();
    this.forgetCulprits = this.culprits.onChange(() => this.events.onCulprits?.(this.culprits.all));
  }

  override setText(path: string, text: FileContent | null | undefined): Promise<void> {
    if (text === undefined) this.texts.delete(path);
    else this.texts.set(path, text);
    this.lift([path]);
    return this.thread ? this.ask('setText', [path, text]) : Promise.resolve();
  }

  override filesChanged(paths: readonly string[]): Promise<void> {
    this.lift(paths);
    return this.thread ? this.ask('filesChanged', [paths]) : Promise.resolve();
  }

  async restart(): Promise<void> {
    this.culprits.clear();
    this.forgetFailures();
    await this.end('the engine was restarted');
    this.next();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.forgetCulprits();
    for (const question of this.queue.splice(0)) question.reject(new EngineStopped('the engine was stopped'));
    await this.end('the engine was stopped');
  }

  /** Allows another try for refused recipes where a change may have fixed the cause. */
  private lift(paths: readonly string[]): void {
    this.culprits.lift(paths);
    this.forgetFailures();
  }

  private forgetFailures(): void {
    this.givenUp.clear();
    this.failedStarts = 0;
    this.rest = null;
  }

  protected override ask<T>(method: QuestionName, parameters: readonly unknown[]): Promise<T> {
    if (this.disposed) return Promise.reject(new EngineStopped('the engine was stopped'));
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ method, parameters, resolve: resolve as (value: unknown) => void, reject, attempts: 0 });
      this.next();
    });
  }

  /** Sends the next question if the thread is free. */
  private next(): void {
    while (!this.current && !this.disposed) {
      const question = this.queue.shift();
      if (!question) return;
      if (!this.thread && CHANGES.includes(question.method)) {
        // A new thread receives all texts when it starts.
        question.resolve(undefined);
        continue;
      }
      const refusal =
        this.givenUp.get(keyOf(question)) ??
        (this.rest && performance.now() < this.rest.until ? this.rest.reason : undefined);
      if (refusal === undefined) this.send(question, this.thread ?? this.start());
      else question.reject(new EngineStopped(refusal));
    }
  }

  private send(question: Question, thread: Thread): void {
    question.attempts++;
    const id = this.nextId++;
    this.current = { question, id };
    const { version, all } = this.culprits;
    const request: EngineRequest = {
      id,
      method: question.method,
      parameters: question.parameters,
      ...(thread.knows !== version && { culprits: all }),
    };
    thread.knows = version;
    thread.handle.ref();
    thread.handle.post(request);
    this.watch(thread);
  }

  private start(): Thread {
    const vitals = newVitals();
    const {
      buildDir,
      bitbakeHints,
      pyodideFolder,
      grammarsFolder,
      sqliteWasm,
      hostEnvironment,
      shellEnv,
      cacheFolder,
    } = this.options;
    const data: EngineWorkerData = {
      buildDir,
      bitbakeHints,
      pyodideFolder,
      grammarsFolder,
      sqliteWasm,
      cacheFolder,
      vitals,
      otherHost: this.options.otherHost ?? {},
      ownLayers: this.options.ownLayers ?? [],
      asksServers: this.options.asksServers ?? false,
      hostEnvironment: { ...hostEnvironment, ...shellEnv },
      userEnvironment: { ...hostEnvironment },
      texts: [...this.texts],
      longestAnswer: this.options.isWholesale ? LONGEST_WHOLESALE_ANSWER : LONGEST_ANSWER,
    };
    const { isWholesale } = this.options;
    const program: ThreadProgram = {
      path: this.options.workerPath,
      data,
      memory: {
        stack: STACK_MEGABYTES,
        heap: HEAP_MEGABYTES,
        ...(isWholesale ? { young: WHOLESALE_YOUNG_MEGABYTES } : {}),
      },
      ...(isWholesale === undefined ? {} : { isWholesale }),
    };
    const handle = this.options.threads.start<EngineRequest, EngineMessage>(program, {
      onMessage: (message) => this.receive(thread, message),
      onError: (message) => this.lost(thread, `the engine's thread failed${whileAt(thread)}: ${message}`),
      onExit: () => this.lost(thread, `the engine's thread ended${whileAt(thread)}`),
      onPrinted: (text) => this.events.onLog?.(text),
    });
    const thread: Thread = {
      handle,
      vitals: new VitalsReader(vitals),
      evaluating: null,
      evaluations: 0,
      evaluated: new Set(),
      isLoading: false,
      knows: 0,
    };
    this.thread = thread;
    return thread;
  }

  private receive(thread: Thread, message: EngineMessage): void {
    // A thread that was given up may still send messages.
    if (this.thread !== thread) return;
    switch (message.kind) {
      case 'loading':
        thread.isLoading = message.isLoading;
        return;
      case 'evaluating':
        this.evaluates(thread, message);
        return;
      case 'note':
        (this.options.showUser ?? this.events.onLog)?.(message.text);
        return;
      case 'ended':
        this.lost(
          thread,
          `metadata Python${ofWhom(thread)} ended its interpreter: ${message.message.trim().split('\n').at(-1) ?? ''}`,
        );
        return;
      default:
        if (this.current?.id === message.id) this.settle(thread, message, this.current.question);
    }
  }

  private evaluates(thread: Thread, { fn, role }: Extract<EngineMessage, { kind: 'evaluating' }>): void {
    thread.evaluations++;
    thread.evaluating = fn === null ? null : { fn, role };
    if (fn !== null) thread.evaluated.add(fn);
    if (fn === '') this.events.onProgress?.({ message: 'reading the configuration' });
    else if (fn === null) this.events.onProgress?.(null);
  }

  /** The present question has ended. */
  private settle(thread: Thread, message: Extract<EngineMessage, { readonly id: number }>, question: Question): void {
    this.current = null;
    this.unwatch();
    thread.handle.unref();
    if (message.kind === 'outdated') {
      this.replace(thread);
      this.queue.unshift({ ...question, attempts: 0 });
      this.events.onOutdated?.();
    } else if (message.kind === 'failure') {
      this.failed(thread, message, question);
    } else {
      // Python that was cut off may have left the interpreter in any state.
      if (message.troubled || message.isSpent) this.replace(thread);
      if (message.troubled && !this.isToBlame(thread, message.troubled.fn)) {
        if (message.troubled.fn !== null) this.culprits.suspect(message.troubled.fn, thread.vitals.notes());
        this.queue.unshift(question);
      } else {
        if (!message.troubled) for (const fn of thread.evaluated) this.culprits.acquit(fn);
        question.resolve(message.value);
      }
    }
    this.next();
  }

  /** An unexpected error was thrown: the thread may be in any state. */
  private failed(
    thread: Thread,
    { message, isFinal }: Extract<EngineMessage, { kind: 'failure' }>,
    question: Question,
  ): void {
    const [reason = ''] = message.split('\n');
    if (!isFinal) this.replace(thread);
    if (thread.isLoading) this.failedToStart(reason);
    else if (!isFinal) {
      this.events.onLog?.(`answering \`${question.method}\` failed: ${message}`);
      if (
        question.attempts < MOST_ATTEMPTS ||
        this.blameRecipeOf(question, thread, `an internal error of Sighound: ${reason}`)
      ) {
        this.queue.unshift(question);
        return;
      }
    }
    question.reject(new Error(message));
  }

  /**
   * Whether a recipe itself caused what happened during its evaluation. Recipes that the thread evaluated before may
   * have left something behind in its interpreter. So a recipe is blamed only where its thread began with it, or where
   * it fails in a second thread.
   */
  private isToBlame(thread: Thread, fn: string | null): boolean {
    const isAlone = [...thread.evaluated].every((other) => other === fn || other === '');
    return isAlone || fn === null || this.culprits.isSuspected(fn);
  }

  /** The next question goes to another thread. */
  private replace(thread: Thread): void {
    if (this.thread === thread) this.thread = null;
    void thread.handle.end();
  }

  /** Watches the thread while it answers the present question. */
  private watch(thread: Thread): void {
    this.unwatch();
    const { vitals } = thread;
    const ownTime = ownClock(() => vitals.thread, this.options.threads.waitedMs);
    const watchdog = new Watchdog(this.limits, 0);
    this.watching = setInterval(
      () => {
        const { isPythonRunning, pythonRuns, pulse } = vitals;
        const verdict = watchdog.look(
          {
            isPythonRunning,
            pythonRuns,
            pulse,
            evaluations: thread.evaluations,
            isEvaluating: thread.evaluating !== null,
          },
          ownTime(),
        );
        if (verdict === 'interrupt') vitals.interrupt();
        else if (verdict !== null)
          this.lost(
            thread,
            hangText(verdict, this.limits, {
              where: thread.evaluating?.fn ?? null,
              method: this.current?.question.method ?? '',
            }),
            verdict,
          );
      },
      Math.min(CHECK_EVERY_MS, this.limits.pythonMs),
    );
  }

  private unwatch(): void {
    if (this.watching) clearInterval(this.watching);
    this.watching = null;
  }

  /**
   * The thread has ended or must end. The recipe that it was evaluating is refused from now on where it is to blame,
   * and the question is asked again.
   */
  private lost(thread: Thread, reason: string, hang: Hang | null = null): void {
    if (this.thread !== thread) return;
    this.replace(thread);
    this.unwatch();
    const { current } = this;
    this.current = null;
    this.events.onProgress?.(null);
    this.events.onRestart?.(reason);
    if (thread.isLoading) this.failedToStart(reason);
    if (current) {
      const { question } = current;
      // Our own code, and Python that runs outside of a recipe's evaluation, would run just as long again.
      const isHopeless =
        question.attempts >= MOST_ATTEMPTS || (!thread.isLoading && (hang !== null || thread.vitals.isPythonRunning));
      if (this.blame(thread, reason) || (isHopeless && this.blameRecipeOf(question, thread, reason)))
        this.queue.unshift({ ...question, attempts: 0 });
      else if (isHopeless) this.giveUp(question, reason, thread.isLoading);
      else this.queue.unshift(question);
    }
    this.next();
  }

  /** Blames or suspects the recipe that was being evaluated; false where there was none. */
  private blame(thread: Thread, reason: string): boolean {
    const { evaluating, vitals } = thread;
    if (!evaluating) return false;
    const { fn, role } = evaluating;
    if (this.isToBlame(thread, fn)) this.culprits.add(fn, role, withHint(reason, fn), vitals.notes());
    else this.culprits.suspect(fn, vitals.notes());
    return true;
  }

  private blameRecipeOf(
    { method, parameters: [fn] }: Question,
    { isLoading, vitals, evaluated }: Thread,
    reason: string,
  ): boolean {
    if (isLoading || !ABOUT_RECIPES.includes(method) || typeof fn !== 'string') return false;
    // The recipe is refused already, so something else fails.
    if (this.culprits.reasonFor(fn, 'own') !== undefined) return false;
    this.culprits.add(fn, 'own', withHint(reason, fn), [...evaluated].at(-1) === fn ? vitals.notes() : null);
    return true;
  }

  private giveUp(question: Question, reason: string, isStart: boolean): void {
    if (!isStart) this.givenUp.set(keyOf(question), reason);
    question.reject(new EngineStopped(reason));
  }

  /**
   * Threads that die again and again before they can answer are started less and less often, until something changes.
   */
  private failedToStart(reason: string): void {
    const over = ++this.failedStarts - MOST_FAILED_STARTS;
    if (over >= 0)
      this.rest = {
        until: performance.now() + Math.min(FIRST_REST_MS * 2 ** over, LONGEST_REST_MS),
        reason: `the engine does not start: ${reason}`,
      };
  }

  private async end(reason: string): Promise<void> {
    const { thread, current } = this;
    this.thread = null;
    this.current = null;
    this.unwatch();
    current?.question.reject(new EngineStopped(reason));
    if (thread) await thread.handle.end();
  }
}

function keyOf({ method, parameters }: Question): string {
  return JSON.stringify([method, parameters]);
}

function withHint(reason: string, fn: string): string {
  return `${reason}; ${fn === '' ? 'the configuration' : 'the recipe'} is not evaluated again until a file that it reads changes`;
}

function ofWhom({ evaluating }: Pick<Thread, 'evaluating'>): string {
  if (!evaluating) return '';
  return ` of ${evaluating.fn === '' ? 'the configuration' : evaluating.fn}${evaluating.role === 'other' ? ', on another host,' : ''}`;
}

function whileAt({ evaluating, isLoading }: Thread): string {
  if (isLoading) return ' while it was being started';
  return evaluating ? ` at the evaluation${ofWhom({ evaluating })}` : '';
}
