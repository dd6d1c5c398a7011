/** The comparison of the engine's hashes with the judge's. */

import { expect, test } from 'vitest';
import { compareWithJudge, countVerdicts, divergencesOf } from '../../server/src/calibration/divergence';
import type { JudgedHashes } from '../../server/src/platform/platform';
import { FN, OURS, THEIRS, hashes } from './support';

const ENGINE = hashes({
  do_same: { basehash: OURS },
  do_other: { basehash: OURS },
  do_unknown: { basehash: null, unknown: 'a reason' },
  do_ours: { basehash: OURS },
});

function judged(tasks: Record<string, string>, skipped: string | null = null): readonly JudgedHashes[] {
  return [{ mcfn: FN, tasks, skipped }];
}

const JUDGE = judged({ do_theirs: THEIRS, do_unknown: THEIRS, do_same: OURS, do_other: THEIRS });

test('a task agrees, differs, or is unknown to the engine; one that only one side has differs', () => {
  const [variant] = compareWithJudge(ENGINE.variants, JUDGE);
  expect(variant?.tasks.map(({ task, verdict, unknown }) => [task, verdict, unknown])).toEqual([
    ['do_theirs', 'differs', undefined],
    ['do_unknown', 'unknown', 'a reason'],
    ['do_same', 'agrees', undefined],
    ['do_other', 'differs', undefined],
    ['do_ours', 'differs', undefined],
  ]);
  expect(countVerdicts(variant!.tasks)).toEqual({ agrees: 1, differs: 3, unknown: 1 });
});

test('a variant that one side skips or does not have has the tasks of the other side', () => {
  const skipped = compareWithJudge(ENGINE.variants, judged({}, 'not for this machine'));
  const missing = compareWithJudge(ENGINE.variants, []);
  expect([...skipped, ...missing].map(({ engine, judge, tasks }) => [engine, judge, tasks.length])).toEqual([
    ['built', 'skipped', 4],
    ['built', 'none', 4],
  ]);
});

test('only two hashes that are known diverge', () => {
  expect(divergencesOf(ENGINE, JUDGE)).toEqual([{ mcfn: FN, task: 'do_other', ours: OURS, theirs: THEIRS }]);
});
