/**
 * The recipes (`""`: the configuration) that ended a thread. They are not evaluated until one of the files that they
 * requested changes, because what ended one thread ends the next as well. Several engines over the same texts may share
 * what they found.
 */

import { MISSING, NAMES } from '../engine/files/accessLog';
import { dirname, normalize } from '../engine/files/posixPath';
import type { Culprit, Culprits } from '../platform/platform';

/** The engines of a thread: the one that answers, or those of other hosts, which only serve proofs. */
export type Role = 'own' | 'other';

export interface KnownCulprit extends Culprit {
  readonly role: Role;
}

interface Entry extends KnownCulprit {
  /** The paths that it requested (`AccessLog`); null where they are not known. */
  readonly paths: ReadonlySet<string> | null;
}

export class CulpritList implements Culprits {
  private readonly entries = new Map<string, Entry>();
  /**
   * Recipes whose evaluation was interrupted once by the end of a thread. That thread had evaluated other recipes
   * before, and those may be to blame.
   */
  private readonly suspected = new Map<string, ReadonlySet<string> | null>();
  private readonly listeners = new Set<() => void>();
  /** Grows with each change. */
  version = 0;

  get all(): readonly KnownCulprit[] {
    return [...this.entries.values()].map(({ fn, reason, role }) => ({ fn, reason, role }));
  }

  /** Why a recipe is not evaluated; undefined where it is. */
  reasonFor(fn: string, role: Role): string | undefined {
    return this.entries.get(keyOf(fn, role))?.reason;
  }

  /** Calls `listener` after each change; returns a function that removes it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  add(fn: string, role: Role, reason: string, paths: ReadonlySet<string> | null): void {
    this.suspected.delete(fn);
    this.entries.set(keyOf(fn, role), { fn, role, reason, paths });
    this.changed();
  }

  suspect(fn: string, paths: ReadonlySet<string> | null): void {
    this.suspected.set(fn, paths);
  }

  isSuspected(fn: string): boolean {
    return this.suspected.has(fn);
  }

  /** The recipe was evaluated without harm. */
  acquit(fn: string): void {
    this.suspected.delete(fn);
  }

  lift(changed: readonly string[]): void {
    for (const [fn, paths] of this.suspected)
      if (changed.some((path) => concerns(path, fn, paths))) this.suspected.delete(fn);
    const before = this.entries.size;
    for (const [key, { fn, paths }] of this.entries)
      if (changed.some((path) => concerns(path, fn, paths))) this.entries.delete(key);
    if (this.entries.size !== before) this.changed();
  }

  clear(): void {
    this.suspected.clear();
    if (this.entries.size === 0) return;
    this.entries.clear();
    this.changed();
  }

  private changed(): void {
    this.version++;
    for (const listener of this.listeners) listener();
  }
}

function keyOf(fn: string, role: Role): string {
  return `${role} ${fn}`;
}

/** Whether a change at `path` is a reason to evaluate `fn` again. */
function concerns(path: string, fn: string, paths: ReadonlySet<string> | null): boolean {
  if (normalize(fn) === path) return true;
  // An interpreter imports a module only once, for the first recipe that asks. So the module may concern every recipe.
  if (path.endsWith('.py')) return true;
  if (paths === null) return !path.endsWith('.bb');
  if (paths.has(path) || paths.has(NAMES + path) || paths.has(NAMES + dirname(path))) return true;
  for (let folder = dirname(path); folder !== '/' && folder !== '.' && folder !== ''; folder = dirname(folder)) {
    if (paths.has(MISSING + folder)) return true;
  }
  return false;
}
