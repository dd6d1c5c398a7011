/** Says why a thread was ended. */

import type { Hang, WatchdogLimits } from './watchdog';

/** What a thread was doing: the recipe that it evaluated (`""`: the configuration) or none, and its question. */
export interface HangLocation {
  readonly where: string | null;
  readonly method: string;
}

export function hangText(hang: Hang, limits: WatchdogLimits, { where, method }: HangLocation): string {
  const what = where === '' ? 'the configuration' : where;
  const work = what === null ? `answering \`${method}\`` : `evaluating ${what}`;
  switch (hang) {
    case 'python':
      return `metadata Python${what === null ? '' : ` of ${what}`} ran longer than ${limits.pythonMs / 1000} s and could not be interrupted`;
    case 'evaluation':
      return `${work} took longer than ${limits.evaluationMs / 1000} s`;
    case 'silence':
      return `${work} made no progress for ${limits.silenceMs / 1000} s`;
    case 'waiting':
      return `${work} waited longer than ${limits.waitingMs / 1000} s without an answer`;
  }
}
