/** Lenses: over which definitions they stand, in which recipe a file is looked at, and what they say. */

import { beforeAll, describe, expect, test } from 'vitest';
import { basename } from '../../../server/src/engine/files/posixPath';
import { LAYER, RECIPE, TestAnalysis } from '../../support/analysis';
import { marked, openFixture, withMarks } from '../support';

/** What every function of the example depends on. */
const USUAL = /^LC_ALL$|\[(export|func)\]$/;

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

/**
 * The lenses of the file with marks stand on its marks, and say what `expected` does, a line a lens: `TASK in RECIPE:
 * DEPENDENCIES`, `, M more` for other variants; or `TASK in RECIPE: unknown: REASON`. Known hashes are those of the
 * recipe.
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

describe('definitions', () => {
  test('a shell task, with and without dependencies', () =>
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

  test('every piece of a task that is put together', () =>
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

  test('a Python task, with fakeroot or not', () =>
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

  test('a task that is only added here stands on its addtask', () =>
    check(
      `
do_alias[noexec] = "1"
<|addtask alias after do_compile|>
<|addtask do_compile after do_alias|>
`,
      ['do_alias in magic_1.0.bb: do_alias[noexec]', 'do_compile in magic_1.0.bb: '],
    ));

  test('a helper that is only named like a task has none, nor has a deleted task', () =>
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

  test('columns are UTF-16 units behind astral characters', () =>
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

  test('a file that ends inside a task keeps the lenses above', () =>
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

describe('variants', () => {
  test('the plain variant speaks, others that have the task are counted', () =>
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

  test('a variant that is not skipped speaks for one that is', () =>
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

describe('what cannot be known', () => {
  test('a question to the machine: the reason, only where it counts', () =>
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

  test('a recipe that is skipped', () =>
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

  test('an error of the metadata', () =>
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

  test('a configuration that cannot be read', () =>
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

describe('in which recipe a file is shown', () => {
  test('a bbappend: in its recipe', () =>
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

  test('a bbappend without a recipe: nowhere, and it says so', () =>
    check(
      `
#- recipes-example/other/other_1.0.bbappend
<|do_install:append() {|>
    :
}
`,
      ['do_install in other_1.0.bbappend: unknown: no recipe uses this file'],
    ));

  test('a class: in a recipe that inherits it', () =>
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

  test('a class that another class inherits', () =>
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

  test('a class that no recipe inherits is in no recipe, whatever tasks others have', () =>
    check(
      `
#- classes/lonely.bbclass
<|do_compile() {|>
    echo special
}
`,
      ['do_compile in lonely.bbclass: unknown: no recipe uses this file'],
    ));

  test('a class that a variant inherits', () =>
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

  test('a class of every recipe: in the first one', () =>
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

  test('an include file: in a recipe that requires it, by a name with variables in it', () =>
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

  test('an include file of an include file', () =>
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

  test('a recipe in no layer is looked at all the same', () =>
    check(
      `
#- /ws/elsewhere/new_1.0.bb
<|do_compile() {|>
    echo \${PN}
}
`,
      ['do_compile in new_1.0.bb: PN'],
    ));

  test('the recipe looked at last is kept for its classes', async () => {
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

test('a file that is not there has none', async () => {
  const { analysis } = tests.open({});
  expect(await analysis.lenses(`${LAYER}/recipes-example/magic/none_1.0.bb`)).toEqual([]);
});

test('unsaved text counts, and the saved one again when it is cleared', async () => {
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
