/**
 * One build directory that is served: its engine, its judge, and what opening it found. The session translates the
 * engine's events into the status. It does not choose the build directory, and does not know what handlers do with
 * answers.
 */

import { standingText } from '../../calibration/standing';
import { NEWEST_RELEASE } from '../../engine/base/release';
import { readableRelease } from '../../engine/layers/behaviors';
import type { AnalysisOptions, AnalysisService, Platform } from '../../platform/platform';
import type { OpenedWorkspace } from '../../ide/api/analysisApi';
import type { EngineState, StatusParams } from '../../protocol/protocol';
import { BackgroundEvaluation } from '../background/backgroundEvaluation';
import { ImpactWatch } from '../background/impactWatch';
import { SourceTreeWatch } from '../background/sourceTreeWatch';
import { JudgeCoordinator } from '../background/judgeCoordinator';
import type { LoadingProgress, LoadingStep } from './loadingProgress';
import type { OpenDocuments } from '../documents/openDocuments';
import { inBackground, type Log } from '../runSafely';
import { RefusedRecipes, type RestartedEngine } from './refusedRecipes';
import { SessionCalibration } from '../background/sessionCalibration';
import type { StatusReporter } from './status';
import { TaskEngine } from '../background/taskEngine';
import { TaskSignatures } from '../background/taskSignatures';
import type { ChangedText, TextListener } from '../background/textListener';
import type { Timeline } from '../background/timeline';

export interface SessionParts {
  readonly platform: Platform;
  readonly documents: OpenDocuments;
  readonly status: StatusReporter;
  readonly log: Log;
  readonly timeline: Timeline;
  readonly judgeEnabled: () => boolean;
  readonly backgroundEnabled: () => boolean;
  readonly startProgress: () => LoadingProgress;
  /** Progress that the user can cancel. */
  readonly startBackgroundProgress: (onCancel: () => void) => LoadingProgress;
  /** The configuration was read, for the first time or again. */
  readonly onOpened: (session: Session) => void;
  readonly onVerdicts: (session: Session) => void;
  /** Task hashes became known, or are no longer known. */
  readonly onTasks: (session: Session) => void;
  /** New divergences of engine and judge. */
  readonly onDivergences: (count: number) => void;
}

export class Session implements TextListener {
  /** The engine, or BitBake's own hashes if the two are known to differ. */
  readonly analysis: AnalysisService;
  readonly calibration: SessionCalibration;
  readonly judge: JudgeCoordinator;
  readonly background: BackgroundEvaluation;
  readonly tasks: TaskEngine;
  readonly signatures: TaskSignatures;
  readonly impact: ImpactWatch;
  readonly sourceTrees: SourceTreeWatch;
  /** Everything that has to know of changed texts, in this order: the engine before those who ask it. */
  private readonly listeners: readonly TextListener[];
  /** null until the configuration was read for the first time. */
  opened: OpenedWorkspace | null = null;
  private state: EngineState = 'loading';
  private message: string | undefined;
  private progress: LoadingProgress | null = null;
  private backgroundProgress: LoadingProgress | null = null;
  private calls = 0;
  private disposed = false;
  private readonly refused: RefusedRecipes;

