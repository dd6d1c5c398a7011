import { describe, expect, it } from 'vitest';
import { assignments, conf } from './support';

/** [text, the assignments with their lines] */
const JOINED: readonly [string, string[]][] = [
  ['A = "1"\nB = "2"', ['1: A = 1', '2: B = 2']],
  ['A = "1"\r\nB = "2"\r\n', ['1: A = 1', '2: B = 2']],
  ['A = "1"\rB = "2"\r', ['1: A = 1', '2: B = 2']],
  ['A = "1"\n\rB = "2"', ['1: A = 1', '3: B = 2']],
  ['\n \t\n\u2028\nA = "1" \u2003\t\n', ['4: A = 1']],
  ['A = "a \\\n  b"', ['2: A = a   b']],
  ['A = "a \\ \t\u00a0\nb"', ['2: A = a b']],
  ['A = "a \\\n# c \\\nb"', ['3: A = a # c b']],
  ['A = "a\\\n\\\nb"', ['3: A = ab']],
  ['B = "y\\\\\n z"', ['2: B = y\\ z']],
  // A blank line ends the join at the second backslash.
  ['B = "y\\\\\n\nz"', ['3: B = yz']],
  ['\\\nA = "1"', ['2: A = 1']],
  ['A = "a\u2028b\u0085c\fd"', ['1: A = a\u2028b\u0085c\fd']],
  ['# a \\\n# b\nA = "1"', ['3: A = 1']],
  ['#\nA = "1" # "x"', ['2: A = 1" # "x']],
];

describe('lines of a .conf', () => {
  it.each(JOINED)('%j', (text, expected) => {
    const file = conf(text);
    expect(file.failed).toBeNull();
    expect(assignments(file).map((words, i) => `${file.statements[i]?.line}: ${words}`)).toEqual(expected);
  });

  it.each([
    ['a comment continued by something else', '# a \\\nA = "1"', 'fatal', 1, ['A = 1']],
    ['a comment continued by a blank line', 'A = "1"\n# a \\\n\nB = "2"', 'fatal', 2, ['A = 1', 'B = 2']],
    ['a comment continued at the end of the file', '# a \\', 'fatal', 1, []],
    ['a lone backslash before a blank line', '\\\n\nA = "1"', 'fatal', 2, ['A = 1']],
    ['a lone backslash at the end of the file', '\\', 'fatal', 2, []],
    ['a value with no end', 'A = "1 \\\n\nB = "2"', 'parse-error', 2, ['B = 2']],
    ['a line that begins with a blank', 'A = "1"\n B = "2"', 'parse-error', 2, ['A = 1']],
    ['a blank in front of a comment', ' # c', 'parse-error', 1, []],
    ['a value continued into the end of the file', 'A = "1" \\', 'parse-error', 2, []],
    ['a byte order mark', '\ufeffA = "1"\nB = "2"', 'parse-error', 1, ['B = 2']],
    ['a function', 'do_x() {\n', 'parse-error', 1, []],
    ['addtask', 'addtask x', 'parse-error', 1, []],
    ['inherit', 'inherit x', 'parse-error', 1, []],
  ])('%s is refused, and the parser continues', (_what, text, severity, line, expected) => {
    const file = conf(text);
    expect(file.failed).toMatchObject({ severity, line });
    expect(assignments(file)).toEqual(expected);
  });
});

describe('a failure', () => {
  it('is the first one, and statements after it do not count', () => {
    const file = conf('A = "1"\nB="2"\nfirst\nC = "3"\nsecond\n');
    expect(file.problems.map(({ severity, line }) => [severity, line])).toEqual([
      ['warning', 2],
      ['parse-error', 3],
      ['parse-error', 5],
    ]);
    expect(file.failed).toBe(file.problems[1]);
    expect(file.statements).toHaveLength(3);
    expect(file.evaluable).toBe(2);
  });
});

describe('very many problems', () => {
  it('are cut off, but the failure always remains', () => {
    const file = conf(`${'A="1"\n'.repeat(5000)}nonsense\n${'more\n'.repeat(5000)}`);
    expect(file.problems).toHaveLength(1001);
    expect(file.problems[1000]).toBe(file.failed);
    expect(file.failed).toMatchObject({ line: 5001 });
    expect(file.evaluable).toBe(5000);
  });
});
