/** The texts that a computed text can be in a datastore, and the names that match such a text. */

import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { ComputedText } from '../../../server/src/engine/base/computedText';
import { fits, isUnknown, possibleTexts } from '../../../server/src/engine/codeparser/possibleTexts';
import type { Datastore } from '../../../server/src/engine/datastore/datastore';
import type { PyodideEvaluator } from '../../../server/src/pyodide/pyodideEvaluator';
import { createStore, loadTestPython } from '../../support/python';

let python: PyodideEvaluator;
let d: Datastore;

beforeAll(async () => {
  python = await loadTestPython();
});

beforeEach(() => {
  d = createStore(python);
  d.setVar('KIND', 'fast');
  d.setVar('LIST', 'one  ${KIND}');
  d.setVar('BROKEN', '${@nothing()}');
});

const text = (value: string): ComputedText => ['text', value];
const value = (name: string): ComputedText => ['value', text(name)];

/** Parts with `*` for holes, and `!` at the end where the text follows from values. */
function possible(computed: ComputedText): string[] {
  return possibleTexts(computed, d, (name) => name === 'KIND').map(
    ({ parts, isLiteral }) => parts.join('*') + (isLiteral ? '' : '!'),
  );
}

const cases: readonly (readonly [ComputedText, readonly string[]])[] = [
  [text('A'), ['A']],
  [['any'], ['*!']],
  [['parameter', 0, null, null], ['*!']],
  [
    ['one', [text('A'), text('B'), text('A')]],
    ['A', 'B'],
  ],
  [['one', []], []],
  [
    ['join', [text('A_'), ['one', [text('b'), text('c')]]]],
    ['A_b', 'A_c'],
  ],
  [['join', [text('A_'), ['any'], text('_b')]], ['A_*_b!']],
  [['join', [text('A_'), ['one', []]]], []],
  [value('KIND'), ['fast!']],
  [value('NOTHING'), []],
  [value('BROKEN'), ['*!']],
  [['value', ['any']], ['*!']],
  [['expanded', text('A_${KIND}')], ['A_fast!']],
  [['expanded', text('A')], ['A']],
  [
    ['word', value('LIST'), null],
    ['one!', 'fast!'],
  ],
  [
    ['word', text('a,b'), ','],
    ['a', 'b'],
  ],
  [['word', ['any'], null], ['*!']],
  [['item', ['list', text('A')]], ['A']],
  [['item', text('A')], ['*!']],
  [['changed', 'upper', value('KIND'), []], ['FAST!']],
  [['changed', 'replace', text('a-b'), ['-', '_']], ['a_b']],
  [['changed', 'removesuffix', text('a-native'), ['-native']], ['a']],
  [['changed', 'removesuffix', ['join', [text('a'), ['any']]], ['x']], ['*!']],
  [['changed', 'strip', text(' a '), []], ['a']],
  [['changed', 'strip', text('xax'), ['x']], ['*!']],
  [['exported', 'KIND'], ['fast!']],
  [['exported', 'LIST'], []],
  [['filled', 'LIST', text('x')], ['one  fast!']],
  [['filled', 'NOTHING', text('x')], ['x']],
];

test.each(cases)('%j', (computed, expected) => {
  expect(possible(computed)).toEqual(expected);
});

test('too many possible texts give no result', () => {
  const many: ComputedText = ['one', Array.from({ length: 20 }, (_, i) => text(`${i}-`))];
  expect(possible(['join', [many, many]])).toEqual(['*!']);
});

test('a name matches only where each hole has text', () => {
  const [pattern] = possibleTexts(['join', [text('A_'), ['any'], text('_b_'), ['any']]], d, () => false);
  expect(['A_x_b_y', 'A__b_y', 'A_x_b_', 'B_x_b_y', 'A_x_c_y'].map((name) => fits(name, pattern!))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(isUnknown(pattern!)).toBe(false);
});

test('texts that consist of each other end', () => {
  const two: ComputedText = ['one', [text('a'), text('b')]];
  let choices: ComputedText = text('a');
  let replaced: ComputedText = text('a');
  for (let level = 0; level < 100; level++) {
    choices = ['join', [two, choices]];
    replaced = ['changed', 'replace', replaced, ['a', 'aa']];
  }
  expect(possible(choices).every((one) => one.includes('*'))).toBe(true);
  expect(possible(replaced)).toEqual(['*!']);
});
