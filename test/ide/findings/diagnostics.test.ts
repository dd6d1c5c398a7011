/** Problems of one open file: their positions, whichever file causes them. Rules have their own tests. */

import { beforeAll, describe, expect, test } from 'vitest';
import { BUILD, LAYER, RECIPE, TestAnalysis } from '../../support/analysis';
import { marked, openFixture, withMarks } from '../support';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

/**
 * The problems of each file with marks are at its marks and equal `expected`: `CODE: MESSAGE`, in the order of the
 * files.
 */
async function check(
  source: string,
  expected: readonly string[],
  severity: 'error' | 'warning' = 'error',
): Promise<void> {
  const { analysis, files } = openFixture(tests, source);
  const found: string[] = [];
  for (const [path, file] of files) {
    const diagnostics = await analysis.diagnostics(path);
    expect(
      withMarks(
        file.text,
        diagnostics.map(({ range }) => range),
      ),
    ).toBe(marked(file));
    for (const { code, message, severity: as, path: at } of diagnostics) {
      expect(at).toBe(path);
      expect(as).toBe(severity);
      found.push(`${code}: ${message}`);
    }
  }
  expect(found).toEqual(expected);
}

describe('a parse problem', () => {
  test('is at a line that is not a statement', () =>
    check('A = "1"\n<|what is this|>\nB = "2"\n', ['parse-error: unparsed line: `what is this`']));
  test('has UTF-16 columns', () =>
    check('export A = "𝐀"\n<|𝐀 ist nichts|>\n', ['parse-error: unparsed line: `𝐀 ist nichts`']));
  test('is also found with CR LF', () => check('A = "1"\r\n<|what|>\r\n', ['parse-error: unparsed line: `what`']));
  test('may be a warning', () => check('A<|=|>"1"\n', ['parse-error: missing white space beside `=`'], 'warning'));
});

describe('a problem of evaluation', () => {
  test('is at the line of the statement', () =>
    check('A = "1"\n<|inherit nowhere|>\n', [
      'metadata-error: could not inherit `nowhere`: no `nowhere.bbclass` in the class folders of `BBPATH`',
    ]));

  test('is at the line of the Python code', () =>
    check('A = "1"\npython () {\n    x = 1\n<|    raise ValueError("boom")|>\n}\n', [
      'metadata-error: anonymous Python failed: ValueError: boom',
    ]));

  test('is at a shell task that cannot be read', () =>
    check('do_one() {\n    if true; then\n<|}|>\naddtask one\n', [
      'shell-not-parsable: `do_one`: BitBake cannot read this shell function: unexpected end of the text; it refuses the recipe until you rewrite this',
    ]));

  test('is at a task with a cycle of variables', () =>
    check('A = "${B1}"\nB1 = "${A}"\n<|do_one() {|>\n    echo ${A}\n}\naddtask one\n', [
      'metadata-error: `do_one`: endless expansion: `A` → `B1` → `A`',
    ]));

  test('is in the include file that causes it, and not in the recipe', () =>
    check(
      `
#- recipes-example/magic/magic_1.0.bb
A = "1"
require magic.inc
#- recipes-example/magic/magic.inc
B = "1"
<|inherit nowhere|>
`,
      ['metadata-error: could not inherit `nowhere`: no `nowhere.bbclass` in the class folders of `BBPATH`'],
    ));

  test('is reported once for a parse problem of an include file', () =>
    check(
      `
#- recipes-example/magic/magic_1.0.bb
A = "1"
require magic.inc
#- recipes-example/magic/magic.inc
B = "1"
<|what is this|>
`,
      ['parse-error: unparsed line: `what is this`'],
    ));

  test('is in the class or the bbappend that causes it', () =>
    check(
      `
#- recipes-example/magic/magic_1.0.bb
inherit special
#- classes/special.bbclass
python () {
<|    d.getVar("X").strip()|>
}
#- recipes-example/hello/hello_2.1.bbappend
A = "1"
<|require nothing.inc|>
`,
      [
        "metadata-error: anonymous Python failed: AttributeError: 'NoneType' object has no attribute 'strip'",
        `metadata-error: could not include required file \`nothing.inc\`: looked next to \`${BUILD}/../meta-example/recipes-example/hello/hello_2.1.bbappend\` and in \`BBPATH\``,
      ],
    ));

  test('is reported for circular includes', async () => {
    const { analysis } = openFixture(
      tests,
      '#- recipes-example/magic/magic_1.0.bb\nrequire a.inc\n#- recipes-example/magic/a.inc\nrequire b.inc\n#- recipes-example/magic/b.inc\nrequire a.inc\n',
    );
    const found = (
      await Promise.all(
        [RECIPE, ...['a.inc', 'b.inc'].map((name) => `${LAYER}/recipes-example/magic/${name}`)].map((path) =>
          analysis.diagnostics(path),
        ),
      )
    ).flat();
    expect(
      found.some(
        ({ severity, message }) => severity === 'error' && message.startsWith('files include each other without end'),
      ),
    ).toBe(true);
  });

  test('may be a warning of the metadata', () =>
    check(
      `
#- recipes-example/magic/magic_1.0.bb
require a.inc
<|require a.inc|>
#- recipes-example/magic/a.inc
A = "1"
`,
      [
        `metadata-warning: duplicate inclusion of \`${LAYER}/recipes-example/magic/a.inc\` in \`${BUILD}/../meta-example/recipes-example/magic/magic_1.0.bb\``,
      ],
      'warning',
    ));
});

