/** Which objects of a shared state cache some tasks need. */

import type { ObjectFile } from '../../engine/sstate/objectFiles';
import type { TaskNode } from '../api/tasksApi';

/** Tells which objects are needed. */
export class NeededObjects {
  private readonly keys = new Set<string>();
  /** The tasks all of whose objects are needed. */
  private readonly whole = new Set<string>();
  /** The tasks whose hash is not known, so that each of their objects may be needed; by their names in signatures. */
  readonly unknown: string[] = [];

  /** All objects that a build of these tasks can take from a cache. */
  addNodes(nodes: readonly TaskNode[]): void {
    for (const { hash, task, pn, pnid, hasSetscene } of nodes) {
      if (!hasSetscene) continue;
      if (hash.kind === 'known' && hash.unihash !== null) this.add(hash.unihash, task);
      else {
        this.unknown.push(pnid);
        this.addAll(pn, task);
      }
    }
  }

  /** One object. `task`: with `do_`. */
  add(unihash: string, task: string): void {
    this.keys.add(`${unihash}_${task}`);
  }

  /** All objects of a task, whatever their hash. */
  addAll(pn: string, task: string): void {
    this.whole.add(`${pn}:${task}`);
  }

  /** Whether an object is needed. */
  has({ pn, task, unihash }: Pick<ObjectFile, 'pn' | 'task' | 'unihash'>): boolean {
    return this.keys.has(`${unihash}_${task}`) || this.whole.has(`${pn}:${task}`);
  }

  /** The unihashes of needed objects, each once. */
  get unihashes(): ReadonlySet<string> {
    return new Set([...this.keys].map((key) => key.slice(0, key.indexOf('_'))));
  }
}
