/**
 * Finds the recipes that take part in building some targets, and the providers of each name that they need. Mirrors
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

/** Names, and for each the recipes that provide it; the first recipe is the one that is built. */
class Targets {
  readonly failed = new Set<string>();
  private readonly providers = new Map<string, Set<RecipeInfo>>();
  private readonly indexes = new Map<string, number>();
  private readonly names = new Map<RecipeInfo, Set<string>>();
  private readonly needing = new Map<string, Set<RecipeInfo>>();
  /** All names that may still have no provider, in their order. */
  private open: string[] = [];

  has(name: string): boolean {
    return this.providers.has(name);
  }

  add(name: string): void {
    if (this.providers.has(name)) return;
    this.providers.set(name, new Set());
    this.indexes.set(name, this.indexes.size);
    this.open.push(name);
  }

  /** Records that a recipe needs a name, so that the recipe fails if no recipe provides the name. */
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

  /** Records that a recipe no longer provides a name. Returns whether the name has no provider now. */
  withdraw(name: string, recipe: RecipeInfo): boolean {
    const left = this.providers.get(name);
    return left?.delete(recipe) === true && left.size === 0;
  }

  /** The names for which a recipe is used, in their order. */
  namesOf(recipe: RecipeInfo): readonly string[] {
    return [...(this.names.get(recipe) ?? [])].sort((a, b) => (this.indexes.get(a) ?? 0) - (this.indexes.get(b) ?? 0));
  }

  first(name: string): RecipeInfo | undefined {
    const [first] = this.providers.get(name) ?? [];
    return first;
  }

  /** The names that have no provider and have not failed. Each was already in this list before, or is new. */
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
  /** Recipes that cannot be built, with the name that has no provider. */
  private readonly failures = new Map<RecipeInfo, string>();
  /** `[mcdepends]` of all tasks, each once. */
  readonly mcdepends = new Set<string>();
  /** The error in a dependency flag, by recipe: BitBake then builds nothing. */
  readonly malformed = new Map<RecipeInfo, string>();

  constructor(
    readonly tables: ProviderTables,
    private readonly extraDepends: ExtraDepends,
  ) {}

  /** Adds the providers of a target. Returns whether there are any. */
  addTarget(name: string): boolean {
    this.buildTargets.add(name);
    if (this.tables.isAssumed(name)) return false;
    return this.buildTargets.first(name) !== undefined || this.resolve(name);
  }

  /** Adds this recipe, even if BitBake would not choose it. */
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

  /** All recipes that take part, except those that failed. */
  recipes(): readonly RecipeInfo[] {
    return [...this.involved].filter((recipe) => !this.failures.has(recipe));
  }

  /** The name that prevents building a recipe; undefined if it can be built. */
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
      // The dependencies of one recipe may make the next one fail.
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
   * Fails a recipe, and then one by one each recipe that needs a name without a provider: such chains can be as long as
   * the number of recipes.
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

  /** Removes a recipe from all names; yields the recipes that need a name whose last provider this was. */
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
