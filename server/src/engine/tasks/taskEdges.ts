/**
 * Adds the edges of the task graph: the dependencies of each task, from its flags and from those of recursive tasks.
 * Mirrors the first half of `bb.runqueue.RunQueueData.prepare`.
 */

import { Budget, LimitExceeded } from '../base/budget';
import { MOST_EDGES, MOST_REACH_BYTES } from '../base/limits';
import { compareCodePoints } from '../base/order';
import { words } from '../base/pythonText';
import { mcfnOf, pnidOf, recipeOf } from '../base/recipeNames';
import type { BitbakeRelease } from '../base/release';
import { unlessUnknown } from '../layers/behaviors';
import type { RecipeInfo } from './recipeInfo';
import { RecipeSet } from './recipeSet';
import type { TaskData } from './taskData';
import { type GraphTask, TaskGraph, inOrder, tidOf } from './taskGraph';

/** A task with `[recrdeptask]`. */
interface RecursiveTask {
  readonly id: number;
  /** The names of the tasks it depends on in all recipes below it. */
  readonly names: readonly string[];
  /** Tasks of its own recipe that count like itself: `[recideptask]`. */
  readonly also: readonly number[];
  /** The recipes that have a task on which it depends, by the task's name. */
  readonly found: ReadonlyMap<string, RecipeSet>;
}

/** The resources that a graph may use. */
export interface GraphLimits {
  readonly edges: number;
  readonly reachBytes: number;
}

const LIMITS: GraphLimits = { edges: MOST_EDGES, reachBytes: MOST_REACH_BYTES };

/**
 * The graph of the recipes that some targets involve. If it needs too many resources, none of its edges is known, and
 * every task has that reason.
 */
export function taskGraph(
  configurations: ReadonlyMap<string, TaskData>,
  { dependencyOrder }: BitbakeRelease,
  limits: GraphLimits = LIMITS,
): TaskGraph {
  const edges = new TaskEdges(configurations, limits);
  return unlessUnknown(
    () => edges.graph(dependencyOrder === 'name' ? nameKey : pathKey),
    (reason) => edges.unknownGraph(`what the tasks depend on is not known: ${reason}`),
  );
}

/** The name that signatures give to a task. */
function nameKey({ recipe, task }: GraphTask): string {
  return pnidOf(recipe.multiconfig, recipe.pn, task.name);
}

/** The sort key of an old BitBake for a task: folder, file and task, followed by the variant and the configuration. */
function pathKey({ recipe: { mcfn, multiconfig }, task }: GraphTask): string {
  const fn = recipeOf(mcfn);
  const virtual = mcfn.slice(mcfnOf('', '', multiconfig).length, -fn.length);
  const ending = (virtual === '' ? '' : `:${virtual.slice(0, -1)}`) + (multiconfig === '' ? '' : `:mc:${multiconfig}`);
  return `${fn.split('/').slice(-2).join('/')}:${task.name}${ending}`;
}

class TaskEdges {
  private readonly tasks: GraphTask[] = [];
  private readonly broken = new Map<number, string>();
  private readonly recipes: readonly RecipeInfo[];
  private readonly recipeNumbers = new Map<RecipeInfo, number>();
  /** The numbers of each recipe's tasks by name, and (in `having`) the recipes that have a task with a name. */
  private readonly idsOf: readonly ReadonlyMap<string, number>[];
  private readonly having = new Map<string, RecipeSet>();
  private readonly edges: Set<number>[] = [];
  /** The recipes that are not completely known; null if there are none. */
  private readonly unknownRecipes: RecipeSet | null;
  /** Recipes whose tasks are unknown, by the tasks that depend on one of those. */
  private readonly unknownBelow = new Map<number, Set<number>>();
  private readonly budget = new Budget();
  private edgeCount = 0;
  private reachBytes = 0;

