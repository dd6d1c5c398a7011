/** Hover: which names have one, the value, and the tasks whose hash contains the name. */

import { beforeAll, describe, expect, test } from 'vitest';
import { BUILD, LAYER, RECIPE, TestAnalysis } from '../../support/analysis';
import { marked, openFixture, positionOf, withMarks } from '../support';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

/**
 * Hovering at the cursor gives the sections after the title, over the range with the marks around; null for none.
 * Places are below the layer.
 */
async function check(source: string, expected: readonly string[] | null): Promise<void> {
  const { analysis, path, file } = openFixture(tests, source);
  expect(file.cursors).toHaveLength(1);
  const hover = await analysis.hover(path, positionOf(file, file.cursors[0]!));
  if (expected === null) {
    expect(hover).toBeNull();
    return;
  }
  expect(hover && withMarks(file.text, [hover.range])).toBe(marked(file));
  const [, ...sections] = hover!.markdown
    .replaceAll(`${BUILD}/../meta-example/`, '')
    .replaceAll(`${LAYER}/`, '')
    .split('\n\n');
  expect(sections.join('\n\n')).toBe(expected.join('\n\n'));
}

const block = (value: string): string => `\`\`\`\n${value}\n\`\`\``;
const MAGIC = 'recipes-example/magic/magic_1.0.bb';

describe('variables', () => {
  test('the name in an assignment: expanded value, tasks, place', () =>
    check(
      `
<|MY<|>VAR|> = "\${PN} and \${OTHER}"
OTHER = "more"
do_one() {
    echo \${MYVAR}
}
addtask one
do_two() {
    :
}
addtask two after do_one
`,
      [block('magic and more'), 'In the hash of `do_one`.', `Set in ${MAGIC}:1`],
    ));

  test.each([
    ['<|A<|>|> = "1"\nAB = "2"\n'],
    ['<|<|>A|> = "1"\nAB = "2"\n'],
    ['A = "1"\nC = "x${<|<|>A|>}y"\n'],
    ['A = "1"\nC = "x${<|A<|>|>}y"\n'],
    ['A = "1"\nC = "${AB}${<|A<|>|>}${C}"\nAB = "2"\n'],
    ['A = "1"\ndo_one() {\n    echo "${<|A<|>|>}"\n}\n'],
    ['A = "1"\nC = "${@d.getVar(\'<|<|>A|>\')}"\n'],
    ['A = "1"\nexport <|A<|>|>\n'],
    ['A = "1"\nC = "𝐀𝐁 ${<|A<|>|>}"\n'],
  ])('every place a name stands at: %s', (source) => {
    const extra = /export/.test(source) ? 'In the hash of' : /do_one|getVar/.test(source) ? null : 'In no task';
    return checkSection(source, block('1'), extra);
  });

  test('a variable in no hash', () =>
    check('<|A<|>|> = "1"\n', [block('1'), "In no task's hash of this recipe.", `Set in ${MAGIC}:1`]));

  test('a variable of the configuration shows where it is set', () =>
    check(
      `
A = "\${<|<|>prefix|>}"
`,
      [block('/usr'), "In no task's hash of this recipe.", 'Set in conf/bitbake.conf:17'],
    ));

  test('overrides: the name with its override has its own value, the name alone the one that counts', async () => {
    await check('A = "1"\n<|A:<|>class-target|> = "2"\n', [
      block('2'),
      "In no task's hash of this recipe.",
      `Set in ${MAGIC}:2`,
    ]);
    await check('<|A<|>|> = "1"\nA:class-target = "2"\n', [
      block('2'),
      "In no task's hash of this recipe.",
      `Set in ${MAGIC}:1`,
    ]);
    await check('A = "1"\n<|A:<|>append|> = "2"\n', [
      block('12'),
      "In no task's hash of this recipe.",
      `Set in ${MAGIC}:2`,
    ]);
    await check('A = "1"\n<|A:<|>class-other|> = "2"\n', [
      block('2'),
      "In no task's hash of this recipe.",
      `Set in ${MAGIC}:2`,
    ]);
  });

  test('a value that fails to expand, one that is unknown, and none', async () => {
    await check('<|A<|>|> = "${A}"\n', [
      'cannot be expanded: failure expanding `A` = `${A}`: Exception: variable `A` references itself',
      "In no task's hash of this recipe.",
      `Set in ${MAGIC}:1`,
    ]);
    await check(`<|A<|>|> = "\${@__import__('subprocess').check_output(['frobnicate'])}"\n`, [
      'unknown: metadata asks this machine: frobnicate',
      "In no task's hash of this recipe.",
      `Set in ${MAGIC}:1`,
    ]);
    await check('<|A<|>|> = ""\n', [block(''), "In no task's hash of this recipe.", `Set in ${MAGIC}:1`]);
  });

  test('a long value is cut', () =>
    check(`<|A<|>|> = "${'x'.repeat(3000)}"\n`, [
      block(`${'x'.repeat(2000)}…`),
      "In no task's hash of this recipe.",
      `Set in ${MAGIC}:1`,
    ]));

  test('a value that would end the block does not', () =>
    check('<|A<|>|> = "1 ``` 2"\n', ['````\n1 ``` 2\n````', "In no task's hash of this recipe.", `Set in ${MAGIC}:1`]));
});

