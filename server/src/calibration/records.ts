/** What was found out about BitBakes, kept by the content of each and by the build of Sighound that found it. */

import type { AnalysisOptions, Host, JudgedHashes } from '../host/host';
import type { OpenedWorkspace } from '../ide/analysisApi';
import type { Stamp } from '../engine/files/stamp';
import { stillHolds } from '../ide/resultStore';
import type { JudgedStore } from './judgedBasehashes';
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

/** Keeps what judges find in the present state of a workspace, for commands: they see the disk alone. null where nothing is kept. */
export function judgedStore(host: Pick<Host, 'judgedResults' | 'files' | 'sha256'>, options: AnalysisOptions, { state }: Pick<OpenedWorkspace, 'state'>): JudgedStore | null {
  const store = state === undefined ? null : host.judgedResults(options);
  if (!store) return null;
  const seen = new Map<string, Stamp | null>();
  const keyOf = (fn: string): string => `${state} ${fn}`;
  return {
    get: (fn) => {
      const stored = store.get<readonly JudgedHashes[]>(keyOf(fn));
      return stored && stillHolds(stored, host.files, host.sha256, seen) ? stored.value : null;
    },
    put: (fn, value, stamps) => {
      const result = { value, stamps };
      if (stillHolds(result, host.files, host.sha256, new Map())) store.put(keyOf(fn), result);
    },
  };
}