  constructor(
    private readonly configurations: ReadonlyMap<string, TaskData>,
    private readonly limits: GraphLimits,
  ) {
    this.recipes = [...configurations.values()].flatMap((data) => data.recipes());
    this.idsOf = this.recipes.map((recipe, number) => {
      this.recipeNumbers.set(recipe, number);
      return new Map(
        recipe.tasks.map((task) => {
          this.havingTask(task.name).add(number);
          return [task.name, this.tasks.push({ recipe, task }) - 1];
        }),
      );
    });
    const unknown = [...this.recipes.keys()].filter((number) => this.recipes[number]?.unknown !== undefined);
    this.unknownRecipes = unknown.length === 0 ? null : new RecipeSet(this.recipes.length);
    for (const number of unknown) this.unknownRecipes?.add(number);
  }

  /** Adds the edges. `keyOf`: the sort key of dependencies. */
  graph(keyOf: (node: GraphTask) => string): TaskGraph {
    const recursive: RecursiveTask[] = [];
    for (const id of this.tasks.keys()) this.edges.push(this.directDependencies(id, recursive));
    this.addRecursive(recursive);
    return new TaskGraph({
      tasks: this.tasks,
      dependencies: this.inHashingOrder(keyOf),
      broken: this.broken,
      numbers: this.numbers(),
    });
  }

  /** Only the tasks; `reason`: why no edge is known. */
  unknownGraph(reason: string): TaskGraph {
    return new TaskGraph({
      tasks: this.tasks,
      dependencies: [],
      broken: new Map(this.tasks.map((_, id) => [id, reason])),
      numbers: this.numbers(),
    });
  }

  private numbers(): ReadonlyMap<RecipeInfo, ReadonlyMap<string, number>> {
    return new Map(this.recipes.map((recipe, number) => [recipe, this.idsOf[number] as ReadonlyMap<string, number>]));
  }

  private look(id: number, count = 1): void {
    this.budget.spend('edges', count, this.nameOf(id));
  }

  private countEdge(id: number): void {
    if (++this.edgeCount > this.limits.edges)
      throw new LimitExceeded(
        `there are more than ${this.limits.edges} dependencies between tasks; the last one was of \`${this.nameOf(id)}\``,
      );
  }

  private nameOf(id: number): string {
    const { recipe, task } = this.tasks[id] as GraphTask;
    return `${recipe.pn}:${task.name}`;
  }

  /** A set of recipes for a task; there are as many sets as tasks. */
  private reach(): RecipeSet {
    this.reachBytes += this.recipes.length / 8;
    if (this.reachBytes > this.limits.reachBytes)
      throw new LimitExceeded(
        `${this.tasks.length} tasks of ${this.recipes.length} recipes are more than fit into memory together`,
      );
    return new RecipeSet(this.recipes.length);
  }

  /**
   * The dependencies of each task, sorted as BitBake sorts them for hashing. Upstream quirk: for equal paths, an old
   * BitBake has no defined order.
   */
  private inHashingOrder(keyOf: (node: GraphTask) => string): readonly Int32Array[] {
    const keys = this.tasks.map((node) => ({ key: keyOf(node), tid: tidOf(node) }));
    const ordered = [...keys.keys()].sort(
      (a, b) =>
        compareCodePoints(keys[a]?.key ?? '', keys[b]?.key ?? '') ||
        compareCodePoints(keys[a]?.tid ?? '', keys[b]?.tid ?? ''),
    );
    const ranks = new Int32Array(ordered.length);
    for (const [rank, id] of ordered.entries()) ranks[id] = rank;
    return this.edges.map((edges) =>
      Int32Array.from(edges, (id) => ranks[id] as number)
        .sort((a, b) => a - b)
        .map((rank) => ordered[rank] as number),
    );
  }

  private idOf(recipe: RecipeInfo, task: string): number | undefined {
    const number = this.recipeNumbers.get(recipe);
    return number === undefined ? undefined : this.idsOf[number]?.get(task);
  }

  private edgesOf(id: number): ReadonlySet<number> {
    return this.edges[id] as Set<number>;
  }

  private havingTask(name: string): RecipeSet {
    const known = this.having.get(name);
    if (known) return known;
    const made = new RecipeSet(this.recipes.length);
    this.having.set(name, made);
    return made;
  }

