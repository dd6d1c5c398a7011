/**
 * Tasks of the whole workspace for `CachedAnalysis`. The data that the graph needs of each recipe comes from the store
 * while it is valid. The graphs that were requested last are kept, and only the changed parts are computed again.
 */

import type { Keeping } from '../../engine/engine';
import { isRecipeFile, recipeOf } from '../../engine/base/recipeNames';
import type { Md5 } from '../../engine/digest/md5';
import type { Sha256 } from '../../engine/digest/sha256';
import type { FileSource } from '../../engine/files/fileSource';
import type { PrivateFiles } from '../../engine/files/privateFiles';
import { OverlayFileSource } from '../../engine/files/overlayFileSource';
import type { BitbakeRelease } from '../../engine/base/release';
import { exactRelease, unknownReason } from '../../engine/layers/behaviors';
import type { AllowedServers } from '../../engine/sstate/allowedServers';
import { hashEquivalenceSettings } from '../../engine/sstate/sstateSettings';
import { type HashEquivalenceSettings, type UnihashSource, unanswered } from '../../engine/sstate/unihashes';
import { FileDigests, mayConcern } from '../../engine/tasks/fileChecksums';
import type { RecipeInfo } from '../../engine/tasks/recipeInfo';
import { type TaskConfiguration, wordsOf } from '../../engine/tasks/taskConfiguration';
import type { Analysis } from '../analysis';
import type { OpenedWorkspace } from '../api/analysisApi';
import { cachedObjects } from '../tasks/cachedObjects';
import { type Impact, NO_IMPACT, asBefore, impactOf, taskId } from '../tasks/impact';
import { KnownTasks } from '../tasks/knownTasks';
import type { StoredAnswers } from './storedAnswers';
import { reportDifferences, reportHashes, reportNodes } from '../tasks/taskHashes';
import { inputsOfTask, statesOfRecipe } from '../tasks/taskStates';
import type {
  FileBefore,
  RecipeTasks,
  TaskHashes,
  TaskInputs,
  TaskNodes,
  TaskScope,
  TaskState,
  TasksApi,
  WhatIf,
} from '../api/tasksApi';
import { whatIf } from '../tasks/whatIf';
import { type ExtraDependsQuery, type HashedGraph, type TaskServices, WorkspaceTasks } from '../tasks/workspaceTasks';

/** What task hashes need in addition to recipes. */
export interface HashingParts {
  /** The disk, with unsaved text on top of it. */
  readonly files: FileSource;
  readonly sha256: Sha256;
  readonly md5: Md5;
  readonly hashEquivalence: (settings: HashEquivalenceSettings) => UnihashSource;
  /** Which of the servers that the configuration names may be asked. */
  readonly asksServers: AllowedServers;
  /** Given the layers, determines which files are private to the user; if it is missing, no files are. */
  readonly privacy?: (layers: readonly string[]) => PrivateFiles;
}

export interface CachedTasksParts extends HashingParts {
  readonly answers: StoredAnswers;
  /** The analysis, loaded when it is first needed. */
  readonly analysis: () => Promise<Analysis>;
  /** The analysis if it is already loaded, else null. */
  readonly loaded: () => Analysis | null;
  readonly open: () => Promise<OpenedWorkspace>;
  readonly allRecipes: () => Promise<readonly string[]>;
  /** Evaluates a recipe, stores its hashes, and keeps nothing else of it. */
  readonly storeHashes: (fn: string) => Promise<void>;
}

/** Users view a few recipes in turn; each graph contains everything that the recipe depends on. */
const MOST_GRAPHS = 4;
const EVERYTHING: TaskScope = { kind: 'everything' };

/** A graph that was requested. */
interface KeptGraph {
  readonly state: WorkspaceTasks;
  readonly hashed: Promise<HashedGraph>;
  /** Files whose text has changed since then. */
  readonly changed: Set<string>;
}

export class CachedTasks implements TasksApi {
  /** The data of each recipe that the task graph needs, as far as it is known. */
  private readonly known = new KnownTasks();
  /** The id of the workspace in which `known` was found. */
  private knownIn: string | null = null;
  private state: WorkspaceTasks | null = null;
  /** The graphs that were requested last, by scope, each with the state that it was made in. */
  private readonly graphs = new Map<string, KeptGraph>();
  private readonly digests: FileDigests;
  /** What has changed since the last question, and how. */
  private unseen: { readonly paths: Set<string>; onDisk: boolean } | null = null;

  constructor(private readonly parts: CachedTasksParts) {
    this.digests = new FileDigests(parts.files, parts.md5);
  }

