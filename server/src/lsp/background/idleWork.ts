/**
 * Work that starts when the user has rested for a while. Each change of a text postpones it, and makes the results of
 * running work worthless. It runs once at a time. This file does not know what the work is.
 */

import { Cancellation, inBackground, type Log } from '../runSafely';

export interface IdleWorkOptions {
  /** What it does, for the log. */
  readonly name: string;
  /** How long the user must rest first, in milliseconds. */
  readonly delayMs: number;
  readonly log: Log;
  /** Whether there is something to do. Asked when the user has rested. */
  readonly isWanted: () => boolean;
  readonly work: () => Promise<void>;
}

export class IdleWork {
  private ready = false;
  private disposed = false;
  private count = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The run that counts. */
  private running: object | null = null;
  /** There was something to do while the work was running. */
  private again = false;
  private waiting: (() => void)[] = [];

  constructor(private readonly options: IdleWorkOptions) {}

  get isDisposed(): boolean {
    return this.disposed;
  }

  /** Whether there is a configuration to work with. */
  get isReady(): boolean {
    return this.ready;
  }

  /** Whether the user has rested since the last `schedule()`. */
  get isRested(): boolean {
    return this.timer === undefined;
  }

  /** A number that increases with every change of any text. Results of an earlier generation are worthless. */
  get generation(): number {
    return this.count;
  }

  /** Returns whether it became ready with this call. */
  setReady(ready: boolean): boolean {
    const became = ready && !this.ready;
    this.ready = ready;
    return became;
  }

  /** A text has changed. */
  changed(): void {
    this.count++;
  }

  /** Rejects what belongs to an older text, or comes too late. */
  check(generation: number): void {
    if (generation !== this.count || this.disposed) throw new Cancellation('content-modified');
  }

  /** Starts when the user has rested from now on. */
  schedule(): void {
    this.cancel();
    if (this.disposed) return;
    this.timer = setTimeout(() => this.rested(), this.options.delayMs);
  }

  /** There is something to do: starts when the user has rested, or goes on after the work that is running. */
  request(): void {
    if (this.running) this.again = true;
    else if (this.isRested) this.schedule();
  }

  /** The work does not start, unless it is scheduled again. Running work goes on. */
  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** For running work: waits until the user has rested, or does not wait any more. */
  untilRested(): Promise<void> {
    return this.isRested ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The run under way does not count any more, so that another may start. It ends by itself. */
  abandon(): void {
    this.cancel();
    this.running = null;
    this.release();
  }

  dispose(): void {
    this.disposed = true;
    this.abandon();
  }

  private rested(): void {
    this.timer = undefined;
    this.release();
    if (!this.ready || !this.options.isWanted()) return;
    if (this.running) this.again = true;
    else inBackground(this.options.name, this.options.log, () => this.run());
  }

  private async run(): Promise<void> {
    const run = (this.running = {});
    this.again = false;
    try {
      await this.options.work();
    } finally {
      if (this.running === run) {
        this.running = null;
        if (this.again && this.isRested) this.rested();
      }
    }
  }

  private release(): void {
    for (const go of this.waiting.splice(0)) go();
  }
}
