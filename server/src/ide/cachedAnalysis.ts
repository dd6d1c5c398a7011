/**
 * Answers from stored results as long as they hold, without loading anything; everything else, and every result that is to be stored, comes
 * from the analysis behind it, which is loaded when it is first needed. A stored recipe holds only together with the workspace
 * it was evaluated in: its configuration, its list of recipes and the Python modules it may import.
 */

import { releaseOf } from '../engine/base/release';
import { recipeOf } from '../engine/base/recipeNames';
import type { Position } from '../engine/base/text';
import type { Md5 } from '../engine/digest/md5';
import type { Sha256 } from '../engine/digest/sha256';
import type { AccessLog } from '../engine/files/accessLog';
import type { FileSource } from '../engine/files/fileSource';
import { type FileContent, isUnsaved } from '../engine/files/overlayFileSource';
import { dirname, join, normalize } from '../engine/files/posixPath';
import type { Analysis } from './analysis';
import type { AnalysisApi, EditorDiagnostic, HostComparison, OpenedWorkspace, RecipeFindings, RecipeHashes, TaskLens } from './analysisApi';
import { taskLenses } from './codeLenses';
import { openDocument } from './document';
import type { EditorRange } from './editorRange';
import { hashEquivalenceSettings } from '../engine/sstate/settings';
import type { HashEquivalenceSettings, UnihashSource } from '../engine/sstate/unihashes';
import { cachedObjects } from './cachedObjects';
import { type Impact, NO_IMPACT, asBefore, impactOf, taskId } from './impact';
import { KnownTasks } from './knownTasks';
import { FileDigests } from '../engine/tasks/fileChecksums';
import type { TaskConfiguration } from '../engine/tasks/taskConfiguration';
import type { RecipeInfo } from '../engine/tasks/recipeInfo';
import { type HashedGraph, WorkspaceTasks } from './workspaceTasks';
import type { RecipeTasks, TaskHashes, TaskInputs, TaskNodes, TaskScope, TaskState } from './tasksApi';
import { tellHashes, tellNodes } from './taskHashes';
import { inputsOfTask, statesOfRecipe } from './taskStates';
import { type ResultStore, type Stamp, type StoredResult, presentStamp, stampOf, stampsOf, stillHolds } from './resultStore';
import { recipesByName } from './targets';

export interface CachedAnalysisParts {
  /** The disk with unsaved text over it. */
  readonly files: FileSource;
  /** Sets or clears unsaved text in `files`. */
  readonly setText: (path: string, text: FileContent | null | undefined) => void;
  readonly store: ResultStore;
  readonly sha256: Sha256;
  /** Tells one other host from another: what is proven holds for the one it was proven with. */
  readonly otherHost: string;
  readonly md5: Md5;
  readonly hashEquivalence: (settings: HashEquivalenceSettings) => UnihashSource;
  /** Whether servers on other machines may be asked. */
  readonly asksServers: boolean;
  /** Loads the analysis; called once. */
  readonly load: () => Promise<Analysis>;
}

interface StoredWorkspace {
  readonly opened: OpenedWorkspace;
  readonly recipes: readonly string[];
}

/** An answer about one recipe. */
interface StoredAnswer<T> {
  /** The workspace the recipe was evaluated in. */
  readonly workspace: string;
  readonly answer: T;
}

const WORKSPACE = 'workspace';
/** One looks at a few recipes in turn; each graph holds all that the recipe depends on. */
const MOST_GRAPHS = 4;
const MOST_MODULES = 5000;
/** Folders of BitBake's that hold what it writes itself; `pysh` is its shell reader, which we do not use. */
const NOT_MODULES = ['__pycache__', 'pysh'];

