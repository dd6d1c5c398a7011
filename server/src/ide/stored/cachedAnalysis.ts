/**
 * Answers from stored results while they are valid, without loading anything. Everything else, and every result that is
 * to be stored, comes from the analysis behind it, which is loaded when it is first needed.
 */

import type { Keeping } from '../../engine/engine';
import type { FileContent } from '../../engine/files/overlayFileSource';
import type { Stamp } from '../../engine/files/stamp';
import { readableRelease } from '../../engine/layers/behaviors';
import { gitFoldersOfAll } from '../../engine/layers/gitFolders';
import type { Analysis } from '../analysis';
import type {
  AnalysisApi,
  EditorDiagnostic,
  HostComparison,
  OpenedWorkspace,
  RecipeFindings,
  RecipeHashes,
  SourceTree,
  TaskLens,
  VariantHashes,
} from '../api/analysisApi';
import { AskedAnalysis, type QuestionName, isAboutTasks, put } from '../api/questions';
import { CachedTasks, type HashingParts } from './cachedTasks';
import { taskLenses } from '../documents/codeLenses';
import { type MetadataDocument, openDocument } from '../documents/document';
import { sourceTreeIn } from '../documents/sourceTree';
import { StoredAnswers, type StoredAnswersParts } from './storedAnswers';
import { recipesByName } from '../targets';

export interface CachedAnalysisParts extends StoredAnswersParts, HashingParts {
  /** Sets or clears unsaved text in `files`. */
  readonly setText: (path: string, text: FileContent | null | undefined) => void;
  /** Identifies the other host and machines: a proof is valid only for those that it was made with. */
  readonly compared: string;
  /** Loads the analysis; called once. */
  readonly load: () => Promise<Analysis>;
}

export class CachedAnalysis extends AskedAnalysis {
  private loaded: Promise<Analysis> | null = null;
  private analysis: Analysis | null = null;
  private readonly answers: StoredAnswers;
  private readonly tasks: CachedTasks;

  constructor(private readonly parts: CachedAnalysisParts) {
    super();
    this.answers = new StoredAnswers(parts);
    this.tasks = new CachedTasks({
      ...parts,
      answers: this.answers,
      analysis: () => this.real(),
      loaded: () => this.analysis,
      open: () => this.open(),
      allRecipes: async () => (await this.resolveTargets([])).recipes,
      storeHashes: async (fn: string) => {
        await this.hashes(fn, { keep: 'hashes' });
      },
    });
  }

  private real(): Promise<Analysis> {
    return (this.loaded ??= this.parts.load().then((analysis) => (this.analysis = analysis)));
  }

  override async open(): Promise<OpenedWorkspace> {
    const stored = this.answers.workspace();
    if (stored) {
      const { opened } = stored.workspace;
      return { ...opened, gitFolders: gitFoldersOfAll(opened.layers, this.parts.files), state: stored.id };
    }
    const analysis = await this.real();
    const opened = await analysis.open();
    if (opened.ok && opened.problems.length === 0) this.answers.keepWorkspace(opened, analysis);
    const state = this.answers.workspace()?.id;
    return state === undefined ? opened : { ...opened, state };
  }

  override async hashes(fn: string, keeping: Keeping = {}): Promise<RecipeHashes | null> {
    const stored = this.recipe(fn);
    if (stored) return stored;
    const analysis = await this.real();
    const hashes = await analysis.hashes(fn, keeping);
    if (hashes) this.keepRecipe(hashes, analysis);
    if (keeping.keep === 'hashes') await analysis.forget(fn);
    return hashes;
  }

  override async lenses(path: string): Promise<readonly TaskLens[]> {
    const fn = this.answers.recipeAt(path);
    const hashes = fn === undefined ? null : this.recipe(fn);
    const document = hashes && this.document(path);
    if (document) return taskLenses(document, hashes, shownVariant(hashes)?.mcfn ?? null, null);
    const analysis = await this.real();
    const lenses = await analysis.lenses(path);
    if (fn !== undefined) await this.hashes(fn);
    return lenses;
  }

  override async sourceTree(path: string): Promise<SourceTree | null> {
    const fn = this.answers.recipeAt(path);
    const hashes = fn === undefined ? null : this.recipe(fn);
    if (!hashes) return (await this.real()).sourceTree(path);
    const folder = shownVariant(hashes)?.sourceTree;
    const document = folder === undefined ? null : this.document(path);
    return document && folder !== undefined ? sourceTreeIn(document, folder) : null;
  }

  /** A document as the stored workspace reads it; null if none is stored. */
  private document(path: string): MetadataDocument | null {
    const stored = this.answers.workspace();
    return stored && openDocument(path, this.parts.files, readableRelease(stored.workspace.opened.behaviors));
  }

  override async recipeOf(path: string): Promise<string | null> {
    return this.answers.recipeAt(path) ?? (await this.real()).recipeOf(path);
  }

