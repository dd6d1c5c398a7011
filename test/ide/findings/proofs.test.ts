import { expect, test } from 'vitest';
import type { HostComparison } from '../../../server/src/ide/api/analysisApi';
import { proofOf } from '../../../server/src/ide/findings/proofs';

const FN = '/l/a.bb';

function comparison(tasks: Readonly<Record<string, string>>): HostComparison {
  const differences = Object.entries(tasks).map(([task, variable]) => ({
    mcfn: FN,
    task,
    a: 'a'.repeat(64),
    b: 'b'.repeat(64),
    causes: [{ variable, a: '1', b: '2', chain: [task, variable] }],
  }));
  return { fn: FN, tasks: 9, differences, unknown: [{ mcfn: FN, task: 'do_unknown', reason: 'it is unknown' }] };
}

test('a task that differs in each run differs on another host, even if one evaluation there gave the same value', () => {
  const { hosts, runs, unknown } = proofOf(
    FN,
    comparison({ do_path: 'TOPDIR', do_both: 'DATETIME' }),
    comparison({ do_random: 'RANDOM', do_both: 'SECONDS' }),
  );
  const variables = (tasks: typeof hosts): unknown =>
    [...tasks].map(([task, causes]) => [task, ...causes.map(({ variable }) => variable)]);
  expect(variables(hosts)).toEqual([
    ['do_path', 'TOPDIR'],
    ['do_both', 'DATETIME'],
    ['do_random', 'RANDOM'],
  ]);
  expect(variables(runs)).toEqual([
    ['do_random', 'RANDOM'],
    ['do_both', 'SECONDS'],
  ]);
  expect([...unknown]).toEqual([['do_unknown', 'it is unknown']]);
});

test('no task differs from run to run where no task differs on another host', () => {
  expect(proofOf(FN, comparison({}), null).runs.size).toBe(0);
});
