/**
 * Explains why a task's signature differs, down to the root causes. It follows every changed dependency, each pair of
 * hashes once, and groups the results by cause. The caller supplies the signatures: from files, from a cache, or from
 * the workspace.
 */

import { sorted } from '../base/order';
import { type ChangedDependency, type SignatureCause, diffSignatures } from './signatureDiff';
import type { SignatureData } from './signatureData';

/** A dependency's signature; or, if there is none, where it was looked for. */
export type FoundSignature =
  | { readonly kind: 'found'; readonly data: SignatureData; readonly where: string }
  | { readonly kind: 'missing'; readonly lookedAt: readonly string[] };

/** Finds the signature of a task with a hash; the task is named as signatures name tasks. */
export type SignatureLookup = (task: string, hash: string) => Promise<FoundSignature>;

/** A task whose two signatures differ. */
export interface DifferingTask {
  readonly task: string;
  /** The sources of the signatures. */
  readonly before: string;
  readonly after: string;
  /** A shortest path of tasks from the task in question to this one, both included. */
  readonly path: readonly string[];
  readonly causes: readonly SignatureCause[];
  readonly dependencies: readonly ChangedDependency[];
}

/** A task whose hashes differ, with at least one signature unknown. */
export interface UnexplainedTask extends ChangedDependency {
  readonly path: readonly string[];
  /** The sides without a signature, and where it was looked for. */
  readonly missing: readonly { readonly side: 'before' | 'after'; readonly lookedAt: readonly string[] }[];
}

/** A cause, and the tasks that have it as their own cause, in the order in which they were reached. */
export interface RootCause {
  readonly cause: SignatureCause;
  readonly tasks: readonly DifferingTask[];
}

export interface Explanation {
  /** The root differences, in the order in which they were reached. */
  readonly roots: readonly RootCause[];
  readonly unexplained: readonly UnexplainedTask[];
  /** All tasks that were compared, the task in question first. */
  readonly tasks: readonly DifferingTask[];
  /** There were more tasks than the limit allows. */
  readonly isCut: boolean;
}

/** The two signatures of a task. */
export interface SignaturePair {
  readonly task: string;
  readonly before: { readonly data: SignatureData; readonly where: string };
  readonly after: { readonly data: SignatureData; readonly where: string };
}

/** More tasks than any image has. */
const MOST_TASKS = 100_000;
/** Steps of all paths together: the path to each task of a chain contains all tasks before it. */
const MOST_WAY_STEPS = 10_000_000;

/** Follows a difference to its root causes; `lookups` find the dependencies of the first and the second signature. */
export async function explainDifference(
  pair: SignaturePair,
  lookups: { readonly before: SignatureLookup; readonly after: SignatureLookup },
  most = MOST_TASKS,
): Promise<Explanation> {
  const tasks: DifferingTask[] = [];
  const unexplained: UnexplainedTask[] = [];
  const seen = new Set<string>();
  // Level by level, so that each task is reached by a shortest path.
  const pending: { readonly pair: SignaturePair; readonly path: readonly string[] }[] = [{ pair, path: [pair.task] }];
  let isCut = false;
  let steps = 0;
  for (let index = 0; index < pending.length; index++) {
    const { pair: present, path } = pending[index] as (typeof pending)[number];
    const { causes, dependencies } = diffSignatures(present.before.data, present.after.data);
    tasks.push({
      task: present.task,
      before: present.before.where,
      after: present.after.where,
      path,
      causes,
      dependencies,
    });
    for (const dependency of dependencies) {
      const key = `${dependency.task} ${dependency.before} ${dependency.after}`;
      if (seen.has(key)) continue;
      steps += path.length;
      if (seen.size >= most || steps > MOST_WAY_STEPS) {
        isCut = true;
        break;
      }
      seen.add(key);
      const [before, after] = [
        await lookups.before(dependency.task, dependency.before),
        await lookups.after(dependency.task, dependency.after),
      ];
      const way = [...path, dependency.task];
      if (before.kind === 'found' && after.kind === 'found') {
        pending.push({ pair: { task: dependency.task, before, after }, path: way });
        continue;
      }
      const missing = [
        { side: 'before' as const, found: before },
        { side: 'after' as const, found: after },
      ].flatMap(({ side, found }) => (found.kind === 'missing' ? [{ side, lookedAt: found.lookedAt }] : []));
      unexplained.push({ ...dependency, path: way, missing });
    }
  }
  return { roots: rootsOf(tasks), unexplained, tasks, isCut };
}

/**
 * Groups the tasks by cause: the same cause in several tasks is one root cause. A variable that was added or removed is
 * one cause, whatever refers to it in each task.
 */
function rootsOf(tasks: readonly DifferingTask[]): readonly RootCause[] {
  const roots = new Map<string, { cause: SignatureCause; readonly tasks: DifferingTask[] }>();
  for (const task of tasks) {
    for (const cause of task.causes) {
      const key = JSON.stringify('by' in cause ? { ...cause, by: [] } : cause);
      const known = roots.get(key);
      if (!known) {
        roots.set(key, { cause, tasks: [task] });
        continue;
      }
      known.tasks.push(task);
      if ('by' in cause && 'by' in known.cause)
        known.cause = { ...known.cause, by: sorted(new Set([...known.cause.by, ...cause.by])) };
    }
  }
  return [...roots.values()];
}
