/**
 * Fixes change only their lines of the text, are added where they have an effect, and keep their promise. The findings
 * of rules have their own tests.
 */

import { beforeAll, describe, expect, test } from 'vitest';
import type { Analysis } from '../../../server/src/ide/analysis';
import type { EditorDiagnostic } from '../../../server/src/ide/api/analysisApi';
import { BUILD, LAYER, RECIPE, TestAnalysis, applyEdits } from '../../support/analysis';
import { type OpenedFixture, marked, openFixture, withMarks } from '../support';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

const TASK = 'do_one() {\n    echo ${MYVAR}\n}\naddtask one\n';

async function findingsIn(analysis: Analysis, path: string): Promise<readonly EditorDiagnostic[]> {
  return (await analysis.proofs(path)).filter((diagnostic) => diagnostic.path === path);
}

/**
 * The findings of the file with marks are at its marks; the fix of the first one turns that file into `fixed` and
 * changes nothing else. Afterwards the finding is gone and the hash is the promised one. `fixed` is null where no fix
 * is offered.
 */
async function check(source: string, fixed: string | null): Promise<OpenedFixture> {
  const opened = openFixture(tests, source);
  const { analysis, path, file } = opened;
  const found = await findingsIn(analysis, path);
  expect(
    withMarks(
      file.text,
      found.map(({ range }) => range),
    ),
  ).toBe(marked(file));
  expect(found.length).toBeGreaterThan(0);
  const [fix, ...others] = await analysis.fixes(path, found[0]!.range);
  expect(others).toEqual([]);
  if (fixed === null) {
    expect(fix).toBeUndefined();
    return opened;
  }
  expect(fix!.edits.map((edit) => edit.path)).toEqual(fix!.edits.map(() => path));
  const text = applyEdits(file.text, fix!.edits);
  expect(text).toBe(fixed);
  await analysis.setText(path, text);
  expect(
    (await findingsIn(analysis, path)).filter(
      ({ finding }) => finding?.variable === fix!.variable && finding.task === fix!.task,
    ),
  ).toEqual([]);
  const hashes = await analysis.hashes((await analysis.recipeOf(path))!);
  expect(hashes!.variants.find(({ mcfn }) => mcfn === fix!.mcfn)!.tasks[fix!.task!]).toEqual({ basehash: fix!.after });
  expect(fix!.after).not.toBe(fix!.before);
  return opened;
}

describe('a fix keeps the surrounding text', () => {
  const recipe = 'MYVAR = "${<|TOPDIR|>}/foo"\n';

  test('with any line ends', async () => {
    const fixed = `MYVAR = "\${TOPDIR}/foo"\nMYVAR[vardepsexclude] += "TOPDIR"\n${TASK}`;
    await check(recipe + TASK, fixed);
    for (const end of ['\r\n', '\r']) await check((recipe + TASK).replaceAll('\n', end), fixed.replaceAll('\n', end));
  });

  test('in a file without a final line end', async () => {
    for (const end of ['\n', '\r\n']) {
      await check(
        (TASK + recipe).trimEnd().replaceAll('\n', end),
        `${TASK}MYVAR = "\${TOPDIR}/foo"\nMYVAR[vardepsexclude] += "TOPDIR"`.replaceAll('\n', end),
      );
    }
  });

  test('with spaces after the statement, a value of several lines and comments', () =>
    check(
      `# about it\nMYVAR = " \\\n    \${<|TOPDIR|>}/foo \\\n"  \t\n# behind\n${TASK}`,
      `# about it\nMYVAR = " \\\n    \${TOPDIR}/foo \\\n"  \t\nMYVAR[vardepsexclude] += "TOPDIR"\n# behind\n${TASK}`,
    ));

  test('with astral characters', () =>
    check(
      `MYVAR = "𝐀 \${<|TOPDIR|>}/𝐁"\n${TASK}`,
      `MYVAR = "𝐀 \${TOPDIR}/𝐁"\nMYVAR[vardepsexclude] += "TOPDIR"\n${TASK}`,
    ));

  test('with a def at the end of the file', () =>
    check(
      'python do_one() {\n    f(d)\n}\naddtask one\ndef f(d):\n    return d.getVar("<|TOPDIR|>")',
      'python do_one() {\n    f(d)\n}\naddtask one\ndef f(d):\n    return d.getVar("TOPDIR")\nf[vardepsexclude] += "TOPDIR"',
    ));
});

