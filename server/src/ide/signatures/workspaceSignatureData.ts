/** A task's signature from its evaluation, in the form in which BitBake writes signatures. */

import { sorted } from '../../engine/base/order';
import { type Datastore, textOf } from '../../engine/datastore/datastore';
import type { VariantResult } from '../../engine/engine';
import { DatastoreError } from '../../engine/base/datastoreError';
import type { Value } from '../../engine/python/pythonDatastore';
import type { SignatureData, SignatureValue } from '../../engine/siginfo/signatureData';
import { closureOf } from '../../engine/signatures/basehash';

/** The inputs of the basehash of a variant's task; null if they are unknown, or if there is no such task. */
export function baseSignature({ d, signatures, tasks }: VariantResult, task: string): SignatureData | null {
  const hash = tasks.get(task);
  if (!signatures || hash?.kind !== 'known') return null;
  const taskdeps = sorted(closureOf(task, signatures.gendeps));
  return {
    task,
    basehash: hash.hash,
    basehash_ignore_vars: sorted(signatures.context.ignored),
    taskhash_ignore_tasks: expandedText(d, 'BB_TASKHASH_IGNORE_TASKS') || null,
    taskdeps,
    gendeps: Object.fromEntries(taskdeps.map((name) => [name, sorted(signatures.gendeps.get(name) ?? [])])),
    varvals: Object.fromEntries(
      [...new Set([task, ...taskdeps])].map((name) => [name, hashedValue(signatures.varvals.get(name) ?? null)]),
    ),
  };
}

/** A variable's expanded text; null if it is not set, or cannot be known. */
export function expandedText(d: Datastore, name: string): string | null {
  try {
    const value = d.getVar(name);
    return value === null ? null : textOf(value);
  } catch (error) {
    if (error instanceof DatastoreError) return null;
    throw error;
  }
}

function hashedValue(value: Value): SignatureValue {
  return value === null || typeof value === 'number' ? value : textOf(value);
}
