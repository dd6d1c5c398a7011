/**
 * Which recipes take part in building some targets, and who provides each name that they need. Mirrors `bb.taskdata.TaskData`, for one
 * configuration.
 */

import { words } from '../base/pythonText';
import type { ProviderTables } from './providers';
import type { RecipeInfo, TaskInfo } from './recipeInfo';

/** A task of another recipe, by a name that the recipe provides. */
export interface NamedTask {
  readonly name: string;
  readonly task: string;
}

/** What a recipe adds to its `DEPENDS` once all recipes are known. */
export type ExtraDepends = (recipe: RecipeInfo, tables: ProviderTables) => readonly string[];

/** The recipes of one configuration that some targets involve. */
export class TaskData {
  /** Providers of each name of `DEPENDS`, the first being the one that is built. */
  private readonly buildTargets = new Map<string, RecipeInfo[]>();
  /** The same for names of `RDEPENDS`. */
  private readonly runTargets = new Map<string, RecipeInfo[]>();
  private readonly involved = new Set<RecipeInfo>();
  private readonly dependsOf = new Map<RecipeInfo, readonly string[]>();
  /** The recipes that need a name, to be failed where nobody provides it. */
  private readonly needing = new Map<string, Set<RecipeInfo>>();
  private readonly needingAtRuntime = new Map<string, Set<RecipeInfo>>();
  private readonly failedNames = new Set<string>();
  private readonly failedRuntimeNames = new Set<string>();
  /** Recipes that cannot be built, with the name that nobody provides. */
  private readonly failures = new Map<RecipeInfo, string>();
  /** `[mcdepends]` of all tasks, each once. */
  readonly mcdepends = new Set<string>();
  /** What is wrong with a dependency flag, by recipe: BitBake builds nothing then. */
  readonly malformed = new Map<RecipeInfo, string>();

  constructor(readonly tables: ProviderTables, private readonly extraDepends: ExtraDepends) {}

  /** Adds the providers of a target. Says whether there are any. */
  addTarget(name: string): boolean {
    if (!this.buildTargets.has(name)) this.buildTargets.set(name, []);
    if (this.tables.isAssumed(name)) return false;
    return this.hasProvider(name) || this.resolve(name);
  }

  /** Adds a recipe as it is, whether it would be chosen or not. */
  addRecipe(recipe: RecipeInfo): void {
    if (!this.failures.has(recipe)) this.addTasks(recipe);
  }

  /** Finds providers for everything that is needed, until nothing is missing. Mirrors `add_unresolved`. */
  resolveAll(): void {
    for (let added = -1; added !== 0; ) {
      added = 0;
      for (const name of this.unresolved(this.buildTargets, this.failedNames)) {
        if (this.resolve(name)) added++;
        else this.removeBuildTarget(name);
      }
      for (const name of this.unresolved(this.runTargets, this.failedRuntimeNames)) {
        if (this.resolveRuntime(name)) added++;
        else this.removeRunTarget(name);
      }
    }
  }

  /** All recipes that take part, those that failed aside. */
  recipes(): readonly RecipeInfo[] {
    return [...this.involved].filter((recipe) => !this.failures.has(recipe));
  }

  /** The name that keeps a recipe from being built; undefined where it can be. */
  failureOf(recipe: RecipeInfo): string | undefined {
    return this.failures.get(recipe);
  }

  /** The recipe that is built for a name of `DEPENDS`. */
  provider(name: string): RecipeInfo | undefined {
    return this.failedNames.has(name) ? undefined : this.buildTargets.get(name)?.[0];
  }

  /** The recipe that is built for a name of `RDEPENDS`. */
  runtimeProvider(name: string): RecipeInfo | undefined {
    return this.runTargets.get(name)?.[0];
  }

  /** `DEPENDS` with what `calculate_extra_depends` adds. */
  depends(recipe: RecipeInfo): readonly string[] {
    return this.dependsOf.get(recipe) ?? recipe.depends;
  }

  /** The providers of `virtual/…` names by name. */
  virtualProviders(): ReadonlyMap<string, string> {
    const found = [...this.buildTargets].filter(([name, recipes]) => name.startsWith('virtual/') && recipes.length > 0);
    return new Map(found.map(([name, [recipe]]) => [name, recipe?.pn ?? name]));
  }

  private hasProvider(name: string): boolean {
    return (this.buildTargets.get(name)?.length ?? 0) > 0;
  }