describe('the line of a fix goes', () => {
  test('behind the last statement about the variable, including flags and parts', () =>
    check(
      `MYVAR = "\${<|TOPDIR|>}/foo"\nMYVAR[doc] = "x"\nA = "1"\nMYVAR:append = " y"\nC = "2"\n${TASK}`,
      `MYVAR = "\${TOPDIR}/foo"\nMYVAR[doc] = "x"\nA = "1"\nMYVAR:append = " y"\nMYVAR[vardepsexclude] += "TOPDIR"\nC = "2"\n${TASK}`,
    ));

  test('behind an existing exclusion, to which it adds', () =>
    check(
      `MYVAR = "\${<|TOPDIR|>}\${PV}"\nMYVAR[vardepsexclude] = "PV"\n${TASK}`,
      `MYVAR = "\${TOPDIR}\${PV}"\nMYVAR[vardepsexclude] = "PV"\nMYVAR[vardepsexclude] += "TOPDIR"\n${TASK}`,
    ));

  test('behind the task that has a direct reference', () =>
    check(
      'do_one() {\n    echo ${<|TOPDIR|>}\n}\naddtask one\n',
      'do_one() {\n    echo ${TOPDIR}\n}\ndo_one[vardepsexclude] += "TOPDIR"\naddtask one\n',
    ));

  test('into the class if the class is open', () =>
    check(
      `#- classes/special.bbclass\nMYVAR = "\${<|TOPDIR|>}/foo"\n#- recipes-example/magic/magic_1.0.bb\ninherit special\n${TASK}`,
      'MYVAR = "${TOPDIR}/foo"\nMYVAR[vardepsexclude] += "TOPDIR"\n',
    ));

  test('into the bbappend if the bbappend is open', () =>
    check(
      `#- recipes-example/magic/magic_%.bbappend\nMYVAR = "\${<|TOPDIR|>}/bar"\n#- recipes-example/magic/magic_1.0.bb\n${TASK}`,
      'MYVAR = "${TOPDIR}/bar"\nMYVAR[vardepsexclude] += "TOPDIR"\n',
    ));
});

test('a recipe that sets the flag again after the class gets the fix, where it has an effect', async () => {
  const { analysis } = openFixture(
    tests,
    `#- classes/special.bbclass\nMYVAR = "\${TOPDIR}/foo"\n#- recipes-example/magic/magic_1.0.bb\ninherit special\nMYVAR[vardepsexclude] = "PV"\n${TASK}`,
  );
  const [found] = await analysis.proofs(RECIPE);
  expect(found!.path).toBe(`${LAYER}/classes/special.bbclass`);
  const fix = await analysis.fixFor((await analysis.recipeOf(RECIPE))!, found!.finding!.id);
  expect(fix!.edits).toMatchObject([{ path: RECIPE, newText: '\nMYVAR[vardepsexclude] += "TOPDIR"' }]);
});

test('a cause in the build configuration is fixed there, for every recipe', () =>
  check(
    `#- /ws/build/conf/local.conf\nMACHINE = "x"\nMYVAR = "\${<|TOPDIR|>}/foo"\n#- recipes-example/first/first_1.0.bb\n${TASK}`,
    'MACHINE = "x"\nMYVAR = "${TOPDIR}/foo"\nMYVAR[vardepsexclude] += "TOPDIR"\n',
  ));

describe('no fix is offered', () => {
  test('next to the finding', async () => {
    const { analysis } = tests.open({});
    const [finding] = await findingsIn(analysis, RECIPE);
    expect(await analysis.fixes(RECIPE, finding!.range)).toHaveLength(1);
    expect(await analysis.fixes(RECIPE, { start: { line: 0, character: 0 }, end: { line: 1, character: 3 } })).toEqual(
      [],
    );
    expect(
      await analysis.fixes(`${LAYER}/classes/base.bbclass`, {
        start: { line: 0, character: 0 },
        end: { line: 90, character: 0 },
      }),
    ).toEqual([]);
  });
});

test('trying a fix changes nothing', async () => {
  const { analysis } = tests.open({});
  const before = await analysis.hashes((await analysis.recipeOf(RECIPE))!);
  const [finding] = await findingsIn(analysis, RECIPE);
  await analysis.fixes(RECIPE, finding!.range);
  expect(await analysis.hashes((await analysis.recipeOf(RECIPE))!)).toEqual(before);
  expect(await analysis.hover(RECIPE, { line: 3, character: 2 })).not.toBeNull();
});

