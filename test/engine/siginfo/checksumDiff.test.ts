/** The files of two tasks, compared. */

import { expect, test } from 'vitest';
import { type Checksum, diffChecksums } from '../../../server/src/engine/siginfo/checksumDiff';

const files = (...texts: readonly string[]): readonly Checksum[] =>
  texts.map((text) => text.split('=') as unknown as Checksum);

test('a name in both lists with another sum has changed', () =>
  expect(diffChecksums(files('a=1', 'b=2', 'c=3'), files('a=1', 'b=4', 'd=5'))).toEqual({
    changed: [{ name: 'b', before: '2', after: '4' }],
    added: ['d'],
    removed: ['c'],
  }));

test('an entry that is there more often was added', () =>
  expect(diffChecksums(files('a=1'), files('a=1', 'a=1'))).toEqual({ changed: [], added: ['a'], removed: [] }));

test('repeated names are paired in their order; the rest was removed', () =>
  expect(diffChecksums(files('a=1', 'a=2', 'a=3'), files('a=4', 'a=5'))).toEqual({
    changed: [
      { name: 'a', before: '1', after: '4' },
      { name: 'a', before: '2', after: '5' },
    ],
    added: [],
    removed: ['a'],
  }));

test('another order changes nothing', () =>
  expect(diffChecksums(files('a=1', 'b=2'), files('b=2', 'a=1'))).toEqual({ changed: [], added: [], removed: [] }));
