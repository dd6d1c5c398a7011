/**
 * The dependencies between tasks, over all configurations: the graph that BitBake runs. Tasks are numbers.
 * `taskEdges.ts` adds the edges, `taskhash.ts` computes hashes along them.
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

/** The parts of a graph. */
export interface TaskGraphParts {
  readonly tasks: readonly GraphTask[];
  /** For each task the numbers of its dependencies, in the order in which they are hashed. */
  readonly dependencies: readonly Int32Array[];
  /** Why a task cannot be part of a build: a dependency does not exist. BitBake then builds nothing. */
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

  /** The number of a recipe's task; undefined if there is none. */
  idOf(recipe: RecipeInfo, task: string): number | undefined {
    return this.parts.numbers.get(recipe)?.get(task);
  }

  /** Whether a task can be taken from the shared state cache. */
  hasSetscene({ recipe, task }: GraphTask): boolean {
    return this.idOf(recipe, `${task.name}_setscene`) !== undefined;
  }

  /** The numbers of a task's dependencies, in the order in which they are hashed. */
  dependenciesOf(id: number): Int32Array {
    return this.parts.dependencies[id] ?? NO_DEPENDENCIES;
  }

  /**
   * Some tasks and all their dependencies, in waves: each task comes after its dependencies. Tasks on a cycle, and
   * tasks above one, are left out.
   */
  inOrder(targets: Iterable<number>): readonly (readonly number[])[] {
    return inOrder(targets, this.tasks.length, (id) => this.dependenciesOf(id));
  }

  /**
   * The same edges between new results of reading some recipes; each of them is `alike` (`recipeInfo.ts`) the one that
   * it replaces.
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

/** Tasks and all their dependencies, in the form of `TaskGraph.inOrder`; `count`: how many tasks there are. */
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
