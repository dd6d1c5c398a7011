/** Which assignments give a value, and why others have no effect. */

import { beforeAll, expect, test } from 'vitest';
import { assignmentsBehind, lossText } from '../../../server/src/engine/datastore/assignments';
import { RECIPE, TestWorkspace } from '../../support/workspace';

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await TestWorkspace.load();
});

const TASK = 'do_one() {\n    :\n}\naddtask one\nOVERRIDES = "pn-magic:class-target"\n';

/** The lines of the recipe that form the value of `A`, and the others with the reason. */
function linesOf(text: string, flag: string | null = null): { effective: number[]; lost: string[] } {
  const [variant] = workspace.evaluate({ [RECIPE]: text + TASK }).variants;
  const { effective, lost } = assignmentsBehind('A', flag, variant!.d);
  return {
    effective: effective.map(({ entry }) => entry.line),
    lost: lost.map(({ entry, loss }) => `${entry.line}: ${lossText(loss)}`),
  };
}

test.each([
  ['the last of two assignments', 'A = "1"\nA = "2"\n', [2], ['1: a later assignment replaces it']],
  ['the first of two `?=`', 'A ?= "1"\nA ?= "2"\n', [1], ['2: it was set before']],
  ['the last of two weak defaults', 'A ??= "1"\nA ??= "2"\n', [2], ['1: a later assignment replaces it']],
  ['a `?=` before a weak default', 'A ??= "1"\nA ?= "2"\n', [2], ['1: a stronger assignment wins']],
  ['a value and what is added to it', 'A = "1"\nA += "2"\nA:append = "3"\n', [1, 2, 3], []],
  ['an override', 'A:class-target = "1"\nA = "2"\n', [1], ['2: `A:class-target` wins']],
  ['no override that is not active', 'A = "1"\nA:class-native = "2"\n', [1], ['2: `class-native` is not active']],
  [
    'no operation under an override that is not active',
    'A = "1"\nA:append:class-native = "2"\n',
    [1],
    ['2: `class-native` is not active'],
  ],
  [
    'the more specific of two overrides',
    'A:pn-magic = "1"\nA:pn-magic:class-target = "2"\nA = "3"\n',
    [2],
    ['3: `A:pn-magic:class-target` wins', '1: `A:pn-magic:class-target` wins'],
  ],
  [
    'only a `:remove` that removes a word',
    'A = "1 2"\nA:remove = "2"\nA:remove = "3"\n',
    [1, 2],
    ['3: it removes no word'],
  ],
  [
    'what anonymous Python sets instead of all before',
    'A = "1"\nA:append = "2"\npython () {\n    d.setVar("A", "3")\n}\n',
    [3],
    ['1: a later assignment replaces it', '2: a later assignment replaces it'],
  ],
])('the value has %s', (_, text, effective, lost) => {
  expect(linesOf(text)).toEqual({ effective, lost });
});

test('a flag has its own assignments', () => {
  expect(linesOf('A = "1"\nA[x] = "2"\nA[x] = "3"\nA[y] = "4"\n', 'x')).toEqual({
    effective: [3],
    lost: ['2: a later assignment replaces it'],
  });
});
