/**
 * `moving-object-name`: the name of a task's object in the shared state cache, or that of its stamp, differs although
 * the task's hash is the same. BitBake then never finds the object or the stamp again. It is proven by an evaluation on
 * another host and at another time, like a difference between hashes.
 */

import { literalPattern } from '../base/patterns';
import type { HistoryEntry } from '../datastore/history';
import { NAMES } from '../sstate/movingNames';
import { assignmentWith, statementOf } from './common/assignments';
import type { Cause } from '../signatures/differences';
import type { Finding, FixProposal, Messages, MovingName, Rule, RuleContext, RuleVariant } from './rule';

const CODE = 'moving-object-name';
/** The variables that have the names. */
const NAMED: readonly string[] = Object.values(NAMES);

const messages = {
  objectMoves: (task, key, before, after, advice) =>
    `the sstate object of \`${task}\` is never found again: \`${key}\` in its name is \`${before}\` in one run and \`${after}\` in the next, with the same hash; ${advice}`,
  stampMoves: (task, key, before, after, advice) =>
    `\`${task}\` does not find its stamp again: \`${key}\` in its name is \`${before}\` in one run and \`${after}\` in the next, with the same hash; ${advice}`,
  objectDiffers: (task, key, here, there, advice) =>
    `another host does not find the sstate object of \`${task}\`: \`${key}\` in its name is \`${here}\` here and \`${there}\` there, with the same hash; ${advice}`,
} satisfies Messages;

export const movingObjectName: Rule = {
  code: CODE,
  severity: 'warning',
  title: "the name of a task's sstate object or stamp differs although its hash is the same",
  messages,
  needsProof: true,
  check,
  fixes,
};

function check(variant: RuleVariant, context: RuleContext): readonly Finding[] {
  // The first of several names with one cause is reported: objects before stamps, runs before hosts.
  const found = new Map<string, Finding>();
  for (const name of variant.proof?.names ?? []) {
    for (const cause of name.causes) {
      const finding = findingOf(name, cause, variant, context);
      const known = found.get(cause.variable);
      if (!known) found.set(cause.variable, finding);
      else found.set(cause.variable, { ...known, tasks: [...new Set([...known.tasks, ...finding.tasks])] });
    }
  }
  return [...found.values()];
}

function findingOf(name: MovingName, cause: Cause, variant: RuleVariant, context: RuleContext): Finding {
  const { kind, between, tasks } = name;
  const task = tasks[0] ?? '';
  const { variable } = cause;
  const [assignment] = ownAssignments(cause.chain, variant, context);
  const { key, a, b } = partOf(cause, name);
  const advice = key === variable ? 'give it a fixed value' : `keep \`${variable}\` out of it`;
  const said =
    between === 'hosts' ? messages.objectDiffers : kind === 'object' ? messages.objectMoves : messages.stampMoves;
  return {
    code: CODE,
    mcfn: variant.mcfn,
    tasks,
    variable,
    value: cause.a ?? '',
    chain: [task, ...cause.chain],
    location: assignment?.entry.origin ?? null,
    message: said(task, key, a, b, advice),
  };
}

/** The variable that the name itself contains, with its value on both sides. */
function partOf(cause: Cause, { parts }: MovingName): { readonly key: string; readonly a: string; readonly b: string } {
  const key = cause.chain[1] ?? cause.variable;
  const [a = '', b = ''] = parts.get(key) ?? [cause.a ?? '', cause.b ?? ''];
  return { key, a, b };
}

/** An assignment in a file of the user. */
interface OwnAssignment {
  readonly key: string;
  readonly entry: HistoryEntry;
}

/**
 * The assignments of a chain's keys in the user's own files: first those that bring the variable into the name, the
 * nearest to the variable first; then that of the variable.
 */
function ownAssignments(
  chain: readonly string[],
  { d }: RuleVariant,
  { isOwn }: RuleContext,
): readonly OwnAssignment[] {
  const assignments = chain.map((key, index): OwnAssignment | null => {
    const next = chain[index + 1];
    const entry = assignmentWith((text) => next !== undefined && text.includes(next), key, d);
    return entry && isOwn(entry.file) ? { key, entry } : null;
  });
  return [...assignments.slice(0, -1).reverse(), ...assignments.slice(-1)].flatMap((found) => found ?? []);
}

/** Takes the variable out of an assignment that brings it in; a `PR` without anything else is `r0`. */
function fixes(finding: Finding, variant: RuleVariant, context: RuleContext): readonly FixProposal[] {
  const { chain, variable } = finding;
  return ownAssignments(chain.slice(1), variant, context).flatMap(({ key, entry }): FixProposal[] => {
    const statement = statementOf(entry, context);
    // What else is in the name of an object tells it from the objects of other recipes.
    if (statement === null || NAMED.includes(key)) return [];
    const rest = statement.value.replaceAll(new RegExp(`[-+._~]?\\$\\{${literalPattern(variable)}\\}`, 'g'), '');
    const isEmpty = key === 'PR' && (key === variable || /^r?$/.test(rest));
    const text = isEmpty ? 'r0' : rest;
    if (text === statement.value || text === '') return [];
    const title = `Write ${key} ${statement.operator} "${text}"`;
    return [{ title, changes: [{ path: entry.file, range: statement.valueRange, text }] }];
  });
}
