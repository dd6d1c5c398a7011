/** Every command of shell code with its position, and what is known of the commands that BitBake's reader ignores. */

import { expect, test } from 'vitest';
import type { ComputedText } from '../../../server/src/engine/base/computedText';
import { FILLED_IN, readShellUses } from '../../../server/src/engine/shell/shellUses';

const text = (value: string): ComputedText => ['text', value];
const word = (value: string): ComputedText => ['word', text(value), null];

/** The commands: the text at their position, and the command word. */
function commands(code: string): unknown[] {
  return readShellUses(code).commands.map(({ start, end, command }) => [code.slice(start, end), command]);
}

const cases: readonly (readonly [string, readonly (readonly [string, ComputedText])[]])[] = [
  ['tool x\n', [['tool', text('tool')]]],
  ['"tool" x\n', [['"tool"', text('tool')]]],
  ["t'oo'\\l x\n", [["t'oo'\\l", text('tool')]]],
  ['$tool x\n', [['$tool', ['exported', 'tool']]]],
  ['tool=a\n$tool x\n', [['$tool', ['one', [word('a')]]]]],
  [
    'tool="a b"\ntool=$(c)\n"${tool}" x\n',
    [
      ['"${tool}"', ['filled', 'tool', ['one', [text('a b'), ['word', ['any'], null]]]]],
      ['c', text('c')],
    ],
  ],
  ['local tool=a\n$tool\n', [['$tool', ['one', [word('a')]]]]],
  ['read tool\n$tool\n', [['$tool', ['one', [['any']]]]]],
  ['for one in a "b"; do do_$one; done\n', [['do_$one', ['join', [text('do_'), ['one', [word('a'), text('b')]]]]]]],
  ['"$@"\n', [['"$@"', ['parameter', 0, null, null]]]],
  ['$2 x\n', [['$2', ['parameter', 1, null, null]]]],
  ['inner() { $1; }\n', [['$1', ['any']]]],
  [
    'X=$(a) b\n',
    [
      ['b', text('b')],
      ['a', text('a')],
    ],
  ],
  [
    'echo "${x:-$(a)}" "$(b)"\n',
    [
      ['echo', text('echo')],
      ['b', text('b')],
    ],
  ],
  ['eval a "b"\n', [['a "b"', text('a')]]],
  ['eval "$a b"\n', [['"$a b"', ['join', [['exported', 'a'], text(' b')]]]]],
  [
    "trap 'a; b' EXIT\n",
    [
      ["'a; b'", text('a')],
      ["'a; b'", text('b')],
    ],
  ],
  [`${FILLED_IN}${FILLED_IN}_a\n`, [[`${FILLED_IN}${FILLED_IN}_a`, ['join', [['one', []], ['one', []], text('_a')]]]]],
  ['a=$a\n$a\n', [['$a', ['one', [['word', ['one', []], null]]]]]],
];

test.each(cases)('%j', (code, found) => {
  expect(commands(code)).toEqual(found);
});

test('arguments are reported for functions that run them', () => {
  expect(readShellUses('twice a "$1" b=c\n').commands.map(({ args }) => args)).toEqual([
    [text('a'), ['parameter', 0, null, null], text('b=c')],
  ]);
});

test('functions that the code defines are distinguished', () => {
  expect(readShellUses('inner() { :; }\n').functions).toEqual(new Set(['inner']));
});

test('nothing is reported of code that BitBake refuses', () => {
  expect(readShellUses('a\nif b; then\n').commands).toEqual([]);
});

test('nothing is reported of a word that ends in a dollar sign', () => {
  expect(readShellUses('a\n"b"$\n').commands).toEqual([]);
});

test('variables that contain each other twice are reported while the result is short', () => {
  const code = Array.from({ length: 60 }, (_, at) => `v${at}="$v${at + 1}$v${at + 1}"\n`).join('');
  expect(commands(`${code}v60=x\n$v0\n`)).toHaveLength(1);
});

/** The conditions around each command: the command word of the condition, and whether it has to succeed. */
function guarded(code: string): unknown[] {
  return readShellUses(code).commands.map(({ start, end, guards }) => [
    code.slice(start, end),
    guards.map(({ condition, holds }) => [condition && code.slice(condition.start, condition.end), holds]),
  ]);
}

test.each([
  [
    'if a; then b; else c; fi\n',
    [
      ['a', []],
      ['b', [['a', true]]],
      ['c', [['a', false]]],
    ],
  ],
  [
    'if a; then b; elif c; then d; else e; fi\nf\n',
    [
      ['a', []],
      ['b', [['a', true]]],
      ['c', [['a', false]]],
      [
        'd',
        [
          ['a', false],
          ['c', true],
        ],
      ],
      [
        'e',
        [
          ['a', false],
          ['c', false],
        ],
      ],
      ['f', []],
    ],
  ],
  [
    'a && b\nc\n',
    [
      ['a', []],
      ['b', [['a', true]]],
      ['c', []],
    ],
  ],
  [
    'a || b\n',
    [
      ['a', []],
      ['b', [['a', false]]],
    ],
  ],
  // Both may run, whatever `a` does.
  [
    'a || b && c\n',
    [
      ['a', []],
      ['b', [[null, false]]],
      [
        'c',
        [
          [null, false],
          [null, true],
        ],
      ],
    ],
  ],
  [
    'if ! a; then b; fi\n',
    [
      ['a', []],
      ['b', [[null, true]]],
    ],
  ],
  [
    'if a; b; then c; fi\n',
    [
      ['a', []],
      ['b', []],
      ['c', [[null, true]]],
    ],
  ],
])('the conditions of %j', (code, expected) => {
  expect(guarded(code)).toEqual(expected);
});

test('redirections name their files; a here-document is none', () => {
  const code = 'a < in > out 2>> log <<EOF\ntext\nEOF\n';
  const found = readShellUses(code).redirections;
  expect(found.map(({ operator, written }) => [operator, written])).toEqual([
    ['<', 'in'],
    ['>', 'out'],
    ['>>', 'log'],
  ]);
});
