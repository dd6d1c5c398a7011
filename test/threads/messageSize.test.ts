import { expect, test } from 'vitest';
import { isLargerThan } from '../../server/src/threads/messageSize';

test.each<[string, unknown, boolean]>([
  ['nothing', undefined, false],
  ['a short text', 'x'.repeat(900), false],
  ['a long text', 'x'.repeat(1_100), true],
  ['many short texts', Array.from({ length: 200 }, () => 'x'), true],
  ['a long text far inside', { a: [{ b: new Map([['c', new Set(['x'.repeat(1_100)])]]) }] }, true],
  ['long names', { ['x'.repeat(1_100)]: 1 }, true],
  ['bytes', new Uint8Array(1_100), true],
  ['a list that no call could take as its arguments', Array.from({ length: 300_000 }, () => 1), true],
])('%s', (_, value, expected) => {
  expect(isLargerThan(value, 1_000)).toBe(expected);
});

test('a long list is examined completely', () => {
  expect(isLargerThan([...Array.from({ length: 300_000 }, () => 1), 'x'.repeat(10_000_000)], 9_000_000)).toBe(true);
});
