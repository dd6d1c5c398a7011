/**
 * Work-done progress while something takes long. The server creates it, and the client shows it where it likes. If the
 * client does not support it, there is none.
 */

import type { WorkDoneProgressServerReporter } from 'vscode-languageserver';
import { label } from '../../text/labels';

/** Something that takes long, as `AnalysisEvents.onProgress` reports it. */
export interface LoadingStep {
  readonly message: string;
  readonly done?: number;
  readonly total?: number;
}

export class LoadingProgress {
  private reporter: WorkDoneProgressServerReporter | null = null;
  private last: LoadingStep | null = null;
  private isDone = false;

  /**
   * `create` asks the client for a token; null if the client shows no progress. `onCancel` is called when the user
   * cancels.
   */
  constructor(create: (() => Promise<WorkDoneProgressServerReporter>) | null, title: string, onCancel?: () => void) {
    create?.().then(
      (reporter) => {
        if (this.isDone) return;
        this.reporter = reporter;
        reporter.begin(
          title,
          percentageOf(this.last),
          this.last ? label(this.last.message) : undefined,
          onCancel !== undefined,
        );
        if (onCancel) reporter.token.onCancellationRequested(onCancel);
      },
      () => undefined,
    );
  }

  report(step: LoadingStep): void {
    this.last = step;
    const percentage = percentageOf(step);
    const message = label(step.message);
    if (percentage === undefined) this.reporter?.report(message);
    else this.reporter?.report(percentage, message);
  }

  done(): void {
    this.isDone = true;
    this.reporter?.done();
    this.reporter = null;
  }
}

function percentageOf(step: LoadingStep | null): number | undefined {
  return step?.done === undefined || step.total === undefined || step.total <= 0
    ? undefined
    : (100 * step.done) / step.total;
}
