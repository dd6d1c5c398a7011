/** What `bitbake -f` and `-C` leave beside stamps: text that goes into a task's hash, so that it runs again. */

import type { FileSource } from '../files/fileSource';
import { basename, dirname } from '../files/posixPath';
import { taintPath } from '../sstate/stampNames';
import type { GraphTask } from './taskGraph';

/** Reads taints, each folder once: there are tens of thousands of tasks, and hardly ever one that is tainted. */
export class Taints {
  /** The names of taints, by folder: recipes may have their stamps in one. */
  private readonly names = new Map<string, ReadonlySet<string>>();

  constructor(private readonly files: FileSource) {}

  /** The taint of a task; null where it has none. */
  of({ recipe, task }: GraphTask): string | null {
    const names = this.namesIn(dirname(recipe.stamp));
    if (names.size === 0) return null;
    const path = taintPath({ stamp: recipe.stamp, task: task.name });
    if (!names.has(basename(path))) return null;
    const found = this.files.readText(path);
    if (found.kind !== 'text' || found.text === '') return null;
    // Python reads it as text, so that ends of lines are all one.
    const text = found.text.replace(/\r\n?/g, '\n');
    return text.startsWith('nostamp:') ? text.slice('nostamp:'.length) : text;
  }

  private namesIn(folder: string): ReadonlySet<string> {
    const known = this.names.get(folder);
    if (known) return known;
    const names = new Set((this.files.list(folder) ?? []).filter((name) => name.endsWith('.taint')));
    this.names.set(folder, names);
    return names;
  }
}
