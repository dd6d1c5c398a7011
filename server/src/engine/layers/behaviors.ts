/** How the engine and its readers use what is known about a BitBake's behavior. */

import { type BitbakeRelease, DEFAULT_RELEASE, type ProbedBehaviors, releaseOf } from '../base/release';
import { DatastoreError } from '../base/datastoreError';

/** For hashes: every result that depends on an unknown behavior is unknown, with the reason. */
export function exactRelease(probed: ProbedBehaviors): BitbakeRelease {
  return releaseOf(probed, (reason) => {
    throw new DatastoreError('UnknownBehavior', reason, reason);
  });
}

/** Why something is unknown, if that caused the error; any other error is thrown again. */
export function unknownReason(error: unknown): string {
  if (error instanceof DatastoreError && error.unknown !== undefined) return error.unknown;
  throw error;
}

/** The result of `question`; where it is unknown, the result of `otherwise` for the reason. */
export function unlessUnknown<T, U>(question: () => T, otherwise: (reason: string) => U): T | U {
  try {
    return question();
  } catch (error) {
    return otherwise(unknownReason(error));
  }
}

/** Throws a `DatastoreError` where a behavior is unknown; its value does not matter. */
export function requireBehavior(release: BitbakeRelease, behavior: keyof BitbakeRelease): void {
  void release[behavior];
}

/** Why a behavior is unknown; null where it is known. */
export function refusalOf(release: BitbakeRelease, behavior: keyof BitbakeRelease): string | null {
  return unlessUnknown(
    () => {
      requireBehavior(release, behavior);
      return null;
    },
    (reason) => reason,
  );
}

/** For code that shows a text and hashes nothing: the newest release's behavior replaces an unknown one. */
export function readableRelease({ known }: Pick<ProbedBehaviors, 'known'>): BitbakeRelease {
  return { ...DEFAULT_RELEASE, ...known };
}

/** The same for a release from `exactRelease`. */
export function readableForm(release: BitbakeRelease): BitbakeRelease {
  const fields = Object.keys(DEFAULT_RELEASE) as (keyof BitbakeRelease)[];
  return readableRelease({
    known: Object.fromEntries(
      fields.flatMap((field) => (refusalOf(release, field) === null ? [[field, release[field]]] : [])),
    ),
  });
}
