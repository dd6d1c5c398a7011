/** Finds the statements behind a variable's value, for rules that report one of them. */

import { assignmentsBehind } from '../../datastore/assignments';
import type { HistoryEntry } from '../../datastore/history';
import { type Datastore, textOf } from '../../datastore/datastore';
import type { AssignmentStatement } from '../../parse/statements';
import { DatastoreError } from '../../base/datastoreError';
import type { RuleContext, RuleVariant, TextChange } from '../rule';

/** The entries of files for a variable's flag (null: for the variable itself), oldest first. */
export function assignmentsOf(variable: string, flag: string | null, d: Datastore): readonly HistoryEntry[] {
  return d.history.entries(variable).filter((entry) => entry.flag === flag && entry.file.startsWith('/'));
}

/** The entries of files that give a variable or flag its value in this store: first the one that wins. */
export function effectiveAssignments(variable: string, flag: string | null, d: Datastore): readonly HistoryEntry[] {
  return assignmentsBehind(variable, flag, d).effective.flatMap(({ entry }) =>
    entry.file.startsWith('/') ? [entry] : [],
  );
}

/** Of the entries of files that give a variable its value: the last one whose text is meant, else the one that wins. */
export function assignmentWith(
  isMeant: (text: string) => boolean,
  variable: string,
  d: Datastore,
): HistoryEntry | undefined {
  const entries = effectiveAssignments(variable, null, d);
  return entries.filter(({ detail }) => typeof detail === 'string' && isMeant(detail)).at(-1) ?? entries[0];
}

/** Of these entries: the one that brings in what is different in another evaluation's value. */
export function differingAssignment(
  { variable, b }: { readonly variable: string; readonly b: string | null },
  d: Datastore,
): HistoryEntry | undefined {
  return assignmentWith((text) => !(b ?? '').includes(text), variable.replace(/\[.*\]$/, ''), d);
}

/** The last assignment with `:=` whose result is still part of what a hash contains for the variable. */
export function frozenAssignment(variable: string, { d, signatures }: RuleVariant): HistoryEntry | undefined {
  const hasOne = ({ operation }: HistoryEntry): boolean => operation === 'immediate';
  // Most variables have no such assignment, and finding those that win takes longer.
  const mayHaveOne =
    !variable.endsWith(']') &&
    (d.hasOverrides(variable) || d.history.entries(variable).some((entry) => entry.flag === null && hasOne(entry)));
  const entry = mayHaveOne ? effectiveAssignments(variable, null, d).filter(hasOne).at(-1) : undefined;
  const frozen = textOf(entry?.detail ?? '');
  return frozen !== '' && textOf(signatures.varvals.get(variable) ?? '').includes(frozen) ? entry : undefined;
}

/** The assignment that made an entry; null if its file has changed since. */
export function statementOf({ file, range }: HistoryEntry, { statements }: RuleContext): AssignmentStatement | null {
  if (!range) return null;
  const statement = statements(file).find((one) => one.range.start === range.start && one.range.end === range.end);
  return statement?.kind === 'assignment' ? statement : null;
}

/** What `read` reads from a store; null if that fails, which is common while metadata is being written. */
export function quietly(read: () => string): string | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof DatastoreError) return null;
    throw error;
  }
}

/** The expanded value of a variable; empty where it has none, or where reading it fails. */
export function readableText(name: string, d: Datastore): string {
  return quietly(() => d.getText(name)) ?? '';
}

/** Removes the statement with its line. */
export function withoutStatement(path: string, text: string, { start, end }: TextChange['range']): TextChange {
  const rest = /^[ \t]*(\r\n|\r|\n|$)/.exec(text.slice(end));
  return { path, range: { start, end: end + (rest?.[0].length ?? 0) }, text: '' };
}
