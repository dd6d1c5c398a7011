/**
 * Finds why two evaluations of a task give different basehashes: the keys that contribute something different, and how
 * the task reaches them.
 */

import { sorted } from '../base/order';
import { textOf } from '../datastore/datastore';
import type { Value } from '../python/pythonDatastore';
import { type Signatures, chainTo, closureOf } from './basehash';

/** A key whose contribution to a basehash differs. */
export interface Cause {
  readonly variable: string;
  /** What it contributes in each evaluation, as text; null if it contributes nothing or is not reached. */
  readonly a: string | null;
  readonly b: string | null;
  /** Task, …, variable: each depends on the next. */
  readonly chain: readonly string[];
}

/**
 * The causes of a difference between two basehashes of `task`, in order of names. A cause is a key of either closure
 * that contributes a different value. A key that only one closure reaches is a cause if no key on the path to it differs.
 */
export function causesOf(
  task: string,
  a: Pick<Signatures, 'gendeps' | 'varvals'>,
  b: Pick<Signatures, 'gendeps' | 'varvals'>,
): readonly Cause[] {
  const inA = new Set([task, ...closureOf(task, a.gendeps)]);
  const inB = new Set([task, ...closureOf(task, b.gendeps)]);
  const causes: Cause[] = [];
  const onlyOnce: Cause[] = [];
  for (const variable of sorted(new Set([...inA, ...inB]))) {
    const isShared = inA.has(variable) && inB.has(variable);
    const valueA = inA.has(variable) ? text(a.varvals.get(variable)) : null;
    const valueB = inB.has(variable) ? text(b.varvals.get(variable)) : null;
    if (isShared && valueA === valueB) continue;
    const chain = variable === task ? [task] : chainTo(task, variable, inA.has(variable) ? a.gendeps : b.gendeps);
    (isShared ? causes : onlyOnce).push({ variable, a: valueA, b: valueB, chain: chain ?? [task, variable] });
  }
  // A key that only one side reaches follows from a key on its path, if that key differs itself.
  const explained = new Set(causes.map(({ variable }) => variable));
  const unexplained = onlyOnce.filter(({ chain }) => !chain.some((key) => explained.has(key)));
  const first = new Set(unexplained.map(({ variable }) => variable));
  return [...causes, ...unexplained.filter(({ chain }) => !chain.slice(0, -1).some((key) => first.has(key)))];
}

function text(value: Value | undefined): string | null {
  return value === undefined || value === null ? null : textOf(value);
}