describe('a value that gets into the output', () => {
  const leak = (line: string): string => `${line}\ndo_one() {\n    make\n}\naddtask one\n`;

  async function offered(recipe: string): Promise<readonly (readonly [title: string, risk: string | undefined])[]> {
    const { analysis } = tests.open({ [RECIPE]: recipe });
    const [found] = await findingsIn(analysis, RECIPE);
    return (await analysis.fixes(RECIPE, found!.range)).map(({ title, risk }) => [title, risk]);
  }

  test('is excluded only with a risk', async () => {
    expect(await offered(leak('export CFLAGS = "-DROOT=${TOPDIR}"'))).toEqual([
      [
        `Exclude TOPDIR from CFLAGS (CFLAGS[vardepsexclude] += "TOPDIR"): everybody then gets an output with one host's value of TOPDIR`,
        `everybody then gets an output with one host's value of TOPDIR`,
      ],
    ]);
  });

  test('is kept out first where compilers can do that', async () => {
    const titles = await offered(leak('export CFLAGS = "-I${TOPDIR}/include"'));
    expect(titles).toEqual([
      [
        'Keep TOPDIR out of what compilers write (-ffile-prefix-map=${TOPDIR}=/usr/src/topdir), and exclude it',
        undefined,
      ],
      [expect.stringContaining('Exclude TOPDIR from CFLAGS'), expect.stringContaining("one host's value")],
    ]);
  });

  test('is excluded only with a risk if it is not known whether it does', async () => {
    expect(await offered(leak('export ROOT = "${TOPDIR}"'))).toEqual([
      [
        'Exclude TOPDIR from ROOT (ROOT[vardepsexclude] += "TOPDIR"): only if no output contains the value of TOPDIR',
        'only if no output contains the value of TOPDIR',
      ],
    ]);
  });

  test('is excluded only with a risk if a product of the build decides it', async () => {
    const made = '    made = d.expand("${WORKDIR}/made")\n';
    const chosen = `python () {\n${made}    d.setVar("CHOSEN", made if os.path.exists(made) else "/etc/made")\n}\n`;
    const [[title, risk] = []] = await offered(`${chosen}do_one() {\n    cd \${CHOSEN}\n}\naddtask one\n`);
    expect(risk).toMatch(/^the task still differs with whether \S+\/made exists$/);
    expect(title).toContain(`Exclude CHOSEN from do_one (do_one[vardepsexclude] += "CHOSEN"): ${risk ?? ''}`);
  });

  test('is never excluded by one change with all fixes', async () => {
    const flags = 'export CFLAGS = "-DROOT=${TOPDIR}"';
    const { analysis } = tests.open({
      [RECIPE]: leak(`A := "\${@os.uname()[1]}"\n${flags}`).replace('make', 'make\n    cd ${A}'),
    });
    const change = await analysis.fixAll(RECIPE, []);
    expect(change!.edits.map(({ newText }) => newText)).toEqual(['\ndo_one[vardepsexclude] += "A"']);
    const { analysis: other } = tests.open({ [RECIPE]: leak(flags) });
    expect(await other.fixAll(RECIPE, [])).toBeNull();
  });
});

test('a fix in the configuration is tried with the functions of the recipe', async () => {
  const conf = `${BUILD}/conf/local.conf`;
  const { analysis } = tests.open({
    [conf]: 'MACHINE ?= "example"\nFIRST = "${TMPDIR}/foo"\nFIRST[vardepsexclude] = "TMPDIR"\n',
    [RECIPE]: [
      'def names(d):',
      "    return 'LICENSE'",
      '',
      'do_one[vardeps] = "${@names(d)}"',
      'do_one[vardepsexclude] = "TMPDIR"',
      'do_one() {',
      '    echo ${FIRST}',
      '}',
      'addtask one',
      '',
    ].join('\n'),
  });
  const { diagnostics } = await analysis.check(RECIPE);
  const redundant = diagnostics.find(({ code, path }) => code === 'redundant-vardepsexclude' && path === conf);
  const fix = await analysis.fixFor(RECIPE, redundant?.finding?.id ?? '');
  expect(fix?.title).toBe('Remove TMPDIR from FIRST[vardepsexclude]');
});
