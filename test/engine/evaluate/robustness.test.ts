/** Hostile, huge or broken metadata: the engine answers in reasonable time, and the process never ends. */

import { beforeAll, describe, expect, test } from 'vitest';
import { NOT_UTF8, RECIPE, type Files, TestWorkspace } from '../../support/workspace';
import { expectProportional } from '../../support/growth';

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await TestWorkspace.load();
});

function messages(files: Files | string): string {
  return workspace
    .evaluate(files)
    .errors.map((problem) => `${problem.file}:${problem.line}: ${problem.message}`)
    .join('\n');
}

describe('endless metadata', () => {
  test.each([
    [
      'a file that includes itself by another name',
      { [RECIPE]: 'require x.inc\n', 'recipes/x.inc': 'require ../recipes/x.inc\n' },
    ],
    [
      'two files that include each other',
      { [RECIPE]: 'require x.inc\n', 'recipes/x.inc': 'require y.inc\n', 'recipes/y.inc': 'require x.inc\n' },
    ],
    [
      'configuration files that include each other',
      {
        '/build/conf/local.conf': 'require conf/a.conf\n',
        'conf/a.conf': 'require conf/b.conf\n',
        'conf/b.conf': 'require conf/a.conf\n',
      },
    ],
  ])('%s', (_name, files) => {
    expect(messages(files)).toMatch(/include each other without end/);
  });

  test('the engine ignores an include of the file itself', () => {
    expect(
      workspace
        .evaluate({
          [RECIPE]: 'require /layer/recipes/x.inc\n',
          'recipes/x.inc': 'F .= "x"\nrequire /layer/recipes/x.inc\n',
        })
        .get('F'),
    ).toBe('x');
  });

  test('classes that inherit each other end', () => {
    expect(
      workspace
        .evaluate({
          [RECIPE]: 'inherit a\n',
          'classes/a.bbclass': 'F .= "a"\ninherit b\n',
          'classes/b.bbclass': 'F .= "b"\ninherit a\n',
        })
        .get('F'),
    ).toBe('ab');
  });

  test('variables that refer to each other fail where they are read', () => {
    const cycle = 'A = "${B}"\nB = "${A}"\nC = "c"\n';
    const evaluated = workspace.evaluate(cycle);
    expect(evaluated.get('C')).toBe('c');
    expect(() => evaluated.get('A')).toThrow(/endless expansion/);
    expect(messages(`${cycle}addtask a\ndo_a() {\n    echo \${A}\n}\n`)).toMatch(/endless expansion/);
  });
});

test.each([
  ['the recipe', { [RECIPE]: `A = "${NOT_UTF8}"\n` }, RECIPE],
  ['a file that may be missing', { [RECIPE]: 'include x.inc\n', 'recipes/x.inc': NOT_UTF8 }, '/layer/recipes/x.inc'],
  ['a class', { [RECIPE]: 'inherit c\n', 'classes/c.bbclass': NOT_UTF8 }, '/layer/classes/c.bbclass'],
  ['an append', { [RECIPE]: '', 'recipes/p_%.bbappend': NOT_UTF8 }, '/layer/recipes/p_%.bbappend'],
  ['the configuration', { '/build/conf/local.conf': NOT_UTF8 }, '/build/conf/local.conf'],
])('%s is not UTF-8', (_name, files, path) => {
  const found = messages(files as Files);
  expect(found).toMatch(/not UTF-8/);
  expect(found.startsWith(`${path}:`)).toBe(true);
});

describe('five megabytes', () => {
  test.each([
    ['variables', (i: number) => `VARIABLE_${i} = "value ${i} of many, with some more text to it"\n`],
    ['appends of one variable', (i: number) => `VARIABLE:append = " value ${i}, with some more text to it"\n`],
    ['removes of one variable', (i: number) => `VARIABLE:remove = "value-${i} with-some-more-text-to-it"\n`],
    ['overrides of one variable', (i: number) => `VARIABLE:override${i} = "value ${i}, with some more text to it"\n`],
    ['flags of one variable', (i: number) => `VARIABLE[flag${i}] = "value ${i}, with some more text to it"\n`],
    ['immediate assignments', (i: number) => `VARIABLE_${i} := "value ${i} of \${PN}, with some more text to it"\n`],
    [
      'continued lines',
      (i: number, count: number) =>
        (i === 0 ? 'V = "\\\n' : `value ${i}, with some more text to it, and a little more \\\n`) +
        (i === count - 1 ? '"\n' : ''),
    ],
  ])('of %s take linear time', (_name, piece) => {
    const made = (count: number): string => Array.from({ length: count }, (_, i) => piece(i, count)).join('');
    expect(made(90_000).length).toBeGreaterThan(3_500_000);
    expectProportional((count) => expect(workspace.evaluate(made(count)).errors).toEqual([]), 90_000);
  });
});
