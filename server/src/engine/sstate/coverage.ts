/**
 * Finds which tasks of a target are in the cache: which of the tasks that could be taken from it are there, where, and
 * which are missing. Mirrors the counts of BitBake's "Sstate summary", for a build that starts from nothing. The
 * presence of the objects is already known (`presence.ts`).
 */

import { compareCodePoints } from '../base/order';
import { type HashFilename, sstateObjectPath } from './objectNames';
import type { Presence } from './presence';

/** A task of a target, in the form that the task graph has. */
export interface SstateTask {
  /** `PN:TASK`, in another multiconfig `mc:MC:PN:TASK`. */
  readonly name: string;
  readonly pn: string;
  /** With `do_`. */
  readonly task: string;
  /** null if it is unknown. */
  readonly unihash: string | null;
  /** Why the unihash or the name of the object is unknown. */
  readonly unknown?: string;
  /** Private data of the user that the name of its object may reveal: no server is asked for that object. */
  readonly secret?: string;
  /** The recipe's `BB_HASHFILENAME`; null if the recipe has none that can be read, or if its meaning is unknown. */
  readonly hashFilename: HashFilename | null;
  /** `NATIVELSBSTRING`. */
  readonly nativeLsbString: string;
  /** Whether it can be taken from the cache. */
  readonly hasSetscene: boolean;
  /** Why it never has an object although it has a setscene task. */
  readonly objectless?: string;
}

/** A task that can be taken from the cache, and whether it is there. */
export interface CoveredTask {
  readonly task: SstateTask;
  /** Relative to the cache; null if it has no name. */
  readonly objectPath: string | null;
  readonly presence: Presence;
}

export interface Coverage {
  /** All tasks that could be taken from the cache: local, mirror, missing and unknown ones. */
  readonly wanted: number;
  readonly local: readonly CoveredTask[];
  readonly mirror: readonly CoveredTask[];
  readonly missing: readonly CoveredTask[];
  readonly unknown: readonly CoveredTask[];
  /** Tasks that never have an object. */
  readonly none: readonly CoveredTask[];
}

/** The object of a task in the cache, or why it has no name. */
export function objectOfTask({
  unihash,
  unknown,
  hashFilename,
  task,
  nativeLsbString,
}: SstateTask): { readonly path: string } | { readonly path: null; readonly reason: string } {
  if (unihash === null) return { path: null, reason: unknown ?? 'its hash is not known' };
  if (hashFilename === null) return { path: null, reason: unknown ?? 'its recipe has no `BB_HASHFILENAME`' };
  const path = sstateObjectPath({ hashFilename, task, unihash, nativeLsbString, part: 'archive' });
  return path === null ? { path, reason: 'the name of its object is too long, also when it is cut' } : { path };
}

/** Counts the tasks of a target, using `presences` of their objects by path. */
export function coverage(tasks: readonly SstateTask[], presences: ReadonlyMap<string, Presence>): Coverage {
  const covered = tasks
    .filter(({ hasSetscene }) => hasSetscene)
    .map((task): CoveredTask => {
      const { objectless } = task;
      if (objectless !== undefined) return { task, objectPath: null, presence: { kind: 'none', reason: objectless } };
      const object = objectOfTask(task);
      if (object.path === null) return { task, objectPath: null, presence: { kind: 'unknown', reason: object.reason } };
      return {
        task,
        objectPath: object.path,
        presence: presences.get(object.path) ?? { kind: 'unknown', reason: 'it was not looked for' },
      };
    })
    .sort((a, b) => compareCodePoints(a.task.name, b.task.name));
  const of = (kind: Presence['kind']): readonly CoveredTask[] =>
    covered.filter(({ presence }) => presence.kind === kind);
  const none = of('none');
  return {
    wanted: covered.length - none.length,
    local: of('local'),
    mirror: of('mirror'),
    missing: of('missing'),
    unknown: of('unknown'),
    none,
  };
}
