/** What was found out about BitBakes, kept by the content of each and by the build of Sighound that found it. */

import type { AnalysisOptions, Host, JudgedHashes } from '../host/host';
import { isText, listOf, objectOf, orNull, recordOf } from '../engine/base/shape';
import type { OpenedWorkspace } from '../ide/analysisApi';
import type { Stamp } from '../engine/files/stamp';
import { stillHolds } from '../ide/resultStore';
import type { JudgedStore } from './judgedBasehashes';
import { type Standing, isStanding } from './standing';

const areJudged = listOf(objectOf<JudgedHashes>({ mcfn: isText, tasks: recordOf(isText), skipped: orNull(isText) }));

/** The record of the BitBake of one build directory. */
export interface StandingRecord {
  readonly get: () => Standing | null;
  readonly put: (standing: Standing) => void;
}

/**
 * The record; null where the build directory has no BitBake. That nothing is known may have to do with the build
 * directory, and so it is kept for that alone.
 */
export function standingRecord(
  host: Pick<Host, 'results' | 'bitbakeContent'>,
  options: AnalysisOptions,
): StandingRecord | null {
  const content = host.bitbakeContent(options);
  if (content === null) return null;
  const store = host.results('calibration');
  const here = `${content} ${options.buildDir}`;
  return {
    get: () => [here, content].map((key) => store?.get<Standing>(key)?.value).find(isStanding) ?? null,
    put: (value) => store?.put(value.kind === 'unconfirmed' ? here : content, { value, stamps: [] }),
  };
}

/**
 * Keeps what judges find in the present state of a workspace, for commands: they see the disk alone. null where nothing
 * is kept.
 */
export function judgedStore(
  host: Pick<Host, 'judgedResults' | 'files' | 'sha256'>,
  options: AnalysisOptions,
  { state }: Pick<OpenedWorkspace, 'state'>,
): JudgedStore | null {
  const store = state === undefined ? null : host.judgedResults(options);
  if (!store) return null;
  const seen = new Map<string, Stamp | null>();
  const keyOf = (fn: string): string => `${state} ${fn}`;
  return {
    get: (fn) => {
      const stored = store.get<readonly JudgedHashes[]>(keyOf(fn));
      return stored && areJudged(stored.value) && stillHolds(stored, host.files, host.sha256, seen)
        ? stored.value
        : null;
    },
    put: (fn, value, stamps) => {
      const result = { value, stamps };
      if (stillHolds(result, host.files, host.sha256, new Map())) store.put(keyOf(fn), result);
    },
  };
}
