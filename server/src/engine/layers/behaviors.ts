/** How the engine and its readers take what is known of a BitBake's behavior. */

import { type BitbakeRelease, DEFAULT_RELEASE, type ProbedBehaviors, releaseOf } from '../base/release';
import { DatastoreError } from '../base/datastoreError';

/** For hashes: whatever depends on a behavior that is not known is unknown, with the reason. */
export function exactRelease(probed: ProbedBehaviors): BitbakeRelease {
  return releaseOf(probed, (reason) => {
    throw new DatastoreError('UnknownBehavior', reason, reason);
  });
}

/** Why something is not known, where that is what went wrong; anything else is thrown on. */
export function unknownReason(error: unknown): string {
  if (error instanceof DatastoreError && error.unknown !== undefined) return error.unknown;
  throw error;
}

/** What a question comes to; where that is not known, what `otherwise` makes of the reason. */
export function unlessUnknown<T, U>(question: () => T, otherwise: (reason: string) => U): T | U {
  try {
    return question();
  } catch (error) {
    return otherwise(unknownReason(error));
  }
}

/** Throws a `DatastoreError` where a behavior is not known, whatever it would be. */
export function requireBehavior(release: BitbakeRelease, behavior: keyof BitbakeRelease): void {
  void release[behavior];
}

/** Why a behavior is not known; null where it is. */
export function refusalOf(release: BitbakeRelease, behavior: keyof BitbakeRelease): string | null {
  return unlessUnknown(
    () => {
      requireBehavior(release, behavior);
      return null;
    },
    (reason) => reason,
  );
}

/** For what shows a text and hashes nothing: the newest release's behavior stands in for one that is not known. */
export function readableRelease({ known }: Pick<ProbedBehaviors, 'known'>): BitbakeRelease {
  return { ...DEFAULT_RELEASE, ...known };
}

/** The same for a release of `exactRelease`. */
export function readableForm(release: BitbakeRelease): BitbakeRelease {
  const fields = Object.keys(DEFAULT_RELEASE) as (keyof BitbakeRelease)[];
  return readableRelease({
    known: Object.fromEntries(
      fields.flatMap((field) => (refusalOf(release, field) === null ? [[field, release[field]]] : [])),
    ),
  });
}
