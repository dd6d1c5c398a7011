/**
 * Which recipes take part in building some targets, and who provides each name that they need. Mirrors
 * `bb.taskdata.TaskData`, for one configuration.
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

/** Names, and for each the recipes that provide it, the first being the one that is built. */
class Targets {
  readonly failed = new Set<string>();
  private readonly providers = new Map<string, Set<RecipeInfo>>();
  private readonly places = new Map<string, number>();
  private readonly names = new Map<RecipeInfo, Set<string>>();
  private readonly needing = new Map<string, Set<RecipeInfo>>();
  /** All names that nobody may provide as yet, in their order. */
  private open: string[] = [];

  has(name: string): boolean {
    return this.providers.has(name);
  }

  add(name: string): void {
    if (this.providers.has(name)) return;
    this.providers.set(name, new Set());
    this.places.set(name, this.places.size);
    this.open.push(name);
  }

  /** A recipe needs a name, and is to be failed where nobody provides it. */
  need(name: string, recipe: RecipeInfo): void {
    this.add(name);
    const who = this.needing.get(name) ?? new Set();
    this.needing.set(name, who.add(recipe));
  }

  whoNeeds(name: string): Iterable<RecipeInfo> {
    return this.needing.get(name) ?? [];
  }

  provide(name: string, recipe: RecipeInfo): void {
    this.add(name);
    this.providers.get(name)?.add(recipe);
    const names = this.names.get(recipe) ?? new Set();
    this.names.set(recipe, names.add(name));
  }

  /** A recipe provides a name no longer. Says whether nobody does now. */
  withdraw(name: string, recipe: RecipeInfo): boolean {
    const left = this.providers.get(name);
    return left?.delete(recipe) === true && left.size === 0;
  }

  /** The names that a recipe is taken for, in their order. */
  namesOf(recipe: RecipeInfo): readonly string[] {
    return [...(this.names.get(recipe) ?? [])].sort((a, b) => (this.places.get(a) ?? 0) - (this.places.get(b) ?? 0));
  }

  first(name: string): RecipeInfo | undefined {
    const [first] = this.providers.get(name) ?? [];
    return first;
  }

  /**
   * The names that nobody provides and that were not failed: only those can be among them that were before, or are new.
   */
  unresolved(isAssumed: (name: string) => boolean): readonly string[] {
    this.open = this.open.filter(
      (name) => this.first(name) === undefined && !this.failed.has(name) && !isAssumed(name),
    );
    return [...this.open];
  }

  entries(): Iterable<readonly [string, ReadonlySet<RecipeInfo>]> {
    return this.providers;
  }
}

/** The recipes of one configuration that some targets involve. */
export class TaskData {
  /** Names of `DEPENDS`. */
  private readonly buildTargets = new Targets();
  /** Names of `RDEPENDS`. */
  private readonly runTargets = new Targets();
  private readonly involved = new Set<RecipeInfo>();
  private readonly dependsOf = new Map<RecipeInfo, readonly string[]>();
  /** Recipes that cannot be built, with the name that nobody provides. */
  private readonly failures = new Map<RecipeInfo, string>();
  /** `[mcdepends]` of all tasks, each once. */
  readonly mcdepends = new Set<string>();
  /** What is wrong with a dependency flag, by recipe: BitBake builds nothing then. */
  readonly malformed = new Map<RecipeInfo, string>();

  constructor(
    readonly tables: ProviderTables,
    private readonly extraDepends: ExtraDepends,
  ) {}

  /** Adds the providers of a target. Says whether there are any. */
  addTarget(name: string): boolean {
    this.buildTargets.add(name);
    if (this.tables.isAssumed(name)) return false;
    return this.buildTargets.first(name) !== undefined || this.resolve(name);
  }

  /** Adds a recipe as it is, whether it would be chosen or not. */
  addRecipe(recipe: RecipeInfo): void {
    if (!this.failures.has(recipe)) this.addTasks(recipe);
  }

