/**
 * Task hashes for the editor, from an engine of their own: a graph takes all recipes of the workspace, and nobody who
 * types may wait for one. That engine reads what is stored. Recipes that are not, as with unsaved text, come from the
 * engine that answers the editor where they are few, which has most likely evaluated them already; many are evaluated
 * here, once nobody else will. It starts when something about tasks is to be shown, and is ended when nothing was for a
 * while. An answer about older text is dropped.
 */

import { isRecipeFile } from '../engine/base/recipeNames';
import type { AnalysisService } from '../host/host';
import type { RecipeTasks, TaskState } from '../ide/tasks/tasksApi';
import type { StatusParams } from '../protocol/protocol';
import type { BackgroundState } from './backgroundEvaluation';
import { Cancellation, inBackground, type Log } from './runSafely';

export interface TaskEngineOptions {
  readonly startAnalysis: () => AnalysisService;
  /** The engine that answers the editor. */
  readonly main: Pick<AnalysisService, 'recipeTasks'>;
  readonly unsavedTexts: () => readonly (readonly [path: string, text: string])[];
  /** Whether all recipes are evaluated in the background: then what is still missing is so because of unsaved text. */
  readonly background: () => BackgroundState;
  /** How long texts have to stay as they are before hashes are looked for. */
  readonly delayMs: number;
  /** The same, where many recipes have to be evaluated for that. */
  readonly idleMs: number;
  /** How long the engine is kept with nothing to do. */
  readonly keepMs: number;
  readonly log: Log;
  /** Task hashes became known, or are not any more. */
  readonly onChanged: () => void;
  /** Recipes that are evaluated before there are hashes; undefined: no more. */
  readonly onProgress: (progress: StatusParams['background']) => void;
}

/** So few recipes that nobody has stored are left to the engine that answers the editor. */
export const FEW_RECIPES = 8;

const LOOK_EVERY_MS = 200;

/** Of what is shown, how much is kept up to date. */
const MOST_WATCHED = 20;

/**
 * What is known of a recipe's tasks, by `MCFN:TASK`; `waiting` where it was known of the text before, and will be
 * again.
 */
export type KnownStates = ReadonlyMap<string, TaskState> | 'waiting' | null;

export class TaskEngine {
  private engine: AnalysisService | null = null;
  private ready = false;
  private disposed = false;
  /** Grows with every change of any text. */
  private generation = 0;
  /** What the engine was not told of yet. */
  private readonly toldTexts = new Map<string, string>();
  private changedFiles: string[] = [];
  /** Recipes whose tasks are shown, those that were asked for last at the end; with their tasks of this generation. */
  private readonly watched = new Map<string, KnownStates>();
  /** Recipes have to be evaluated first, and somebody else does that. */
  private isIncomplete = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private ending: ReturnType<typeof setTimeout> | undefined;
  /** Questions are asked one after the other. */
  private last: Promise<unknown> = Promise.resolve();
  private running = 0;

  constructor(private readonly options: TaskEngineOptions) {}

  /** Whether there is a configuration. */
  setReady(ready: boolean): void {
    this.ready = ready;
    if (ready) this.changed();
  }

  /** The tasks of a recipe as far as they are known; looks for them if they are not. null where nobody can tell yet. */
  states(fn: string): KnownStates {
    const known = this.watched.get(fn) ?? null;
    this.watched.delete(fn);
    this.watched.set(fn, known);
    for (const oldest of [...this.watched.keys()].slice(0, -MOST_WATCHED)) this.watched.delete(oldest);
    if (!isKnown(known) && this.timer === undefined && this.running === 0 && !this.isIncomplete) this.schedule();
    return known;
  }

  /** A text has changed. */
  setText(path: string): void {
    // That of one recipe makes no others known.
    this.changed(isRecipeFile(path));
  }

  filesChanged(paths: readonly string[]): void {
    this.changedFiles.push(...paths);
    this.changed();
  }

  /** All recipes were stored. */
  storedAll(): void {
    this.isIncomplete = false;
    if (this.watched.size > 0) this.schedule();
  }

