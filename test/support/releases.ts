/** The recorded BitBakes by the names of their releases and by version. */

import { type BitbakeRelease, RECORDED_RELEASES, type RecordedRelease } from '../../server/src/engine/base/release';

/** The recorded release of a version, as in `2.8` or `2.8.1`. */
export function recordedRelease(version: string): RecordedRelease {
  const found = RECORDED_RELEASES.find((release) => `${version}.`.startsWith(`${release.version}.`));
  if (!found) throw new Error(`no release ${version} is recorded`);
  return found;
}

export const KIRKSTONE: BitbakeRelease = recordedRelease('2.0');
export const MASTER: BitbakeRelease = recordedRelease('2.19');
