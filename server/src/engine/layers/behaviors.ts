/** How the engine and its readers take what is known of a BitBake's behavior. */

import { type BitbakeRelease, DEFAULT_RELEASE, type ProbedBehaviors, releaseOf } from '../base/release';
import { DatastoreError } from '../python/pythonDatastore';

/** For hashes: whatever depends on a behavior that is not known is unknown, with the reason. */
export function exactRelease(probed: ProbedBehaviors): BitbakeRelease {
  return releaseOf(probed, (reason) => {
    throw new DatastoreError('UnknownBehavior', reason, reason);
  });
}

/** For what shows a text and hashes nothing: the newest release's behavior stands in for one that is not known. */
export function readableRelease({ known }: ProbedBehaviors): BitbakeRelease {
  return { ...DEFAULT_RELEASE, ...known };
}