  async recipeTasks(fn: string, keeping: Keeping = {}): Promise<RecipeTasks | null> {
    this.lookAtChanges();
    if (this.knows(fn)) return this.known.get(fn);
    const { answers, storeHashes, open } = this.parts;
    const analysis = await this.parts.analysis();
    if (!answers.workspace()) await open();
    const variants = analysis.recipeInfos(fn, keeping);
    if (!variants) return null;
    const log = analysis.recipeAccesses(fn);
    const found: RecipeTasks = { fn, variants, stamps: log && answers.keep(`tasks ${fn}`, variants, log, analysis) };
    if (keeping.keep === 'hashes') {
      await storeHashes(fn);
      await analysis.forget(fn);
    }
    this.keep(found);
    return found;
  }

  async recipesWithoutTasks(): Promise<readonly string[]> {
    this.lookAtChanges();
    return (await this.parts.allRecipes()).filter((fn) => !this.knows(fn));
  }

  async learnTasks(found: readonly RecipeTasks[]): Promise<void> {
    this.lookAtChanges();
    for (const one of found) this.keep(one);
    this.state = null;
  }

  async taskHashes(scope: TaskScope): Promise<TaskHashes> {
    return reportHashes(await this.hashedGraph(scope));
  }

  async taskNodes(scope: TaskScope): Promise<TaskNodes> {
    return reportNodes(await this.hashedGraph(scope));
  }

  async taskStates(fn: string): Promise<readonly TaskState[]> {
    return statesOfRecipe(fn, await this.hashedGraph({ kind: 'recipes', recipes: [fn] }), await this.stateContext());
  }

  async taskInputs(mcfn: string, task: string, below = recipeOf(mcfn)): Promise<TaskInputs | null> {
    return inputsOfTask(
      mcfn,
      task,
      await this.hashedGraph({ kind: 'recipes', recipes: [below] }),
      await this.stateContext(),
    );
  }

  async taskImpact(before: readonly RecipeTasks[], { path, content }: FileBefore): Promise<Impact> {
    const recipes = await this.recipesWithTasks();
    const others = before.filter(({ fn, variants }) => JSON.stringify(recipes.get(fn)) !== JSON.stringify(variants));
    const isHashed = ({ tasks }: RecipeInfo): boolean =>
      tasks.some(({ fileChecksums }) => fileChecksums !== undefined && mayConcern(fileChecksums, path));
    if (others.length === 0 && ![...recipes.values()].flat().some(isHashed)) return NO_IMPACT;
    const state = await this.currentState();
    const hashed = await this.hashedGraph(EVERYTHING);
    const filesThen = new OverlayFileSource(this.parts.files);
    filesThen.set(path, content);
    const stateThen = await this.stateOf(
      new Map([...recipes, ...others.map(({ fn, variants }) => [fn, variants] as const)]),
      new FileDigests(filesThen, this.parts.md5),
    );
    const { then, now } = reportDifferences(
      await stateThen.hash(EVERYTHING, { state, hashed, changed: [path] }),
      hashed,
    );
    const objects = await cachedObjects(now.nodes, await this.taskConfigurations(), this.parts.files, null);
    return {
      ...impactOf(asBefore(then), now, { hasObject: (node) => objects.has(taskId(node)) }),
      compared: hashed.wanted.length,
    };
  }

  async taskWhatIf(scope: TaskScope, entries: readonly string[]): Promise<WhatIf> {
    return whatIf(await this.hashedGraph(scope), await this.currentState(), entries);
  }

  async taskConfigurations(): Promise<readonly TaskConfiguration[]> {
    const known = this.parts.answers.get<readonly TaskConfiguration[]>('configurations');
    if (known) return known.value;
    const analysis = await this.parts.analysis();
    const found = analysis.taskConfigurations();
    this.parts.answers.keep('configurations', found, null, analysis);
    return found;
  }

  /** Notes a change. Its effect is determined when tasks are requested, which does not happen with each keystroke. */
  changed(paths: readonly string[], what: 'unsaved text' | 'files'): void {
    this.unseen ??= { paths: new Set(), onDisk: false };
    for (const path of paths) this.unseen.paths.add(path);
    if (what === 'files') this.unseen.onDisk = true;
  }

  /** Forgets the recipes that a change concerns: all of them if the workspace has changed. */
  private lookAtChanges(): void {
    if (!this.unseen) return;
    const { paths: found, onDisk } = this.unseen;
    const paths = [...found];
    this.unseen = null;
    this.state = null;
    const id = this.parts.answers.workspace()?.id ?? null;
    const isOther = id !== this.knownIn || (id === null && paths.some((path) => this.isOfConfiguration(path)));
    // After any change on the disk, the graphs are made again: taints and the contents of folders may have changed,
    // too.
    if (isOther || onDisk) this.graphs.clear();
    for (const { changed } of this.graphs.values()) for (const path of paths) changed.add(path);
    if (this.known.size === 0) return;
    if (isOther) this.known.clear();
    this.known.recheck((path) => this.parts.answers.stampOf(path));
  }

