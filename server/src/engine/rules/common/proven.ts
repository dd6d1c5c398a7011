/** Makes findings from a proof: one for each variable that makes basehashes differ and each key that refers to it. */

import { sorted } from '../../base/order';
import { assignmentsBehind } from '../../datastore/assignments';
import type { Cause } from '../../signatures/differences';
import type { Origin } from '../../datastore/history';
import type { Finding, InputKind, ParseInput, Proof, RuleVariant } from '../rule';
import { words } from '../../base/pythonText';
import { differingAssignment, readableText } from './assignments';

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

/** A proven input with one of its causes: the first input of each variable and each key that refers to it. */
export interface ProvenInput {
  readonly input: ParseInput;
  readonly proven: ProvenCause;
}

/** What inputs of some kinds change, without the variables that are reported for another reason. */
export function provenInputs(
  { inputs }: Proof,
  kinds: readonly InputKind[],
  isReported: (variable: string) => boolean,
): readonly ProvenInput[] {
  const found = new Map<string, ProvenInput>();
  for (const input of inputs) {
    if (!kinds.includes(input.kind)) continue;
    for (const proven of provenCauses(input.differing)) {
      const { variable, chain } = proven.cause;
      const key = JSON.stringify([variable, chain[chain.length - 2] ?? '']);
      if (!isReported(variable) && !found.has(key)) found.set(key, { input, proven });
    }
  }
  return [...found.values()];
}

/** The variables whose values differ between two evaluations. */
export function variablesIn(differing: ReadonlyMap<string, readonly Cause[]>): ReadonlySet<string> {
  return new Set([...differing.values()].flatMap((causes) => causes.map(({ variable }) => variable)));
}

/** The statement or function in a file that gives the cause its value here; null if there is none. */
export function originOf({ cause }: ProvenCause, { d }: RuleVariant): Origin | null {
  return differingAssignment(cause, d)?.origin ?? null;
}

/**
 * Whether a variable has its value from the environment in which BitBake was started, and no file has changed it since;
 * or whether another environment may give it a value, because the user lets it pass through.
 */
export function isFromEnvironment(variable: string, { d }: RuleVariant): boolean {
  const passed = readableText('BB_ENV_PASSTHROUGH_ADDITIONS', d);
  if (words(passed).includes(variable)) return true;
  const [first] = assignmentsBehind(variable, null, d).effective;
  return first?.entry.operation === 'from env';
}

const LONGEST_VALUE = 40;

/** A value that fits into a message: its first line, as far as it is short. The chain has the whole value. */
export function briefly(value: string | null): string {
  const [line = ''] = (value ?? '').trim().split('\n');
  const isWhole = line === (value ?? '').trim() && line.length <= LONGEST_VALUE;
  return isWhole ? line : `${line.slice(0, LONGEST_VALUE)}…`;
}

/** Two values that fit into a message together are shown as they are; of longer ones, the part that differs. */
const LONGEST_OF_TWO = 80;

/** Two differing values as a message shows them: the whole values if they are short, else from where they differ. */
export function briefDifference(a: string, b: string): readonly [string, string] {
  const [first, second] = a.trim() === b.trim() ? [a, b] : [a.trim(), b.trim()];
  if (Math.max(first.length, second.length) <= LONGEST_OF_TWO && !/\n/.test(first + second)) return [first, second];
  let at = 0;
  while (at < first.length && first[at] === second[at]) at++;
  const start = first.slice(0, at).search(/\S*$/);
  return [partFrom(first, start), partFrom(second, start)];
}

/** The word of a value that begins at a position, shortened. */
function partFrom(value: string, start: number): string {
  const [word = ''] = /^\S*/.exec(value.slice(start)) ?? [];
  const shown = word.slice(0, LONGEST_OF_TWO);
  return `${start > 0 ? '…' : ''}${shown}${start + shown.length < value.length ? '…' : ''}`;
}
