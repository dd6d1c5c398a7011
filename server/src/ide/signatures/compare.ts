/**
 * Finds where two signatures of one task differ: the first key whose presence or value differs. It compares data from
 * any source, and mirrors what `bb.siggen.SignatureGeneratorBasic` feeds to the hash: the task's value, then each key
 * of the closure with its value. `gendeps` only explain the closure and never enter the hash.
 */

import { sorted } from '../../engine/base/order';
import type { KeyDifference, SignatureInputs } from '../api/analysisApi';

/** The first key, in code-point order, in which two signatures of a task differ; null if both give the same hash. */
export function firstDifference(ours: SignatureInputs, theirs: SignatureInputs): KeyDifference | null {
  const ourKeys = keysOf(ours);
  const theirKeys = keysOf(theirs);
  for (const key of sorted(new Set([...ourKeys, ...theirKeys]))) {
    const here = valueOf(key, ours, ourKeys);
    const there = valueOf(key, theirs, theirKeys);
    if (here !== there) return { key, ours: here, theirs: there };
  }
  return null;
}

function keysOf({ taskdeps, varvals }: SignatureInputs): ReadonlySet<string> {
  return new Set([...taskdeps, ...Object.keys(varvals)]);
}

function valueOf(key: string, { varvals }: SignatureInputs, keys: ReadonlySet<string>): string | null | undefined {
  if (!keys.has(key)) return undefined;
  return Object.hasOwn(varvals, key) ? (varvals[key] ?? null) : null;
}
