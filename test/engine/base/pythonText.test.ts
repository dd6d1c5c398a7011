/** White space and order as Python defines them, where JavaScript differs. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareCodePoints, sorted } from '../../../server/src/engine/base/order';
import { isPythonSpace, isPythonSpaceCode, strip, stripRight, words } from '../../../server/src/engine/base/pythonText';

const SPACES = '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2005\u200a\u2028\u2029\u202f\u205f\u3000';

describe('white space', () => {
  test.each([...SPACES])('%j separates words', (space) => {
    expect(words(`${space}a${space}${space}b${space}`)).toEqual(['a', 'b']);
    expect(isPythonSpace(space)).toBe(true);
    expect(strip(`${space}a${space}`)).toBe('a');
  });

  test.each(['\ufeff', '\u200b', '\x1b', '\u180e', '_'])('%j does not separate words', (character) => {
    expect(words(`a${character}b`)).toEqual([`a${character}b`]);
    expect(isPythonSpaceCode(character.charCodeAt(0))).toBe(false);
  });

  test('words contain no white space, and splitting loses nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...SPACES, 'a', 'b', '\ufeff') }), (text) => {
        const found = words(text);
        expect(found.join('')).toBe([...text].filter((character) => !SPACES.includes(character)).join(''));
        expect(found.every((word) => word !== '')).toBe(true);
        expect(stripRight(text)).toBe(text.replace(new RegExp(`[${SPACES}]+$`), ''));
      }),
    );
  });
});

describe('the order of texts', () => {
  test('compares code points: astral characters come last', () => {
    expect(sorted(['\u{1d400}', '\uffff', '\ue000', 'b', 'a', 'ab', '\ud7ff'])).toEqual([
      'a',
      'ab',
      'b',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '\u{1d400}',
    ]);
  });

  test('equals the order of the code points themselves', () => {
    const points = (text: string): readonly number[] => [...text].map((character) => character.codePointAt(0)!);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const [x, y] = [points(a), points(b)];
        const at = x.findIndex((point, index) => point !== y[index]);
        const expected = at === -1 ? x.length - y.length : y[at] === undefined ? 1 : x[at]! - y[at]!;
        expect(Math.sign(compareCodePoints(a, b))).toBe(Math.sign(expected));
      }),
    );
  });
});
