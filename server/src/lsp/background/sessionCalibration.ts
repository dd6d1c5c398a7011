/**
 * Whether an editor may trust the engine. When Sighound meets the workspace's BitBake for the first time, it compares
 * with it in the background. Until then, hashes are the engine's. If the two differ, all callers get BitBake's hashes
 * from then on.
 */

import { calibrate } from '../../calibration/calibrate';
import { JudgedAnalysis } from '../../calibration/judgedAnalysis';
import { JudgedBasehashes } from '../../calibration/judgedBasehashes';
import { recordedHashes } from '../../calibration/recordedHashes';
import { standingRecord } from '../../calibration/records';
import type { Standing } from '../../calibration/standing';
import type { AnalysisOptions, AnalysisService, Platform, JudgeService } from '../../platform/platform';
import type { OpenedWorkspace } from '../../ide/api/analysisApi';
import { AskedAnalysis, type QuestionName, put } from '../../ide/api/questions';
import { describeError, inBackground, type Log } from '../runSafely';
import type { ChangedText, TextListener } from './textListener';

export interface SessionCalibrationParts {
  readonly platform: Platform;
  /** The options that a judge is started with. */
  readonly options: () => AnalysisOptions;
  /** Starts the engine that is compared. The editor's own must not wait for a chosen recipe that hangs. */
  readonly startAnalysis: () => AnalysisService;
  readonly unsavedTexts: () => readonly (readonly [path: string, text: string])[];
  /** How long to wait after the configuration was read. */
  readonly delayMs: number;
  readonly log: Log;
  /** null: there is no BitBake to compare with. `isOther`: answers now come from a different source than before. */
  readonly onStanding: (standing: Standing | null, isOther: boolean) => void;
}

export class SessionCalibration implements TextListener {
  private enabled = false;
  private opened: OpenedWorkspace | null = null;
  private known: Standing | null = null;
  private judged: JudgedBasehashes | null = null;
  /** The wrapped engines that answer with BitBake's hashes while `judged` is set. */
  private wrapped = new WeakMap<AnalysisService, AnalysisService>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Increases when running work is no longer wanted. */
  private run = 0;
  private disposed = false;
  /** The stored standing is ignored, because the user asked for a new start. */
  private isAskedAnew = false;

  constructor(private readonly parts: SessionCalibrationParts) {
    // Runs while the engine is loading. The first lookup takes long, and a lens would wait for it later.
    setTimeout(() =>
      inBackground(
        'looking for what is known of BitBake',
        parts.log,
        () => void standingRecord(parts.platform, parts.options())?.get(),
      ),
    );
  }

  /** What is known about the workspace's BitBake; null while nothing is known. */
  get standing(): Standing | null {
    return this.known;
  }

  /** Whether hashes are BitBake's own. */
  get isJudged(): boolean {
    return this.judged !== null;
  }

  /** The user's setting for the judge. */
  setEnabled(enabled: boolean): void {
    if (enabled === this.enabled) return;
    this.enabled = enabled;
    if (this.opened) this.reconsider(this.opened);
  }

  /** An engine that answers with BitBake's hashes as soon as its own are known to differ. */
  trusted(engine: AnalysisService): AnalysisService {
    return new TrustedAnalysis(() => this.judgedOr(engine));
  }

  /** The configuration was read, for the first time or again, maybe by a different BitBake. */
  setOpened(opened: OpenedWorkspace): void {
    if (
      this.opened?.ok === true &&
      opened.ok &&
      JSON.stringify(this.opened.behaviors) === JSON.stringify(opened.behaviors) &&
      this.opened.bitbakeDir === opened.bitbakeDir
    )
      return;
    this.reconsider(opened);
  }

  /**
   * BitBake's library changed on the disk. The standing and the judges belong to the old one. The next opening starts
   * again.
   */
  bitbakeChanged(): void {
    this.run++;
    clearTimeout(this.timer);
    this.opened = null;
    this.known = null;
    this.endJudged();
  }

  /**
   * Engine and judge computed different hashes for a recipe from the same text. A confirmed standing is checked again.
   */
  doubt(fn: string): void {
    if (this.known?.kind !== 'confirmed') return;
    this.schedule([fn]);
  }

