/**
 * The engine as the rest of the server sees it: asynchronous, restartable, never hanging. Questions go to one thread,
 * one at a time. Metadata Python that runs too long is interrupted. The thread is ended where an interrupt does not
 * help, where our own code hangs, or where the interpreter ends. Then the recipe that caused it is refused until a file
 * that it requested changes. A new thread takes over with the same unsaved text and the same questions.
 */

import { type AnalysisEvents, type AnalysisService, EngineStopped } from '../platform/platform';
import type { FileContent } from '../engine/files/overlayFileSource';
import { AskedAnalysis, CHANGES, type QuestionName } from '../ide/api/questions';
import { blameAsked, blameEvaluated, isToBlame } from './blame';
import { CulpritList } from './culprits';
import type { EngineMessage, EngineRequest } from './engineProtocol';
import { hangText } from './hangText';
import { Refusals } from './refusals';
import { type RunningThread, type ThreadOptions, noteEvaluation, ofWhom, startThread } from './runningThread';
import { ThreadWatch } from './threadWatch';
import { type Hang, type WatchdogLimits, limitsFor } from './watchdog';

export interface EngineClientOptions extends ThreadOptions {
  /** Limits that replace those that follow from `evaluationTimeoutMs`. */
  readonly limits?: Partial<WatchdogLimits>;
  /** Shows the user something that is not part of an answer; the log receives it where this is not given. */
  readonly showUser?: (text: string) => void;
}

/** A question is given up when threads die over it this often and no cause is found. */
const MOST_ATTEMPTS = 2;

interface Question {
  readonly method: QuestionName;
  readonly parameters: readonly unknown[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  attempts: number;
}

export class EngineClient extends AskedAnalysis implements AnalysisService {
  private thread: RunningThread | null = null;
  private readonly queue: Question[] = [];
  private current: { readonly question: Question; readonly id: number } | null = null;
  private readonly texts = new Map<string, FileContent | null>();
  private readonly culprits: CulpritList;
  private readonly forgetCulprits: () => void;
  private readonly refusals = new Refusals();
  private readonly limits: WatchdogLimits;
  private readonly watch: ThreadWatch;
  private nextId = 1;
  private disposed = false;

  constructor(
    private readonly options: EngineClientOptions,
    private readonly events: AnalysisEvents = {},
  ) {
    super();
    this.limits = { ...limitsFor(options.evaluationTimeoutMs), ...options.limits };
    this.watch = new ThreadWatch(this.limits, options.threads);
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
    this.refusals.clear();
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
    this.refusals.clear();
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
      const refusal = this.refusals.reasonFor(question);
      if (refusal === undefined) this.send(question, this.thread ?? this.start());
      else question.reject(new EngineStopped(refusal));
    }
  }

  private send(question: Question, thread: RunningThread): void {
    question.attempts++;
    const id = this.nextId++;
    this.current = { question, id };
    const { version, all } = this.culprits;
    const request: EngineRequest = {
      id,
      method: question.method,
      parameters: question.parameters,
      culprits: thread.knownCulprits === version ? undefined : all,
    };
    thread.knownCulprits = version;
    thread.handle.ref();
    thread.handle.post(request);
    this.watch.start(thread, (hang) => this.hangs(thread, hang));
  }

  private start(): RunningThread {
    this.thread = startThread(this.options, this.texts, {
      onMessage: (thread, message) => this.receive(thread, message),
      onEnd: (thread, reason) => this.lost(thread, reason),
      onPrinted: (text) => this.events.onLog?.(text),
    });
    return this.thread;
  }

  private receive(thread: RunningThread, message: EngineMessage): void {
    // A thread that was given up may still send messages.
    if (this.thread !== thread) return;
    switch (message.kind) {
      case 'loading':
        thread.isLoading = message.isLoading;
        return;
      case 'evaluating':
        noteEvaluation(thread, message);
        if (message.fn === '') this.events.onProgress?.({ message: 'reading the configuration' });
        else if (message.fn === null) this.events.onProgress?.(null);
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

  /** The present question has ended. */
  private settle(
    thread: RunningThread,
    message: Extract<EngineMessage, { readonly id: number }>,
    question: Question,
  ): void {
    this.current = null;
    this.watch.stop();
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
      if (message.troubled && !isToBlame(thread, message.troubled.fn, this.culprits)) {
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
    thread: RunningThread,
    { message, isFinal }: Extract<EngineMessage, { kind: 'failure' }>,
    question: Question,
  ): void {
    const [reason = ''] = message.split('\n');
    if (!isFinal) this.replace(thread);
    if (thread.isLoading) this.refusals.failedToStart(reason);
    else if (!isFinal) {
      this.events.onLog?.(`answering \`${question.method}\` failed: ${message}`);
      if (
        question.attempts < MOST_ATTEMPTS ||
        blameAsked(question, thread, `an internal error of Sighound: ${reason}`, this.culprits)
      ) {
        this.queue.unshift(question);
        return;
      }
    }
    question.reject(new Error(message));
  }

  /** The next question goes to another thread. */
  private replace(thread: RunningThread): void {
    if (this.thread === thread) this.thread = null;
    void thread.handle.end();
  }

  private hangs(thread: RunningThread, hang: Hang): void {
    const location = { where: thread.evaluating?.fn ?? null, method: this.current?.question.method ?? '' };
    this.lost(thread, hangText(hang, this.limits, location), hang);
  }

  /**
   * The thread has ended or must end. The recipe that it was evaluating is refused from now on where it is to blame,
   * and the question is asked again.
   */
  private lost(thread: RunningThread, reason: string, hang: Hang | null = null): void {
    if (this.thread !== thread) return;
    this.replace(thread);
    this.watch.stop();
    const { current } = this;
    this.current = null;
    this.events.onProgress?.(null);
    this.events.onRestart?.(reason);
    if (thread.isLoading) this.refusals.failedToStart(reason);
    if (current) {
      const { question } = current;
      // Our own code, and Python that runs outside of a recipe's evaluation, would run just as long again.
      const isHopeless =
        question.attempts >= MOST_ATTEMPTS || (!thread.isLoading && (hang !== null || thread.vitals.isPythonRunning));
      if (
        blameEvaluated(thread, reason, this.culprits) ||
        (isHopeless && blameAsked(question, thread, reason, this.culprits))
      )
        this.queue.unshift({ ...question, attempts: 0 });
      else if (isHopeless) {
        if (!thread.isLoading) this.refusals.giveUp(question, reason);
        question.reject(new EngineStopped(reason));
      } else this.queue.unshift(question);
    }
    this.next();
  }

  private async end(reason: string): Promise<void> {
    const { thread, current } = this;
    this.thread = null;
    this.current = null;
    this.watch.stop();
    current?.question.reject(new EngineStopped(reason));
    if (thread) await thread.handle.end();
  }
}
