/**
 * The data of each recipe that the task graph needs, while it is valid. A distribution's recipes ask for the same
 * thousands of files. So each file with its stamp is kept once, and is checked once to find out what is still valid.
 */

import type { RecipeInfo } from '../../engine/tasks/recipeInfo';
import type { Stamp } from '../../engine/files/stamp';
import type { RecipeTasks } from '../api/tasksApi';

interface Known {
  readonly variants: readonly RecipeInfo[];
  /** Indexes in `seen`; null if unsaved text is part of the data, which is then valid until anything changes. */
  readonly seen: Uint32Array | null;
}

export class KnownTasks {
  private readonly recipes = new Map<string, Known>();
  private readonly seen: { readonly path: string; readonly stamp: Stamp }[] = [];
  /** Indexes in `seen`, by path and stamp. */
  private readonly indexes = new Map<string, number>();

  get size(): number {
    return this.recipes.size;
  }

  get(fn: string): RecipeTasks | null {
    const known = this.recipes.get(fn);
    if (!known) return null;
    const { variants, seen } = known;
    return {
      fn,
      variants,
      stamps:
        seen && Array.from(seen, (index) => [this.seen[index]?.path ?? '', this.seen[index]?.stamp ?? ''] as const),
    };
  }

  variantsOf(fn: string): readonly RecipeInfo[] | null {
    return this.recipes.get(fn)?.variants ?? null;
  }

  set({ fn, variants, stamps }: RecipeTasks): void {
    this.recipes.set(fn, {
      variants,
      seen: stamps && Uint32Array.from(stamps, ([path, stamp]) => this.indexOf(path, stamp)),
    });
  }

  clear(): void {
    this.recipes.clear();
    this.indexes.clear();
    this.seen.length = 0;
  }

  /** Forgets what is no longer valid. `stampOf`: the present stamp of a path. */
  recheck(stampOf: (path: string) => Stamp | null): void {
    const changed = new Set<number>();
    for (const [index, { path, stamp }] of this.seen.entries()) if (stampOf(path) !== stamp) changed.add(index);
    for (const [fn, { seen }] of this.recipes)
      if (seen === null || (changed.size > 0 && seen.some((index) => changed.has(index)))) this.recipes.delete(fn);
  }

  private indexOf(path: string, stamp: Stamp): number {
    const key = `${path}\0${stamp}`;
    const known = this.indexes.get(key);
    if (known !== undefined) return known;
    this.indexes.set(key, this.seen.push({ path, stamp }) - 1);
    return this.seen.length - 1;
  }
}
