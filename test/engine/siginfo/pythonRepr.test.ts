/** Values as Python shows them. CPython gave each answer. */

import { expect, test } from 'vitest';
import { listText, repr, setText, splitLines, valueText } from '../../../server/src/engine/siginfo/pythonRepr';

test.each([
  ['plain', `'plain'`],
  ["it's", `"it's"`],
  [`say "it's"`, String.raw`'say "it\'s"'`],
  ['back\\slash', String.raw`'back\\slash'`],
  ['tab\tnl\nret\r', String.raw`'tab\tnl\nret\r'`],
  ['\x00\x7f\x85\xa0', String.raw`'\x00\x7f\x85\xa0'`],
  ['é', `'é'`],
  ['\u200b\u3000', String.raw`'\u200b\u3000'`],
  ['\u{e0001}', String.raw`'\U000e0001'`],
  ['\ud800', String.raw`'\ud800'`],
])('repr(%j)', (text, shown) => expect(repr(text)).toBe(shown));

test('containers and missing values', () => {
  expect(listText(['1', "'a'"])).toBe("[1, 'a']");
  expect(setText([])).toBe('frozenset()');
  expect(setText(['b', 'a'])).toBe("frozenset({'a', 'b'})");
  expect([null, undefined, 0, ''].map(valueText)).toEqual(['None', 'None', '0', '']);
});

test('more characters than newlines end a line', () => {
  expect(splitLines('a\vb\fc\x1cd\x85e\u2028f\r\ng\n')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  expect([splitLines(''), splitLines('\n'), splitLines('a\n\nb')]).toEqual([[], [''], ['a', '', 'b']]);
});
