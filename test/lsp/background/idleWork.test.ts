import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { IdleWork } from '../../../server/src/lsp/background/idleWork';

const DELAY_MS = 100;
const LOG = { info: () => undefined, error: () => undefined };

/** Work that runs until `finish` is called; `runs` counts its starts. */
function workInProgress(isWanted = () => true) {
  const progress = { runs: 0, finish: () => undefined as void };
  const work = new IdleWork({
    name: 'test',
    delayMs: DELAY_MS,
    log: LOG,
    isWanted,
    work: () => {
      progress.runs++;
      return new Promise((resolve) => (progress.finish = resolve));
    },
  });
  work.setReady(true);
  return { work, progress };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('work for an idle user', () => {
  test('starts when the user has rested since the last change', async () => {
    const { work, progress } = workInProgress();
    work.schedule();
    await vi.advanceTimersByTimeAsync(DELAY_MS - 1);
    work.schedule();
    await vi.advanceTimersByTimeAsync(DELAY_MS - 1);
    expect(progress.runs).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(progress.runs).toBe(1);
  });

  test('does not start without a configuration, or if nothing is wanted', async () => {
    const { work, progress } = workInProgress(() => false);
    work.schedule();
    await vi.advanceTimersByTimeAsync(DELAY_MS);
    const other = workInProgress();
    other.work.setReady(false);
    other.work.schedule();
    await vi.advanceTimersByTimeAsync(DELAY_MS);
    expect([progress.runs, other.progress.runs]).toEqual([0, 0]);
  });

  test('runs once at a time, and again at once for what came meanwhile', async () => {
    const { work, progress } = workInProgress();
    work.schedule();
    await vi.advanceTimersByTimeAsync(DELAY_MS);
    work.schedule();
    await vi.advanceTimersByTimeAsync(DELAY_MS);
    expect(progress.runs).toBe(1);
    progress.finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(progress.runs).toBe(2);
    progress.finish();
    await vi.advanceTimersByTimeAsync(DELAY_MS * 10);
    expect(progress.runs).toBe(2);
  });

  test('a request while it runs is served after it', async () => {
    const { work, progress } = workInProgress();
    work.request();
    await vi.advanceTimersByTimeAsync(DELAY_MS);
    work.request();
    progress.finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(progress.runs).toBe(2);
  });

  test('a change makes earlier results worthless', () => {
    const { work } = workInProgress();
    const { generation } = work;
    expect(() => work.check(generation)).not.toThrow();
    work.changed();
    expect(() => work.check(generation)).toThrow('content-modified');
  });

  test('running work can wait until the user rests', async () => {
    const { work } = workInProgress();
    let rests = 0;
    work.schedule();
    void work.untilRested().then(() => rests++);
    await vi.advanceTimersByTimeAsync(DELAY_MS - 1);
    expect(rests).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(rests).toBe(1);
  });

  test('an abandoned run does not hold up the next one', async () => {
    const { work, progress } = workInProgress();
    work.schedule();
    await vi.advanceTimersByTimeAsync(DELAY_MS);
    const { finish } = progress;
    work.abandon();
    work.schedule();
    await vi.advanceTimersByTimeAsync(DELAY_MS);
    expect(progress.runs).toBe(2);
    finish();
    work.schedule();
    await vi.advanceTimersByTimeAsync(DELAY_MS);
    expect(progress.runs).toBe(2);
  });

  test('never starts after its end, and lets go what waits', async () => {
    const { work, progress } = workInProgress();
    work.schedule();
    const waiting = work.untilRested();
    work.dispose();
    await waiting;
    work.schedule();
    await vi.advanceTimersByTimeAsync(DELAY_MS);
    expect(progress.runs).toBe(0);
    expect(() => work.check(work.generation)).toThrow('content-modified');
  });
});
