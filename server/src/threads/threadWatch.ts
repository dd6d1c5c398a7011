/**
 * Watches the engine's thread while it answers a question. Interrupts Python that runs too long, and reports a thread
 * that must be ended. It does not end it.
 */

import { ownClock } from './ownTime';
import type { ThreadPlatform } from './port';
import type { RunningThread } from './runningThread';
import { type Hang, type WatchdogLimits, Watchdog } from './watchdog';

const CHECK_EVERY_MS = 200;

export class ThreadWatch {
  private timer: ReturnType<typeof setInterval> | null = null;

  constructor(
    private readonly limits: WatchdogLimits,
    private readonly threads: Pick<ThreadPlatform, 'waitedMs'>,
  ) {}

  /** Watches this thread from now on, and no other. */
  start(thread: RunningThread, onHang: (hang: Hang) => void): void {
    this.stop();
    const { vitals } = thread;
    const ownTime = ownClock(() => vitals.thread, this.threads.waitedMs);
    const watchdog = new Watchdog(this.limits, 0);
    this.timer = setInterval(
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
        else if (verdict !== null) onHang(verdict);
      },
      Math.min(CHECK_EVERY_MS, this.limits.pythonMs),
    );
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }
}
