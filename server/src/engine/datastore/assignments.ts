/**
 * Which assignments give a variable or flag its value, and which ones have no effect and why. Everything that shows
 * where a value comes from asks here. It reads the history and the parts of a value; it knows no files, and changes
 * nothing. A value that was stored without a history is attributed to the assignments before it.
 */

import type { Datastore, VariableParts } from './datastore';
import type { HistoryEntry } from './history';

/** One assignment of a variable, or of a variable that may replace it. */
export interface Assignment {
  /** The variable that was assigned: the one in question, or an override of it. */
  readonly variable: string;
  readonly entry: HistoryEntry;
}

/** Why an assignment has no effect. */
export type Loss =
  /** The variable `by` replaces its value. */
  | { readonly kind: 'overridden'; readonly by: string }
  /** It counts only with an override that is not active. */
  | { readonly kind: 'inactive'; readonly override: string }
  /** A later assignment replaced it. */
  | { readonly kind: 'replaced' }
  /** `?=` found a value. */
  | { readonly kind: 'already-set' }
  /** `??=`, and a stronger assignment gives the value. */
  | { readonly kind: 'weak' }
  /** The variable or flag was unset or renamed after it. */
  | { readonly kind: 'unset' }
  /** `:remove` of words that the value does not contain. */
  | { readonly kind: 'removes-nothing' };

/** An assignment without effect. */
export interface LostAssignment extends Assignment {
  readonly loss: Loss;
}

/** The assignments behind a value. */
export interface ValueAssignments {
  /** The one that gives the value, then those that add to it or remove from it; empty if nothing gives one. */
  readonly effective: readonly Assignment[];
  /** Those without effect, in the order in which they were made; those of other overrides last. */
  readonly lost: readonly LostAssignment[];
}

const ADDING = ['append', 'prepend', 'postdot', 'predot'];

/** The assignments behind a variable's value, or behind a flag of it, as this store sees them. */
export function assignmentsBehind(variable: string, flag: string | null, d: Datastore): ValueAssignments {
  const { effective, lost } = flag === null ? ofVariable(variable, d, new Set()) : ofFlag(variable, flag, d);
  // A file that is included twice makes each assignment twice.
  const has = ({ entry }: Assignment): boolean => effective.some((other) => isSameStatement(other.entry, entry));
  const seen: Assignment[] = [];
  const once = lost.filter((one) => {
    if (has(one) || seen.some((other) => isSameStatement(other.entry, one.entry))) return false;
    seen.push(one);
    return true;
  });
  return { effective, lost: once };
}

function isSameStatement(a: HistoryEntry, b: HistoryEntry): boolean {
  return (
    a === b ||
    (a.file === b.file &&
      a.line === b.line &&
      a.range !== undefined &&
      a.range.start === b.range?.start &&
      a.operation === b.operation &&
      a.flag === b.flag)
  );
}

function ofVariable(variable: string, d: Datastore, seen: Set<string>): ValueAssignments {
  seen.add(variable);
  const parts = d.parts(variable);
  const own = walk(variable, null, d);
  const { applied, lost: lostOperations } = operationsOf(own.operations, parts, variable, d);
  const lost: LostAssignment[] = [...own.lost];
  const effective: Assignment[] = [];
  const { chosen } = parts;
  // An override that only removes words has no value of its own.
  const wins = chosen !== null && !seen.has(chosen) && d.getVar(chosen, { expand: false }) !== null;
  if (wins) {
    const inner = ofVariable(chosen, d, seen);
    effective.push(...inner.effective);
    lost.push(
      ...[...own.weak, ...own.value].map((one) => lose(one, { kind: 'overridden', by: chosen })),
      ...inner.lost,
    );
  } else if (own.value.length > 0) {
    effective.push(...own.value);
    lost.push(...own.weak.map((one) => lose(one, { kind: 'weak' })));
  } else {
    effective.push(...own.weak);
  }
  effective.push(...applied);
  lost.push(...lostOperations);
  for (const { variable: other, override, isActive } of parts.candidates) {
    if (seen.has(other)) continue;
    seen.add(other);
    const loss: Loss = isActive ? { kind: 'overridden', by: chosen ?? variable } : { kind: 'inactive', override };
    const { value, weak, operations, lost: before } = walk(other, null, d);
    lost.push(...before, ...[...weak, ...value, ...operations].map((one) => lose(one, loss)));
  }
  return { effective, lost };
}

function ofFlag(variable: string, flag: string, d: Datastore): ValueAssignments {
  const { value, weak, lost } = walk(variable, flag, d);
  return value.length > 0
    ? { effective: value, lost: [...lost, ...weak.map((one) => lose(one, { kind: 'weak' }))] }
    : { effective: weak, lost };
}

