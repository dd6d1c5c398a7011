/** The watchdog's verdicts on a thread, look by look, with a clock that the test controls. */

import { describe, expect, test } from 'vitest';
import { type WatchdogLimits, type Sight, Watchdog, limitsFor } from '../../server/src/threads/watchdog';

const LIMITS: WatchdogLimits = {
  pythonMs: 1_000,
  graceMs: 500,
  evaluationMs: 5_000,
  startMs: 20_000,
  silenceMs: 2_000,
  waitingMs: 10_000,
};
const IDLE: Sight = { isPythonRunning: false, pythonRuns: 0, pulse: 1, evaluations: 0, isEvaluating: false };

/** The first verdict other than nothing, and its time; each look is 100 ms after the previous one. */
function verdicts(sightAt: (look: number) => Sight, looks = 200): string {
  const watchdog = new Watchdog(LIMITS, 0);
  const verdicts: string[] = [];
  for (let look = 1; look <= looks; look++) {
    const verdict = watchdog.look(sightAt(look), look * 100);
    if (verdict !== null && verdict !== verdicts.at(-1)?.split(' ')[0]) verdicts.push(`${verdict} ${look * 100}`);
    if (verdict !== null && verdict !== 'interrupt') break;
  }
  return verdicts.join(', ');
}

describe('a thread', () => {
  test.each<[string, string, (look: number) => Sight]>([
    [
      'whose Python does not come back',
      'interrupt 1200, python 1700',
      () => ({ ...IDLE, isPythonRunning: true, pythonRuns: 1 }),
    ],
    [
      'whose Python comes back when it is interrupted',
      'interrupt 1200, waiting 11300',
      (look) => ({ ...IDLE, isPythonRunning: look < 13, pythonRuns: 1, pulse: look }),
    ],
    [
      'with many short pieces of Python in one evaluation',
      'evaluation 5200',
      (look) => ({ ...IDLE, isPythonRunning: true, pythonRuns: look, evaluations: 1, isEvaluating: true }),
    ],
    [
      'with many evaluations that get on',
      '',
      (look) => ({ ...IDLE, pulse: look, evaluations: Math.floor(look / 40), isEvaluating: true }),
    ],
    ['that is silent', 'silence 2200', () => IDLE],
    ['that has not begun yet', '', () => ({ ...IDLE, pulse: 0 })],
    ['that waits for something', 'waiting 10200', (look) => ({ ...IDLE, pulse: look })],
  ])('%s', (_, expected, sightAt) => {
    expect(verdicts(sightAt)).toBe(expected);
  });
});

test("limits follow from the user's limit, and leave time for a slow machine", () => {
  expect(limitsFor(20_000)).toMatchObject({ pythonMs: 20_000, evaluationMs: 200_000, silenceMs: 60_000 });
  expect(limitsFor(100)).toMatchObject({ pythonMs: 100, evaluationMs: 60_000, silenceMs: 30_000 });
});
