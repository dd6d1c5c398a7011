/** How tables of hashes are compared, and when the result is worse than the known divergences. */
import { expect, test } from 'vitest';
import { Causes, type HashTable, NO_FIGURES, causeOf, compareTables, judgeCauses } from '../../tools/conformance/tally';

function table(
  variants: Readonly<Record<string, Readonly<Record<string, string | { unknown: string }>> | null>>,
): HashTable {
  return new Map(
    Object.entries(variants).map(([mcfn, tasks]) => [
      mcfn,
      { skipped: tasks === null ? 'skipped' : null, tasks: tasks ?? {} },
    ]),
  );
}

test('tasks are exact, unknown, wrong, missing or extra; a skipped variant has none', () => {
  const ours = table({
    '/a.bb': { do_a: '1', do_b: '2', do_c: { unknown: 'why' }, do_d: '4' },
    '/skipped.bb': null,
    '/ours.bb': { do_a: '1' },
    '/skipped-there.bb': { do_a: '1' },
  });
  const theirs = table({
    '/a.bb': { do_a: '1', do_b: '3', do_c: '3', do_e: '5' },
    '/skipped.bb': null,
    '/theirs.bb': { do_a: '1' },
    '/skipped-there.bb': null,
  });
  const { figures, mismatches } = compareTables(ours, theirs);
  expect(figures).toEqual({
    exact: 1,
    unknown: 1,
    wrong: 1,
    missing: 2,
    extra: 3,
    variantsMissing: 1,
    variantsExtra: 2,
  });
  expect(mismatches.map(({ verdict, mcfn, task, reason }) => [verdict, mcfn, task, reason])).toEqual([
    ['wrong', '/a.bb', 'do_b', undefined],
    ['unknown', '/a.bb', 'do_c', 'why'],
    ['extra', '/a.bb', 'do_d', undefined],
    ['missing', '/a.bb', 'do_e', undefined],
    ['extra', '/ours.bb', 'do_a', undefined],
    ['extra', '/skipped-there.bb', 'do_a', undefined],
    ['missing', '/theirs.bb', 'do_a', undefined],
  ]);
  expect(compareTables(theirs, theirs).figures).toEqual({ ...NO_FIGURES, exact: 5 });
});

test('a cause is the first differing key and the kind of the difference', () => {
  expect(causeOf('engine-judge', { key: 'A', ours: '1', theirs: null })).toEqual({
    pair: 'engine-judge',
    kind: 'value',
    key: 'A',
  });
  expect(causeOf('engine-judge', { key: 'A', ours: undefined, theirs: null }).kind).toBe('only there');
  expect(causeOf('engine-judge', { key: 'A', ours: null, theirs: undefined }).kind).toBe('only here');
  expect(causeOf('engine-judge', null).kind).toBe('no key');
});

test('a known divergence is allowed up to its count, and reported when it no longer occurs', () => {
  const causes = new Causes();
  const cause = causeOf('engine-native', { key: 'A', ours: '1', theirs: '2' });
  for (const task of ['do_a', 'do_b', 'do_c', 'do_d']) causes.add(cause, { mcfn: '/a.bb', task });
  causes.add(causeOf('judge-native', null), { mcfn: '/a.bb', task: 'do_a' });
  const groups = causes.list();
  expect(groups.map(({ pair, tasks, examples }) => [pair, tasks, examples.length])).toEqual([
    ['engine-native', 4, 3],
    ['judge-native', 1, 1],
  ]);
  expect(judgeCauses(groups, []).worse).toEqual(groups);
  const known = [
    { ...cause, tasks: 4, reason: 'because' },
    { pair: 'judge-native', kind: 'no key', key: '', tasks: 1, reason: 'because' },
  ] as const;
  expect(judgeCauses(groups, known)).toEqual({ worse: [], gone: [] });
  expect(judgeCauses(groups, [{ ...cause, tasks: 3, reason: 'because' }]).worse).toEqual(groups);
  expect(judgeCauses([], known)).toEqual({ worse: [], gone: known });
});