function lose(assignment: Assignment, loss: Loss): LostAssignment {
  return { ...assignment, loss };
}

/** What is left of a history at its end. */
interface Walked {
  /** The assignment that gives the value, then those that were added to it at once. */
  readonly value: readonly Assignment[];
  /** The weak default; at most one. */
  readonly weak: readonly Assignment[];
  readonly operations: readonly Assignment[];
  readonly lost: readonly LostAssignment[];
}

function walk(variable: string, flag: string | null, d: Datastore): Walked {
  const weakFlag = flag === null ? '_defaultval' : `_defaultval_flag_${flag}`;
  let value: Assignment[] = [];
  let weak: Assignment[] = [];
  let operations: Assignment[] = [];
  const lost: LostAssignment[] = [];
  for (const entry of d.history.entries(variable)) {
    const one = { variable, entry };
    const { operation } = entry;
    if (operation === 'del' || operation === 'rename (to)' || operation === 'delete flags') {
      // A variable without its flags keeps its value, but not its operations.
      const kept = operation === 'delete flags' && flag === null ? value : [];
      const gone = [...weak, ...value, ...operations].filter((assignment) => !kept.includes(assignment));
      lost.push(...gone.map((assignment) => lose(assignment, { kind: 'unset' })));
      [value, weak, operations] = [kept, [], []];
    } else if (entry.flag === weakFlag) {
      lost.push(...weak.map((gone) => lose(gone, { kind: 'replaced' })));
      weak = [one];
    } else if (entry.flag !== flag) {
      continue;
    } else if (operation === 'delFlag') {
      lost.push(...[...weak, ...value].map((gone) => lose(gone, { kind: 'unset' })));
      [value, weak] = [[], []];
    } else if (operation.startsWith('rename from ')) {
      // The assignments of the old name come before it.
      if (value.length === 0) value = [one];
    } else if (/^:(append|prepend|remove)/.test(operation)) {
      operations.push(one);
    } else if (ADDING.includes(operation)) {
      value.push(one);
    } else if (operation === 'set?' && value.length > 0 && value.at(-1)?.entry.detail !== null) {
      lost.push(lose(one, { kind: 'already-set' }));
    } else {
      lost.push(...value.map((gone) => lose(gone, { kind: 'replaced' })));
      value = [one];
    }
  }
  return { value, weak, operations, lost };
}

/** Which of the recorded operations are applied. Those that the store does not have any more were replaced. */
function operationsOf(
  recorded: readonly Assignment[],
  { operations }: VariableParts,
  variable: string,
  d: Datastore,
): { readonly applied: readonly Assignment[]; readonly lost: readonly LostAssignment[] } {
  const pending = operations.map((operation) => ({
    ...operation,
    name: operation.override ? `${operation.keyword}[${operation.override}]` : operation.keyword,
  }));
  const effects = new Map<Assignment, Loss | null>();
  const removed = operations.some(({ keyword, isApplied }) => keyword === ':remove' && isApplied)
    ? effectiveRemoves(variable, d)
    : null;
  // From the end: what comes before a value that Python sets is not in the store.
  for (const one of [...recorded].reverse()) {
    const { operation, detail } = one.entry;
    const at = pending.map(({ name, text }) => name === operation && text === detail).lastIndexOf(true);
    const [found] = at === -1 ? [] : pending.splice(at, 1);
    if (!found) effects.set(one, { kind: 'replaced' });
    else if (!found.isApplied) effects.set(one, { kind: 'inactive', override: found.override ?? '' });
    else if (found.keyword === ':remove' && removed?.has(found.text) === false)
      effects.set(one, { kind: 'removes-nothing' });
    else effects.set(one, null);
  }
  return {
    applied: recorded.filter((one) => effects.get(one) === null),
    lost: recorded.flatMap((one) => {
      const loss = effects.get(one);
      return loss ? [lose(one, loss)] : [];
    }),
  };
}

/** The texts of `:remove` that take a word away; null if the value cannot be expanded. */
function effectiveRemoves(variable: string, d: Datastore): ReadonlySet<string> | null {
  try {
    d.getVar(variable);
    return d.getParse(variable).parse.removes ?? new Set();
  } catch {
    return null;
  }
}

/** Why an assignment has no effect, in a few words. */
export function lossText(loss: Loss): string {
  switch (loss.kind) {
    case 'overridden':
      return `\`${loss.by}\` wins`;
    case 'inactive':
      return `\`${loss.override}\` is not active`;
    case 'replaced':
      return 'a later assignment replaces it';
    case 'already-set':
      return 'it was set before';
    case 'weak':
      return 'a stronger assignment wins';
    case 'unset':
      return 'it was unset or renamed later';
    case 'removes-nothing':
      return 'it removes no word';
  }
}
