/** Lenses: above which definitions they are, in which recipe a file is shown, and their text. */

import { beforeAll, describe, expect, test } from 'vitest';
import { basename } from '../../../server/src/engine/files/posixPath';
import { LAYER, RECIPE, TestAnalysis } from '../../support/analysis';
import { marked, openFixture, withMarks } from '../support';

/** The dependencies that every function of the example has. */
const USUAL = /^LC_ALL$|\[(export|func)\]$/;

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

/**
 * The lenses of the file with marks are at its marks, and their texts are `expected`, one line for each lens: `TASK in
 * RECIPE: DEPENDENCIES`, `, M more` for other variants; or `TASK in RECIPE: unknown: REASON`. Known hashes are those of
 * the recipe.
 */
async function check(source: string, expected: readonly string[]): Promise<void> {
  const { analysis, path, file } = openFixture(tests, source);
  const lenses = await analysis.lenses(path);
  expect(
    withMarks(
      file.text,
      lenses.map(({ range }) => range),
    ),
  ).toBe(marked(file));
  const described: string[] = [];
  for (const { task, mcfn, hash, dependencies, otherVariants } of lenses) {
    const where = `${task} in ${mcfn.startsWith('virtual:') ? 'virtual:native:' : ''}${basename(mcfn)}`;
    if (hash.basehash === null) {
      described.push(`${where}: unknown: ${hash.unknown}`);
      continue;
    }
    const fn = mcfn.replace(/^virtual:[^/]*:/, '');
    const hashes = await analysis.hashes(fn);
    expect(hash).toEqual(hashes!.variants.find((variant) => variant.mcfn === mcfn)!.tasks[task]);
    expect(hash.basehash).toMatch(/^[0-9a-f]{64}$/);
    const { taskdeps } = (await analysis.signature(mcfn, task))!;
    expect(dependencies).toBe(taskdeps.length);
    described.push(
      `${where}: ${taskdeps.filter((key) => !USUAL.test(key)).join(' ')}${otherVariants === 0 ? '' : `, ${otherVariants} more`}`,
    );
  }
  expect(described).toEqual(expected);
}

describe('the lens', () => {
  test('is above a shell task, with and without dependencies', () =>
    check(
      `
A = "\${C}"
C = "1"
<|do_one() {|>
    echo \${A}
}
addtask one
<|do_two () {|>
    :
}
addtask two
`,
      ['do_one in magic_1.0.bb: A C', 'do_two in magic_1.0.bb: '],
    ));

  test('is above every part of a task that is defined in parts', () =>
    check(
      `
<|do_compile:append() {|>
    echo \${PV}
}
<|do_compile:prepend:class-target () {|>
    :
}
`,
      ['do_compile in magic_1.0.bb: PV', 'do_compile in magic_1.0.bb: PV'],
    ));

  test('is above a Python task, with and without fakeroot', () =>
    check(
      `
<|python do_one() {|>
    d.getVar("PV")
}
<|fakeroot python do_two() {|>
    pass
}
addtask one
addtask do_two after do_one
`,
      ['do_one in magic_1.0.bb: PV', 'do_two in magic_1.0.bb: do_two[fakeroot]'],
    ));

  test('is on the addtask of a task that is only added here', () =>
    check(
      `
do_alias[noexec] = "1"
<|addtask alias after do_compile|>
<|addtask do_compile after do_alias|>
`,
      ['do_alias in magic_1.0.bb: do_alias[noexec]', 'do_compile in magic_1.0.bb: '],
    ));

  test('is absent for a helper that only has the name of a task, and for a deleted task', () =>
    check(
      `
do_helper() {
    :
}
<|do_one() {|>
    do_helper
}
addtask one
do_gone() {
    :
}
addtask gone
deltask gone
deltask do_configure
do_configure() {
    :
}
helper() {
    :
}
`,
      ['do_one in magic_1.0.bb: do_helper'],
    ));

  test('has columns in UTF-16 units after astral characters', () =>
    check(
      `
A = "𝐀𝐁"
<|fakeroot do_𝐀() {|>
    echo 𝐀 \${A}
}
addtask do_𝐀 after do_compile
`,
      ['do_𝐀 in magic_1.0.bb: A do_𝐀[fakeroot]'],
    ));

  test('stays above the earlier tasks of a file that ends inside a task', () =>
    check(
      `
<|do_one() {|>
    :
}
addtask one
<|do_two() {|>
    :
`,
      [
        'do_one in magic_1.0.bb: unknown: function `do_two` is never closed',
        'do_two in magic_1.0.bb: unknown: function `do_two` is never closed',
      ],
    ));
});