  /**
   * Asks something that takes all recipes; those that nobody knows are evaluated first. Rejects where the text changes
   * meanwhile.
   */
  ask<T>(question: (engine: AnalysisService) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      const { generation } = this;
      await this.completed(generation, true);
      const answer = await question(this.started());
      this.check(generation);
      return answer;
    });
  }

  /** The same for what nobody waits for: null where recipes are missing that somebody else will evaluate. */
  askQuietly<T>(question: (engine: AnalysisService) => Promise<T>): Promise<T | null> {
    return this.inTurn(async () => {
      const { generation } = this;
      if (!(await this.completed(generation, false))) return null;
      const answer = await question(this.started());
      this.check(generation);
      return answer;
    });
  }

  /** A new start. */
  async restart(): Promise<void> {
    this.changed();
    await this.end();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    clearTimeout(this.timer);
    await this.end();
  }

  /** `staysIncomplete`: recipes that were missing still are. */
  private changed(staysIncomplete = false): void {
    this.generation++;
    this.isIncomplete &&= staysIncomplete;
    for (const [fn, states] of this.watched)
      if (isKnown(states)) this.watched.set(fn, states.size > 0 ? 'waiting' : null);
    if (this.watched.size > 0 && !this.isIncomplete) this.schedule();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (this.disposed || !this.ready) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      inBackground('looking for task hashes', this.options.log, () => this.inTurn(() => this.refresh()));
    }, this.options.delayMs);
  }

  /** Looks for the hashes of what is shown, what was asked for last first. */
  private async refresh(): Promise<void> {
    const { generation } = this;
    if (!(await this.completed(generation, false))) {
      for (const fn of this.watched.keys()) this.watched.set(fn, null);
      this.options.onChanged();
      // Until there is more to see it would only take up room.
      await this.end();
      return;
    }
    for (const fn of [...this.watched.keys()].reverse()) {
      if (isKnown(this.watched.get(fn))) continue;
      const states = await this.started().taskStates(fn);
      if (generation !== this.generation) return;
      this.watched.set(fn, new Map(states.map((state) => [`${state.mcfn}:${state.task}`, state])));
      this.options.onChanged();
    }
  }

  /** Makes all recipes known to the engine; false where that is somebody else's matter, and nobody `insists`. */
  private async completed(generation: number, insists: boolean): Promise<boolean> {
    const engine = await this.synchronized();
    const missing = await engine.recipesWithoutTasks();
    this.check(generation);
    if (missing.length > FEW_RECIPES) {
      if (!insists && this.options.background() !== 'done') {
        this.isIncomplete = true;
        return false;
      }
      if (!insists) await this.rest(generation);
      await this.evaluate(missing, engine, generation);
      if (insists) this.storedAll();
      return true;
    }
    const found: RecipeTasks[] = [];
    for (const fn of missing) {
      const tasks = await this.options.main.recipeTasks(fn);
      this.check(generation);
      if (tasks) found.push(tasks);
    }
    if (found.length > 0) await engine.learnTasks(found);
    this.check(generation);
    return true;
  }

  private async evaluate(recipes: readonly string[], engine: AnalysisService, generation: number): Promise<void> {
    try {
      for (const [done, fn] of recipes.entries()) {
        this.options.onProgress({ done, total: recipes.length });
        await engine.recipeTasks(fn, true);
        this.check(generation);
      }
    } finally {
      if (!this.disposed) this.options.onProgress(undefined);
    }
  }

  /** Waits until texts have stayed as they are for long. */
  private async rest(generation: number): Promise<void> {
    for (const until = Date.now() + this.options.idleMs; Date.now() < until; this.check(generation))
      await new Promise((resolve) => setTimeout(resolve, Math.min(LOOK_EVERY_MS, this.options.idleMs)));
  }

  private check(generation: number): void {
    if (generation !== this.generation || this.disposed) throw new Cancellation('content-modified');
  }

  /** The engine, told of every change. */
  private async synchronized(): Promise<AnalysisService> {
    const engine = this.started();
    const texts = new Map(this.options.unsavedTexts());
    const files = this.changedFiles.splice(0);
    if (files.length > 0) await engine.filesChanged(files);
    for (const path of [...this.toldTexts.keys()]) {
      if (texts.has(path)) continue;
      this.toldTexts.delete(path);
      await engine.setText(path, undefined);
    }
    for (const [path, text] of texts) {
      if (this.toldTexts.get(path) === text) continue;
      this.toldTexts.set(path, text);
      await engine.setText(path, text);
    }
    return engine;
  }

  private started(): AnalysisService {
    if (this.disposed) throw new Cancellation('cancelled');
    return (this.engine ??= this.options.startAnalysis());
  }

  private async inTurn<T>(body: () => Promise<T>): Promise<T> {
    this.running++;
    clearTimeout(this.ending);
    const before = this.last;
    const turn = (async () => {
      await before;
      return body();
    })();
    this.last = turn.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await turn;
    } finally {
      this.running--;
      if (this.running === 0 && !this.disposed)
        this.ending = setTimeout(
          () => inBackground('ending the task engine', this.options.log, () => this.end()),
          this.options.keepMs,
        );
    }
  }

  private async end(): Promise<void> {
    clearTimeout(this.ending);
    const { engine } = this;
    this.engine = null;
    this.toldTexts.clear();
    this.changedFiles = [];
    await engine?.dispose();
  }
}

function isKnown(states: KnownStates | undefined): states is ReadonlyMap<string, TaskState> {
  return states !== null && states !== undefined && states !== 'waiting';
}
