/**
 * Random edits of the example: recipes, classes, includes, bbappends, the configuration, files that metadata reads, and
 * its repository.
 */

import fc from 'fast-check';
import { BUILD, LAYER, RECIPE, exampleFiles } from './analysis';

const MAGIC = `${LAYER}/recipes-example/magic`;
const FLAG = `${MAGIC}/flag.txt`;
export const GIT = `${LAYER}/.git`;
/** Metadata that asks for the commit of the layer. */
export const REVISION = `\${@__import__('subprocess').check_output(['git', 'rev-parse', 'HEAD'], cwd='${LAYER}').decode().strip()}`;
/**
 * The example in a repository. A folder stays on a real disk when its last file is removed; in memory there are only
 * folders that contain a file.
 */
export const EXAMPLE: Readonly<Record<string, string>> = {
  ...exampleFiles(),
  [`${MAGIC}/README`]: '',
  [`${GIT}/HEAD`]: 'ref: refs/heads/main\n',
  [`${GIT}/refs/heads/main`]: `${'1'.repeat(40)}\n`,
  [`${GIT}/config`]: '[core]\n\trepositoryformatversion = 0\n',
  [`${GIT}/objects/info/packs`]: '',
  [`${GIT}/refs/.keep`]: '',
};

const name = fc.constantFrom('A', 'B1', 'C', 'PV', 'do_compile');
const anyStatement = fc.oneof(
  fc
    .tuple(
      name,
      fc.constantFrom('=', '?=', '??=', '+=', '.=', ':='),
      fc.constantFrom('1', '2', '${A}', '${B1}', '${C} ${PN}', "${@d.getVar('B1')}", '${@helper(d)}', '${TOPDIR}'),
    )
    .map(([variable, operator, value]) => `${variable} ${operator} "${value}"`),
  fc
    .tuple(name, fc.constantFrom('append', 'prepend', 'remove', 'append:class-native', 'class-target', 'extra'))
    .map(([variable, override]) => `${variable}:${override} = " 1"`),
  fc.constantFrom(
    'include common.inc',
    'require common.inc',
    'include nested/more.inc',
    'OVERRIDES .= ":extra"',
    'A[vardepsexclude] = "B1"',
    'do_compile[vardeps] += "C"',
    `A := "\${@os.path.exists('${FLAG}')}"`,
    `B1 := "\${@len(os.listdir('${MAGIC}'))}"`,
    `C := "\${@open('${FLAG}').read() if os.path.exists('${FLAG}') else 'none'}"`,
    "A = \"${@__import__('subprocess').check_output(['date'])}\"",
    `B1 := "${REVISION}"`,
    'what is this',
    '',
  ),
);
const recipeStatement = fc.oneof(
  anyStatement,
  fc.constantFrom(
    'inherit shared',
    'inherit missing',
    'BBCLASSEXTEND = "native"',
    'do_compile() {\n    echo ${A}\n    echo ${C}\n}',
    'do_install:append() {\n    echo ${B1}\n}',
    'python do_extra() {\n    helper(d)\n    d.getVar("A")\n}\naddtask extra after do_compile',
    'def helper(d):\n    return d.getVar("C")',
    'def helper(d):\n    return "other"',
    'python () {\n    d.setVar("B1", d.getVar("A") or "none")\n}',
    'python () {\n    if d.getVar("C") == "2":\n        raise bb.parse.SkipRecipe("two")\n}',
    'deltask do_configure',
    'addtask late before do_build',
    'EXPORT_FUNCTIONS do_compile',
    'do_compile() {\n    if true\n}',
  ),
);
const confStatement = fc.oneof(
  anyStatement,
  fc.constantFrom(
    'INHERIT += "shared"',
    'BBMASK = "hello"',
    'BBMASK = "magic_.*append"',
    'MACHINE = "other"',
    'include conf/extra.conf',
    'require conf/extra.conf',
    'BB_BASEHASH_IGNORE_VARS += "A"',
    'HASHDOG_CULP = "B1"',
    'BBMULTICONFIG = "two"',
    'BBFILES += "${TOPDIR}/more/*.bb"',
  ),
);

const lines = (statement: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(statement, { maxLength: 5 }).map((all) => all.map((line) => `${line}\n`).join(''));
const pick = (paths: readonly string[], text: fc.Arbitrary<string | null>): fc.Arbitrary<Edit> =>
  fc.record({ path: fc.constantFrom(...paths), text });

export interface Edit {
  readonly path: string;
  /** null: there is no such file. */
  readonly text: string | null;
}

const extended = (path: string, text: fc.Arbitrary<string>): fc.Arbitrary<Edit> =>
  text.map((more) => ({ path, text: `${EXAMPLE[path]}${more}` }));

/** Any edit of any file of the example. */
export const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 5,
    arbitrary: pick(
      [RECIPE, `${LAYER}/recipes-example/hello/hello_2.1.bb`],
      fc.option(lines(recipeStatement), { freq: 8 }),
    ),
  },
  { weight: 3, arbitrary: extended(RECIPE, lines(recipeStatement)) },
  {
    weight: 2,
    arbitrary: pick(
      [`${MAGIC}/second_1.0.bb`, `${LAYER}/recipes-new/third/third_1.0.bb`, `${BUILD}/more/fourth_1.0.bb`],
      fc.option(lines(recipeStatement), { freq: 2 }),
    ),
  },
  {
    weight: 3,
    arbitrary: pick(
      [`${MAGIC}/magic_%.bbappend`, `${MAGIC}/magic_1.0.bbappend`, `${LAYER}/recipes-example/hello/hello_2.1.bbappend`],
      fc.option(lines(recipeStatement), { freq: 2 }),
    ),
  },
  {
    weight: 3,
    arbitrary: pick(
      [
        `${LAYER}/classes/shared.bbclass`,
        `${LAYER}/classes-recipe/shared.bbclass`,
        `${MAGIC}/common.inc`,
        `${LAYER}/common.inc`,
        `${MAGIC}/nested/more.inc`,
      ],
      fc.option(lines(recipeStatement), { freq: 2 }),
    ),
  },
  { weight: 2, arbitrary: extended(`${LAYER}/classes/base.bbclass`, lines(recipeStatement)) },
  { weight: 1, arbitrary: extended(`${LAYER}/classes/native.bbclass`, lines(recipeStatement)) },
  {
    weight: 3,
    arbitrary: pick(
      [
        `${BUILD}/conf/local.conf`,
        `${BUILD}/conf/extra.conf`,
        `${LAYER}/conf/extra.conf`,
        `${BUILD}/conf/multiconfig/two.conf`,
      ],
      fc.option(lines(confStatement), { freq: 3 }),
    ),
  },
  { weight: 1, arbitrary: extended(`${LAYER}/conf/bitbake.conf`, lines(confStatement)) },
  {
    weight: 1,
    arbitrary: extended(
      `${LAYER}/conf/layer.conf`,
      fc.constantFrom('', 'BBFILE_PRIORITY_example = "7"\n', 'A = "from the layer"\n'),
    ),
  },
  {
    weight: 2,
    arbitrary: pick(
      [`${GIT}/HEAD`, `${GIT}/refs/heads/main`],
      fc.option(fc.constantFrom(`${'1'.repeat(40)}\n`, `${'2'.repeat(40)}\n`, 'ref: refs/heads/main\n'), { freq: 5 }),
    ),
  },
  { weight: 2, arbitrary: pick([FLAG], fc.option(fc.constantFrom('1', '2'), { freq: 2 })) },
);
