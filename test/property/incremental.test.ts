/**
 * Whatever was edited before, the engine gives what a new one gives for the same files: hashes, problems, recipes. Random edits of
 * recipes, classes, includes, bbappends and the configuration, files that come and go, and files that metadata only looks at.
 */

import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Analysis } from '../../server/src/ide/analysis';
import { BUILD, LAYER, RECIPE, TestAnalysis, exampleFiles } from '../support/analysis';

/** An engine owns its interpreter for as long as it lives. */
let edited: TestAnalysis;
let fresh: TestAnalysis;

beforeAll(async () => {
  edited = await TestAnalysis.load();
  fresh = await TestAnalysis.load();
});

const MAGIC = `${LAYER}/recipes-example/magic`;
const FLAG = `${MAGIC}/flag.txt`;
const GIT = `${LAYER}/.git`;
const REVISION = `\${@__import__('subprocess').check_output(['git', 'rev-parse', 'HEAD'], cwd='${LAYER}').decode().strip()}`;
/** The example in a repository. A folder stays on a disk when its last file goes; files in memory have only folders that hold one. */
const EXAMPLE: Readonly<Record<string, string>> = {
  ...exampleFiles(), [`${MAGIC}/README`]: '',
  [`${GIT}/HEAD`]: 'ref: refs/heads/main\n', [`${GIT}/refs/heads/main`]: `${'1'.repeat(40)}\n`, [`${GIT}/config`]: '[core]\n\trepositoryformatversion = 0\n', [`${GIT}/objects/info/packs`]: '',
};

const name = fc.constantFrom('A', 'B1', 'C', 'PV', 'do_compile');
const anyStatement = fc.oneof(
  fc.tuple(name, fc.constantFrom('=', '?=', '??=', '+=', '.=', ':='), fc.constantFrom('1', '2', '${A}', '${B1}', '${C} ${PN}', '${@d.getVar(\'B1\')}', '${@helper(d)}', '${TOPDIR}'))
    .map(([variable, operator, value]) => `${variable} ${operator} "${value}"`),
  fc.tuple(name, fc.constantFrom('append', 'prepend', 'remove', 'append:class-native', 'class-target', 'extra')).map(([variable, override]) => `${variable}:${override} = " 1"`),
  fc.constantFrom(
    'include common.inc', 'require common.inc', 'include nested/more.inc', 'OVERRIDES .= ":extra"', 'A[vardepsexclude] = "B1"', 'do_compile[vardeps] += "C"',
    `A := "\${@os.path.exists('${FLAG}')}"`, `B1 := "\${@len(os.listdir('${MAGIC}'))}"`, `C := "\${@open('${FLAG}').read() if os.path.exists('${FLAG}') else 'none'}"`,
    'A = "${@__import__(\'subprocess\').check_output([\'date\'])}"', `B1 := "${REVISION}"`, 'what is this', '',
  ),
);
const recipeStatement = fc.oneof(anyStatement, fc.constantFrom(
  'inherit shared', 'inherit missing', 'BBCLASSEXTEND = "native"', 'do_compile() {\n    echo ${A}\n    echo ${C}\n}', 'do_install:append() {\n    echo ${B1}\n}',
  'python do_extra() {\n    helper(d)\n    d.getVar("A")\n}\naddtask extra after do_compile', 'def helper(d):\n    return d.getVar("C")', 'def helper(d):\n    return "other"',
  'python () {\n    d.setVar("B1", d.getVar("A") or "none")\n}', 'python () {\n    if d.getVar("C") == "2":\n        raise bb.parse.SkipRecipe("two")\n}',
  'deltask do_configure', 'addtask late before do_build', 'EXPORT_FUNCTIONS do_compile', 'do_compile() {\n    if true\n}',
));
const confStatement = fc.oneof(anyStatement, fc.constantFrom(
  'INHERIT += "shared"', 'BBMASK = "hello"', 'BBMASK = "magic_.*append"', 'MACHINE = "other"', 'include conf/extra.conf', 'require conf/extra.conf', 'BB_BASEHASH_IGNORE_VARS += "A"', 'HASHDOG_CULP = "B1"',
  'BBMULTICONFIG = "two"', 'BBFILES += "${TOPDIR}/more/*.bb"',
));