  private directDependencies(id: number, recursive: RecursiveTask[]): Set<number> {
    const { recipe, task } = this.tasks[id] as GraphTask;
    const data = this.configurations.get(recipe.multiconfig) as TaskData;
    const found = new Set<number>();
    const add = (provider: RecipeInfo | undefined, name: string): boolean => {
      this.look(id);
      const dep = provider && this.idOf(provider, name);
      if (dep === undefined) return provider === undefined || this.mayDependOn(id, provider);
      if (!found.has(dep)) this.countEdge(id);
      found.add(dep);
      return true;
    };
    const { flags } = task;
    if (flags.mcdepends !== undefined) this.addMulticonfig(id, recipe.multiconfig, data, add);
    // A task that `addtask` names and that is not defined is ignored.
    for (const parent of task.parents) add(recipe, parent);
    const ofDepends = (names: readonly string[]): void => {
      for (const name of data.depends(recipe)) for (const wanted of names) add(data.provider(name), wanted);
    };
    const ofRuntime = (names: readonly string[]): void => {
      for (const name of recipe.runtimeDepends) for (const wanted of names) add(data.runtimeProvider(name), wanted);
    };
    if (flags.deptask !== undefined) ofDepends(words(flags.deptask));
    if (flags.rdeptask !== undefined) ofRuntime(words(flags.rdeptask));
    for (const [flag, providerOf] of [
      ['depends', (name: string) => data.provider(name)],
      ['rdepends', (name: string) => data.runtimeProvider(name)],
    ] as const) {
      for (const { name, task: wanted } of data.namedTasks(recipe, task, flag)) {
        const provider = providerOf(name);
        if (!add(provider, wanted))
          this.broken.set(
            id,
            `\`${task.name}[${flag}]\` names \`${name}:${wanted}\`, and ${provider?.pn ?? name} has no such task`,
          );
      }
    }
    if (flags.recrdeptask !== undefined) {
      const names = words(flags.recrdeptask);
      ofDepends(names);
      ofRuntime(names);
      const also = words(flags.recideptask ?? '').flatMap((name) => this.idOf(recipe, name) ?? []);
      recursive.push({ id, names, also, found: new Map(names.map((name) => [name, this.reach()])) });
    }
    found.delete(id);
    return found;
  }

  /**
   * Makes a task unknown if it depends on a task of a recipe whose tasks are unknown. Returns whether the recipe is one
   * of these.
   */
  private mayDependOn(id: number, provider: RecipeInfo): boolean {
    const number = this.recipeNumbers.get(provider);
    if (number === undefined || provider.unknown === undefined || provider.tasks.length > 0) return false;
    const below = this.unknownBelow.get(id) ?? new Set();
    this.unknownBelow.set(id, below.add(number));
    this.isBelow(id, provider);
    return true;
  }

  private isBelow(id: number, { pn, unknown }: RecipeInfo): void {
    if (!this.broken.has(id))
      this.broken.set(id, `it depends on \`${pn}\`, of which not all is known: ${unknown ?? ''}`);
  }

  /**
   * Upstream quirk: a task with `[mcdepends]` depends on everything that the `[mcdepends]` of any task of its
   * configuration names, not only on its own words.
   */
  private addMulticonfig(
    id: number,
    multiconfig: string,
    data: TaskData,
    add: (provider: RecipeInfo | undefined, name: string) => boolean,
  ): void {
    for (const entry of data.mcdepends) {
      const [, from, to = '', name = '', task = ''] = entry.split(':');
      if (from !== multiconfig) continue;
      const provider = this.configurations.get(to)?.provider(name);
      if (!provider)
        this.broken.set(
          id,
          `\`[mcdepends]\` names \`${entry}\`, and ${this.configurations.has(to) ? `nothing provides ${name} there` : `there is no multiconfig ${to}`}`,
        );
      else if (!add(provider, task))
        this.broken.set(id, `\`[mcdepends]\` names \`${entry}\`, and ${provider.pn} has no such task`);
    }
  }

