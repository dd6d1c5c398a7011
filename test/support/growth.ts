/**
 * Linear time: how much longer a text of four times the size takes, measured in one run, so that the machine does not
 * matter.
 */

import { expect } from 'vitest';

/** In linear time the factor is 4, in quadratic time 16. */
const MOST = 10;
/** Shorter times are not measured, because chance decides there. */
const SHORTEST_MS = 100;
const TRIES = 3;

/**
 * Expects that `run` takes at most linear time in the size. If the machine is busy with other work, it is measured
 * again.
 */
export function expectProportional(run: (size: number) => void, size: number): void {
  let best = Infinity;
  for (let tries = 0; tries < TRIES && best >= MOST; tries++) {
    const quarter = timed(() => run(Math.floor(size / 4)));
    best = Math.min(best, timed(() => run(size)) / Math.max(quarter, SHORTEST_MS));
  }
  expect(best).toBeLessThan(MOST);
}

function timed(body: () => void): number {
  const start = performance.now();
  body();
  return performance.now() - start;
}