const lines = (statement: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.array(statement, { maxLength: 5 }).map((all) => all.map((line) => `${line}\n`).join(''));
const pick = (paths: readonly string[], text: fc.Arbitrary<string | null>): fc.Arbitrary<Edit> => fc.record({ path: fc.constantFrom(...paths), text });

interface Edit {
  readonly path: string;
  /** null: there is no such file; the example's own text comes back with `original`. */
  readonly text: string | null;
}

const original = Symbol('the example\'s own text');
const extended = (path: string, text: fc.Arbitrary<string>): fc.Arbitrary<Edit> => text.map((more) => ({ path, text: `${EXAMPLE[path]}${more}` }));

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 5, arbitrary: pick([RECIPE, `${LAYER}/recipes-example/hello/hello_2.1.bb`], fc.option(lines(recipeStatement), { freq: 8 })) },
  { weight: 3, arbitrary: extended(RECIPE, lines(recipeStatement)) },
  { weight: 2, arbitrary: pick([`${MAGIC}/second_1.0.bb`, `${LAYER}/recipes-new/third/third_1.0.bb`, `${BUILD}/more/fourth_1.0.bb`], fc.option(lines(recipeStatement), { freq: 2 })) },
  { weight: 3, arbitrary: pick([`${MAGIC}/magic_%.bbappend`, `${MAGIC}/magic_1.0.bbappend`, `${LAYER}/recipes-example/hello/hello_2.1.bbappend`], fc.option(lines(recipeStatement), { freq: 2 })) },
  { weight: 3, arbitrary: pick([`${LAYER}/classes/shared.bbclass`, `${LAYER}/classes-recipe/shared.bbclass`, `${MAGIC}/common.inc`, `${LAYER}/common.inc`, `${MAGIC}/nested/more.inc`], fc.option(lines(recipeStatement), { freq: 2 })) },
  { weight: 2, arbitrary: extended(`${LAYER}/classes/base.bbclass`, lines(recipeStatement)) },
  { weight: 1, arbitrary: extended(`${LAYER}/classes/native.bbclass`, lines(recipeStatement)) },
  { weight: 3, arbitrary: pick([`${BUILD}/conf/local.conf`, `${BUILD}/conf/extra.conf`, `${LAYER}/conf/extra.conf`, `${BUILD}/conf/multiconfig/two.conf`], fc.option(lines(confStatement), { freq: 3 })) },
  { weight: 1, arbitrary: extended(`${LAYER}/conf/bitbake.conf`, lines(confStatement)) },
  { weight: 1, arbitrary: extended(`${LAYER}/conf/layer.conf`, fc.constantFrom('', 'BBFILE_PRIORITY_example = "7"\n', 'A = "from the layer"\n')) },
  { weight: 2, arbitrary: pick([`${GIT}/HEAD`, `${GIT}/refs/heads/main`], fc.option(fc.constantFrom(`${'1'.repeat(40)}\n`, `${'2'.repeat(40)}\n`, 'ref: refs/heads/main\n'), { freq: 5 })) },
  { weight: 2, arbitrary: pick([FLAG], fc.option(fc.constantFrom('1', '2'), { freq: 2 })) },
);

interface Step {
  readonly edits: readonly Edit[];
  /** One by one as an editor's unsaved text, or all at once as files on disk. */
  readonly how: 'unsaved' | 'on disk';
  /** Files put back to what they were at the start, beside the edits. */
  readonly restored: readonly string[];
  /** What is asked before the comparison: answers must not depend on what was asked before. */
  readonly questions: readonly ('hashes' | 'diagnostics' | 'fixes' | 'hover' | 'check')[];
}