  private async recipesWithTasks(): Promise<ReadonlyMap<string, readonly RecipeInfo[]>> {
    this.lookAtChanges();
    const recipes = new Map<string, readonly RecipeInfo[]>();
    for (const fn of await this.parts.allRecipes()) {
      if (!this.knows(fn)) await this.recipeTasks(fn, { keep: 'hashes' });
      const variants = this.known.variantsOf(fn);
      if (variants) recipes.set(fn, variants);
    }
    return recipes;
  }

  private async stateContext(): Promise<Parameters<typeof statesOfRecipe>[2]> {
    return { files: this.parts.files, configurations: await this.taskConfigurations() };
  }

  private async hashedGraph(scope: TaskScope): Promise<HashedGraph> {
    const state = await this.currentState();
    const key = JSON.stringify(scope);
    const known = this.graphs.get(key);
    this.graphs.delete(key);
    const hashed = known?.state === state ? known.hashed : this.hash(scope, state, known);
    const kept: KeptGraph = { state, hashed, changed: new Set() };
    this.graphs.set(key, kept);
    for (const oldest of [...this.graphs.keys()].slice(0, -MOST_GRAPHS)) this.graphs.delete(oldest);
    try {
      return await hashed;
    } catch (error) {
      if (this.graphs.get(key) === kept) this.graphs.delete(key);
      throw error;
    }
  }

  private async hash(scope: TaskScope, state: WorkspaceTasks, earlier: KeptGraph | undefined): Promise<HashedGraph> {
    return state.hash(
      scope,
      earlier ? { ...earlier, hashed: await earlier.hashed, changed: [...earlier.changed] } : null,
    );
  }

  private async currentState(): Promise<WorkspaceTasks> {
    const recipes = await this.recipesWithTasks();
    return (this.state ??= await this.stateOf(recipes));
  }

  private async stateOf(
    recipes: ReadonlyMap<string, readonly RecipeInfo[]>,
    digests = this.digests,
  ): Promise<WorkspaceTasks> {
    const opened = await this.parts.open();
    const configurations = await this.taskConfigurations();
    const release = exactRelease(opened.behaviors);
    return new WorkspaceTasks(configurations, recipes, release, {
      digests,
      sha256: this.parts.sha256,
      ...this.privacyOf(configurations[0]),
      unihashes: this.unihashSources(opened.buildDir, configurations[0], release),
      extraDepends: (query) => this.extraDepends(query),
    });
  }

  private privacyOf(configuration: TaskConfiguration | undefined): Pick<TaskServices, 'secretAmong'> {
    const files = configuration && this.parts.privacy?.(wordsOf(configuration, 'BBLAYERS'));
    return files ? { secretAmong: (paths) => files.secretAmong(paths) } : {};
  }

  private unihashSources(
    buildDir: string,
    configuration: TaskConfiguration | undefined,
    release: BitbakeRelease,
  ): () => UnihashSource | null {
    const { asksServers, hashEquivalence } = this.parts;
    try {
      const settings = hashEquivalenceSettings((name) => configuration?.variables[name] ?? '', release, {
        allowed: asksServers,
        buildDir,
        ...(configuration?.secret !== undefined && { secret: configuration.secret }),
      });
      return () => (settings.server === '' ? null : hashEquivalence(settings));
    } catch (error) {
      const reason = unknownReason(error);
      return () => unanswered(reason);
    }
  }

  /**
   * The answer is stored, because no other metadata Python runs for a graph: an engine that has all answers needs no
   * interpreter. The Python code sees only the question.
   */
  private async extraDepends({ recipe, ...seen }: ExtraDependsQuery): Promise<readonly string[]> {
    const { answers, sha256 } = this.parts;
    const key = `extra depends ${recipe.mcfn} ${sha256(JSON.stringify([recipe.calculateExtraDepends, recipe.depends, seen]))}`;
    const known = answers.get<readonly string[]>(key);
    if (known) return known.value;
    const analysis = await this.parts.analysis();
    const found = analysis.extraDepends({ recipe, ...seen });
    if (found) answers.keep(key, found, null, analysis);
    return found ?? recipe.depends;
  }

  /** Whether a recipe's tasks are known, or stored and still valid. */
  private knows(fn: string): boolean {
    if (this.known.variantsOf(fn)) return true;
    const stored = this.parts.answers.get<readonly RecipeInfo[]>(`tasks ${fn}`);
    if (stored) this.keep({ fn, variants: stored.value, stamps: stored.stamps });
    return stored !== null;
  }

  private keep(found: RecipeTasks): void {
    if (this.known.size === 0) this.knownIn = this.parts.answers.workspace()?.id ?? null;
    this.known.set(found);
  }

  /**
   * Whether a path is part of the configuration. Recipes and bbappends are not: the configuration only asks whether
   * they exist.
   */
  private isOfConfiguration(path: string): boolean {
    if (isRecipeFile(path)) return false;
    return (
      this.parts
        .loaded()
        ?.configurationAccesses()
        .logs.some((log) => log.dependsOn(path)) !== false
    );
  }
}
