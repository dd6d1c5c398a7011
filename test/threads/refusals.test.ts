import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refusals } from '../../server/src/threads/refusals';

const HOVER = { method: 'hover', parameters: ['/a.bb', 1] } as const;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a question that was given up is refused until something changes, and no other is', () => {
  const refusals = new Refusals();
  refusals.giveUp(HOVER, 'it hangs');
  expect(refusals.reasonFor(HOVER)).toBe('it hangs');
  expect(refusals.reasonFor({ ...HOVER, parameters: ['/a.bb', 2] })).toBeUndefined();
  refusals.clear();
  expect(refusals.reasonFor(HOVER)).toBeUndefined();
});

test('threads that do not start are started less and less often, until something changes', () => {
  const refusals = new Refusals();
  const refusedFor = (): number => {
    refusals.failedToStart('no memory');
    let seconds = 0;
    for (; refusals.reasonFor(HOVER) !== undefined; seconds++) {
      expect(refusals.reasonFor(HOVER)).toBe('the engine does not start: no memory');
      vi.advanceTimersByTime(1000);
    }
    return seconds;
  };
  expect(Array.from({ length: 11 }, refusedFor)).toEqual([0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300]);
  refusals.clear();
  expect(refusedFor()).toBe(0);
});
