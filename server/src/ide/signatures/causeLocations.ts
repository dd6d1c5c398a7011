/** Finds where the workspace sets what makes two signatures differ. */

import type { Explanation, RootCause } from '../../engine/siginfo/explainDifference';
import type { SignatureValue } from '../../engine/siginfo/signatureData';
import type { ChangedSource } from '../documents/chains';

/**
 * Where a variable of a task gets the words that `other`, a different value of it, does not have. Only the workspace
 * knows this.
 */
export type LocationOf = (task: string, name: string, other: string | null) => Promise<ChangedSource | null>;

/** Where each side sets what differs; null on a side that sets nothing, or of which only the signature is known. */
export interface CauseLocation {
  readonly before: ChangedSource | null;
  readonly after: ChangedSource | null;
}

/**
 * The locations of those root causes that are assignments. `before`, `after`: one for each signature that the workspace
 * has, else null.
 */
export async function locationsOfCauses(
  { roots }: Explanation,
  before: LocationOf | null,
  after: LocationOf | null,
): Promise<ReadonlyMap<RootCause, CauseLocation>> {
  const locations = new Map<RootCause, CauseLocation>();
  for (const root of roots) {
    const location = await locationOfCause(root, before, after);
    if (location) locations.set(root, location);
  }
  return locations;
}

async function locationOfCause(
  { cause, tasks }: RootCause,
  before: LocationOf | null,
  after: LocationOf | null,
): Promise<CauseLocation | null> {
  const [first] = tasks;
  if (!first || !('name' in cause)) return null;
  const hasAfter = cause.kind === 'variable-changed' || cause.kind === 'variable-added';
  const hasBefore = cause.kind === 'variable-changed' || cause.kind === 'variable-removed';
  const [old, now] = cause.kind === 'variable-changed' ? [textOf(cause.before), textOf(cause.after)] : [null, null];
  const found = {
    before: (hasBefore ? await before?.(first.task, cause.name, now) : null) ?? null,
    after: (hasAfter ? await after?.(first.task, cause.name, old) : null) ?? null,
  };
  return found.before === null && found.after === null ? null : found;
}

function textOf(value: SignatureValue): string | null {
  return value === null ? null : String(value);
}
