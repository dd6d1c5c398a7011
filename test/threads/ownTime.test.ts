/** The time during which a thread could actually run. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { thisThread, waitedMs } from '../../server/src/node/processorTime';
import { OwnTime } from '../../server/src/threads/ownTime';

const isCounted = (() => {
  try {
    return readFileSync(`/proc/self/task/${thisThread()}/schedstat`, 'latin1') !== '';
  } catch {
    return false;
  }
})();

test('the sleep of the machine does not count', () => {
  const time = new OwnTime(0, () => 0);
  expect(time.at(100)).toBe(100);
  expect(time.at(3_600_000)).toBe(1_100);
});

test('a wait for a processor does not count, whenever it is noticed', () => {
  let waited = 5_000;
  const time = new OwnTime(0, () => waited);
  waited += 300;
  expect(time.at(500)).toBe(200);
  expect(time.at(1_000)).toBe(700);
  waited += 400;
  expect(time.at(1_100)).toBe(400);
});

test('a thread that gets almost no processor time reaches its limit nevertheless', () => {
  let waited = 0;
  const time = new OwnTime(0, () => waited);
  waited += 990;
  expect(time.at(1_000)).toBe(250);
  waited += 10_000;
  expect(time.at(2_000)).toBe(500);
});

test('a thread without a known number has no waiting time', () => {
  expect(waitedMs(0)).toBe(0);
  expect(waitedMs(2 ** 30)).toBe(0);
});

test.skipIf(!isCounted)('a thread has waited where there are more threads than processors', async () => {
  const numbers = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  // More busy threads than processors; each runs until one has waited, or a long time has passed.
  const busy = `
    const { readFileSync, readlinkSync } = require('node:fs');
    const { workerData } = require('node:worker_threads');
    const own = readlinkSync('/proc/thread-self').split('/').at(-1);
    Atomics.store(workerData, 0, Number(own));
    const until = Date.now() + 60_000;
    while (Atomics.load(workerData, 1) === 0 && Date.now() < until);
  `;
  const workers = Array.from(
    { length: 2 * availableParallelism() },
    () => new Worker(busy, { eval: true, workerData: numbers }),
  );
  const until = Date.now() + 30_000;
  while (waitedMs(Atomics.load(numbers, 0)) < 50 && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const waited = waitedMs(Atomics.load(numbers, 0));
  Atomics.store(numbers, 1, 1);
  await Promise.all(workers.map((worker) => worker.terminate()));
  expect(waited).toBeGreaterThanOrEqual(50);
});