  constructor(
    readonly options: AnalysisOptions,
    private readonly parts: SessionParts,
  ) {
    const { platform, documents, status, log, timeline } = parts;
    this.refused = new RefusedRecipes(platform, (refused) => {
      if (!this.disposed) status.update({ refused });
    });
    status.update({
      refused: undefined,
      buildDirectory: options.buildDir,
      state: 'loading',
      message: undefined,
      progress: undefined,
      background: undefined,
      release: undefined,
      library: undefined,
      calibration: undefined,
      judge: parts.judgeEnabled() ? 'idle' : 'off',
    });
    const engine = platform.startAnalysis(options, {
      onProgress: (step) => this.progressed(step),
      onLog: (message) => log.info(message),
      onRestart: (reason) => this.restarted(reason),
      onCulprits: (culprits) => this.refused.set('editor', culprits),
      onOutdated: () => this.outdated(),
    });
    this.calibration = new SessionCalibration({
      platform,
      log,
      options: () => this.judgeOptions(),
      startAnalysis: () => this.startBeside('comparison'),
      unsavedTexts: () => documents.unsavedTexts(),
      delayMs: timeline.judgedAfter,
      onStanding: (standing, isOther) => {
        if (this.disposed) return;
        const text = standing && standingText(standing, `BitBake ${this.opened?.bitbakeVersion ?? ''}`.trim());
        status.update({ calibration: standing && text !== null ? { kind: standing.kind, text } : undefined });
        if (standing && standing.kind !== 'confirmed' && text !== null) log.info(text);
        if (!isOther) return;
        inBackground('ending the task engine', log, () => this.tasks.restart());
        parts.onVerdicts(this);
      },
    });
    this.analysis = this.calibration.trusted(engine);
    this.judge = new JudgeCoordinator({
      analysis: this.analysis,
      startJudge: () => platform.startJudge(this.judgeOptions()),
      unsavedTexts: () => documents.unsavedTexts(),
      idleMs: timeline.judgedAfter,
      log,
      onVerdicts: () => {
        if (!this.disposed && this.opened !== null) parts.onVerdicts(this);
      },
      onState: ({ judge, newDivergences }) => {
        if (this.disposed) return;
        if (newDivergences > 0) parts.onDivergences(newDivergences);
        status.update({ judge });
      },
      onDivergence: (recipe) => this.calibration.doubt(recipe),
    });
    this.background = new BackgroundEvaluation({
      startAnalysis: () => this.startBeside('background'),
      idleMs: timeline.storedAfter,
      quietMs: timeline.progressAfter,
      log,
      onProgress: (background) => this.backgroundProgressed(background),
      onStored: () => {
        this.tasks.storedAll();
        this.impact.storedAll();
      },
    });
    this.tasks = new TaskEngine({
      startAnalysis: () => this.calibration.trusted(this.startBeside('tasks')),
      main: this.analysis,
      openPaths: () => documents.all().map(({ path }) => path),
      unsavedTexts: () => documents.unsavedTexts(),
      background: () => this.background.state,
      delayMs: timeline.tasksAfter,
      idleMs: timeline.storedAfter,
      keepMs: timeline.tasksEndAfter,
      log,
      onChanged: () => {
        if (!this.disposed) parts.onTasks(this);
      },
      onProgress: (background) => this.backgroundProgressed(background),
    });
    this.impact = new ImpactWatch({
      main: this.analysis,
      tasks: this.tasks,
      startAnalysis: () => {
        if (this.calibration.isJudged)
          throw new Error(
            'Sighound and this BitBake differ, so that the old text needs another BitBake: run `sighound impact`',
          );
        return platform.startAnalysis(options, { onLog: (message) => log.info(message) });
      },
      savedText: (path) => {
        const found = platform.files.readText(path);
        return found.kind === 'text' ? found.text : null;
      },
      textOf: (path) => documents.byPath(path)?.document.getText() ?? null,
      unsavedTexts: () => documents.unsavedTexts(),
      background: () => this.background.state,
      idleMs: timeline.impactAfter,
      log,
      onChanged: () => {
        if (!this.disposed) parts.onTasks(this);
      },
    });
    this.sourceTrees = new SourceTreeWatch({
      main: this.analysis,
      idleMs: timeline.tasksAfter,
      log,
      onChanged: () => {
        if (!this.disposed) parts.onTasks(this);
      },
    });
    this.signatures = new TaskSignatures({ platform, analysis: this.analysis, tasks: this.tasks });
    this.listeners = [
      this.calibration,
      {
        textChanged: ({ path, text }) => this.withAnalysis((analysis) => analysis.setText(path, text)),
        filesChanged: (paths) => this.withAnalysis((analysis) => analysis.filesChanged(paths)),
      },
      this.judge,
      {
        textChanged: ({ path }) => this.refused.textChanged(path),
        filesChanged: (paths) => this.refused.filesChanged(paths),
      },
      this.background,
      this.tasks,
      this.impact,
      this.sourceTrees,
    ];
    this.applySettings();
    for (const [path, text] of documents.unsavedTexts()) this.withAnalysis((analysis) => analysis.setText(path, text));
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  /** Whether the configuration is being read for the first time, or again after a restart. */
  get isLoading(): boolean {
    return this.state === 'loading';
  }

  /** Settings that need no new engine. */
  applySettings(): void {
    const { platform, judgeEnabled, backgroundEnabled } = this.parts;
    this.judge.setEnabled(judgeEnabled());
    this.calibration.setEnabled(judgeEnabled());
    this.background.setEnabled(platform.keepsResults && backgroundEnabled());
  }

  /** Reads the configuration and shows this as loading. */
  async load(): Promise<void> {
    this.opened = null;
    this.setReady(false);
    this.settle('loading', undefined);
    const progress = this.parts.startProgress();
    this.progress?.done();
    this.progress = progress;
    try {
      await this.open();
    } finally {
      progress.done();
      if (this.progress === progress) this.progress = null;
    }
  }

  /** Reads the configuration again; this is fast if nothing has changed. */
  async open(): Promise<void> {
    const call = ++this.calls;
    let opened: OpenedWorkspace;
    try {
      opened = await this.analysis.open();
    } catch (error) {
      if (call !== this.calls || this.disposed) return;
      this.setReady(false);
      this.settle('failed', error instanceof Error ? error.message : String(error));
      throw error;
    }
    if (call !== this.calls || this.disposed) return;
    this.opened = opened;
    this.parts.documents.release = readableRelease(opened.behaviors);
    const failure = opened.ok
      ? undefined
      : (opened.problems.find(({ severity }) => severity === 'error')?.message ?? 'the configuration cannot be read');
    this.settle(opened.ok ? 'ready' : 'failed', failure, {
      release: opened.bitbakeVersion ?? NEWEST_RELEASE,
      library: opened.library,
    });
    this.setReady(opened.ok);
    this.parts.onOpened(this);
    // This runs before the client requests any lens, because that takes the client a moment.
    this.calibration.setOpened(opened);
  }

  private setReady(ready: boolean): void {
    this.judge.setReady(ready);
    this.background.setReady(ready);
    this.tasks.setReady(ready);
    this.impact.setReady(ready);
    this.sourceTrees.setReady(ready);
  }

  textChanged(change: ChangedText): void {
    for (const listener of this.listeners) listener.textChanged(change);
  }

  filesChanged(paths: readonly string[]): void {
    for (const listener of this.listeners) listener.filesChanged(paths);
  }

  /** Starts new threads for engine and judge. */
  async restart(): Promise<void> {
    // Running questions end with their thread, and that is not a failure.
    this.calls++;
    this.settle('loading', undefined);
    this.opened = null;
    this.refused.clear();
    this.background.restart();
    this.calibration.restart();
    inBackground('restarting the judge', this.parts.log, () => this.judge.restart());
    inBackground('ending the task engine', this.parts.log, () => this.tasks.restart());
    await this.analysis.restart();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.progress?.done();
    this.backgroundProgress?.done();
    this.sourceTrees.dispose();
    await Promise.allSettled([
      this.background.dispose(),
      this.impact.dispose(),
      this.tasks.dispose(),
      this.judge.dispose(),
      this.calibration.dispose(),
      this.analysis.dispose(),
    ]);
  }

  private judgeOptions(): AnalysisOptions {
    const found = this.opened?.bitbakeDir ?? null;
    return found === null
      ? this.options
      : { ...this.options, bitbakeHints: [...new Set([found, ...this.options.bitbakeHints])] };
  }

  private withAnalysis(what: (analysis: AnalysisService) => Promise<void>): void {
    inBackground('notifying the engine', this.parts.log, async () => {
      try {
        await what(this.analysis);
      } catch (error) {
        if (!this.disposed) throw error;
      }
    });
  }

  private progressed(step: LoadingStep | null): void {
    if (this.disposed) return;
    const { status } = this.parts;
    if (step === null) {
      this.settle(this.state, this.message);
      return;
    }
    this.progress?.report(step);
    const { message, done, total } = step;
    status.update({
      state: this.opened === null ? 'loading' : 'evaluating',
      message,
      progress: done === undefined || total === undefined ? undefined : { done, total },
    });
  }

  private backgroundProgressed(background: StatusParams['background']): void {
    this.parts.status.update({ background });
    if (background === undefined) {
      this.backgroundProgress?.done();
      this.backgroundProgress = null;
      return;
    }
    this.backgroundProgress ??= this.parts.startBackgroundProgress(() => this.background.stop());
    this.backgroundProgress.report({ message: `recipe ${background.done} of ${background.total}`, ...background });
  }

  /** Starts an engine in addition to the editor's. This happens each time there is work for it. */
  private startBeside(what: RestartedEngine): AnalysisService {
    const { platform, log } = this.parts;
    return platform.startAnalysis(
      { ...this.options, culprits: this.refused.of(what) },
      {
        onLog: (message) => log.info(message),
        onRestart: (reason) => log.info(`a second engine was restarted: ${reason}`),
        onCulprits: (culprits) => this.refused.set(what, culprits),
      },
    );
  }

  private restarted(reason: string): void {
    if (this.disposed) return;
    this.parts.log.info(`the engine was restarted: ${reason}`);
    // The work of that engine ended with it.
    this.settle(this.state, `the engine was restarted: ${reason}`);
  }

  /**
   * BitBake or a layer was replaced on the disk. Everything that runs the old BitBake, and every answer from it, is out
   * of date.
   */
  private outdated(): void {
    if (this.disposed) return;
    const { log } = this.parts;
    log.info('BitBake or the layers of the build directory have changed on disk: Sighound reads them again');
    this.background.restart();
    this.calibration.bitbakeChanged();
    inBackground('restarting the judge', log, () => this.judge.restart());
    inBackground('ending the task engine', log, () => this.tasks.restart());
    inBackground('reading the configuration', log, () => this.open());
  }

  /** Sets the state that the status returns to after progress. */
  private settle(state: EngineState, message: string | undefined, rest: Partial<StatusParams> = {}): void {
    this.state = state;
    this.message = message;
    if (!this.disposed) this.parts.status.update({ ...rest, state, message, progress: undefined });
  }
}