export class CachedAnalysis implements AnalysisApi {
  private loaded: Promise<Analysis> | null = null;
  private analysis: Analysis | null = null;
  /** The stored workspace that was found to hold, until something changes. */
  private present: { readonly workspace: StoredWorkspace; readonly id: string } | null = null;
  /** The workspace that was found last, for hosts that store nothing. */
  private found: StoredResult<StoredWorkspace> | null = null;
  /** Stamps seen since the last change. */
  private seen = new Map<string, Stamp | null>();
  /** What the task graph needs of each recipe, as far as it is known. */
  private readonly tasks = new KnownTasks();
  /** The workspace that those were found in. */
  private tasksIn: string | null = null;
  private state: WorkspaceTasks | null = null;
  /** The graphs of that state that were asked for last, by scope. */
  private readonly graphs = new Map<string, Promise<HashedGraph>>();
  private readonly digests: FileDigests;
  /**
   * What each file looked like when something that depends on it was stored first, until a change of it is told. What is stored later
   * gets the same stamp: should the file have changed untold meanwhile, that result never holds, whichever text it came from.
   */
  private readonly stampedFirst = new Map<string, Stamp>();

  constructor(private readonly parts: CachedAnalysisParts) {
    this.digests = new FileDigests(parts.files, parts.md5);
  }

  private real(): Promise<Analysis> {
    return (this.loaded ??= this.parts.load().then((analysis) => (this.analysis = analysis)));
  }

  async open(): Promise<OpenedWorkspace> {
    const stored = this.workspace();
    if (stored) return stored.workspace.opened;
    const analysis = await this.real();
    const opened = await analysis.open();
    if (opened.ok && opened.problems.length === 0) this.keepWorkspace(opened, analysis);
    return opened;
  }

  async hashes(fn: string, isPassing = false): Promise<RecipeHashes | null> {
    const stored = this.recipe(fn);
    if (stored) return stored;
    const analysis = await this.real();
    const hashes = await analysis.hashes(fn, isPassing);
    if (hashes) this.keepRecipe(hashes, analysis);
    if (isPassing) await analysis.forget(fn);
    return hashes;
  }

  async lenses(path: string): Promise<readonly TaskLens[]> {
    const fn = this.recipeAt(path);
    const workspace = fn === undefined ? null : this.workspace();
    const hashes = fn === undefined ? null : this.recipe(fn);
    const document = workspace && hashes ? openDocument(path, this.parts.files, releaseOf(workspace.workspace.opened.bitbakeVersion ?? workspace.workspace.opened.release)) : null;
    if (document && hashes) return taskLenses(document, hashes, shownVariant(hashes), null);
    const analysis = await this.real();
    const lenses = await analysis.lenses(path);
    if (fn !== undefined) await this.hashes(fn);
    return lenses;
  }

  async recipeOf(path: string): Promise<string | null> {
    return this.recipeAt(path) ?? (await this.real()).recipeOf(path);
  }

  async resolveTargets(targets: readonly string[]): ReturnType<AnalysisApi['resolveTargets']> {
    const recipes = this.workspace()?.workspace.recipes;
    if (!recipes) return (await this.real()).resolveTargets(targets);
    if (targets.length === 0) return { recipes, unknown: [] };
    const named = targets.map((target) => recipesByName(target, recipes));
    if (named.every((found) => found.length > 0)) return { recipes: [...new Set(named.flat())], unknown: [] };
    return (await this.real()).resolveTargets(targets);
  }

  async setText(path: string, text: FileContent | null | undefined): Promise<void> {
    this.parts.setText(path, text);
    this.forgetStamps([path]);
    await (await this.loaded)?.filesChanged([path]);
  }

  async filesChanged(paths: readonly string[]): Promise<void> {
    this.forgetStamps(paths);
    await (await this.loaded)?.filesChanged(paths);
  }

  async headChanges(folder: string): ReturnType<AnalysisApi['headChanges']> {
    return (await this.real()).headChanges(folder);
  }

  async headContent(path: string): ReturnType<AnalysisApi['headContent']> {
    return (await this.real()).headContent(path);
  }

  async prepare(path: string): Promise<void> {
    await (await this.real()).prepare(path);
  }

