/**
 * When the judge is asked, and how its verdicts are used. It is asked about the recipe that the user looks at, once the
 * editor has been idle and the engine has answered. Its verdicts are valid until the next change of any file. An answer
 * to a question about an older text is dropped. The judge never delays anything else. Its failures appear only in the
 * log and in the status. This class does not know how a verdict is shown.
 */

import { askJudge } from '../../calibration/askJudge';
import { firstDifference } from '../../ide/signatures/compare';
import type { AnalysisService, JudgeService } from '../../platform/platform';
import type { JudgeState } from '../../protocol/protocol';
import { SecondOpinion } from '../../calibration/secondOpinion';
import { describeDifference, type Divergence, divergenceKey, divergencesOf } from '../../calibration/divergence';
import { describeError, inBackground, type Log } from '../runSafely';
import { IdleWork } from './idleWork';
import type { ChangedText, TextListener } from './textListener';

export interface JudgeCoordinatorOptions {
  readonly analysis: Pick<AnalysisService, 'recipeOf' | 'hashes' | 'signature'>;
  /** null if the workspace has no BitBake. Called only when there is something to judge. */
  readonly startJudge: () => JudgeService | null;
  /** The unsaved texts that a new judge needs. */
  readonly unsavedTexts: () => readonly (readonly [path: string, text: string])[];
  readonly idleMs: number;
  readonly log: Log;
  readonly onVerdicts: () => void;
  /** Engine and judge differ on a recipe, and BitBake reported no errors for it. */
  readonly onDivergence?: (recipe: string) => void;
  /** `newDivergences`: how many more hashes differ between engine and judge. */
  readonly onState: (change: { readonly judge: JudgeState; readonly newDivergences: number }) => void;
}

/**
 * The time after which the judge is given up for a recipe. It grows with the variants, because images have more than a
 * hundred.
 */
const JUDGE_LIMIT_MS = 60_000;
const JUDGE_VARIANT_LIMIT_MS = 3_000;

export class JudgeCoordinator implements TextListener {
  private readonly work: IdleWork;
  private enabled = false;
  private state: JudgeState = 'off';
  /** undefined: not started yet. */
  private judge: JudgeService | null | undefined;
  private second: SecondOpinion | undefined;
  /** Whether the judge has answered once. Its first answer takes long. */
  private warm = false;
  /** Verdicts of this generation, by mcfn. */
  private readonly verdicts = new Map<string, Readonly<Record<string, string>>>();
  /** Recipes and paths of this generation that need no further question. */
  private readonly judged = new Set<string>();
  private readonly settled = new Set<string>();
  /** Paths to judge. The last one is judged first. */
  private readonly wanted = new Set<string>();
  private readonly counted = new Set<string>();
  private readonly explained = new Set<string>();
  private readonly logged = new Set<string>();
  private lastFailure: string | null = null;

  constructor(private readonly options: JudgeCoordinatorOptions) {
    this.work = new IdleWork({
      name: 'the judge',
      delayMs: options.idleMs,
      log: options.log,
      isWanted: () => this.enabled && this.wanted.size > 0,
      work: () => this.run(),
    });
  }

  /** The judge's basehash of the present text; null while it is not known. */
  verdict(mcfn: string, task: string): string | null {
    const tasks = this.verdicts.get(mcfn);
    return tasks !== undefined && Object.hasOwn(tasks, task) ? (tasks[task] ?? null) : null;
  }

  /** The user's setting. */
  setEnabled(enabled: boolean): void {
    if (enabled === this.enabled) return;
    this.enabled = enabled;
    this.forget();
    if (enabled) this.setState('idle');
    else {
      this.stopJudge();
      this.setState('off');
    }
    this.options.onVerdicts();
  }

  /** Whether the engine has a configuration. Without one, there is nothing to compare. */
  setReady(ready: boolean): void {
    if (this.work.setReady(ready)) this.schedule();
  }

  /** The user looks at a document. */
  look(path: string): void {
    if (!this.enabled || this.settled.has(path)) return;
    this.wanted.delete(path);
    this.wanted.add(path);
    this.work.request();
  }

  /** A document was closed. */
  leave(path: string): void {
    this.wanted.delete(path);
    this.settled.delete(path);
  }

  /** Verdicts stay valid where the text is the same. */
  textChanged({ path, text, difference }: ChangedText): void {
    this.withJudge((judge) => judge.setText(path, text));
    if (difference === 'different') this.changed();
  }

  filesChanged(paths: readonly string[]): void {
    this.withJudge((judge) => judge.filesChanged(paths));
    this.changed();
  }

  /** Starts again, for a judge that misbehaves or was not available. */
  async restart(): Promise<void> {
    this.forget();
    this.lastFailure = null;
    this.warm = false;
    const { judge } = this;
    if (judge === null) this.judge = undefined;
    if (this.enabled) this.setState('idle');
    if (judge) await judge.restart();
  }

  async dispose(): Promise<void> {
    this.work.dispose();
    const { judge } = this;
    this.judge = null;
    if (judge) await judge.dispose();
  }

  private changed(): void {
    this.forget();
    this.schedule();
  }

