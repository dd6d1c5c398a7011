/**
 * Whether an editor may trust the engine: the workspace's BitBake is compared with in the background when it is met for
 * the first time. Until then hashes are the engine's; where the two differ they are BitBake's from then on, whoever
 * asks.
 */

import { calibrate } from '../calibration/calibrate';
import { judgedAnalysis } from '../calibration/judgedAnalysis';
import { JudgedBasehashes } from '../calibration/judgedBasehashes';
import { recordedHashes } from '../calibration/recordedHashes';
import { standingRecord } from '../calibration/records';
import type { Standing } from '../calibration/standing';
import type { AnalysisOptions, AnalysisService, Host, JudgeService } from '../host/host';
import type { OpenedWorkspace } from '../ide/analysisApi';
import { describeError, inBackground, type Log } from './runSafely';

export interface SessionCalibrationParts {
  readonly host: Host;
  /** What a judge is started with. */
  readonly options: () => AnalysisOptions;
  /** The engine that is compared. */
  readonly analysis: AnalysisService;
  readonly unsavedTexts: () => readonly (readonly [path: string, text: string])[];
  /** How long to wait after the configuration was read. */
  readonly delayMs: number;
  readonly log: Log;
  /** null: there is no BitBake to compare with. `isOther`: answers come from somebody else than before. */
  readonly onStanding: (standing: Standing | null, isOther: boolean) => void;
}

export class SessionCalibration {
  private enabled = false;
  private opened: OpenedWorkspace | null = null;
  private known: Standing | null = null;
  private judged: JudgedBasehashes | null = null;
  /** Engines as they answer while `judged` counts. */
  private wrapped = new WeakMap<AnalysisService, AnalysisService>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Grows when what is under way is not wanted any more. */
  private run = 0;
  private disposed = false;
  /** What is kept does not count: the user has asked for a new start. */
  private isAskedAnew = false;

  constructor(private readonly parts: SessionCalibrationParts) {
    // While the engine is loading: the first look takes long, and a lens would wait for it later.
    setImmediate(() =>
      inBackground(
        'looking for what is known of BitBake',
        parts.log,
        () => void standingRecord(parts.host, parts.options())?.get(),
      ),
    );
  }

  /** What is known of the workspace's BitBake; null while nothing is. */
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

  /** An engine that answers with BitBake's hashes as soon as its own are known to be others. */
  trusted(engine: AnalysisService): AnalysisService {
    return new Proxy(engine, {
      get: (target, name: keyof AnalysisService) => {
        const service = this.judgedOr(target);
        const own: unknown = service[name];
        return typeof own === 'function' ? (own.bind(service) as unknown) : own;
      },
    });
  }

  /** The configuration was read, for the first time or anew, maybe by another BitBake. */
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
   * BitBake's library was changed on the disk: what is known, and who judges, is of the other one. The next opening
   * begins anew.
   */
  bitbakeChanged(): void {
    this.run++;
    clearTimeout(this.timer);
    this.opened = null;
    this.known = null;
    this.endJudged();
  }

  /**
   * Engine and judge came to different hashes of a recipe, of the same text: what was confirmed is looked into again.
   */
  doubt(fn: string): void {
    if (this.known?.kind !== 'confirmed') return;
    this.schedule([fn]);
  }

  setText(path: string, text: string | undefined): void {
    this.judged?.setText(path, text);
  }

  filesChanged(paths: readonly string[]): void {
    this.judged?.filesChanged(paths);
  }

  /** A new start: what was not known may be found out now. */
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
    const made = judgedAnalysis(engine, this.judged);
    this.wrapped.set(engine, made);
    return made;
  }

  private reconsider(opened: OpenedWorkspace): void {
    this.opened = opened;
    this.run++;
    clearTimeout(this.timer);
    if (!opened.ok || this.disposed) return;
    const record = opened.bitbakeDir === null ? null : standingRecord(this.parts.host, this.parts.options());
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
    const { host, analysis, log, unsavedTexts, options } = this.parts;
    const record = standingRecord(host, options());
    const judge = this.startJudge();
    if (!judge || !record) return this.settle({ kind: 'unconfirmed', reason: 'it cannot be run in the sandbox' });
    for (const [path, text] of unsavedTexts()) judge.setText(path, text);
    try {
      const standing = await calibrate({
        analysis,
        opened,
        judge,
        more,
        files: host.files,
        recorded: async () => recordedHashes(analysis, opened.bitbakeDir ?? '', host.files, await host.loadZstd()),
        log: (message) => log.info(message),
        isCancelled: () => run !== this.run,
      });
      if (!standing || run !== this.run) return;
      this.isAskedAnew = false;
      // What was cut off may be answered another time.
      if (opened.behaviors.isCutShort !== true) record.put(standing);
      this.settle(standing);
    } finally {
      await judge.dispose();
    }
  }

  private startJudge(): JudgeService | null {
    try {
      return this.parts.host.startJudge(this.parts.options());
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
        () => this.parts.host.startJudge(this.parts.options()),
        1,
        this.parts.unsavedTexts,
      );
      this.wrapped = new WeakMap();
    }
    this.parts.onStanding(standing, isOther);
  }
}
