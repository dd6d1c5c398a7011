/** What is known about a part of a Python pattern without a text to match. */

import { describe, expect, test } from 'vitest';
import { readPattern } from '../../../server/src/engine/base/patternSyntax';
import {
  hasRepeatedGroup,
  isInSet,
  isWordCharacter,
  UnknownPattern,
  widthOf,
} from '../../../server/src/engine/base/patternTree';

describe('a pattern consumes as many characters as its parts, where that is fixed', () => {
  const widths: Readonly<Record<string, number | null>> = {
    '': 0,
    'a.[bc]': 3,
    '^a$': 1,
    'a\\b': 1,
    '(?=ab)c': 1,
    '(ab)(?:c)': 3,
    'ab|cd': 2,
    'ab|c': null,
    '(?:a|bc)d': null,
    'a{3}': 3,
    '(?:ab){2}c': 5,
    'a{1,2}': null,
    'a*': null,
    '(?:a|bc){2}': null,
    '(?:^)*': 0,
  };
  test.each(Object.entries(widths))('`%s`', (pattern, width) => expect(widthOf(readPattern(pattern).tree)).toBe(width));

  test('a reference is left to Python', () =>
    expect(() => widthOf(readPattern('(a)\\1').tree)).toThrow(UnknownPattern));
});

test.each([
  ['(a)+', true],
  ['(?:x(a))*', true],
  ['(?:x(?=(a)))*', true],
  ['(?:b|(a))+', true],
  ['((?:a)+)', false],
  ['(?:a)+', false],
  ['(a)|(b)', false],
])('`%s` has a group inside a repetition: %s', (pattern, expected) =>
  expect(hasRepeatedGroup(readPattern(pattern).tree)).toBe(expected),
);

describe('a set', () => {
  const isIn = (set: string, character: string): boolean => {
    const { tree } = readPattern(set);
    const node = tree.kind === 'sequence' ? tree.items[0]! : tree;
    if (node.kind !== 'set') throw new Error(`${set} is a ${node.kind}`);
    return isInSet(node, character.codePointAt(0)!);
  };

  test.each([
    ['[b-d]', 'bcd', 'ae'],
    ['[^b-d]', 'ae', 'bcd'],
    ['[\\d_]', '09_', 'a'],
    ['[\\w]', 'azAZ09_', '-. '],
    ['[\\s]', ' \t\n\u00a0\u2003', 'a\u{12003}'],
    ['[\\D]', 'a ', '5'],
    ['[^\\W]', 'a', ' '],
  ])('%s', (set, members, strangers) => {
    expect([...members].filter((character) => !isIn(set, character))).toEqual([]);
    expect([...strangers].filter((character) => isIn(set, character))).toEqual([]);
  });

  test.each(['[\\d]', '[\\w]'])("%s depends on Python's tables beyond ASCII", (set) =>
    expect(() => isIn(set, 'é')).toThrow(UnknownPattern),
  );
});

test("letters, digits and the underscore make words; other characters depend on Python's tables", () => {
  const word = (characters: string): readonly boolean[] =>
    [...characters].map((character) => isWordCharacter(character.charCodeAt(0)));
  expect(word('azAZ09_')).toEqual(Array(7).fill(true));
  expect(word('`{@[/:-')).toEqual(Array(7).fill(false));
  expect(() => word('é')).toThrow(UnknownPattern);
});