  async diagnostics(path: string): Promise<readonly EditorDiagnostic[]> {
    const fn = this.recipeAt(path);
    const key = `diagnostics ${fn ?? ''}`;
    const stored = fn === undefined ? null : this.answer<readonly EditorDiagnostic[]>(key);
    if (stored) return stored;
    const analysis = await this.real();
    const diagnostics = await analysis.diagnostics(path);
    if (fn !== undefined) {
      // Problems alone would be of no use: they are stored where the hashes are.
      await this.hashes(fn);
      if (this.recipe(fn)) this.keepAnswer(key, fn, diagnostics, analysis);
    }
    return diagnostics;
  }

  async fixes(path: string, range: EditorRange): ReturnType<AnalysisApi['fixes']> {
    return (await this.real()).fixes(path, range);
  }

  async commentActions(path: string, range: EditorRange): ReturnType<AnalysisApi['commentActions']> {
    return (await this.real()).commentActions(path, range);
  }

  async fixAll(path: string, except: readonly string[]): ReturnType<AnalysisApi['fixAll']> {
    return (await this.real()).fixAll(path, except);
  }

  async fixFor(...parameters: Parameters<AnalysisApi['fixFor']>): ReturnType<AnalysisApi['fixFor']> {
    return (await this.real()).fixFor(...parameters);
  }

  async hover(path: string, position: Position): ReturnType<AnalysisApi['hover']> {
    return (await this.real()).hover(path, position);
  }

  async signatureDocument(mcfn: string, task: string): Promise<string> {
    return (await this.real()).signatureDocument(mcfn, task);
  }

  async signature(mcfn: string, task: string): ReturnType<AnalysisApi['signature']> {
    return (await this.real()).signature(mcfn, task);
  }

  async signatureData(mcfn: string, task: string): ReturnType<AnalysisApi['signatureData']> {
    return (await this.real()).signatureData(mcfn, task);
  }

  async variables(of: string, names: readonly string[]): ReturnType<AnalysisApi['variables']> {
    return (await this.real()).variables(of, names);
  }

  async proofs(path: string): Promise<readonly EditorDiagnostic[]> {
    const fn = this.recipeAt(path);
    const key = `proofs ${this.parts.otherHost} ${fn ?? ''}`;
    const stored = fn === undefined ? null : this.answer<readonly EditorDiagnostic[]>(key);
    if (stored) return stored;
    const analysis = await this.real();
    const diagnostics = await analysis.proofs(path);
    if (fn !== undefined && this.recipe(fn)) this.keepAnswer(key, fn, diagnostics, analysis);
    return diagnostics;
  }

  async check(fn: string, isPassing = false): Promise<RecipeFindings> {
    const key = `check ${this.parts.otherHost} ${fn}`;
    const stored = this.answer<RecipeFindings>(key);
    if (stored) return stored;
    const analysis = await this.real();
    const findings = await analysis.check(fn);
    this.keepAnswer(key, fn, findings, analysis);
    if (isPassing) await analysis.forget(fn);
    return findings;
  }

  async compareHosts(fn: string, isPassing = false): Promise<HostComparison | null> {
    const key = `hosts ${this.parts.otherHost} ${fn}`;
    const stored = this.answer<HostComparison>(key);
    if (stored) return stored;
    const analysis = await this.real();
    const comparison = await analysis.compareHosts(fn);
    if (comparison && comparison.unknown.length === 0) this.keepAnswer(key, fn, comparison, analysis);
    if (isPassing) await analysis.forget(fn);
    return comparison;
  }

  async changedAssignment(...parameters: Parameters<AnalysisApi['changedAssignment']>): ReturnType<AnalysisApi['changedAssignment']> {
    return (await this.real()).changedAssignment(...parameters);
  }

  async why(fn: string, task: string, name: string): ReturnType<AnalysisApi['why']> {
    return (await this.real()).why(fn, task, name);
  }

