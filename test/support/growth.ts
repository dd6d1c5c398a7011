/**
 * Time in proportion: how much longer four times the text takes, measured in one run, so that the machine does not
 * matter.
 */

import { expect } from 'vitest';

/** In proportion it is 4, in square 16. */
const MOST = 10;
/** What is over sooner is not measured: chance decides there. */
const SHORTEST_MS = 100;
const TRIES = 3;

/**
 * Expects that `run` takes no more than in proportion to the size. A machine that is busy with something else gets
 * another chance.
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