describe('functions', () => {
  test('a task is in its own hash', () =>
    checkSection(
      'A = "1"\n<|do_<|>one|>() {\n    echo ${A}\n}\naddtask one\n',
      block('    echo 1\n'),
      'In the hash of `do_one`.',
    ));
  test('a task by the words of addtask', () =>
    checkSection('do_one() {\n    :\n}\naddtask <|do_<|>one|>\n', block('    :\n'), 'In the hash of `do_one`.'));
  test('a shell function that is called', () =>
    checkSection(
      'do_one() {\n    helper\n}\naddtask one\n<|he<|>lper|>() {\n    :\n}\n',
      block('    :\n'),
      'In the hash of `do_one`.',
    ));
  test('a def', () =>
    checkSection(
      'python do_one() {\n    helper(d)\n}\naddtask one\ndef <|he<|>lper|>(d):\n    pass\n',
      block('def helper(d):\n    pass'),
      'In the hash of `do_one`.',
    ));
  test('a piece of a function', () =>
    checkSection(
      '<|do_compile:<|>append|>() {\n    echo 2\n}\n',
      block('\t:\n    echo 2\n'),
      'In the hash of `do_compile`.',
    ));
});

describe('nothing to show', () => {
  test.each([
    ['an undefined name', 'A = "${NOWHE<|>RE}"\n'],
    ['a shell word', 'do_one() {\n    ec<|>ho\n}\naddtask one\n'],
    ['a blank', 'A = <|> "1"\n'],
    ['behind the end', 'A = "1"\n<|>'],
    ['an operator', 'A +<|>= "1"\n'],
  ])('%s', (_, source) => check(source, null));

  test('a recipe that has no signature', () => check('A<|> = "1"\ninherit nowhere\n', null));
  test('a skipped recipe', () => check('A<|> = "1"\npython () {\n    raise bb.parse.SkipRecipe("x")\n}\n', null));
  test('a broken configuration', () =>
    check('#- recipes-example/magic/magic_1.0.bb\nA<|> = "1"\n#- /ws/build/conf/local.conf\nwhat\n', null));
  test('a file that is not there', async () =>
    expect(await tests.open({}).analysis.hover(`${LAYER}/none.bb`, { line: 0, character: 0 })).toBeNull());
});

test('a class shows the variant that inherits it', () =>
  check(
    `
#- classes/native.bbclass
CLASSOVERRIDE = "class-native"
A = "\${<|<|>PN|>}"
`,
    [block('hello-native'), 'In the hash of `do_announce`.', 'Set in conf/bitbake.conf:2'],
  ));

test('the title names the recipe', async () => {
  const { analysis } = tests.open({});
  expect((await analysis.hover(RECIPE, { line: 3, character: 2 }))!.markdown).toMatch(
    /^\*\*`MYVAR`\*\* — magic_1\.0\.bb\n/,
  );
});

/** The hover's value, and what its section about tasks starts with. */
async function checkSection(source: string, value: string, section: string | null): Promise<void> {
  const { analysis, path, file } = openFixture(tests, source);
  const hover = await analysis.hover(path, positionOf(file, file.cursors[0]!));
  expect(hover && withMarks(file.text, [hover.range])).toBe(marked(file));
  expect(hover!.markdown).toContain(`\n\n${value}\n\n`);
  if (section !== null) expect(hover!.markdown).toContain(`\n\n${section}`);
}
