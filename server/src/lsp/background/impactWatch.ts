/**
 * What the edit of an open file re-runs. The file is compared with HEAD of its repository, or with its saved text if no
 * commit contains it. This happens in the background when the user rests. An engine that sees the old text evaluates
 * the recipes that the file affects, and is then ended. The engine of task hashes compares the results. The state
 * before the edit is kept while only this file changes.
 */

import type { AnalysisService } from '../../platform/platform';
import type { FileContent } from '../../engine/files/overlayFileSource';
import type { Impact } from '../../ide/tasks/impact';
import type { RecipeTasks } from '../../ide/api/tasksApi';
import { Cancellation, describeError, type Log } from '../runSafely';
import type { BackgroundState } from './backgroundEvaluation';
import { IdleWork } from './idleWork';
import { type Asker, FEW_RECIPES, type TaskEngine } from './taskEngine';
import type { ChangedText, TextListener } from './textListener';

export interface ImpactWatchOptions {
  /** The engine that answers the editor. */
  readonly main: Pick<AnalysisService, 'headContent'>;
  readonly tasks: Pick<TaskEngine, 'ask' | 'askQuietly'>;
  readonly startAnalysis: () => AnalysisService;
  readonly textOf: (path: string) => string | null;
  /** The text on the disk; null if there is none. */
  readonly savedText: (path: string) => string | null;
  readonly unsavedTexts: () => readonly (readonly [path: string, text: string])[];
  /** The state of the background evaluation. */
  readonly background: () => BackgroundState;
  /** How long the user must be idle. */
  readonly idleMs: number;
  readonly log: Log;
  readonly onChanged: () => void;
}

/** What is known about the edit of a file. */
export type FileImpact =
  /** The file is unchanged. */
  | { readonly kind: 'same'; readonly as: 'committed' | 'saved' }
  | { readonly kind: 'known'; readonly impact: Impact }
  /** The edit affects so many recipes that they are evaluated only when the user asks. */
  | { readonly kind: 'many'; readonly recipes: number }
  | { readonly kind: 'unknown'; readonly reason: string };

/** If more recipes are affected, they are evaluated only on request. */
const MOST_RECIPES = 100;

interface Before {
  readonly path: string;
  /** The texts that it is valid for. */
  readonly key: string;
  readonly recipes: readonly RecipeTasks[];
}

export class ImpactWatch implements TextListener {
  private readonly work: IdleWork;
  private readonly known = new Map<string, FileImpact>();
  /** The file that the user looks at. */
  private wanted: string | null = null;
  private before: Before | null = null;
  private engine: AnalysisService | null = null;

  constructor(private readonly options: ImpactWatchOptions) {
    this.work = new IdleWork({
      name: 'looking for what an edit re-runs',
      delayMs: options.idleMs,
      log: options.log,
      isWanted: () => this.wanted !== null && !this.known.has(this.wanted),
      work: () => this.refresh(),
    });
  }

  setReady(ready: boolean): void {
    this.work.setReady(ready);
    if (ready) this.changed();
  }

  /** What is known about a file that the user looks at. If nothing is known, it is computed later. */
  of(path: string): FileImpact | null {
    const known = this.known.get(path) ?? null;
    if (known === null && this.wanted !== path) {
      this.wanted = path;
      this.work.schedule();
    }
    return known;
  }

  textChanged({ difference }: ChangedText): void {
    if (difference === 'different') this.changed();
  }

  /** All recipes are stored. */
  storedAll(): void {
    if (this.wanted !== null && !this.known.has(this.wanted)) this.work.schedule();
  }

  /** Files changed on the disk. They may belong to a git repository. */
  filesChanged(): void {
    this.before = null;
    this.changed();
  }

  /** The same as `of`, but computed now, no matter how many recipes are affected. */
  async find(path: string): Promise<FileImpact> {
    const known = this.known.get(path);
    if (known && known.kind !== 'many') return known;
    return this.look(path, 'user');
  }

  async dispose(): Promise<void> {
    this.work.dispose();
    await this.engine?.dispose();
  }

  private changed(): void {
    this.work.changed();
    this.known.clear();
    if (this.wanted !== null) this.work.schedule();
  }

  private async refresh(): Promise<void> {
    const { wanted } = this;
    if (wanted === null) return;
    await this.look(wanted, 'nobody');
    this.options.onChanged();
  }

  private async look(path: string, asker: Asker): Promise<FileImpact> {
    const { generation } = this.work;
    let found: FileImpact | null;
    try {
      found = await this.compare(path, asker);
    } catch (error) {
      if (error instanceof Cancellation) throw error;
      this.work.check(generation);
      this.options.log.info(`what the edit of ${path} re-runs is not known: ${describeError(error)}`);
      found = { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
    }
    this.work.check(generation);
    if (found) this.known.set(path, found);
    return found ?? { kind: 'unknown', reason: 'not all recipes are known yet' };
  }

  private async compare(path: string, asker: Asker): Promise<FileImpact | null> {
    const { main, tasks, textOf, savedText } = this.options;
    const head = await main.headContent(path);
    if (head.kind === 'unknown') return { kind: 'unknown', reason: head.reason };
    const committed = head.kind === 'known' ? head.value : null;
    const saved = savedText(path);
    const old = committed ?? saved;
    if (old === null) return { kind: 'unknown', reason: 'the file is in no commit and was never saved' };
    // The editor does not send files of other languages to the server, so their saved text is used.
    if (old === (textOf(path) ?? saved)) return { kind: 'same', as: committed === null ? 'saved' : 'committed' };
    const before = await this.recipesBefore(path, { text: old, isSaved: old === saved }, asker);
    if (!before) return null;
    if (!before.recipes) return { kind: 'many', recipes: before.count };
    const { recipes } = before;
    const compare = (engine: AnalysisService): Promise<Impact> => engine.taskImpact(recipes, { path, content: old });
    const impact = await (asker === 'user' ? tasks.ask(compare) : tasks.askQuietly(compare));
    return impact && { kind: 'known', impact };
  }

  /**
   * The recipes that a file affects, as they were with its old text. Only their number if there are too many; null if
   * many recipes are not known yet.
   */
  private async recipesBefore(
    path: string,
    { text: old, isSaved }: { readonly text: FileContent; readonly isSaved: boolean },
    asker: Asker,
  ): Promise<{ readonly recipes: readonly RecipeTasks[] } | { readonly recipes: null; readonly count: number } | null> {
    const { generation } = this.work;
    const others = this.options.unsavedTexts().filter(([other]) => other !== path);
    const key = JSON.stringify([path, old, others]);
    if (this.before?.key === key) return this.before;
    const engine = this.options.startAnalysis();
    this.engine = engine;
    try {
      for (const [other, text] of others) await engine.setText(other, text);
      if (
        asker === 'nobody' &&
        this.options.background() !== 'done' &&
        (await engine.recipesWithoutTasks()).length > FEW_RECIPES
      )
        return null;
      await engine.setText(path, old);
      // Recipes that contain unsaved text are never stored.
      const concerned = await engine.recipesWithoutTasks();
      if (asker === 'nobody' && concerned.length > MOST_RECIPES) return { recipes: null, count: concerned.length };
      // Recipes with the text on the disk are stored.
      if (isSaved) await engine.setText(path, undefined);
      const recipes: RecipeTasks[] = [];
      for (const fn of concerned) {
        const found = await engine.recipeTasks(fn, { keep: 'hashes' });
        if (generation !== this.work.generation && asker === 'nobody' && this.wanted !== path)
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
