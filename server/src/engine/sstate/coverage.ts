/**
 * What of a target is in the cache: which of the tasks that could be taken from it are, where, and which are not.
 * Mirrors what BitBake's "Sstate summary" counts, for a build that starts from nothing. Presence has been asked before
 * (`presence.ts`).
 */

import { compareCodePoints } from '../base/order';
import { type HashFilename, sstateObjectPath } from './objectNames';
import type { Presence } from './presence';

/** A task of a target, as the task graph knows it. */
export interface SstateTask {
  /** `PN:TASK`, in another multiconfig `mc:MC:PN:TASK`. */
  readonly name: string;
  readonly pn: string;
  /** With `do_`. */
  readonly task: string;
  /** null where it cannot be known. */
  readonly unihash: string | null;
  /** Why the unihash, or what the object is called, is not known. */
  readonly unknown?: string;
  /** What is the user's business alone and may be told by the name of its object: no server is asked for that. */
  readonly secret?: string;
  /** The recipe's `BB_HASHFILENAME`; null where it has none that can be read, or it is not known what comes of it. */
  readonly hashFilename: HashFilename | null;
  /** `NATIVELSBSTRING`. */
  readonly nativeLsbString: string;
  /** Whether it can be taken from the cache. */
  readonly hasSetscene: boolean;
}

/** A task that can be taken from the cache, and whether it is there. */
export interface CoveredTask {
  readonly task: SstateTask;
  /** Relative to the cache; null where it has no name. */
  readonly objectPath: string | null;
  readonly presence: Presence;
}

export interface Coverage {
  /** All tasks that could be taken from the cache: the sum of the others. */
  readonly wanted: number;
  readonly local: readonly CoveredTask[];
  readonly mirror: readonly CoveredTask[];
  readonly missing: readonly CoveredTask[];
  readonly unknown: readonly CoveredTask[];
}

/** The object of a task in the cache, or why it has no name. */
export function objectOf({
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

/** Counts the tasks of a target by what `presences` says of their objects, by path. */
export function coverage(tasks: readonly SstateTask[], presences: ReadonlyMap<string, Presence>): Coverage {
  const covered = tasks
    .filter(({ hasSetscene }) => hasSetscene)
    .map((task): CoveredTask => {
      const object = objectOf(task);
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
  return {
    wanted: covered.length,
    local: of('local'),
    mirror: of('mirror'),
    missing: of('missing'),
    unknown: of('unknown'),
  };
}
