/**
 * Task hashes for the editor, from a separate engine. A graph requires all recipes of the workspace, and the user must
 * not wait for one while typing. The separate engine reads what is stored. Some recipes are not stored, for example
 * those with unsaved text. The recipes of open documents come from the engine that answers the editor, which has
 * evaluated them already. That engine evaluates no other recipe, because lenses would wait for one that hangs. The
 * rest is evaluated in the background, and then by this engine. Where the background evaluation is off, this engine
 * evaluates only a few. It starts when something about tasks is to be shown, and ends when nothing was shown for a
 * while. An answer about an older text is dropped.
 */

import { isRecipeFile } from '../../engine/base/recipeNames';
import type { AnalysisService } from '../../platform/platform';
import type { RecipeTasks, TaskState } from '../../ide/api/tasksApi';
import type { StatusParams } from '../../protocol/protocol';
import type { BackgroundState } from './backgroundEvaluation';
import { IdleWork } from './idleWork';
import type { ChangedText, TextListener } from './textListener';
import { Cancellation, inBackground, type Log } from '../runSafely';

export interface TaskEngineOptions {
  readonly startAnalysis: () => AnalysisService;
  /** The engine that answers the editor. */
  readonly main: Pick<AnalysisService, 'recipeTasks' | 'recipeOf'>;
  /** The paths of the open documents. */
  readonly openPaths: () => readonly string[];
  readonly unsavedTexts: () => readonly (readonly [path: string, text: string])[];
  /**
   * The state of the background evaluation. When it is done, recipes are still missing only because of unsaved text.
   */
  readonly background: () => BackgroundState;
  /** How long texts must stay unchanged before hashes are computed. */
  readonly delayMs: number;
  /** The same, if many recipes have to be evaluated for that. */
  readonly idleMs: number;
  /** How long the unused engine is kept. */
  readonly keepMs: number;
  readonly log: Log;
  /** Task hashes became known, or are no longer known. */
  readonly onChanged: () => void;
  /** The recipes that are evaluated before there are hashes; undefined: no more recipes. */
  readonly onProgress: (progress: StatusParams['background']) => void;
}

/** At most this many recipes are evaluated without waiting until texts have stayed unchanged for long. */
export const FEW_RECIPES = 8;

/** Who waits for an answer. */
export type Asker = 'user' | 'nobody';

const LOOK_EVERY_MS = 200;

/** How many of the shown recipes are kept up to date. */
const MOST_WATCHED = 20;

/**
 * What is known about a recipe's tasks, by `MCFN:TASK`. `waiting`: it was known for the text before, and will be known
 * again.
 */
export type KnownStates = ReadonlyMap<string, TaskState> | 'waiting' | null;

export class TaskEngine implements TextListener {
  private readonly work: IdleWork;
  private engine: AnalysisService | null = null;
  /** The unsaved texts that the engine was given, and the changed files that it was not notified of yet. */
  private readonly sentTexts = new Map<string, string>();
  private changedFiles: string[] = [];
  /** Recipes whose tasks are shown, the most recently requested last, with their tasks of this generation. */
  private readonly watched = new Map<string, KnownStates>();
  /** Recipes have to be evaluated first. The background evaluation does that, or a question of the user. */
  private isIncomplete = false;
  private ending: ReturnType<typeof setTimeout> | undefined;
  /** Questions are asked one after the other. */
  private last: Promise<unknown> = Promise.resolve();
  private running = 0;

  constructor(private readonly options: TaskEngineOptions) {
    this.work = new IdleWork({
      name: 'looking for task hashes',
      delayMs: options.delayMs,
      log: options.log,
      isWanted: () => this.watched.size > 0,
      work: () => this.inTurn(() => this.refresh()),
    });
  }

  /** Whether there is a configuration. */
  setReady(ready: boolean): void {
    this.work.setReady(ready);
    if (ready) this.changed();
  }

  /**
   * The tasks of a recipe as far as they are known. If they are not, it starts computing them, unless recipes are
   * missing. null if they are not known yet.
   */
  states(fn: string): KnownStates {
    const known = this.watched.get(fn) ?? null;
    this.watched.delete(fn);
    this.watched.set(fn, known);
    for (const oldest of [...this.watched.keys()].slice(0, -MOST_WATCHED)) this.watched.delete(oldest);
    if (!isKnown(known) && this.running === 0 && !this.isIncomplete) this.work.request();
    return known;
  }

  textChanged({ path, difference }: ChangedText): void {
    // The text of one recipe does not make other recipes known.
    if (difference === 'different') this.changed(isRecipeFile(path));
  }

  filesChanged(paths: readonly string[]): void {
    this.changedFiles.push(...paths);
    this.changed();
  }

  /** All recipes are stored. */
  storedAll(): void {
    this.isIncomplete = false;
    if (this.watched.size > 0) this.work.schedule();
  }

