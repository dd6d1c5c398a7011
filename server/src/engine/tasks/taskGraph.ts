/**
 * Which task depends on which, over all configurations: the graph that BitBake runs. Tasks are numbers. `taskEdges.ts`
 * lays the edges, `taskhash.ts` hashes along them.
 */

import type { RecipeInfo, TaskInfo } from './recipeInfo';

/** A task of the graph. */
export interface GraphTask {
  readonly recipe: RecipeInfo;
  readonly task: TaskInfo;
}

/** `MCFN:TASK`. */
export function tidOf({ recipe, task }: GraphTask): string {
  return `${recipe.mcfn}:${task.name}`;
}

/** What a graph is made of. */
export interface TaskGraphParts {
  readonly tasks: readonly GraphTask[];
  /** Of each task the numbers of those that it depends on, in the order in which they are hashed. */
  readonly dependencies: readonly Int32Array[];
  /** Why a task has no place in a build: what it depends on does not exist. BitBake builds nothing then. */
  readonly broken: ReadonlyMap<number, string>;
  /** The numbers of each recipe's tasks, by their names. */
  readonly numbers: ReadonlyMap<RecipeInfo, ReadonlyMap<string, number>>;
}

const NO_DEPENDENCIES = new Int32Array();

/** The tasks of the recipes that some targets involve, with what each depends on. */
export class TaskGraph {
  readonly tasks: readonly GraphTask[];
  readonly broken: ReadonlyMap<number, string>;

  constructor(private readonly parts: TaskGraphParts) {
    this.tasks = parts.tasks;
    this.broken = parts.broken;
  }

  /** The number of a recipe's task; undefined where there is none. */
  idOf(recipe: RecipeInfo, task: string): number | undefined {
    return this.parts.numbers.get(recipe)?.get(task);
  }

  /** Whether a task can be taken from the shared state cache. */
  hasSetscene({ recipe, task }: GraphTask): boolean {
    return this.idOf(recipe, `${task.name}_setscene`) !== undefined;
  }

  /** The numbers of what a task depends on, in the order in which they are hashed. */
  dependenciesOf(id: number): Int32Array {
    return this.parts.dependencies[id] ?? NO_DEPENDENCIES;
  }

  /**
   * Some tasks and all they depend on, in waves, each after what it depends on; those on a circle, and those above one,
   * are left out.
   */
  inOrder(targets: Iterable<number>): readonly (readonly number[])[] {
    return inOrder(targets, this.tasks.length, (id) => this.dependenciesOf(id));
  }

  /**
   * The same edges between other readings of some recipes: they are `alike` (`recipeInfo.ts`) those that they replace.
   */
  withRecipes(readings: ReadonlyMap<RecipeInfo, RecipeInfo>): TaskGraph {
    const tasks = [...this.tasks];
    const numbers = new Map(this.parts.numbers);
    for (const [old, reading] of readings) {
      const ids = numbers.get(old);
      if (!ids) continue;
      numbers.delete(old);
      numbers.set(reading, ids);
      for (const task of reading.tasks) tasks[ids.get(task.name) as number] = { recipe: reading, task };
    }
    return new TaskGraph({ ...this.parts, tasks, numbers });
  }
}

/** Tasks and all they depend on, as `TaskGraph.inOrder` tells them; `count`: how many tasks there are. */
export function inOrder(
  targets: Iterable<number>,
  count: number,
  dependenciesOf: (id: number) => Iterable<number>,
): readonly (readonly number[])[] {
  const isActive = new Uint8Array(count);
  const active: number[] = [];
  const activate = (id: number): void => {
    if (isActive[id] === 1) return;
    isActive[id] = 1;
    active.push(id);
  };
  for (const id of targets) activate(id);
  const waiting = new Int32Array(count);
  const dependents: number[][] = [];
  let ready: number[] = [];
  for (const id of active) {
    let dependencies = 0;
    for (const dep of dependenciesOf(id)) {
      dependencies++;
      activate(dep);
      (dependents[dep] ??= []).push(id);
    }
    waiting[id] = dependencies;
    if (dependencies === 0) ready.push(id);
  }
  const waves: number[][] = [];
  while (ready.length > 0) {
    waves.push(ready);
    const next: number[] = [];
    for (const id of ready) {
      for (const dependent of dependents[id] ?? []) {
        const left = (waiting[dependent] as number) - 1;
        waiting[dependent] = left;
        if (left === 0) next.push(dependent);
      }
    }
    ready = next;
  }
  return waves;
}
