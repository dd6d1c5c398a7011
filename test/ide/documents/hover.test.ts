/** Hover: the names that have one, the value, and the tasks whose hash contains the name. */

import { beforeAll, describe, expect, test } from 'vitest';
import { BUILD, LAYER, RECIPE, TestAnalysis } from '../../support/analysis';
import { marked, openFixture, positionOf, withMarks } from '../support';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

/**
 * Hovering at the cursor gives the sections after the title, over the marked range; null for no hover. Locations are
 * relative to the layer.
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

describe('the hover of a variable', () => {
  test('shows the expanded value, the tasks and the location of an assignment', () =>
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
  ])('appears in every position of the name: %s', (source) => {
    const extra = /export/.test(source) ? 'In the hash of' : /do_one|getVar/.test(source) ? null : 'In no task';
    return checkSection(source, block('1'), extra);
  });

  test('shows that no hash contains the variable', () =>
    check('<|A<|>|> = "1"\n', [block('1'), "In no task's hash of this recipe.", `Set in ${MAGIC}:1`]));

  test('shows where a variable of the configuration is set', () =>
    check(
      `
A = "\${<|<|>prefix|>}"
`,
      [block('/usr'), "In no task's hash of this recipe.", 'Set in conf/bitbake.conf:17'],
    ));

  test('shows the own value of a name with an override, and the effective value of the name alone', async () => {
    await check('A = "1"\n<|A:<|>class-target|> = "2"\n', [
      block('2'),
      "In no task's hash of this recipe.",
      `Set in ${MAGIC}:2`,
    ]);
    await check('<|A<|>|> = "1"\nA:class-target = "2"\n', [
      block('2'),
      "In no task's hash of this recipe.",
      `Set in ${MAGIC}:2`,
      `No effect in ${MAGIC}:1: \`A:class-target\` wins`,
    ]);
    await check('A = "1"\n<|A:<|>append|> = "2"\n', [
      block('12'),
      "In no task's hash of this recipe.",
      `Set in ${MAGIC}:1`,
      `Changed in ${MAGIC}:2`,
    ]);
    await check('A = "1"\n<|A:<|>class-other|> = "2"\n', [
      block('2'),
      "In no task's hash of this recipe.",
      `Set in ${MAGIC}:2`,
    ]);
  });

  test('shows a value that fails to expand, an unknown value and an empty one', async () => {
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

  test('cuts a long value', () =>
    check(`<|A<|>|> = "${'x'.repeat(3000)}"\n`, [
      block(`${'x'.repeat(2000)}…`),
      "In no task's hash of this recipe.",
      `Set in ${MAGIC}:1`,
    ]));

  test('keeps a value with backquotes inside its code block', () =>
    check('<|A<|>|> = "1 ``` 2"\n', ['````\n1 ``` 2\n````', "In no task's hash of this recipe.", `Set in ${MAGIC}:1`]));
});

describe('the hover of a function', () => {
  test('shows that a task is in its own hash', () =>
    checkSection(
      'A = "1"\n<|do_<|>one|>() {\n    echo ${A}\n}\naddtask one\n',
      block('    echo 1\n'),
      'In the hash of `do_one`.',
    ));
  test('appears on the task name in an addtask statement', () =>
    checkSection('do_one() {\n    :\n}\naddtask <|do_<|>one|>\n', block('    :\n'), 'In the hash of `do_one`.'));
  test('appears on a shell function that a task calls', () =>
    checkSection(
      'do_one() {\n    helper\n}\naddtask one\n<|he<|>lper|>() {\n    :\n}\n',
      block('    :\n'),
      'In the hash of `do_one`.',
    ));
  test('appears on a def', () =>
    checkSection(
      'python do_one() {\n    helper(d)\n}\naddtask one\ndef <|he<|>lper|>(d):\n    pass\n',
      block('def helper(d):\n    pass'),
      'In the hash of `do_one`.',
    ));
  test('appears on a part of a function', () =>
    checkSection(
      '<|do_compile:<|>append|>() {\n    echo 2\n}\n',
      block('\t:\n    echo 2\n'),
      'In the hash of `do_compile`.',
    ));
});

describe('no hover appears', () => {
  test.each([
    ['an undefined name', 'A = "${NOWHE<|>RE}"\n'],
    ['a shell word', 'do_one() {\n    ec<|>ho\n}\naddtask one\n'],
    ['a blank', 'A = <|> "1"\n'],
    ['behind the end', 'A = "1"\n<|>'],
    ['an operator', 'A +<|>= "1"\n'],
  ])('%s', (_, source) => check(source, null));

  test('in a recipe that has no signature', () => check('A<|> = "1"\ninherit nowhere\n', null));
  test('in a skipped recipe', () => check('A<|> = "1"\npython () {\n    raise bb.parse.SkipRecipe("x")\n}\n', null));
  test('with a broken configuration', () =>
    check('#- recipes-example/magic/magic_1.0.bb\nA<|> = "1"\n#- /ws/build/conf/local.conf\nwhat\n', null));
  test('in a missing file', async () =>
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

/** The hover's value, and the beginning of its section about tasks. */
async function checkSection(source: string, value: string, section: string | null): Promise<void> {
  const { analysis, path, file } = openFixture(tests, source);
  const hover = await analysis.hover(path, positionOf(file, file.cursors[0]!));
  expect(hover && withMarks(file.text, [hover.range])).toBe(marked(file));
  expect(hover!.markdown).toContain(`\n\n${value}\n\n`);
  if (section !== null) expect(hover!.markdown).toContain(`\n\n${section}`);
}
