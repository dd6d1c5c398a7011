/** Makes findings from a proof: one for each variable that makes basehashes differ and each key that refers to it. */

import { sorted } from '../../base/order';
import { assignmentsBehind } from '../../datastore/assignments';
import type { Cause } from '../../signatures/differences';
import type { Finding, RuleVariant } from '../rule';

/** A cause, without the data that depends on the task, and its tasks. */
export interface ProvenCause {
  readonly cause: Cause;
  readonly tasks: readonly string[];
}

/**
 * The causes of differing tasks, each with its tasks. Tasks that reach the variable through the same last key are
 * grouped, since one fix applies to all of them.
 */
export function provenCauses(differing: ReadonlyMap<string, readonly Cause[]>): readonly ProvenCause[] {
  const found = new Map<string, { readonly cause: Cause; readonly tasks: string[] }>();
  for (const [task, causes] of differing) {
    for (const cause of causes) {
      const parent = cause.chain[cause.chain.length - 2] ?? '';
      const key = JSON.stringify([cause.variable, parent]);
      const known = found.get(key);
      if (known) known.tasks.push(task);
      else found.set(key, { cause, tasks: [task] });
    }
  }
  return sorted(found.keys()).flatMap((key) => found.get(key) ?? []);
}

/** The finding of a rule about a proven cause. */
export function provenFinding(
  code: string,
  { cause, tasks }: ProvenCause,
  { mcfn }: RuleVariant,
  message: string,
): Finding {
  const { variable, chain } = cause;
  return { code, mcfn, tasks, variable, value: cause.a ?? '', chain, location: null, message };
}

/** Whether a variable has its value from the environment in which BitBake was started: no file has changed it since. */
export function isFromEnvironment(variable: string, { d }: RuleVariant): boolean {
  const [first] = assignmentsBehind(variable, null, d).effective;
  return first?.entry.operation === 'from env';
}