  /**
   * Asks a question that requires all recipes. Recipes that no engine knows are evaluated first. Rejects if the text
   * changes in the meantime.
   */
  ask<T>(question: (engine: AnalysisService) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      const { generation } = this.work;
      await this.completed(generation, 'user');
      const answer = await question(this.started());
      this.work.check(generation);
      return answer;
    });
  }

  /**
   * The same for a question that no caller waits for: null if recipes are missing that are left to the background
   * evaluation.
   */
  askQuietly<T>(question: (engine: AnalysisService) => Promise<T>): Promise<T | null> {
    return this.inTurn(async () => {
      const { generation } = this.work;
      if (!(await this.completed(generation, 'nobody'))) return null;
      const answer = await question(this.started());
      this.work.check(generation);
      return answer;
    });
  }

  /** Starts from the beginning. */
  async restart(): Promise<void> {
    this.changed();
    await this.end();
  }

  async dispose(): Promise<void> {
    this.work.dispose();
    await this.end();
  }

  /** `staysIncomplete`: recipes that were missing are still missing. */
  private changed(staysIncomplete = false): void {
    this.work.changed();
    this.isIncomplete &&= staysIncomplete;
    for (const [fn, states] of this.watched)
      if (isKnown(states)) this.watched.set(fn, states.size > 0 ? 'waiting' : null);
    if (this.watched.size > 0 && !this.isIncomplete) this.work.schedule();
  }

  /** Computes the hashes of the shown recipes, the most recently requested first. */
  private async refresh(): Promise<void> {
    const { generation } = this.work;
    if (!(await this.completed(generation, 'nobody'))) {
      for (const fn of this.watched.keys()) this.watched.set(fn, null);
      this.options.onChanged();
      // Until there is more to show, the engine would only use memory.
      await this.end();
      return;
    }
    for (const fn of [...this.watched.keys()].reverse()) {
      if (isKnown(this.watched.get(fn))) continue;
      const states = await this.started().taskStates(fn);
      if (generation !== this.work.generation) return;
      this.watched.set(fn, new Map(states.map((state) => [`${state.mcfn}:${state.task}`, state])));
      this.options.onChanged();
    }
  }

  /**
   * Makes all recipes known to the engine. Returns false if that is left to the background evaluation, unless the
   * user asks.
   */
  private async completed(generation: number, asker: Asker): Promise<boolean> {
    const engine = await this.synchronized();
    const missing = await engine.recipesWithoutTasks();
    this.work.check(generation);
    const open = await this.openRecipes();
    this.work.check(generation);
    const others = missing.filter((fn) => !open.has(fn));
    if (others.length > 0) {
      const background = this.options.background();
      const isMany = others.length > FEW_RECIPES;
      if (asker === 'nobody' && (background === 'storing' || (background === 'off' && isMany))) {
        this.isIncomplete = true;
        return false;
      }
      if (asker === 'nobody' && isMany) await this.rest(generation);
      await this.evaluate(others, engine, generation);
      if (asker === 'user') this.storedAll();
    }
    const found: RecipeTasks[] = [];
    for (const fn of missing) {
      if (!open.has(fn)) continue;
      const tasks = await this.options.main.recipeTasks(fn);
      this.work.check(generation);
      if (tasks) found.push(tasks);
    }
    if (found.length > 0) await engine.learnTasks(found);
    this.work.check(generation);
    return true;
  }

  /** The recipes in which the editor looks at its documents. */
  private async openRecipes(): Promise<ReadonlySet<string | null>> {
    const { main, openPaths } = this.options;
    return new Set(await Promise.all(openPaths().map((path) => main.recipeOf(path))));
  }

  private async evaluate(recipes: readonly string[], engine: AnalysisService, generation: number): Promise<void> {
    try {
      for (const [done, fn] of recipes.entries()) {
        this.options.onProgress({ done, total: recipes.length });
        await engine.recipeTasks(fn, { keep: 'hashes' });
        this.work.check(generation);
      }
    } finally {
      if (!this.work.isDisposed) this.options.onProgress(undefined);
    }
  }

  /** Waits until texts have stayed unchanged for long. */
  private async rest(generation: number): Promise<void> {
    for (const until = Date.now() + this.options.idleMs; Date.now() < until; this.work.check(generation))
      await new Promise((resolve) => setTimeout(resolve, Math.min(LOOK_EVERY_MS, this.options.idleMs)));
  }

  /** The engine, after it was notified of every change. */
  private async synchronized(): Promise<AnalysisService> {
    const engine = this.started();
    const texts = new Map(this.options.unsavedTexts());
    const files = this.changedFiles.splice(0);
    if (files.length > 0) await engine.filesChanged(files);
    for (const path of [...this.sentTexts.keys()]) {
      if (texts.has(path)) continue;
      this.sentTexts.delete(path);
      await engine.setText(path, undefined);
    }
    for (const [path, text] of texts) {
      if (this.sentTexts.get(path) === text) continue;
      this.sentTexts.set(path, text);
      await engine.setText(path, text);
    }
    return engine;
  }

  private started(): AnalysisService {
    if (this.work.isDisposed) throw new Cancellation('canceled');
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
      if (this.running === 0 && !this.work.isDisposed)
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
    this.sentTexts.clear();
    this.changedFiles = [];
    await engine?.dispose();
  }
}

function isKnown(states: KnownStates | undefined): states is ReadonlyMap<string, TaskState> {
  return states !== null && states !== undefined && states !== 'waiting';
}
