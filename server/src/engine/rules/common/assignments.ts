/** The statements behind a variable's value, for rules that speak of one of them. */

import type { HistoryEntry } from '../../datastore/history';
import { type Datastore, textOf } from '../../datastore/datastore';
import type { AssignmentStatement } from '../../parse/statements';
import { DatastoreError } from '../../base/datastoreError';
import type { RuleContext, RuleVariant } from '../rule';

/** What files say of a variable's flag (null: of the variable itself), oldest first. */
export function assignmentsOf(variable: string, flag: string | null, d: Datastore): readonly HistoryEntry[] {
  return d.history.entries(variable).filter((entry) => entry.flag === flag && entry.file.startsWith('/'));
}

/** The last assignment with `:=` whose result is still in what a hash contains of the variable. */
export function frozenAssignment(variable: string, { d, signatures }: RuleVariant): HistoryEntry | undefined {
  const entry = variable.endsWith(']')
    ? undefined
    : assignmentsOf(variable, null, d)
        .filter(({ operation }) => operation === 'immediate')
        .at(-1);
  const frozen = textOf(entry?.detail ?? '');
  return frozen !== '' && textOf(signatures.varvals.get(variable) ?? '').includes(frozen) ? entry : undefined;
}

/** The assignment that an entry was made by; null where its file says something else by now. */
export function statementOf({ file, range }: HistoryEntry, { statements }: RuleContext): AssignmentStatement | null {
  if (!range) return null;
  const statement = statements(file).find((one) => one.range.start === range.start && one.range.end === range.end);
  return statement?.kind === 'assignment' ? statement : null;
}

/** What `read` reads of a store; null where that fails, as metadata that is being written often does. */
export function quietly(read: () => string): string | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof DatastoreError) return null;
    throw error;
  }
}
