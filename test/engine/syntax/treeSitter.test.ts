/** The limit on the text that a search reads, and the release of every tree. */

import { expect, test } from 'vitest';
import {
  LONGEST_PARSED_TEXT,
  type SyntaxNode,
  type SyntaxParser,
  TreeReader,
} from '../../../server/src/engine/syntax/treeSitter';

const ROOT: SyntaxNode = {
  type: 'program',
  startIndex: 0,
  endIndex: 0,
  hasError: false,
  namedChildren: [],
  childForFieldName: () => null,
  descendantsOfType: () => [],
};

/** A parser that counts its trees. */
function counting(): SyntaxParser & { read: number; freed: number } {
  return {
    read: 0,
    freed: 0,
    parse() {
      this.read++;
      return { rootNode: ROOT, delete: () => void this.freed++ };
    },
  };
}

test('a tree is freed after its use, also where the use fails', () => {
  const bash = counting();
  const trees = new TreeReader({ bash, python: counting() });
  expect(
    trees.read('bash', 'x', (root) => {
      expect(root).toBe(ROOT);
      expect(bash.freed).toBe(0);
    }),
  ).toBe(true);
  expect(bash.freed).toBe(1);
  expect(() =>
    trees.read('bash', 'x', () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect([bash.read, bash.freed]).toEqual([2, 2]);
});

test('each language has its parser', () => {
  const bash = counting();
  const python = counting();
  new TreeReader({ bash, python }).read('python', 'x', () => {});
  expect([bash.read, python.read]).toEqual([0, 1]);
});

test('no text beyond the limit is read, in one piece or in many', () => {
  const bash = counting();
  const parsers = { bash, python: counting() };
  expect(new TreeReader(parsers).read('bash', 'x'.repeat(LONGEST_PARSED_TEXT), () => {})).toBe(true);
  expect(new TreeReader(parsers).read('bash', 'x'.repeat(LONGEST_PARSED_TEXT + 1), () => {})).toBe(false);
  expect(bash.read).toBe(1);
  const trees = new TreeReader(parsers);
  let pieces = 0;
  while (trees.read('bash', 'x', () => {})) pieces++;
  expect(pieces).toBeGreaterThan(500);
  expect(pieces).toBeLessThan(LONGEST_PARSED_TEXT / 10);
});

test('no parsers, or a host that fails, give no tree', () => {
  const never = (): void => expect.unreachable();
  expect(new TreeReader(null).read('bash', 'x', never)).toBe(false);
  expect(new TreeReader({ bash: { parse: () => null }, python: counting() }).read('bash', 'x', never)).toBe(false);
});
