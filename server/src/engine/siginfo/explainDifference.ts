/**
 * Why a task's signature differs, down to the root: every changed dependency is followed, each pair of hashes once, and
 * what is found is gathered by cause. Signatures come from whoever asks: from files, from a cache, from the workspace.
 */

import { type ChangedDependency, type SignatureCause, diffSignatures } from './signatureDiff';
import type { SignatureData } from './signatureData';

/** A dependency's signature; or that there is none, and where it was looked for. */
export type FoundSignature =
  | { readonly kind: 'found'; readonly data: SignatureData; readonly where: string }
  | { readonly kind: 'missing'; readonly lookedAt: readonly string[] };

/** Finds the signature of a task, named as signatures name tasks, with a hash. */
export type SignatureLookup = (task: string, hash: string) => Promise<FoundSignature>;

/** A task whose two signatures differ. */
export interface DifferingTask {
  readonly task: string;
  /** Where the signatures are from. */
  readonly before: string;
  readonly after: string;
  /** The tasks from the one that was asked about to this one, both included: a shortest way. */
  readonly path: readonly string[];
  readonly causes: readonly SignatureCause[];
  readonly dependencies: readonly ChangedDependency[];
}

/** A task whose hashes differ, and of which not both signatures are known. */
export interface UnexplainedTask extends ChangedDependency {
  readonly path: readonly string[];
  /** The sides without a signature, and where it was looked for. */
  readonly missing: readonly { readonly side: 'before' | 'after'; readonly lookedAt: readonly string[] }[];
}

/** A cause, and the tasks of which it is the own one, those first that are reached first. */
export interface RootCause {
  readonly cause: SignatureCause;
  readonly tasks: readonly DifferingTask[];
}

export interface Explanation {
  /** What differs in the end, in the order in which it was reached. */
  readonly roots: readonly RootCause[];
  readonly unexplained: readonly UnexplainedTask[];
  /** All tasks that were compared, the one that was asked about first. */
  readonly tasks: readonly DifferingTask[];
  /** There were more tasks than are followed. */
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
/** Steps of all ways together: the way to each task of a chain holds all that come before it. */
const MOST_WAY_STEPS = 10_000_000;

/** Follows a difference to its root causes; `lookups` find what the first and the second signature depend on. */
export async function explainDifference(
  pair: SignaturePair,
  lookups: { readonly before: SignatureLookup; readonly after: SignatureLookup },
  most = MOST_TASKS,
): Promise<Explanation> {
  const tasks: DifferingTask[] = [];
  const unexplained: UnexplainedTask[] = [];
  const seen = new Set<string>();
  // Level by level, so that each task is reached by a shortest way.
  const pending: { readonly pair: SignaturePair; readonly path: readonly string[] }[] = [{ pair, path: [pair.task] }];
  let isCut = false;
  let steps = 0;
  for (let place = 0; place < pending.length; place++) {
    const { pair: present, path } = pending[place] as (typeof pending)[number];
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

/** The same cause in several tasks is one. */
function rootsOf(tasks: readonly DifferingTask[]): readonly RootCause[] {
  const roots = new Map<string, { readonly cause: SignatureCause; readonly tasks: DifferingTask[] }>();
  for (const task of tasks) {
    for (const cause of task.causes) {
      const key = JSON.stringify(cause);
      const known = roots.get(key);
      if (known) known.tasks.push(task);
      else roots.set(key, { cause, tasks: [task] });
    }
  }
  return [...roots.values()];
}
