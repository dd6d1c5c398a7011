/** The lines about a difference: where each side sets what differs. */

import { expect, test } from 'vitest';
import type { RootCause } from '../../../server/src/engine/siginfo/explainDifference';
import type { ChangedSource } from '../../../server/src/ide/documents/chains';
import { locationsOfCauses } from '../../../server/src/ide/signatures/causeLocations';
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
  return explanationLines(EXPLANATION, await locationsOfCauses(EXPLANATION, side(before), side(after)))[0];
}

test('both places are shown where the sides set a variable in different ones', async () => {
  expect(await firstLine(at('/l/a.inc', 3), at('/l/b.inc', 0))).toBe(
    '1. variable COLOR changed  /l/a.inc:4 → /l/b.inc:1',
  );
});

test('one place is shown once, and one of which only a signature is known not at all', async () => {
  expect(await firstLine(at('/l/a.inc', 3), at('/l/a.inc', 3))).toBe('1. variable COLOR changed  /l/a.inc:4');
  expect(await firstLine(null, at('/l/b.inc', 0))).toBe('1. variable COLOR changed  /l/b.inc:1');
});