  /** Finds providers for everything that is needed, until nothing is missing. Mirrors `add_unresolved`. */
  resolveAll(): void {
    const isAssumed = (name: string): boolean => this.tables.isAssumed(name);
    for (let added = -1; added !== 0;) {
      added = 0;
      for (const name of this.buildTargets.unresolved(isAssumed)) {
        if (this.resolve(name)) added++;
        else this.remove(name, this.buildTargets);
      }
      for (const name of this.runTargets.unresolved(isAssumed)) {
        if (this.resolveRuntime(name)) added++;
        else this.remove(name, this.runTargets);
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
    return this.buildTargets.failed.has(name) ? undefined : this.buildTargets.first(name);
  }

  /** The recipe that is built for a name of `RDEPENDS`. */
  runtimeProvider(name: string): RecipeInfo | undefined {
    return this.runTargets.first(name);
  }

  /** `DEPENDS` with what `calculate_extra_depends` adds. */
  depends(recipe: RecipeInfo): readonly string[] {
    return this.dependsOf.get(recipe) ?? recipe.depends;
  }

  /** The providers of `virtual/…` names by name. */
  virtualProviders(): ReadonlyMap<string, string> {
    const found = [...this.buildTargets.entries()].filter(
      ([name, recipes]) => name.startsWith('virtual/') && recipes.size > 0,
    );
    return new Map(found.map(([name, [recipe]]) => [name, recipe?.pn ?? name]));
  }

  private resolve(name: string): boolean {
    return this.take(name, this.buildTargets, this.tables.providers(name).eligible);
  }

  private resolveRuntime(name: string): boolean {
    const { eligible, conflict } = this.tables.runtimeProviders(name);
    return !conflict && this.take(name, this.runTargets, eligible);
  }

  private take(name: string, targets: Targets, eligible: readonly RecipeInfo[]): boolean {
    const usable = eligible.filter((recipe) => !this.failures.has(recipe));
    for (const recipe of usable) {
      // What one recipe pulls in may fail the next.
      if (this.failures.has(recipe)) continue;
      targets.provide(name, recipe);
      this.addTasks(recipe);
    }
    return usable.length > 0;
  }

  private addTasks(recipe: RecipeInfo): void {
    if (this.involved.has(recipe)) return;
    this.involved.add(recipe);
    const depends =
      recipe.calculateExtraDepends === undefined ? recipe.depends : this.extraDepends(recipe, this.tables);
    this.dependsOf.set(recipe, depends);
    for (const task of recipe.tasks) {
      for (const { name } of this.namedTasks(recipe, task, 'depends')) this.buildTargets.need(name, recipe);
      for (const { name } of this.namedTasks(recipe, task, 'rdepends')) this.runTargets.need(name, recipe);
      for (const entry of words(task.flags.mcdepends ?? '')) {
        if (entry.split(':').length !== 5)
          this.malformed.set(
            recipe,
            `\`${task.name}[mcdepends]\` holds \`${entry}\`, which is not mc:FROM:TO:RECIPE:TASK`,
          );
        else this.mcdepends.add(entry);
      }
    }
    for (const name of depends) {
      this.buildTargets.need(name, recipe);
      if (this.buildTargets.failed.has(name)) return this.fail(recipe, name);
    }
    for (const name of recipe.runtimeDepends) {
      this.runTargets.need(name, recipe);
      if (this.runTargets.failed.has(name)) return this.fail(recipe, name);
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

  /**
   * Fails a recipe, and then one after the other whoever needs what nobody provides any more: chains of these can be as
   * long as there are recipes.
   */
  private fail(recipe: RecipeInfo, name: string): void {
    const open = [[[recipe, name] as const].values()] as Iterator<readonly [RecipeInfo, string]>[];
    for (let last = open[0]; last; last = open[open.length - 1]) {
      const next = last.next();
      if (next.done === true) {
        open.pop();
        continue;
      }
      const [failed, missing] = next.value;
      if (this.failures.has(failed)) continue;
      this.failures.set(failed, missing);
      open.push(this.failedBy(failed));
    }
  }

  /** Takes a recipe away from all names; tells who needs a name that nobody is left for. */
  private *failedBy(recipe: RecipeInfo): Generator<readonly [RecipeInfo, string]> {
    for (const targets of [this.buildTargets, this.runTargets]) {
      for (const name of targets.namesOf(recipe)) {
        if (!targets.withdraw(name, recipe)) continue;
        targets.failed.add(name);
        for (const dependent of targets.whoNeeds(name)) yield [dependent, name];
      }
    }
  }

  private remove(name: string, targets: Targets): void {
    targets.failed.add(name);
    for (const recipe of targets.whoNeeds(name)) this.fail(recipe, name);
  }
}