  /** Forgets what is known, because it is about an older text. */
  private forget(): void {
    this.work.changed();
    // The user still looks at the document that was looked at last. For the others, the client requests lenses again.
    const last = [...this.settled].at(-1);
    if (last !== undefined) this.wanted.add(last);
    this.verdicts.clear();
    this.judged.clear();
    this.settled.clear();
  }

  private schedule(): void {
    if (this.enabled && this.wanted.size > 0) this.work.schedule();
  }

  /**
   * Judges the wanted paths, one recipe after the other. A change ends this, and the timer that it sets starts it
   * again.
   */
  private async run(): Promise<void> {
    while (this.enabled && this.work.isReady && !this.work.isDisposed && this.work.isRested) {
      const path = [...this.wanted].at(-1);
      if (path === undefined) return;
      const { generation } = this.work;
      try {
        await this.judgePath(path, generation);
      } catch (error) {
        if (!this.work.isDisposed) this.options.log.error(`judging ${path} failed: ${describeError(error)}`);
      }
      if (generation !== this.work.generation) continue;
      this.wanted.delete(path);
      this.settled.add(path);
    }
  }

  private async judgePath(path: string, generation: number): Promise<void> {
    const { analysis } = this.options;
    const recipe = await analysis.recipeOf(path);
    if (recipe === null || generation !== this.work.generation || this.judged.has(recipe)) return;
    const ours = await analysis.hashes(recipe);
    if (ours === null || generation !== this.work.generation) return;
    const judge = this.service();
    if (judge === null) return;
    this.setState(this.warm ? 'working' : 'starting');
    const limitMs = JUDGE_LIMIT_MS + ours.variants.length * JUDGE_VARIANT_LIMIT_MS;
    const first = await askJudge(() => judge.evaluate(recipe, limitMs));
    const isCurrent = judge === this.judge && generation === this.work.generation;
    const answer = isCurrent && this.second ? await this.second.of(recipe, ours, first, limitMs) : first;
    if (judge !== this.judge) return;
    if (answer.ok) this.warm = true;
    if (generation !== this.work.generation) {
      this.setState('idle');
      return;
    }
    this.judged.add(recipe);
    if (!answer.ok) {
      this.failed(answer.message);
      return;
    }
    this.lastFailure = null;
    for (const message of answer.value.errors) this.logOnce(`judge: ${recipe}: ${message}`);
    for (const { mcfn, tasks } of answer.value.variants) this.verdicts.set(mcfn, tasks);
    const divergences = divergencesOf(ours, answer.value.variants);
    this.setState('idle', this.count(divergences));
    if (divergences.length > 0 && answer.value.errors.length === 0) this.options.onDivergence?.(recipe);
    this.options.onVerdicts();
    for (const divergence of divergences) {
      if (generation !== this.work.generation) return;
      await this.explain(divergence, judge, generation);
    }
  }

  /** How many of the divergences are new in this session. */
  private count(divergences: readonly Divergence[]): number {
    const before = this.counted.size;
    for (const divergence of divergences) this.counted.add(divergenceKey(divergence));
    return this.counted.size - before;
  }

  /** Logs, once, the first key in which the two signatures differ. */
  private async explain(divergence: Divergence, judge: JudgeService, generation: number): Promise<void> {
    const { mcfn, task, ours, theirs } = divergence;
    const key = divergenceKey(divergence);
    if (this.explained.has(key)) return;
    const here = await this.options.analysis.signature(mcfn, task);
    const there = await askJudge(() => judge.signature(mcfn, task));
    if (generation !== this.work.generation) return;
    this.explained.add(key);
    const head = `judge: ${mcfn}:${task}: basehash is ${theirs}, the engine computed ${ours}`;
    if (here === null || !there.ok) {
      this.options.log.info(`${head}; the first differing key is not known${there.ok ? '' : `: ${there.message}`}`);
      return;
    }
    const difference = firstDifference(here, there.value);
    this.options.log.info(
      difference === null ? `${head}; all keys and values are the same` : `${head}; ${describeDifference(difference)}`,
    );
  }

  private service(): JudgeService | null {
    if (this.judge !== undefined) return this.judge;
    try {
      this.judge = this.options.startJudge();
    } catch (error) {
      this.judge = null;
      this.failed(describeError(error));
      return null;
    }
    this.second = this.judge ? new SecondOpinion(this.judge) : undefined;
    if (this.judge === null) this.setState('unavailable');
    else for (const [path, text] of this.options.unsavedTexts()) this.judge.setText(path, text);
    return this.judge;
  }

  private withJudge(what: (judge: JudgeService) => void): void {
    const { judge } = this;
    if (judge) inBackground('the judge', this.options.log, () => what(judge));
  }

  private stopJudge(): void {
    const { judge } = this;
    this.judge = undefined;
    this.warm = false;
    if (judge) inBackground('ending the judge', this.options.log, () => judge.dispose());
  }

  private logOnce(message: string): void {
    if (!this.logged.has(message)) this.options.log.info(message);
    this.logged.add(message);
  }

  private failed(message: string): void {
    if (message !== this.lastFailure) this.options.log.info(`judge: not available: ${message}`);
    this.lastFailure = message;
    this.setState('unavailable');
  }

  private setState(judge: JudgeState, newDivergences = 0): void {
    if (judge === this.state && newDivergences === 0) return;
    this.state = judge;
    if (!this.work.isDisposed) this.options.onState({ judge, newDivergences });
  }
}
