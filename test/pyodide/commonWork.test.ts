/** Work that is prepared in advance: it is prepared if a second recipe needs it too, and the intervals grow. */

import { expect, test } from 'vitest';
import { CommonWork, type Work } from '../../server/src/pyodide/commonWork';

const expression = (text: string): Work => ({ kind: 'expression', text });

/** The work that is due before each of some recipes, which use these texts. */
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

test('a text of one recipe is not prepared; a text of two recipes is prepared before the third', () => {
  expect(due([['a'], ['b'], ['a', 'c'], ['c'], [], [], []])).toEqual(['', '', '', 'a', '', 'c', '']);
});

test('prepared work is not repeated, and the same text in a different location is different work', () => {
  expect(due([['a'], ['a'], ['a'], ['a'], ['a']])).toEqual(['', '', 'a', '', '']);
  const common = new CommonWork();
  for (const line of [1, 2]) {
    common.next();
    common.note({ kind: 'definition', text: 'def f(): pass', fn: '/x.bbclass', line });
  }
  expect(common.next()).toEqual([]);
});

test('many waiting texts are prepared at once, however long ago the last preparation was', () => {
  const many = Array.from({ length: 100 }, (_, at) => `m${at}`);
  const few = many.slice(1);
  // The first two preparations increase the interval to four recipes.
  const before = [['a'], ['a'], [], ['b'], ['b'], [], []];
  const made = (texts: readonly string[]): number[] =>
    due([...before, texts, texts, [], []]).map((found) => (found === '' ? 0 : found.split(' ').length));
  expect(made(many).slice(before.length)).toEqual([0, 0, 100, 0]);
  expect(made(few).slice(before.length)).toEqual([0, 0, 0, 0]);
});
