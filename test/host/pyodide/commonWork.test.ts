/** What is made beforehand: what a second recipe takes as well, ever more seldom. */

import { expect, test } from 'vitest';
import { CommonWork, type Work } from '../../../server/src/host/pyodide/commonWork';

const expression = (text: string): Work => ({ kind: 'expression', text });

/** What is due before each of some recipes, which take these texts. */
function due(recipes: readonly (readonly string[])[]): string[] {
  const common = new CommonWork();
  return recipes.map((texts) => {
    const found = common
      .next()
      .map(({ text }) => text)
      .join(' ');
    for (const text of texts) common.note(expression(text));
    return found;
  });
}

test('what one recipe takes is made by it alone, what two take before the third', () => {
  expect(due([['a'], ['b'], ['a', 'c'], ['c'], [], [], []])).toEqual(['', '', '', 'a', '', 'c', '']);
});

test('what is known is not made again, and the same text is other work at another place', () => {
  expect(due([['a'], ['a'], ['a'], ['a'], ['a']])).toEqual(['', '', 'a', '', '']);
  const common = new CommonWork();
  for (const line of [1, 2]) {
    common.next();
    common.note({ kind: 'definition', text: 'def f(): pass', fn: '/x.bbclass', line });
  }
  expect(common.next()).toEqual([]);
});

test('much that waits is made at once, however long ago the last was', () => {
  const many = Array.from({ length: 100 }, (_, at) => `m${at}`);
  const few = many.slice(1);
  // The first two made lengthen the wait to four recipes.
  const before = [['a'], ['a'], [], ['b'], ['b'], [], []];
  const made = (texts: readonly string[]): number[] =>
    due([...before, texts, texts, [], []]).map((found) => (found === '' ? 0 : found.split(' ').length));
  expect(made(many).slice(before.length)).toEqual([0, 0, 100, 0]);
  expect(made(few).slice(before.length)).toEqual([0, 0, 0, 0]);
});
