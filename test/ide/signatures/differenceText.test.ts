/** The lines about a difference: where each side sets what differs. */

import { describe, expect, test } from 'vitest';
import type { RootCause } from '../../../server/src/engine/siginfo/explainDifference';
import type { AtHead, HeadChanges } from '../../../server/src/engine/files/headFiles';
import type { ChangedSource } from '../../../server/src/ide/documents/chains';
import { locationsOfCauses } from '../../../server/src/ide/signatures/causeLocations';
import { changedTrees } from '../../../server/src/ide/signatures/changedTrees';
import { explanationLines } from '../../../server/src/ide/signatures/differenceText';

const ROOT: RootCause = {
  cause: { kind: 'variable-changed', name: 'COLOR', before: 'red', after: 'blue' },
  tasks: [{ task: 'a:do_x', path: ['a:do_x'], before: '1', after: '2', causes: [], dependencies: [] }],
};
const EXPLANATION = { roots: [ROOT], unexplained: [], tasks: [], isCut: false };

function at(path: string, line: number): ChangedSource {
  const position = { line, character: 0 };
  return { path, range: { start: position, end: position }, variable: 'COLOR', text: null };
}

async function firstLine(before: ChangedSource | null, after: ChangedSource | null): Promise<string | undefined> {
  const side = (source: ChangedSource | null) => (source ? () => Promise.resolve(source) : null);
  return explanationLines(EXPLANATION, await locationsOfCauses(EXPLANATION, side(before), side(after)), new Map())[0];
}

test('both locations are shown where the sides set a variable in different ones', async () => {
  expect(await firstLine(at('/l/a.inc', 3), at('/l/b.inc', 0))).toBe(
    '1. variable COLOR changed  /l/a.inc:4 → /l/b.inc:1',
  );
});

test('a common location is shown once, and none for a side of which only the signature is known', async () => {
  expect(await firstLine(at('/l/a.inc', 3), at('/l/a.inc', 3))).toBe('1. variable COLOR changed  /l/a.inc:4');
  expect(await firstLine(null, at('/l/b.inc', 0))).toBe('1. variable COLOR changed  /l/b.inc:1');
});

describe('a file that metadata made of a source tree', () => {
  const root: RootCause = { ...ROOT, cause: { kind: 'file-changed', name: 'tree-sha1-a', before: '1', after: '2' } };
  const explanation = { ...EXPLANATION, roots: [root] };

  async function lines(changes: AtHead<HeadChanges>, made = 'tree-sha1-a'): Promise<readonly string[]> {
    const trees = await changedTrees(explanation, (task, file) =>
      Promise.resolve(task === 'a:do_x' && file === made ? { folder: '/src/a', file, changes } : null),
    );
    return explanationLines(explanation, new Map(), trees);
  }
  const changed = (...paths: readonly string[]): AtHead<HeadChanges> => ({
    kind: 'known',
    value: {
      top: '/src/a',
      commit: 'c',
      files: paths.map((path) => ({ path, content: null })),
      unknown: ['/src/a/big'],
    },
  });

  test('is shown as the tree, with the files that are not committed', async () => {
    expect(await lines(changed('/src/a/main.c'))).toEqual([
      '1. source tree /src/a changed',
      '     not committed: main.c, big',
      '     it is hashed as the file tree-sha1-a',
      '     -1',
      '     +2',
      '   in a:do_x',
    ]);
  });

  test.each([
    [
      'committed',
      { kind: 'known', value: { top: '/src/a', commit: 'c', files: [], unknown: [] } },
      'everything there is committed',
    ],
    ['not known', { kind: 'unknown', reason: 'of that' }, 'what is not committed there is not known: of that'],
    ['without a commit', { kind: 'none' }, 'it is hashed as the file tree-sha1-a'],
  ] as const)('is shown as a tree that is %s', async (_, changes, line) => {
    expect((await lines(changes))[1]).toBe(`     ${line}`);
  });

  test('is shown as a file where nothing is known of the tree', async () => {
    expect((await lines(changed(), 'other'))[0]).toBe('1. file tree-sha1-a changed');
  });
});