  async recipeTasks(fn: string, isPassing = false): Promise<RecipeTasks | null> {
    if (this.knowsTasks(fn)) return this.tasks.get(fn);
    const analysis = await this.real();
    if (!this.workspace()) await this.open();
    const variants = analysis.recipeInfos(fn, isPassing);
    if (!variants) return null;
    const log = analysis.recipeAccesses(fn);
    const workspace = this.workspace();
    const stamped = log && this.stamped(variants, [log], []);
    const found: RecipeTasks = { fn, variants, stamps: stamped?.stamps ?? null };
    if (stamped && workspace) this.parts.store.put(`tasks ${fn}`, { value: { workspace: workspace.id, answer: variants }, stamps: stamped.stamps });
    if (isPassing) {
      await this.hashes(fn, true);
      await analysis.forget(fn);
    }
    this.keepTasks(found);
    return found;
  }

  async recipesWithoutTasks(): Promise<readonly string[]> {
    return (await this.allRecipes()).filter((fn) => !this.knowsTasks(fn));
  }

  async learnTasks(found: readonly RecipeTasks[]): Promise<void> {
    for (const one of found) this.keepTasks(one);
    this.forgetState();
  }

  async taskHashes(scope: TaskScope): Promise<TaskHashes> {
    return tellHashes(await this.hashedGraph(scope));
  }

  async taskNodes(scope: TaskScope): Promise<TaskNodes> {
    return tellNodes(await this.hashedGraph(scope));
  }

  async taskStates(fn: string): Promise<readonly TaskState[]> {
    return statesOfRecipe(fn, await this.hashedGraph({ kind: 'recipes', recipes: [fn] }), await this.stateContext());
  }

  async taskInputs(mcfn: string, task: string, below = recipeOf(mcfn)): Promise<TaskInputs | null> {
    return inputsOfTask(mcfn, task, await this.hashedGraph({ kind: 'recipes', recipes: [below] }), await this.stateContext());
  }

  async taskImpact(before: readonly RecipeTasks[]): Promise<Impact> {
    const recipes = await this.recipesWithTasks();
    const others = before.filter(({ fn, variants }) => JSON.stringify(recipes.get(fn)) !== JSON.stringify(variants));
    if (others.length === 0) return NO_IMPACT;
    const scope: TaskScope = { kind: 'everything' };
    const then = asBefore(tellNodes(await (await this.stateOf(new Map([...recipes, ...others.map(({ fn, variants }) => [fn, variants] as const)]))).hash(scope)));
    const now = tellNodes(await (await this.taskState()).hash(scope));
    const changed = new Set(impactOf(then, now).tasks.map(taskId));
    const objects = await cachedObjects(now.nodes.filter((node) => changed.has(taskId(node))), await this.taskConfigurations(), this.parts.files, null);
    return impactOf(then, now, { hasObject: (node) => objects.has(taskId(node)) });
  }

  private async recipesWithTasks(): Promise<ReadonlyMap<string, readonly RecipeInfo[]>> {
    const recipes = new Map<string, readonly RecipeInfo[]>();
    for (const fn of await this.allRecipes()) {
      if (!this.knowsTasks(fn)) await this.recipeTasks(fn, true);
      const variants = this.tasks.variantsOf(fn);
      if (variants) recipes.set(fn, variants);
    }
    return recipes;
  }

  private async stateContext(): Promise<Parameters<typeof statesOfRecipe>[2]> {
    return { files: this.parts.files, configurations: await this.taskConfigurations() };
  }

  private async hashedGraph(scope: TaskScope): Promise<HashedGraph> {
    const state = await this.taskState();
    const key = JSON.stringify(scope);
    const graph = this.graphs.get(key) ?? state.hash(scope);
    this.graphs.delete(key);
    this.graphs.set(key, graph);
    for (const oldest of [...this.graphs.keys()].slice(0, -MOST_GRAPHS)) this.graphs.delete(oldest);
    return graph;
  }

  private async taskState(): Promise<WorkspaceTasks> {
    const recipes = await this.recipesWithTasks();
    return (this.state ??= await this.stateOf(recipes));
  }

