/**
 * Which tasks have a locked signature, and which hashes a list of equivalences replaces: what `locked-sigs.inc` sets.
 * Mirrors `get_taskhash` and `get_unihash` of OE-Core's handlers as far as they read these variables. It computes no
 * hash.
 */

import type { BitbakeRelease } from '../base/release';
import { refusalOf } from '../layers/behaviors';
import { type TaskConfiguration, wordsOf } from './taskConfiguration';
import type { GraphTask, TaskGraph } from './taskGraph';

/** The locks and equivalences of a configuration. Only OE-Core's handlers read them. */
export class LockedTasks {
  private readonly locked: ReadonlyMap<string, string>;
  private readonly unlocked: Set<string>;
  /** By `PN`: how many of the unlocked names were checked, and whether one of them is part of it. */
  private readonly unlockedIn = new Map<string, { readonly found: boolean; readonly looked: number }>();
  private readonly mapped: ReadonlyMap<string, string>;
  /** Why it is unknown whether `mapped` applies. */
  private readonly mapProblem: string | null;

  constructor(
    private readonly graph: TaskGraph,
    { configuration, release, isOpenEmbedded }: LockedTasksOptions,
  ) {
    this.locked = isOpenEmbedded ? lockedSignatures(configuration) : new Map();
    this.unlocked = new Set(wordsOf(configuration, 'SIGGEN_UNLOCKED_RECIPES'));
    this.mapProblem = refusalOf(release, 'unihashMap');
    this.mapped = new Map(
      isOpenEmbedded && (this.mapProblem !== null || release.unihashMap)
        ? wordsOf(configuration, 'SIGGEN_UNIHASHMAP').map(mapEntry)
        : [],
    );
  }

  /** Whether a lock depends on which tasks were hashed before. */
  get dependOnOrder(): boolean {
    return this.unlocked.size > 0;
  }

  /** The hash that a task is locked to; undefined if it is not locked. */
  lockOf(id: number): string | undefined {
    const node = this.graph.tasks[id] as GraphTask;
    const { recipe, task } = node;
    return this.isUnlocked(id, node) ? undefined : this.locked.get(`${recipe.pn}:${task.name}`);
  }

  /** The equivalent that the list gives for a task's hash; undefined if it gives none. */
  equivalentOf(
    { recipe, task }: GraphTask,
    taskhash: string,
  ): { readonly unihash: string } | { readonly unihash: null; readonly problem: string } | undefined {
    const unihash = this.mapped.get(`${recipe.pn}:${task.name}:${taskhash}`);
    if (unihash === undefined) return undefined;
    return this.mapProblem === null ? { unihash } : { unihash: null, problem: this.mapProblem };
  }

  /**
   * Upstream quirk: an unlocked name counts if it is any part of a dependency's name, and it unlocks the dependent
   * recipe.
   */
  private isUnlocked(id: number, { recipe }: GraphTask): boolean {
    if (this.unlocked.size === 0) return false;
    if (this.unlocked.has(recipe.pn)) return true;
    for (const dep of this.graph.dependenciesOf(id)) {
      const other = this.graph.tasks[dep]?.recipe;
      if (other?.multiconfig !== recipe.multiconfig || !this.containsUnlocked(other.pn)) continue;
      this.unlocked.add(recipe.pn);
      return true;
    }
    return false;
  }

  /** Whether an unlocked name is part of a `PN`; a later call checks only names that were added since. */
  private containsUnlocked(pn: string): boolean {
    const known = this.unlockedIn.get(pn);
    if (known?.found === true) return true;
    const names = [...this.unlocked];
    if (known?.looked === names.length) return false;
    const found = names.slice(known?.looked ?? 0).some((name) => pn.includes(name));
    this.unlockedIn.set(pn, { found, looked: names.length });
    return found;
  }
}

export interface LockedTasksOptions {
  readonly configuration: TaskConfiguration;
  readonly release: BitbakeRelease;
  readonly isOpenEmbedded: boolean;
}

/**
 * The signatures that `SIGGEN_LOCKEDSIGS_TYPES` and the variables it names lock: the hash by `PN:TASK`. A later word
 * replaces an earlier one.
 */
function lockedSignatures(configuration: TaskConfiguration): ReadonlyMap<string, string> {
  const locked = new Map<string, string>();
  for (const type of wordsOf(configuration, 'SIGGEN_LOCKEDSIGS_TYPES')) {
    for (const word of wordsOf(configuration, `SIGGEN_LOCKEDSIGS_${type}`)) {
      const [pn = '', task = '', ...hash] = word.split(':');
      locked.set(`${pn}:${task}`, hash.join(':'));
    }
  }
  return locked;
}

function mapEntry(word: string): readonly [string, string] {
  const at = word.lastIndexOf(':');
  return [word.slice(0, at), word.slice(at + 1)];
}
