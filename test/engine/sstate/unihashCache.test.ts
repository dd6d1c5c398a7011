/** BitBake's own cache of unihashes: Python's `pickle` wrote the bytes. */

import { describe, expect, test } from 'vitest';
import { fromCache, readUnihashCache, type UnihashCache } from '../../../server/src/engine/sstate/unihashCache';

const TASKHASH = '1'.repeat(64);
const UNIHASH = '2'.repeat(64);

/** Bytes of `pickle.dumps([entries, version], protocol=4)` with one entry. */
function pickled({ key = 'mc::a:do_x', taskhash = TASKHASH, unihash = UNIHASH, version = '3' } = {}): Uint8Array {
  const text = (value: string): Buffer => Buffer.from([0x8c, value.length, ...Buffer.from(value), 0x94]);
  return Buffer.concat([
    Buffer.from([0x80, 0x04, 0x5d, 0x94, 0x28, 0x7d, 0x94]),
    text(key),
    text(taskhash),
    text(unihash),
    Buffer.from([0x86, 0x94, 0x73]),
    text(version),
    Buffer.from([0x65, 0x2e]),
  ]);
}

describe('the file', () => {
  test('gives taskhash and unihash of each task', () => {
    expect(readUnihashCache(pickled())).toEqual(new Map([['mc::a:do_x', { taskhash: TASKHASH, unihash: UNIHASH }]]));
  });

  test('is refused in another version', () =>
    expect(readUnihashCache(pickled({ version: '4' }))).toEqual({ reason: 'its format is not version 3' }));

  test('is refused where an entry is no hash', () =>
    expect(readUnihashCache(pickled({ unihash: '../../etc' }))).toEqual({
      reason: 'it has content other than hashes',
    }));

  test('is refused where it is no pickle', () =>
    expect(readUnihashCache(new Uint8Array([1, 2, 3]))).toMatchObject({
      reason: expect.stringMatching(/^it is no pickle/),
    }));
});

test('an entry answers only for the taskhash that it was made for', () => {
  const cache = readUnihashCache(pickled()) as UnihashCache;
  const question = (key: string, taskhash: string) => ({ key, taskhash, method: 'm' });
  expect(fromCache(cache, [question('mc::a:do_x', TASKHASH), question('mc::b:do_x', TASKHASH)])).toEqual(
    new Map([['mc::a:do_x', { unihash: UNIHASH, origin: 'cache' }]]),
  );
  expect(fromCache(cache, [question('mc::a:do_x', UNIHASH)])).toEqual(new Map());
});