describe('the lens in a recipe with variants', () => {
  test('shows the plain variant and counts the others that have the task', () =>
    check(
      `
#- recipes-example/magic/magic_1.0.bb
BBCLASSEXTEND = "native"
<|do_one() {|>
    :
}
addtask one
<|do_two() {|>
    :
}
addtask two
#- classes/native.bbclass
deltask two
`,
      ['do_one in magic_1.0.bb: , 1 more', 'do_two in magic_1.0.bb: '],
    ));

  test('shows a variant that is not skipped instead of a skipped one', () =>
    check(
      `
BBCLASSEXTEND = "native"
python () {
    if d.getVar("CLASSOVERRIDE") == "class-target":
        raise bb.parse.SkipRecipe("native only")
}
<|do_one() {|>
    :
}
addtask one
`,
      ['do_one in virtual:native:magic_1.0.bb: '],
    ));
});

describe('the lens of an unknown hash', () => {
  test('shows the question to the machine as the reason, only where it matters', () =>
    check(
      `
A = "\${@__import__('subprocess').check_output(['frobnicate']).decode()}"
<|do_one() {|>
    echo \${A}
}
addtask one
<|do_two() {|>
    :
}
addtask two
`,
      ['do_one in magic_1.0.bb: unknown: metadata asks this machine: frobnicate', 'do_two in magic_1.0.bb: '],
    ));

  test('shows that the recipe is skipped', () =>
    check(
      `
python () {
    raise bb.parse.SkipRecipe("not today")
}
<|do_one() {|>
    :
}
addtask one
`,
      ['do_one in magic_1.0.bb: unknown: the recipe is skipped: not today'],
    ));

  test('shows an error of the metadata', () =>
    check(
      `
<|do_one() {|>
    :
}
addtask one
inherit nowhere
`,
      [
        'do_one in magic_1.0.bb: unknown: could not inherit `nowhere`: no `nowhere.bbclass` in the class folders of `BBPATH`',
      ],
    ));

  test('shows that the configuration cannot be read', () =>
    check(
      `
#- recipes-example/magic/magic_1.0.bb
<|do_one() {|>
    :
}
#- /ws/build/conf/local.conf
what is this
`,
      ['do_one in magic_1.0.bb: unknown: unparsed line: `what is this`'],
    ));
});

