/** Findings from a proof: one for each variable that makes basehashes differ and each key that refers to it. */

import { sorted } from '../../base/order';
import type { Cause } from '../../signatures/differences';
import type { Finding, RuleVariant } from '../rule';

/** What of a cause does not depend on the task. */
export interface ProvenCause {
  readonly cause: Cause;
  readonly tasks: readonly string[];
}

/**
 * The causes of differing tasks, each with the tasks it is a cause for: tasks that reach it by the same last key come
 * together, since one fix is for them all.
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
  return { code, mcfn, tasks, variable, value: cause.a ?? '', chain, place: null, message };
}

/**
 * Whether a variable has its value from the environment that BitBake was started in: no file has said anything since.
 */
export function isFromEnvironment(variable: string, { d }: RuleVariant): boolean {
  const entries = d.history.entries(variable).filter(({ flag }) => flag === null);
  return entries[entries.length - 1]?.operation === 'from env';
}