  override async resolveTargets(targets: readonly string[]): ReturnType<AnalysisApi['resolveTargets']> {
    const recipes = this.answers.workspace()?.workspace.recipes;
    if (!recipes) return (await this.real()).resolveTargets(targets);
    if (targets.length === 0) return { recipes, unknown: [] };
    const named = targets.map((target) => recipesByName(target, recipes));
    if (named.every((found) => found.length > 0)) return { recipes: [...new Set(named.flat())], unknown: [] };
    return (await this.real()).resolveTargets(targets);
  }

  override async setText(path: string, text: FileContent | null | undefined): Promise<void> {
    this.parts.setText(path, text);
    this.changed([path], 'unsaved text');
    await (await this.loaded)?.filesChanged([path]);
  }

  override async filesChanged(paths: readonly string[]): Promise<void> {
    this.changed(paths, 'files');
    await (await this.loaded)?.filesChanged(paths);
  }

  override async diagnostics(path: string): Promise<readonly EditorDiagnostic[]> {
    const fn = this.answers.recipeAt(path);
    const key = `diagnostics ${fn ?? ''}`;
    const stored = fn === undefined ? null : this.answer<readonly EditorDiagnostic[]>(key);
    if (stored) return stored;
    const analysis = await this.real();
    const diagnostics = await analysis.diagnostics(path);
    if (fn !== undefined) {
      // Diagnostics alone are of no use: they are stored only if the hashes are stored, too.
      await this.hashes(fn);
      if (this.recipe(fn)) this.keepAnswer(key, fn, diagnostics, analysis);
    }
    return diagnostics;
  }

  override async proofs(path: string): Promise<readonly EditorDiagnostic[]> {
    const fn = this.answers.recipeAt(path);
    const key = `proofs ${this.parts.compared} ${fn ?? ''}`;
    const stored = fn === undefined ? null : this.answer<readonly EditorDiagnostic[]>(key);
    if (stored) return stored;
    const analysis = await this.real();
    const diagnostics = await analysis.proofs(path);
    if (fn !== undefined && this.recipe(fn))
      this.keepAnswer(key, fn, diagnostics, analysis, await analysis.provenAccesses(fn));
    return diagnostics;
  }

  override async check(fn: string, { keep }: Keeping = {}): Promise<RecipeFindings> {
    const key = `check ${this.parts.compared} ${fn}`;
    const stored = this.answer<RecipeFindings>(key);
    if (stored) return stored;
    const analysis = await this.real();
    const findings = await analysis.check(fn);
    this.keepAnswer(key, fn, findings, analysis, await analysis.provenAccesses(fn));
    if (keep === 'hashes') await analysis.forget(fn);
    return findings;
  }

  override async compareHosts(fn: string, { keep }: Keeping = {}): Promise<HostComparison | null> {
    const key = `hosts ${this.parts.compared} ${fn}`;
    const stored = this.answer<HostComparison>(key);
    if (stored) return stored;
    const analysis = await this.real();
    const comparison = await analysis.compareHosts(fn);
    if (comparison && comparison.unknown.length === 0)
      this.keepAnswer(key, fn, comparison, analysis, await analysis.provenAccesses(fn));
    if (keep === 'hashes') await analysis.forget(fn);
    return comparison;
  }

  protected override async ask(question: QuestionName, parameters: readonly unknown[]): Promise<unknown> {
    return isAboutTasks(question)
      ? put(this.tasks, question, parameters)
      : put(await this.real(), question, parameters);
  }

  private recipe(fn: string): RecipeHashes | null {
    return this.answer<RecipeHashes>(fn);
  }

  /** Stores a recipe only if every hash is known: an unknown hash may be known the next time. */
  private keepRecipe(hashes: RecipeHashes, analysis: Analysis): void {
    if (hashes.problems.length > 0) return;
    if (hashes.variants.some((variant) => Object.values(variant.tasks).some((hash) => hash.basehash === null))) return;
    this.keepAnswer(hashes.fn, hashes.fn, hashes, analysis);
  }

  private keepAnswer<T>(
    key: string,
    fn: string,
    answer: T,
    analysis: Analysis,
    proven: ReadonlyMap<string, Stamp> = new Map(),
  ): void {
    const log = analysis.recipeAccesses(fn);
    if (log) this.answers.keep(key, answer, log, analysis, proven);
  }

  private answer<T>(key: string): T | null {
    return this.answers.get<T>(key)?.value ?? null;
  }

  private changed(paths: readonly string[], what: 'unsaved text' | 'files'): void {
    this.answers.changed();
    this.tasks.changed(paths, what);
  }
}

/** The variant that a lens shows: the plain one of the default configuration, else the first that is not skipped. */
function shownVariant({ fn, variants }: RecipeHashes): VariantHashes | undefined {
  const usable = variants.filter((variant) => variant.skipped === null);
  return usable.find(({ mcfn }) => mcfn === fn) ?? usable[0];
}
