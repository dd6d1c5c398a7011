/**
 * Stores what comparisons found out about BitBakes, by the content of each BitBake and by the build of Sighound that
 * compared.
 */

import type { AnalysisOptions, Platform, JudgedHashes } from '../platform/platform';
import { isText, listOf, objectOf, orNull, recordOf } from '../engine/base/shape';
import type { OpenedWorkspace } from '../ide/api/analysisApi';
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
 * The record; null if the build directory has no BitBake. An `unconfirmed` result may depend on the build directory,
 * and so it is stored for that directory only.
 */
export function standingRecord(
  platform: Pick<Platform, 'results' | 'bitbakeContent'>,
  options: AnalysisOptions,
): StandingRecord | null {
  const content = platform.bitbakeContent(options);
  if (content === null) return null;
  const store = platform.results('calibration');
  const here = `${content} ${options.buildDir}`;
  return {
    get: () => [here, content].map((key) => store?.get<Standing>(key)?.value).find(isStanding) ?? null,
    put: (value) => store?.put(value.kind === 'unconfirmed' ? here : content, { value, stamps: [] }),
  };
}

/**
 * Stores the judges' results for the present state of a workspace. It is for commands, which read only the disk. null
 * if nothing is stored.
 */
export function judgedStore(
  platform: Pick<Platform, 'judgedResults' | 'files' | 'sha256'>,
  options: AnalysisOptions,
  { state }: Pick<OpenedWorkspace, 'state'>,
): JudgedStore | null {
  const store = state === undefined ? null : platform.judgedResults(options);
  if (!store) return null;
  const seen = new Map<string, Stamp | null>();
  const keyOf = (fn: string): string => `${state} ${fn}`;
  return {
    get: (fn) => {
      const stored = store.get<readonly JudgedHashes[]>(keyOf(fn));
      return stored && areJudged(stored.value) && stillHolds(stored, platform.files, platform.sha256, seen)
        ? stored.value
        : null;
    },
    put: (fn, value, stamps) => {
      const result = { value, stamps };
      if (stillHolds(result, platform.files, platform.sha256, new Map())) store.put(keyOf(fn), result);
    },
  };
}
