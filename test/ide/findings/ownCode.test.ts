/**
 * Whose code an `untracked-dependency` finding concerns, and where: a function of a class is one cause, however many
 * recipes and variants use it.
 */

import { beforeAll, expect, test } from 'vitest';
import type { EditorDiagnostic } from '../../../server/src/ide/api/analysisApi';
import { BUILD, LAYER, RECIPE, TestAnalysis } from '../../support/analysis';

const CLASS = `${LAYER}/classes/modes.bbclass`;
const CODE =
  'python do_modes() {\n    for kind in ("fast", "small"):\n        bb.utils.mkdirhier(d.getVar("MODE_" + kind) or "none")\n}\naddtask modes after do_compile\n';
const CALL = 'd.getVar("MODE_" + kind)';
const USER = 'LICENSE = "MIT"\nMODE_fast = "-O3"\ninherit modes\nBBCLASSEXTEND = "native"\n';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

async function untracked(
  files: Readonly<Record<string, string>>,
  path = RECIPE,
): Promise<readonly (readonly [path: string, line: number, text: string])[]> {
  const { analysis, text } = tests.open(files);
  await analysis.prepare(RECIPE);
  const found = await analysis.diagnostics(path);
  return found
    .filter(({ code }) => code === 'untracked-dependency')
    .map((one) => [one.path, one.range.start.line, textAt(one, text(one.path))]);
}

function textAt({ range: { start, end } }: EditorDiagnostic, text: string): string {
  expect(start.line).toBe(end.line);
  return (text.split('\n')[start.line] ?? '').slice(start.character, end.character);
}

test('a finding in a class of an own layer is reported once, at its line, in recipe and class', async () => {
  const expected = [[CLASS, 2, CALL]];
  expect(await untracked({ [CLASS]: CODE, [RECIPE]: USER })).toEqual(expected);
  expect(await untracked({ [CLASS]: CODE, [RECIPE]: USER }, CLASS)).toEqual(expected);
});

test('a class of a foreign layer has no finding, but own code that calls it has', async () => {
  const theirs = '/other/meta-theirs';
  const foreign = {
    [`${BUILD}/conf/bblayers.conf`]: `BBPATH = "\${TOPDIR}"\nBBFILES ?= ""\nBBLAYERS ?= "${LAYER} ${theirs}"\n`,
    [`${theirs}/conf/layer.conf`]: 'BBPATH .= ":${LAYERDIR}"\n',
    [`${theirs}/.git/config`]: '[remote "origin"]\n\turl = https://git.openembedded.org/meta-theirs\n',
  };
  const theirClass = `${theirs}/classes/modes.bbclass`;
  expect(await untracked({ ...foreign, [theirClass]: CODE, [RECIPE]: USER })).toEqual([]);
  // Arguments that the user's own code passes to a foreign function are the user's; so is the build configuration.
  const helper = 'def setting(name, d):\n    return d.getVar(name)\n';
  const own = `LICENSE = "MIT"\nMODE_fast = "1"\ninherit modes\ndo_compile() {\n    echo \${FLAGS} \${@setting('MODE_fast', d)}\n}\n`;
  expect(await untracked({ ...foreign, [theirClass]: helper, [RECIPE]: own })).toEqual([
    [RECIPE, 4, "setting('MODE_fast', d)"],
  ]);
  const local = {
    [`${BUILD}/conf/local.conf`]: 'MACHINE ?= "example"\nFLAGS = "${@d.getVar(\'MODE_%s\' % \'fast\')}"\n',
  };
  expect(await untracked({ ...foreign, ...local, [theirClass]: '', [RECIPE]: own.replace(/ \$\{@.*\}/, '') })).toEqual([
    [`${BUILD}/conf/local.conf`, 1, "d.getVar('MODE_%s' % 'fast')"],
  ]);
});

test('a bbappend and a variable over several lines have findings at their lines', async () => {
  const append = RECIPE.replace('magic_1.0.bb', 'magic_%.bbappend');
  const code = 'MODE_fast = "1"\nFLAGS = "a \\\n    ${@d.getVar(\'MODE_%s\' % \'fast\')} \\\n    b"\n';
  expect(await untracked({ [append]: code, [RECIPE]: 'do_compile() {\n    echo ${FLAGS}\n}\n' })).toEqual([
    [append, 2, "d.getVar('MODE_%s' % 'fast')"],
  ]);
});

test('a finding is in the last definition of a function, and in a variable used with its override', async () => {
  const longer = CODE.replace(
    'python do_modes() {\n',
    'python do_modes() {\n    bb.utils.mkdirhier("a folder that the other one does not make at all")\n',
  );
  expect(await untracked({ [RECIPE]: `MODE_fast = "1"\n${longer}${CODE}` })).toEqual([[RECIPE, 9, CALL]]);
  const note =
    'MODE_fast = "1"\nNOTE:${PN} = "${@d.getVar(\'MODE_%s\' % \'fast\')}"\ndo_compile() {\n    echo ${NOTE:magic}\n}\n';
  expect(await untracked({ [RECIPE]: note })).toEqual([[RECIPE, 1, "d.getVar('MODE_%s' % 'fast')"]]);
});

test('a task that runs in every build is never out of date', async () => {
  expect(await untracked({ [CLASS]: `${CODE}do_modes[nostamp] = "1"\n`, [RECIPE]: USER })).toEqual([]);
});
