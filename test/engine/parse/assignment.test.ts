import { describe, expect, it } from 'vitest';
import { assignments, conf, KIRKSTONE, partsOf, recipe, SCARTHGAP } from './support';

const Q3 = '"""';

/** [text, the assignment, or null where the line is an error] */
const CASES: readonly [string, string | null][] = [
  // Operators, in their order of precedence.
  ['A = "1"', 'A = 1'],
  ['A := "1"', 'A := 1'],
  ['A ??= "1"', 'A ??= 1'],
  ['A ?= "1"', 'A ?= 1'],
  ['A += "1"', 'A += 1'],
  ['A =+ "1"', 'A =+ 1'],
  ['A =. "1"', 'A =. 1'],
  ['A .= "1"', 'A .= 1'],
  ['A == "1"', null],
  ['A ???= "1"', null],
  // The name is as short as the rest of the line allows.
  ['A+="x"', 'A += x'],
  ['A+ = "x"', 'A+ = x'],
  ['A.="x"', 'A .= x'],
  ['A. = "x"', 'A. = x'],
  ['A:="x"', 'A := x'],
  ['A: = "x"', 'A: = x'],
  ['A.+="x"', 'A. += x'],
  ['A+=+"x"', 'A+ =+ x'],
  ['A+=."x"', 'A+ =. x'],
  ['A + = "x"', null],
  ['A B = "x"', null],
  // Names and flags.
  ['X:append:a${PN}/~-_.+1 = "x"', 'X:append:a${PN}/~-_.+1 = x'],
  ['É = "x"', null],
  ['A[f] = "x"', 'A[f] = x'],
  ['A[f] ??= "x"', 'A[f] ??= x'],
  ['A[f]+="x"', 'A[f] += x'],
  ['A[a@b/c] = "x"', 'A[a@b/c] = x'],
  ['A[@a] = "x"', null],
  ['A[/a] = "x"', null],
  ['A[] = "x"', null],
  ['A[f = "x"', null],
  ['A[f g] = "x"', null],
  ['A [f] = "x"', null],
  ['A[f][g] = "x"', null],
  // Empty names.
  ['= "x"', null],
  ['+= "d"', null],
  ['[f] = "x"', null],
  ['export = "1"', null],
  // Export.
  ['export A = "x"', 'export A = x'],
  ['export\t A ?= "x"', 'export A ?= x'],
  ['exportA = "x"', 'exportA = x'],
  ['export A[f] = "x"', 'export A[f] = x'],
  // Keywords that have no function in a `.conf` are names like any other.
  ['include = "x"', 'include = x'],
  // Quotes: greedy unless the rest has exactly three.
  ["A = 'x'", 'A = x'],
  ['A = ""', 'A = '],
  ['A = "', null],
  ['A = x', null],
  ['A = "x\'', null],
  ['A = "x" "y"', 'A = x" "y'],
  ['A = "x" y"', null],
  [`A = ${Q3}`, null],
  [`A = "${Q3}`, 'A = ""'],
  ["A = 'a'b'c'", "A = a'b'c"],
  ["A = 'a'b'", null],
  ["A = \"it's 'x' '\"", "A = it's 'x' '"],
  // There are no escapes, and nothing may follow the value.
  ['A = "\\n\\"\\\\"', null],
  ['A = "\\n\\\\"', 'A = \\n\\\\'],
  ['A = "x" # c', null],
  ['A = "x # c"', 'A = x # c'],
  ['A = "x";', null],
  // White space is Unicode white space as Python defines it.
  ['A\u2003=\u00a0"x"', 'A = x'],
  ['A\u001c=\u0085"x"', 'A = x'],
  ['A\ufeff = "x"', null],
  ['A = "x\u2028y"', 'A = x\u2028y'],
];

describe('assignment', () => {
  it.each(CASES)('%j', (text, expected) => {
    for (const file of [conf(text), recipe(text)]) {
      expect(assignments(file)).toEqual(expected === null ? [] : [expected]);
      expect(file.failed?.severity ?? null).toBe(expected === null ? 'parse-error' : null);
    }
  });

  it('has lower precedence than the statements of recipes', () => {
    expect(recipe('inherit = "x"').statements).toMatchObject([{ kind: 'inherit', argument: '= "x"' }]);
    expect(assignments(conf('inherit = "x"'))).toEqual(['inherit = x']);
  });

  it('has the ranges of its parts', () => {
    const text = '\n\nexport  A:b[f] ?= "v w"  \n';
    expect(partsOf(text, conf(text))).toEqual({
      range: 'export  A:b[f] ?= "v w"',
      nameRange: 'A:b',
      flagRange: 'f',
      operatorRange: '?=',
      valueRange: 'v w',
    });
  });

  it('has the ranges of its parts when joined', () => {
    const text = 'A = "a \\\r\n  b\\ \r\nc"\r\nB = "1"';
    const file = recipe(text);
    expect(assignments(file)).toEqual(['A = a   bc', 'B = 1']);
    expect(file.statements.map((statement) => statement.line)).toEqual([3, 4]);
    expect(partsOf(text, file)).toMatchObject({
      range: 'A = "a \\\r\n  b\\ \r\nc"',
      nameRange: 'A',
      valueRange: 'a \\\r\n  b\\ \r\nc',
    });
  });
});

describe('warning of missing white space', () => {
  it.each([
    ['A = "x"', []],
    ['A="x"', ['=']],
    ['A= "x"', ['=']],
    ['A ="x"', ['=']],
    ['A[f]+= "x"', ['+=']],
    ['export A:append="x"', ['=']],
  ])('%j', (text, expected) => {
    const { problems, failed } = conf(text);
    expect(problems.map(({ range }) => text.slice(range.start, range.end))).toEqual(expected);
    expect(problems.every(({ severity }) => severity === 'warning')).toBe(true);
    expect(failed).toBeNull();
    expect(conf(text, SCARTHGAP).problems).toEqual([]);
  });
});

describe('assignments in older releases', () => {
  it.each([
    ['+= "d"', '+ = d'],
    ['export = "1"', 'export = 1'],
    ['export += "1"', 'export + = 1'],
    ['= "x"', null],
    ['[f] = "x"', null],
    ['A[a/b] = "x"', null],
    ['A[a.b] = "x"', 'A[a.b] = x'],
  ])('%j', (text, expected) => {
    for (const release of [KIRKSTONE, SCARTHGAP]) {
      expect(assignments(conf(text, release))).toEqual(expected === null ? [] : [expected]);
    }
  });

  it('accept `@` in flag names since 2.8', () => {
    expect(assignments(conf('A[a@b] = "x"', SCARTHGAP))).toEqual(['A[a@b] = x']);
    expect(conf('A[a@b] = "x"', KIRKSTONE).failed).not.toBeNull();
  });
});
