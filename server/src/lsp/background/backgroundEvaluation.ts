/**
 * Evaluates every recipe of the workspace in a separate engine, so that a recipe that is opened later shows its hashes
 * at once. The results are kept in the host's store, where the engine that answers the editor looks first. The
 * evaluation runs only while the editor is idle, one recipe at a time. It frees its memory when it is finished, and
 * starts again after files have changed. No caller waits for its answers.
 */

import type { AnalysisService } from '../../platform/platform';
import type { StatusParams } from '../../protocol/protocol';
import { describeError, inBackground, type Log } from '../runSafely';
import { IdleWork } from './idleWork';
import type { TextListener } from './textListener';

export interface BackgroundEvaluationOptions {
  readonly startAnalysis: () => AnalysisService;
  /** How long the editor must be idle first. */
  readonly idleMs: number;
  /** Shorter runs show no progress. */
  readonly quietMs: number;
  readonly log: Log;
  /** undefined: nothing is running. */
  readonly onProgress: (progress: StatusParams['background']) => void;
  /** All recipes are stored. */
  readonly onStored: () => void;
}

/**
 * `off`: nothing is stored unless a caller asks for it. `storing`: the evaluation runs or starts soon. `done`:
 * everything that can be stored is stored.
 */
export type BackgroundState = 'off' | 'storing' | 'done';

export class BackgroundEvaluation implements TextListener {
  private readonly work: IdleWork;
  private enabled = false;
  /** Whether something may have changed since all recipes were last evaluated. */
  private wanted = true;
  /** The user stopped the evaluation. It stays stopped until it is switched on again. */
  private stopped = false;
  /** The engine that is working. */
  private analysis: AnalysisService | null = null;

  /** Whether the configuration allowed results to be kept when all recipes were last evaluated. */
  private isKept = false;

  constructor(private readonly options: BackgroundEvaluationOptions) {
    this.work = new IdleWork({
      name: 'evaluating all recipes',
      delayMs: options.idleMs,
      log: options.log,
      isWanted: () => this.wanted && this.analysis === null,
      work: () => this.evaluateAll(),
    });
  }

  get state(): BackgroundState {
    if (!this.enabled || this.stopped || !this.work.isReady) return 'off';
    if (this.wanted || this.analysis) return 'storing';
    return this.isKept ? 'done' : 'off';
  }

  /** The user's setting. */
  setEnabled(enabled: boolean): void {
    if (enabled === this.enabled) return;
    this.enabled = enabled;
    this.stopped = false;
    if (enabled) this.touched();
    else this.abandonLater();
  }

  /** Whether there is a configuration that recipes can be evaluated with. */
  setReady(ready: boolean): void {
    this.work.setReady(ready);
    if (ready) this.touched();
  }

  /** The user is active, so the evaluation waits. */
  touched(): void {
    if (this.enabled && !this.stopped) this.work.schedule();
  }

  textChanged(): void {
    this.touched();
  }

  filesChanged(paths: readonly string[]): void {
    this.wanted = true;
    const { analysis } = this;
    if (analysis) inBackground('notifying the background engine', this.options.log, () => analysis.filesChanged(paths));
    this.touched();
  }

  /** Ends a running evaluation. Nothing more is evaluated until it is switched on again or the engine is restarted. */
  stop(): void {
    this.stopped = true;
    this.abandonLater();
  }

  /** Starts from the beginning. */
  restart(): void {
    this.abandonLater();
    this.stopped = false;
    this.touched();
  }

  async dispose(): Promise<void> {
    this.work.dispose();
    await this.abandon();
  }

  private async evaluateAll(): Promise<void> {
    const { options } = this;
    const analysis = options.startAnalysis();
    this.analysis = analysis;
    this.wanted = false;
    this.isKept = false;
    let isLoud = false;
    const loud = setTimeout(() => (isLoud = true), options.quietMs);
    try {
      const opened = await analysis.open();
      // Results of a configuration with problems are not kept.
      if (!opened.ok || opened.problems.length > 0) return;
      const { recipes } = await analysis.resolveTargets([]);
      const withoutTasks = new Set(await analysis.recipesWithoutTasks());
      for (const [done, fn] of recipes.entries()) {
        await this.work.untilRested();
        if (this.analysis !== analysis) return;
        if (isLoud) options.onProgress({ done, total: recipes.length });
        await this.evaluate(fn, analysis, withoutTasks.has(fn) ? ['recipeTasks', 'hashes'] : ['hashes']);
      }
      await analysis.taskConfigurations();
      this.isKept = true;
    } finally {
      clearTimeout(loud);
      if (this.analysis === analysis) {
        this.analysis = null;
        if (!this.work.isDisposed) options.onProgress(undefined);
        await analysis.dispose();
        if (this.state === 'done') this.options.onStored();
        // A new round evaluates what changed in the meantime.
        if (this.wanted) this.touched();
      }
    }
  }

  private async evaluate(
    fn: string,
    analysis: AnalysisService,
    questions: readonly ('recipeTasks' | 'hashes')[],
  ): Promise<void> {
    try {
      for (const question of questions) await analysis[question](fn, { keep: 'hashes' });
    } catch (error) {
      if (this.analysis === analysis)
        this.options.log.info(`${fn} could not be evaluated in the background: ${describeError(error)}`);
    }
  }

  private abandonLater(): void {
    inBackground('ending the background engine', this.options.log, () => this.abandon());
  }

  private async abandon(): Promise<void> {
    const { analysis } = this;
    this.analysis = null;
    this.wanted = true;
    this.work.abandon();
    if (!analysis) return;
    if (!this.work.isDisposed) this.options.onProgress(undefined);
    await analysis.dispose();
  }
}
