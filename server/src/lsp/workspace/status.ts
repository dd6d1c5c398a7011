/**
 * What the status bar receives: the last known state of everything, sent completely after each change. Changes of
 * progress alone are sent at most ten times a second. This class decides nothing.
 */

import { STATUS_NOTIFICATION, type StatusParams } from '../../protocol/protocol';

/** The longest delay of progress. */
const PROGRESS_INTERVAL_MS = 100;

export class StatusReporter {
  private current: StatusParams = { buildDirectory: null, state: 'no-build-directory', divergences: 0, judge: 'off' };
  private sent: StatusParams | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly send: (method: string, params: StatusParams) => void) {}

  /** Changes the given fields; `undefined` removes an optional one. */
  update(change: Partial<StatusParams>): void {
    this.current = { ...this.current, ...change };
    if (this.sent !== null && withoutProgress(this.sent) === withoutProgress(this.current))
      this.timer ??= setTimeout(() => this.flush(), PROGRESS_INTERVAL_MS);
    else this.flush();
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.sent !== null && JSON.stringify(this.sent) === JSON.stringify(this.current)) return;
    this.sent = this.current;
    this.send(STATUS_NOTIFICATION, this.current);
  }
}

function withoutProgress({
  message: _message,
  progress: _progress,
  background: _background,
  ...rest
}: StatusParams): string {
  return JSON.stringify(rest);
}