  private unresolved(targets: ReadonlyMap<string, readonly RecipeInfo[]>, failed: ReadonlySet<string>): readonly string[] {
    return [...targets].filter(([name, recipes]) => recipes.length === 0 && !failed.has(name) && !this.tables.isAssumed(name)).map(([name]) => name);
  }

  private resolve(name: string): boolean {
    return this.take(name, this.buildTargets, this.tables.providers(name).eligible);
  }

  private resolveRuntime(name: string): boolean {
    const { eligible, conflict } = this.tables.runtimeProviders(name);
    return !conflict && this.take(name, this.runTargets, eligible);
  }

  private take(name: string, targets: Map<string, RecipeInfo[]>, eligible: readonly RecipeInfo[]): boolean {
    const usable = eligible.filter((recipe) => !this.failures.has(recipe));
    for (const recipe of usable) {
      // What one recipe pulls in may fail the next.
      if (this.failures.has(recipe)) continue;
      const list = targets.get(name) ?? [];
      if (!list.includes(recipe)) list.push(recipe);
      targets.set(name, list);
      this.addTasks(recipe);
    }
    return usable.length > 0;
  }

  private addTasks(recipe: RecipeInfo): void {
    if (this.involved.has(recipe)) return;
    this.involved.add(recipe);
    const depends = recipe.calculateExtraDepends === undefined ? recipe.depends : this.extraDepends(recipe, this.tables);
    this.dependsOf.set(recipe, depends);
    for (const task of recipe.tasks) {
      for (const { name } of this.namedTasks(recipe, task, 'depends')) this.need(name, recipe, this.buildTargets, this.needing);
      for (const { name } of this.namedTasks(recipe, task, 'rdepends')) this.need(name, recipe, this.runTargets, this.needingAtRuntime);
      for (const entry of words(task.flags.mcdepends ?? '')) {
        if (entry.split(':').length !== 5) this.malformed.set(recipe, `\`${task.name}[mcdepends]\` holds \`${entry}\`, which is not mc:FROM:TO:RECIPE:TASK`);
        else this.mcdepends.add(entry);
      }
    }
    for (const name of depends) {
      this.need(name, recipe, this.buildTargets, this.needing);
      if (this.failedNames.has(name)) return this.fail(recipe, name);
    }
    for (const name of recipe.runtimeDepends) {
      this.need(name, recipe, this.runTargets, this.needingAtRuntime);
      if (this.failedRuntimeNames.has(name)) return this.fail(recipe, name);
    }
  }

  /** The entries `NAME:TASK` of a task's `[depends]` or `[rdepends]`. */
  namedTasks(recipe: RecipeInfo, task: TaskInfo, flag: 'depends' | 'rdepends'): readonly NamedTask[] {
    return words(task.flags[flag] ?? '').flatMap((entry) => {
      const [name = '', wanted = '', ...more] = entry.split(':');
      if (entry.includes(':') && more.length === 0) return [{ name, task: wanted }];
      this.malformed.set(recipe, `\`${task.name}[${flag}]\` holds \`${entry}\`, which is not RECIPE:TASK`);
      return [];
    });
  }

  private need(name: string, recipe: RecipeInfo, targets: Map<string, RecipeInfo[]>, needing: Map<string, Set<RecipeInfo>>): void {
    if (!targets.has(name)) targets.set(name, []);
    const who = needing.get(name) ?? new Set();
    needing.set(name, who.add(recipe));
  }

  private fail(recipe: RecipeInfo, name: string): void {
    if (this.failures.has(recipe)) return;
    this.failures.set(recipe, name);
    for (const [targets, remove] of [[this.buildTargets, this.removeBuildTarget], [this.runTargets, this.removeRunTarget]] as const) {
      for (const [target, recipes] of targets) {
        const at = recipes.indexOf(recipe);
        if (at === -1) continue;
        recipes.splice(at, 1);
        if (recipes.length === 0) remove.call(this, target);
      }
    }
  }

  private removeBuildTarget(name: string): void {
    this.failedNames.add(name);
    for (const recipe of this.needing.get(name) ?? []) this.fail(recipe, name);
  }

  private removeRunTarget(name: string): void {
    this.failedRuntimeNames.add(name);
    for (const recipe of this.needingAtRuntime.get(name) ?? []) this.fail(recipe, name);
  }
}