  private async stateOf(recipes: ReadonlyMap<string, readonly RecipeInfo[]>): Promise<WorkspaceTasks> {
    const opened = await this.open();
    const configurations = await this.taskConfigurations();
    const release = releaseOf(opened.bitbakeVersion ?? opened.release);
    const settings = hashEquivalenceSettings((name) => configurations[0]?.variables[name] ?? '', release, this.parts.asksServers);
    return new WorkspaceTasks(configurations, recipes, release, {
      digests: this.digests, sha256: this.parts.sha256,
      unihashes: () => (settings.server === '' ? null : this.parts.hashEquivalence(settings)),
      extraDepends: async (query) => (await this.real()).extraDepends(query),
    });
  }

  async taskConfigurations(): Promise<readonly TaskConfiguration[]> {
    const known = this.answer<readonly TaskConfiguration[]>('configurations');
    if (known) return known;
    const analysis = await this.real();
    const found = analysis.taskConfigurations();
    const workspace = this.workspace();
    if (workspace) this.parts.store.put('configurations', { value: { workspace: workspace.id, answer: found }, stamps: [] });
    return found;
  }

  private async allRecipes(): Promise<readonly string[]> {
    return (await this.resolveTargets([])).recipes;
  }

  /** Whether a recipe's tasks are known, or stored and still hold. */
  private knowsTasks(fn: string): boolean {
    if (this.tasks.variantsOf(fn)) return true;
    const workspace = this.workspace();
    const stored = workspace && this.parts.store.get<StoredAnswer<readonly RecipeInfo[]>>(`tasks ${fn}`);
    if (!stored || stored.value.workspace !== workspace.id || !stillHolds(stored, this.parts.files, this.parts.sha256, this.seen)) return false;
    this.keepTasks({ fn, variants: stored.value.answer, stamps: stored.stamps });
    return true;
  }

  private keepTasks(found: RecipeTasks): void {
    if (this.tasks.size === 0) this.tasksIn = this.workspace()?.id ?? null;
    this.tasks.set(found);
  }

  private forgetState(): void {
    this.state = null;
    this.graphs.clear();
  }

  /** Forgets the tasks that something has changed for: all of them, where the workspace is another one. */
  private recheckTasks(paths: readonly string[]): void {
    this.forgetState();
    if (this.tasks.size === 0) return;
    const id = this.workspace()?.id ?? null;
    if (id !== this.tasksIn || (id === null && paths.some((path) => this.isOfConfiguration(path)))) this.tasks.clear();
    this.tasks.recheck((path) => presentStamp(path, this.parts.files, this.parts.sha256, this.seen));
  }

  /** Recipes and bbappends that change are no part of the configuration: it asks whether they are there. */
  private isOfConfiguration(path: string): boolean {
    if (/\.(bb|bbappend)$/.test(path)) return false;
    return this.analysis?.configurationAccesses().logs.some((log) => log.dependsOn(path)) !== false;
  }

  private workspace(): { readonly workspace: StoredWorkspace; readonly id: string } | null {
    if (this.present) return this.present;
    const stored = this.parts.store.get<StoredWorkspace>(WORKSPACE) ?? this.found;
    if (!stored || !stillHolds(stored, this.parts.files, this.parts.sha256, this.seen, (path, stamp) => this.isUnsavedRecipe(path, stamp))) return null;
    this.present = { workspace: stored.value, id: identityOf(stored, this.parts.sha256) };
    return this.present;
  }

  /** A recipe or bbappend with unsaved text that is on the disk as well: the configuration asks no more than that. */
  private isUnsavedRecipe(path: string, stamp: Stamp): boolean {
    if (!/\.(bb|bbappend)$/.test(path) || !stamp.startsWith('f')) return false;
    const stat = this.parts.files.stat(path);
    return stat?.kind === 'file' && isUnsaved(stat.mtimeMs);
  }

  /** The recipe that a file is, as the stored workspace names it; none for unsaved text, of which nothing is stored. */
  private recipeAt(path: string): string | undefined {
    if (isUnsaved(this.parts.files.stat(path)?.mtimeMs ?? 0)) return undefined;
    return path.endsWith('.bb') ? this.workspace()?.workspace.recipes.find((candidate) => normalize(candidate) === path) : undefined;
  }