const step: fc.Arbitrary<Step> = fc.record({
  edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
  how: fc.constantFrom('unsaved', 'on disk'),
  restored: fc.subarray([RECIPE, `${BUILD}/conf/local.conf`, `${LAYER}/classes/base.bbclass`], { maxLength: 1 }),
  questions: fc.subarray(['hashes', 'diagnostics', 'fixes', 'hover', 'check']),
});

test('a commit is an edit of the recipes that ask for the revision', async () => {
  const { analysis, files } = edited.open({ ...EXAMPLE, [RECIPE]: `${EXAMPLE[RECIPE]!}B1 := "${REVISION}"\ndo_compile[vardeps] += "B1"\n` });
  expect((await analysis.open()).gitFolders).toEqual([GIT]);
  const hash = async (): Promise<unknown> => (await analysis.hashes(RECIPE))?.variants.find(({ mcfn }) => mcfn === RECIPE)?.tasks['do_compile'];
  const before = await hash();
  expect(before).toHaveProperty('basehash', expect.stringMatching(/^[0-9a-f]{64}$/));
  files.set(`${GIT}/refs/heads/main`, `${'2'.repeat(40)}\n`);
  await analysis.filesChanged([`${GIT}/refs/heads/main`]);
  const after = await hash();
  expect(after).toHaveProperty('basehash', expect.stringMatching(/^[0-9a-f]{64}$/));
  expect(after).not.toEqual(before);
});

test('edits one after another give what a new engine gives', async () => {
  let known = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const { analysis, files } = edited.open(EXAMPLE);
      const present: Record<string, string> = { ...EXAMPLE };
      await seen(analysis);
      for (const { edits, how, restored, questions } of steps) {
        const changes = new Map<string, string | null | typeof original>([...restored.map((path) => [path, original] as const), ...edits.map(({ path, text }) => [path, text] as const)]);
        for (const [path, change] of changes) {
          const text = change === original ? EXAMPLE[path]! : change;
          if (text === null) delete present[path];
          else present[path] = text;
          if (how === 'unsaved') await analysis.setText(path, change === original ? undefined : text);
          else if (change === original) files.clear(path);
          else files.set(path, text);
        }
        if (how === 'on disk') await analysis.filesChanged([...changes.keys()]);
        for (const question of questions) await ask(question, analysis);
        const found = await seen(analysis);
        expect(found).toEqual(await seen(fresh.open(present, { only: true }).analysis));
        known += found.hashes.filter((hash) => hash !== null && hash.variants.length > 0).length;
      }
    }),
    { numRuns: 120 },
  );
  // Most of what was compared were hashes, and not only failures.
  expect(known).toBeGreaterThan(100);
});

type Hashes = Awaited<ReturnType<Analysis['hashes']>>;

/** All an engine has to say of its workspace. */
async function seen(analysis: Analysis): Promise<{ readonly opened: unknown; readonly recipes: readonly string[]; readonly hashes: readonly Hashes[] }> {
  const opened = await analysis.open();
  const { recipes } = await analysis.resolveTargets([]);
  const hashes: Hashes[] = [];
  for (const fn of recipes) hashes.push(await analysis.hashes(fn));
  return { opened, recipes, hashes };
}

async function ask(question: Step['questions'][number], analysis: Analysis): Promise<void> {
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const [first] = (await analysis.resolveTargets([])).recipes;
  switch (question) {
    case 'hashes': return void (await analysis.hashes(RECIPE));
    case 'diagnostics': return void (await analysis.diagnostics(RECIPE));
    case 'fixes': return void (await analysis.fixes(RECIPE, range));
    case 'hover': return void (await analysis.hover(RECIPE, { line: 0, character: 0 }));
    case 'check': return void (first !== undefined && (await analysis.check(first)));
  }
}