describe('a problem of the configuration', () => {
  test('is in its file, whichever recipe is open', () =>
    check(
      `
#- /ws/build/conf/local.conf
MACHINE = "x"
<|what is this|>
#- recipes-example/magic/magic_1.0.bb
A = "1"
`,
      ['parse-error: unparsed line: `what is this`'],
    ));

  test('is in a file that the configuration includes', () =>
    check(
      `
#- /ws/build/conf/local.conf
require conf/more.conf
#- /ws/build/conf/more.conf
A = "1"
<|require conf/nowhere.conf|>
`,
      [
        'configuration-error: could not include required file `conf/nowhere.conf`: looked next to `/ws/build/conf/more.conf` and in `BBPATH`',
      ],
    ));

  test('is reported for a layer that does not exist', () =>
    check(
      `
#- /ws/build/conf/bblayers.conf
BBPATH = "\${TOPDIR}"
<|BBLAYERS = "/home/somebody/meta"|>
`,
      [
        'configuration-error: these layer directories do not exist: /home/somebody/meta; check `BBLAYERS`, which may have been written for another machine',
      ],
    ));

  test('is in bblayers.conf where no file causes it', async () => {
    const { analysis } = tests.open({ 'build/conf/bblayers.conf': '# nothing\n' });
    const [first, ...others] = await analysis.diagnostics(`${BUILD}/conf/bblayers.conf`);
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      code: 'configuration-error',
      severity: 'error',
      path: `${BUILD}/conf/bblayers.conf`,
      range: { start: { line: 0, character: 0 } },
    });
  });

  test('has the same text and location as the problem that opening reports', async () => {
    const { analysis } = tests.open({ 'build/conf/local.conf': 'require conf/nowhere.conf\n' });
    const opened = await analysis.open();
    expect(opened.ok).toBe(false);
    expect(opened.problems).toHaveLength(1);
    expect(await analysis.diagnostics(`${BUILD}/conf/local.conf`)).toEqual(opened.problems);
    await analysis.setText(`${BUILD}/conf/local.conf`, 'MACHINE ?= "example"\n');
    expect(await analysis.open()).toMatchObject({ ok: true, problems: [], recipeCount: 2 });
    expect(await analysis.diagnostics(`${BUILD}/conf/local.conf`)).toEqual([]);
  });
});

describe('a file that is not UTF-8', () => {
  const bytes = Uint8Array.of(0x41, 0x20, 0x3d, 0x20, 0x22, 0xe9, 0x22, 0x0a);

  test.each([
    ['a recipe', 'recipes-example/magic/magic_1.0.bb'],
    ['a class', 'classes/special.bbclass'],
    ['an include file', 'recipes-example/magic/a.inc'],
    ['a configuration file', 'conf/bitbake.conf'],
  ])('%s', async (_, name) => {
    const path = `${LAYER}/${name}`;
    const { analysis } = tests.open({
      [RECIPE]: 'inherit special\nrequire a.inc\ndo_one() {\n    :\n}\naddtask one\n',
      [`${LAYER}/classes/special.bbclass`]: '',
      [`${LAYER}/recipes-example/magic/a.inc`]: '',
      [path]: bytes,
    });
    const found = await analysis.diagnostics(path);
    expect(found).toMatchObject([
      { path, severity: 'error', code: 'parse-error', range: { start: { line: 0, character: 0 } } },
    ]);
    expect(found[0]!.message).toContain('not UTF-8: byte 5');
    // A recipe that reads the file has no hash, and its lenses show the reason.
    for (const { hash } of await analysis.lenses(RECIPE))
      expect(hash).toEqual({ basehash: null, unknown: expect.stringContaining('UTF-8') as string });
    expect((await analysis.lenses(RECIPE)).length).toBe(path === RECIPE ? 0 : 1);
  });
});

test('a missing file has no problems', async () =>
  expect(await tests.open({}).analysis.diagnostics(`${LAYER}/none.inc`)).toEqual([]));