  /** The recipes below each task, following the edges that exist before recursive ones are added. */
  private recipesBelow(): readonly RecipeSet[] {
    const below = this.tasks.map(() => this.reach());
    const ordered = inOrder(this.tasks.keys(), this.tasks.length, (id) => this.edgesOf(id)).flat();
    const known = new Set(ordered);
    const gather = (id: number): void => {
      for (const recipe of this.unknownBelow.get(id) ?? []) below[id]?.add(recipe);
      for (const dep of this.edgesOf(id)) {
        if (!known.has(dep)) continue;
        below[id]?.addAll(below[dep] as RecipeSet);
        below[id]?.add(this.recipeNumbers.get((this.tasks[dep] as GraphTask).recipe) ?? 0);
      }
    };
    for (const id of ordered) gather(id);
    // Upstream quirk: a task on a cycle, or above one, sees only those direct dependencies that are not on a cycle.
    for (const id of this.tasks.keys()) if (!known.has(id)) gather(id);
    return below;
  }

  /** `[recrdeptask]`: adds the named tasks of all recipes below a task's dependencies, until nothing new is added. */
  private addRecursive(recursive: readonly RecursiveTask[]): void {
    const below = this.recipesBelow();
    const byId = new Map(recursive.map((one) => [one.id, one]));
    const states = recursive.map((one) => ({
      one,
      reached: this.reach(),
      pending: [...this.edgesOf(one.id)],
      others: new Set<RecursiveTask>(),
    }));
    for (let added = true; added;) {
      added = false;
      for (const { one, reached, pending, others } of states) {
        const own = this.edges[one.id] as Set<number>;
        // The dependencies of these tasks may have grown in the meantime.
        for (const root of one.also) {
          pending.push(root);
          for (const dep of this.edgesOf(root)) pending.push(dep);
        }
        const addFrom = (name: string, recipes: RecipeSet): void => {
          for (const recipe of one.found.get(name)?.addCommon(recipes, this.havingTask(name)) ?? []) {
            const id = this.idsOf[recipe]?.get(name);
            if (id === undefined || id === one.id || own.has(id)) continue;
            this.countEdge(one.id);
            own.add(id);
            pending.push(id);
            added = true;
          }
        };
        this.look(one.id, pending.length);
        for (let dep = pending.pop(); dep !== undefined; dep = pending.pop()) {
          reached.addAll(below[dep] as RecipeSet);
          const other = byId.get(dep);
          if (other && own.has(dep)) others.add(other);
          if (pending.length === 0) for (const name of one.names) addFrom(name, reached);
        }
        for (const other of others) {
          this.look(one.id, this.edgesOf(other.id).size);
          for (const dep of this.edgesOf(other.id)) {
            if (dep === one.id || own.has(dep) || !one.names.includes(this.tasks[dep]?.task.name ?? '')) continue;
            this.countEdge(one.id);
            own.add(dep);
            pending.push(dep);
            added = true;
          }
        }
      }
    }
    for (const { one, reached } of states) this.lookForUnknown(one.id, reached);
    const selfReferring = new Set(
      recursive.filter(({ id, names }) => names.includes(this.tasks[id]?.task.name ?? '')).map(({ id }) => id),
    );
    for (const id of selfReferring)
      for (const dep of this.edgesOf(id)) if (selfReferring.has(dep)) this.edges[id]?.delete(dep);
  }

  /** Marks a recursive task that has an unknown recipe below it: its dependencies there are unknown, too. */
  private lookForUnknown(id: number, reached: RecipeSet): void {
    if (this.unknownRecipes === null) return;
    for (const dep of this.edgesOf(id)) reached.add(this.recipeNumbers.get((this.tasks[dep] as GraphTask).recipe) ?? 0);
    const [first] = [...new RecipeSet(this.recipes.length).addCommon(reached, this.unknownRecipes)].sort(
      (a, b) => a - b,
    );
    const recipe = first === undefined ? undefined : this.recipes[first];
    if (recipe) this.isBelow(id, recipe);
  }
}