  private recipe(fn: string): RecipeHashes | null {
    return this.answer<RecipeHashes>(fn);
  }

  private answer<T>(key: string): T | null {
    const workspace = this.workspace();
    const stored = workspace && this.parts.store.get<StoredAnswer<T>>(key);
    if (!stored || stored.value.workspace !== workspace.id || !stillHolds(stored, this.parts.files, this.parts.sha256, this.seen)) return null;
    return stored.value.answer;
  }

  private keepWorkspace(opened: OpenedWorkspace, analysis: Analysis): void {
    const { recipes, logs } = analysis.configurationAccesses();
    const result = this.stamped<StoredWorkspace>({ opened, recipes }, logs, modulesOf(opened, this.parts.files));
    if (!result) return;
    this.parts.store.put(WORKSPACE, result);
    this.found = result;
    this.present = { workspace: result.value, id: identityOf(result, this.parts.sha256) };
  }

  /** Stores a recipe whose every hash is known: what is unknown may be known the next time. */
  private keepRecipe(hashes: RecipeHashes, analysis: Analysis): void {
    if (hashes.problems.length > 0) return;
    if (hashes.variants.some((variant) => Object.values(variant.tasks).some((hash) => hash.basehash === null))) return;
    this.keepAnswer(hashes.fn, hashes.fn, hashes, analysis);
  }

  private keepAnswer<T>(key: string, fn: string, answer: T, analysis: Analysis): void {
    const log = analysis.recipeAccesses(fn);
    const workspace = this.workspace();
    if (!log || !workspace) return;
    const result = this.stamped<StoredAnswer<T>>({ workspace: workspace.id, answer }, [log], []);
    if (result) this.parts.store.put(key, result);
  }

  /** Null where unsaved text is involved. */
  private stamped<T>(value: T, logs: readonly AccessLog[], more: readonly string[]): StoredResult<T> | null {
    const stamps = stampsOf(logs, more, (path) => {
      const first = this.stampedFirst.get(path);
      if (first !== undefined) return first;
      const stamp = stampOf(path, this.parts.files, this.parts.sha256);
      if (stamp !== null) this.stampedFirst.set(path, stamp);
      return stamp;
    });
    return stamps && { value, stamps };
  }

  /** Told of a change the analysis reads a file anew, and so it may be stamped anew. */
  private forgetStamps(paths: readonly string[]): void {
    this.seen = new Map();
    this.present = null;
    this.recheckTasks(paths);
    for (const path of paths) for (const stampedAs of [path, `${dirname(path)}/`]) this.stampedFirst.delete(stampedAs);
  }
}

/** The variant that a lens speaks of: the plain one of the default configuration, else the first that is not skipped. */
function shownVariant({ fn, variants }: RecipeHashes): string | null {
  const usable = variants.filter((variant) => variant.skipped === null);
  return (usable.find(({ mcfn }) => mcfn === fn) ?? usable[0])?.mcfn ?? null;
}

/** What tells one state of a workspace from another. */
function identityOf(stored: StoredResult<unknown>, sha256: Sha256): string {
  return sha256(JSON.stringify(stored.stamps));
}

/**
 * The Python modules of the layers and of BitBake, with their folders. Which of them an evaluation imports cannot be seen from it: an
 * interpreter imports a module once, for whoever asks first.
 */
function modulesOf({ layers, bitbakeDir }: OpenedWorkspace, files: FileSource): readonly string[] {
  const found: string[] = [];
  const folders = [...layers.map((layer) => join(layer, 'lib')), ...(bitbakeDir === null ? [] : [join(bitbakeDir, 'lib/bb')])];
  for (const folder of folders) {
    if (found.length > MOST_MODULES) break;
    found.push(`${folder}/`);
    const names = files.list(folder) ?? [];
    for (const name of names) {
      const path = join(folder, name);
      if (name.endsWith('.py')) found.push(path);
      else if (!NOT_MODULES.includes(name) && !name.includes('.') && files.stat(path)?.kind === 'directory') folders.push(path);
    }
  }
  return found;
}