describe('the recipe in which a file is shown', () => {
  test('is the recipe of a bbappend', () =>
    check(
      `
#- recipes-example/hello/hello_%.bbappend
<|do_install:append() {|>
    echo \${PV}
}
#- recipes-other/other/other_1.0.bbappend
do_install() {
    :
}
`,
      ['do_install in hello_2.1.bb: PV bindir prefix, 1 more'],
    ));

  test('is missing for a bbappend without a recipe, and the lens says so', () =>
    check(
      `
#- recipes-example/other/other_1.0.bbappend
<|do_install:append() {|>
    :
}
`,
      ['do_install in other_1.0.bbappend: unknown: no recipe uses this file'],
    ));

  test('is a recipe that inherits the class', () =>
    check(
      `
#- classes/special.bbclass
<|do_compile() {|>
    echo special
}
#- recipes-example/magic/magic_1.0.bb
inherit special
`,
      ['do_compile in magic_1.0.bb: '],
    ));

  test('is a recipe that inherits the class through another class', () =>
    check(
      `
#- classes/inner.bbclass
<|do_compile() {|>
    echo special
}
#- classes/outer.bbclass
inherit inner
#- recipes-example/magic/magic_1.0.bb
inherit outer
`,
      ['do_compile in magic_1.0.bb: '],
    ));

  test('is missing for a class that no recipe inherits, whatever tasks others have', () =>
    check(
      `
#- classes/lonely.bbclass
<|do_compile() {|>
    echo special
}
`,
      ['do_compile in lonely.bbclass: unknown: no recipe uses this file'],
    ));

  test('is the variant that inherits the class', () =>
    check(
      `
#- classes/native.bbclass
CLASSOVERRIDE = "class-native"
<|do_compile:append() {|>
    echo special
}
`,
      ['do_compile in virtual:native:hello_2.1.bb: GREETING, 1 more'],
    ));

  test('is the first recipe for a class of every recipe', () =>
    check(
      `
#- classes/base.bbclass
<|do_configure() {|>
    :
}
addtask configure
<|addtask do_build after do_configure|>
`,
      ['do_configure in hello_2.1.bb: , 1 more', 'do_build in hello_2.1.bb: , 1 more'],
    ));

  test('is a recipe that requires the include file by a name with variables', () =>
    check(
      `
#- recipes-example/magic/magic.inc
<|do_compile() {|>
    echo included
}
#- recipes-example/magic/magic_1.0.bb
require \${BPN}.inc
`,
      ['do_compile in magic_1.0.bb: '],
    ));

  test('is a recipe that requires the include file through another include file', () =>
    check(
      `
#- recipes-example/magic/inner.inc
<|do_compile() {|>
    echo included
}
#- recipes-example/magic/outer.inc
require inner.inc
#- recipes-example/magic/magic_1.0.bb
require outer.inc
`,
      ['do_compile in magic_1.0.bb: '],
    ));

  test('may be a recipe in no layer', () =>
    check(
      `
#- /ws/elsewhere/new_1.0.bb
<|do_compile() {|>
    echo \${PN}
}
`,
      ['do_compile in new_1.0.bb: PN'],
    ));

  test('stays the last opened recipe for the classes of that recipe', async () => {
    const { analysis } = tests.open({
      [`${LAYER}/classes/shared.bbclass`]: 'do_compile() {\n    :\n}\n',
      [`${LAYER}/recipes-example/a/a_1.0.bb`]: 'inherit shared\n',
      [RECIPE]: 'inherit shared\n',
    });
    const shared = `${LAYER}/classes/shared.bbclass`;
    expect((await analysis.recipeOf(shared))!).toMatch(/a_1\.0\.bb$/);
    await analysis.lenses(RECIPE);
    expect((await analysis.recipeOf(shared))!).toMatch(/magic_1\.0\.bb$/);
  });
});

test('a missing file has no lenses', async () => {
  const { analysis } = tests.open({});
  expect(await analysis.lenses(`${LAYER}/recipes-example/magic/none_1.0.bb`)).toEqual([]);
});

test('unsaved text applies, and the saved text applies again when the unsaved one is cleared', async () => {
  const { analysis } = tests.open({});
  const hash = async (): Promise<unknown> => (await analysis.lenses(RECIPE)).map(({ hash: found }) => found);
  const saved = await hash();
  await analysis.setText(RECIPE, 'do_magictask() {\n    echo other\n}\naddtask magictask\n');
  const unsaved = await hash();
  expect(unsaved).not.toEqual(saved);
  await analysis.setText(RECIPE, null);
  expect(await hash()).toEqual([]);
  await analysis.setText(RECIPE, undefined);
  expect(await hash()).toEqual(saved);
});
