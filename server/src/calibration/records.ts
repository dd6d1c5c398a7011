/** What was found out about BitBakes, kept by the content of each and by the build of Sighound that found it. */

import type { AnalysisOptions, Host } from '../host/host';
import type { Standing } from './standing';

/** The record of the BitBake of one build directory. */
export interface StandingRecord {
  readonly get: () => Standing | null;
  readonly put: (standing: Standing) => void;
}

/** The record; null where the build directory has no BitBake. That nothing is known may have to do with the build directory, and so it is kept for that alone. */
export function standingRecord(host: Pick<Host, 'results' | 'bitbakeContent'>, options: AnalysisOptions): StandingRecord | null {
  const content = host.bitbakeContent(options);
  if (content === null) return null;
  const store = host.results('calibration');
  const here = `${content} ${options.buildDir}`;
  return {
    get: () => (store?.get<Standing>(here) ?? store?.get<Standing>(content))?.value ?? null,
    put: (value) => store?.put(value.kind === 'unconfirmed' ? here : content, { value, stamps: [] }),
  };
}