  textChanged({ path, text }: ChangedText): void {
    this.judged?.setText(path, text);
  }

  filesChanged(paths: readonly string[]): void {
    this.judged?.filesChanged(paths);
  }

  /** Starts again, because what was not known may be found out now. */
  restart(): void {
    if (this.known?.kind === 'unconfirmed') this.isAskedAnew = true;
    this.bitbakeChanged();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.run++;
    clearTimeout(this.timer);
    await this.judged?.dispose();
  }

  private judgedOr(engine: AnalysisService): AnalysisService {
    if (!this.judged) return engine;
    const known = this.wrapped.get(engine);
    if (known) return known;
    const made = new JudgedAnalysis(engine, this.judged);
    this.wrapped.set(engine, made);
    return made;
  }

  private reconsider(opened: OpenedWorkspace): void {
    this.opened = opened;
    this.run++;
    clearTimeout(this.timer);
    if (!opened.ok || this.disposed) return;
    const record = opened.bitbakeDir === null ? null : standingRecord(this.parts.platform, this.parts.options());
    if (!record) this.settle(null);
    else if (!this.enabled) this.settle({ kind: 'unconfirmed', reason: 'the setting `sighound.judge.enabled` is off' });
    else {
      const known = this.isAskedAnew ? null : record.get();
      if (known) this.settle(known);
      else this.schedule([]);
    }
  }

  private schedule(more: readonly string[]): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => inBackground('comparing with BitBake', this.parts.log, () => this.compare(more)),
      this.parts.delayMs,
    );
  }

  private async compare(more: readonly string[]): Promise<void> {
    const { opened } = this;
    if (!opened || this.disposed) return;
    const run = ++this.run;
    const { platform, startAnalysis, log, unsavedTexts, options } = this.parts;
    const record = standingRecord(platform, options());
    const judge = this.startJudge();
    if (!judge || !record) return this.settle({ kind: 'unconfirmed', reason: 'it cannot be run in the sandbox' });
    const analysis = startAnalysis();
    try {
      for (const [path, text] of unsavedTexts()) {
        judge.setText(path, text);
        await analysis.setText(path, text);
      }
      const standing = await calibrate({
        analysis,
        opened,
        judge,
        more,
        files: platform.files,
        recorded: async () =>
          recordedHashes(analysis, opened.bitbakeDir ?? '', platform.files, await platform.loadZstd()),
        log: (message) => log.info(message),
        isCancelled: () => run !== this.run,
      });
      if (!standing || run !== this.run) return;
      this.isAskedAnew = false;
      // A question that was cut off may get an answer another time, so the result is not stored.
      if (opened.behaviors.isCutShort !== true) record.put(standing);
      this.settle(standing);
    } finally {
      await Promise.all([judge.dispose(), analysis.dispose()]);
    }
  }

  private startJudge(): JudgeService | null {
    try {
      return this.parts.platform.startJudge(this.parts.options());
    } catch (error) {
      this.parts.log.error(`the judge cannot be started: ${describeError(error)}`);
      return null;
    }
  }

  private endJudged(): void {
    const { judged } = this;
    if (judged) inBackground('ending the judge', this.parts.log, () => judged.dispose());
    this.judged = null;
  }

  private settle(standing: Standing | null): void {
    if (this.disposed) return;
    this.known = standing;
    const differs = standing?.kind === 'differs';
    const isOther = differs !== (this.judged !== null);
    if (!differs) this.endJudged();
    if (differs && !this.judged) {
      this.judged = new JudgedBasehashes(
        () => this.parts.platform.startJudge(this.parts.options()),
        1,
        this.parts.unsavedTexts,
      );
      this.wrapped = new WeakMap();
    }
    this.parts.onStanding(standing, isOther);
  }
}

/** Asks whichever engine is to be trusted at the moment. */
class TrustedAnalysis extends AskedAnalysis implements AnalysisService {
  constructor(private readonly present: () => AnalysisService) {
    super();
  }

  protected override ask(question: QuestionName, parameters: readonly unknown[]): Promise<unknown> {
    return put(this.present(), question, parameters);
  }

  restart(): Promise<void> {
    return this.present().restart();
  }

  dispose(): Promise<void> {
    return this.present().dispose();
  }
}
