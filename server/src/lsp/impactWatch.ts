/**
 * What the edit of an open file re-runs, compared with the file at HEAD of its repository, or as it is saved where no
 * commit has it. Found in the background when the user rests: an engine that sees the old text evaluates the recipes
 * that the file concerns, and is ended; the engine of task hashes compares. What was there before is kept while only
 * this file changes.
 */

import type { AnalysisService } from '../host/host';
import type { FileContent } from '../engine/files/overlayFileSource';
import type { Impact } from '../ide/tasks/impact';
import type { RecipeTasks } from '../ide/tasks/tasksApi';
import { Cancellation, describeError, inBackground, type Log } from './runSafely';
import type { BackgroundState } from './backgroundEvaluation';
import { FEW_RECIPES, type TaskEngine } from './taskEngine';

export interface ImpactWatchOptions {
  /** The engine that answers the editor. */
  readonly main: Pick<AnalysisService, 'headContent'>;
  readonly tasks: Pick<TaskEngine, 'ask' | 'askQuietly'>;
  readonly startAnalysis: () => AnalysisService;
  readonly textOf: (path: string) => string | null;
  /** The text on the disk; null where there is none. */
  readonly savedText: (path: string) => string | null;
  readonly unsavedTexts: () => readonly (readonly [path: string, text: string])[];
  /** Whether all recipes are evaluated in the background. */
  readonly background: () => BackgroundState;
  /** How long the user has to rest. */
  readonly idleMs: number;
  readonly log: Log;
  readonly onChanged: () => void;
}

/** What is known of the edit of a file. */
export type FileImpact =
  /** It is as it was. */
  | { readonly kind: 'same'; readonly as: 'committed' | 'saved' }
  | { readonly kind: 'known'; readonly impact: Impact }
  /** It concerns so many recipes that they are evaluated only when the user asks. */
  | { readonly kind: 'many'; readonly recipes: number }
  | { readonly kind: 'unknown'; readonly reason: string };

/** More recipes are not evaluated unasked. */
const MOST_RECIPES = 100;

interface Before {
  readonly path: string;
  /** The texts that it is true for. */
  readonly key: string;
  readonly recipes: readonly RecipeTasks[];
}

export class ImpactWatch {
  private ready = false;
  private disposed = false;
  private generation = 0;
  private readonly known = new Map<string, FileImpact>();
  /** The file that is looked at. */
  private wanted: string | null = null;
  private before: Before | null = null;
  private engine: AnalysisService | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;

  constructor(private readonly options: ImpactWatchOptions) {}

  setReady(ready: boolean): void {
    this.ready = ready;
    if (ready) this.changed();
  }

  /** What is known of a file that is looked at; finds it out later where nothing is. */
  of(path: string): FileImpact | null {
    const known = this.known.get(path) ?? null;
    if (known === null && this.wanted !== path) {
      this.wanted = path;
      this.schedule();
    }
    return known;
  }

  /** A text has changed. */
  changed(): void {
    this.generation++;
    this.known.clear();
    if (this.wanted !== null) this.schedule();
  }

  /** All recipes were stored. */
  storedAll(): void {
    if (this.wanted !== null && !this.known.has(this.wanted)) this.schedule();
  }

  /** Files changed on the disk, which may be those of a repository. */
  filesChanged(): void {
    this.before = null;
    this.changed();
  }

  /** The same, now, and however many recipes it concerns. */
  async find(path: string): Promise<FileImpact> {
    const known = this.known.get(path);
    if (known && known.kind !== 'many') return known;
    return this.look(path, true);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    clearTimeout(this.timer);
    await this.engine?.dispose();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (this.disposed || !this.ready) return;
    this.timer = setTimeout(
      () => inBackground('looking for what an edit re-runs', this.options.log, () => this.refresh()),
      this.options.idleMs,
    );
  }

  private async refresh(): Promise<void> {
    const { wanted } = this;
    if (wanted === null || this.known.has(wanted)) return;
    if (this.running) {
      this.schedule();
      return;
    }
    this.running = true;
    try {
      await this.look(wanted, false);
      this.options.onChanged();
    } finally {
      this.running = false;
    }
  }

  private async look(path: string, insists: boolean): Promise<FileImpact> {
    const { generation } = this;
    let found: FileImpact | null;
    try {
      found = await this.compare(path, insists);
    } catch (error) {
      if (error instanceof Cancellation || this.disposed || generation !== this.generation)
        throw new Cancellation('content-modified');
      this.options.log.info(`what the edit of ${path} re-runs is not known: ${describeError(error)}`);
      found = { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
    }
    if (generation !== this.generation) throw new Cancellation('content-modified');
    if (found) this.known.set(path, found);
    return found ?? { kind: 'unknown', reason: 'not all recipes are known yet' };
  }

  private async compare(path: string, insists: boolean): Promise<FileImpact | null> {
    const { main, tasks, textOf, savedText } = this.options;
    const head = await main.headContent(path);
    if (head.kind === 'unknown') return { kind: 'unknown', reason: head.reason };
    const committed = head.kind === 'known' ? head.value : null;
    const saved = savedText(path);
    const old = committed ?? saved;
    if (old === null) return { kind: 'unknown', reason: 'the file is in no commit and was never saved' };
    // Files of other languages are not told of: what is saved of them counts.
    if (old === (textOf(path) ?? saved)) return { kind: 'same', as: committed === null ? 'saved' : 'committed' };
    const before = await this.recipesBefore(path, old, old === saved, insists);
    if (!before) return null;
    if (!before.recipes) return { kind: 'many', recipes: before.count };
    const { recipes } = before;
    const compare = (engine: AnalysisService): Promise<Impact> => engine.taskImpact(recipes, { path, content: old });
    const impact = await (insists ? tasks.ask(compare) : tasks.askQuietly(compare));
    return impact && { kind: 'known', impact };
  }

  /**
   * The recipes that a file concerns, as they were with its old text; how many, where they are too many; null where
   * most of all recipes are not known yet.
   */
  private async recipesBefore(
    path: string,
    old: FileContent,
    isSaved: boolean,
    insists: boolean,
  ): Promise<{ readonly recipes: readonly RecipeTasks[] } | { readonly recipes: null; readonly count: number } | null> {
    const { generation } = this;
    const others = this.options.unsavedTexts().filter(([other]) => other !== path);
    const key = JSON.stringify([path, old, others]);
    if (this.before?.key === key) return this.before;
    const engine = this.options.startAnalysis();
    this.engine = engine;
    try {
      for (const [other, text] of others) await engine.setText(other, text);
      if (!insists && this.options.background() !== 'done' && (await engine.recipesWithoutTasks()).length > FEW_RECIPES)
        return null;
      await engine.setText(path, old);
      // What unsaved text is part of is stored by nobody.
      const concerned = await engine.recipesWithoutTasks();
      if (!insists && concerned.length > MOST_RECIPES) return { recipes: null, count: concerned.length };
      // What is on the disk is stored.
      if (isSaved) await engine.setText(path, undefined);
      const recipes: RecipeTasks[] = [];
      for (const fn of concerned) {
        const found = await engine.recipeTasks(fn, true);
        if (generation !== this.generation && !insists && this.wanted !== path)
          throw new Cancellation('content-modified');
        if (found) recipes.push(found);
      }
      this.before = { path, key, recipes };
      return this.before;
    } finally {
      if (this.engine === engine) this.engine = null;
      await engine.dispose();
    }
  }
}
