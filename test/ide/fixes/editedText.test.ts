/** Changes of changed text become edits of the original text. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EditedText } from '../../../server/src/ide/fixes/editedText';

test('a change of text that an earlier change wrote becomes part of that change', () => {
  const text = new EditedText('A = "1"\nB = "2"\n');
  text.apply([{ range: { start: 8, end: 8 }, text: 'X = "9"\n' }]);
  text.apply([
    { range: { start: 13, end: 14 }, text: '8' },
    { range: { start: 5, end: 6 }, text: '' },
  ]);
  expect(text.text).toBe('A = ""\nX = "8"\nB = "2"\n');
  expect(text.edits()).toEqual([
    { range: { start: 5, end: 6 }, text: '' },
    { range: { start: 8, end: 8 }, text: 'X = "8"\n' },
  ]);
});

test('text that is written and removed again is no edit', () => {
  const text = new EditedText('ab');
  text.apply([{ range: { start: 1, end: 1 }, text: 'X' }]);
  text.apply([{ range: { start: 1, end: 2 }, text: '' }]);
  expect(text.edits()).toEqual([]);
});

test('the edits of any changes produce the same text', () => {
  const round = fc.array(fc.record({ at: fc.nat(30), length: fc.nat(4), text: fc.string({ maxLength: 4 }) }), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), fc.array(round, { maxLength: 4 }), (original, rounds) => {
      const edited = new EditedText(original);
      let expected = original;
      for (const changes of rounds) {
        const ranges = changes.map(({ at, length, text }) => ({
          range: { start: Math.min(at, expected.length), end: Math.min(at + length, expected.length) },
          text,
        }));
        const apart = ranges.filter(({ range }, index) =>
          ranges.slice(0, index).every(({ range: other }) => other.end < range.start || range.end < other.start),
        );
        edited.apply(apart);
        expected = [...apart]
          .sort((a, b) => b.range.start - a.range.start)
          .reduce((text, { range, text: more }) => text.slice(0, range.start) + more + text.slice(range.end), expected);
        expect(edited.text).toBe(expected);
      }
      const made = [...edited.edits()]
        .reverse()
        .reduce((text, { range, text: more }) => text.slice(0, range.start) + more + text.slice(range.end), original);
      expect(made).toBe(expected);
    }),
  );
});
