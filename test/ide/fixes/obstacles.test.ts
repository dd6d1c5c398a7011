/** Where a fix is right but cannot be written: there is no edit, and a reason with what to do. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { EditorFix } from '../../../server/src/ide/api/analysisApi';
import { BUILD, LAYER, RECIPE, TestAnalysis } from '../../support/analysis';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

const TASK = 'do_one() {\n    echo ${MYVAR}\n}\naddtask one\n';
const LEAK = `MYVAR = "\${TOPDIR}/foo"\n${TASK}`;
const FOREIGN = '/ws/meta-foreign';
const FOREIGN_RECIPE = `${FOREIGN}/recipes-far/far/far_1.0.bb`;
const TWO_LAYERS = {
  [`${BUILD}/conf/bblayers.conf`]: `BBPATH = "\${TOPDIR}"\nBBFILES ?= ""\nBBLAYERS = "\${TOPDIR}/../meta-example \${TOPDIR}/../meta-foreign"\n`,
  [`${FOREIGN}/conf/layer.conf`]:
    'BBPATH .= ":${LAYERDIR}"\nBBFILES += "${LAYERDIR}/recipes-*/*/*.bb"\nBBFILE_COLLECTIONS += "foreign"\nBBFILE_PATTERN_foreign = "^${LAYERDIR}/"\nBBFILE_PRIORITY_foreign = "5"\n',
};
const WHOLE = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

/** The only fix for the problems in a file. */
async function fixOf({ analysis }: ReturnType<TestAnalysis['open']>, path: string): Promise<EditorFix> {
  const [fix, ...others] = await analysis.fixes(path, WHOLE);
  expect(others).toEqual([]);
  return fix!;
}

function blocked(fix: EditorFix): string {
  expect(fix).toMatchObject({ edits: [], newFiles: [] });
  return fix.obstacle!.reason;
}

describe('a file that may not be written', () => {
  test('blocks a fix of the recipe, and nothing is written elsewhere instead', async () => {
    const open = tests.open({ [RECIPE]: LEAK }, { readOnly: [RECIPE] });
    const fix = await fixOf(open, RECIPE);
    expect(blocked(fix)).toBe(
      `${RECIPE} is read-only: make it writable, or fix it in a bbappend of your own layer (\`sighound.ownLayers\`)`,
    );
    expect(await open.analysis.fixFor((await open.analysis.recipeOf(RECIPE))!, fix.id)).toBeNull();
  });

  test('does not block a fix that goes into a different file', async () => {
    const fix = await fixOf(tests.open({ [RECIPE]: LEAK }, { readOnly: [`${BUILD}/conf/local.conf`] }), RECIPE);
    expect(fix).toMatchObject({ obstacle: null, edits: [{ path: RECIPE }] });
  });

  test('blocks a fix if the new bbappend would be in its layer', async () => {
    const append = `${LAYER}/recipes-far/far/far_%.bbappend`;
    const fix = await fixOf(
      tests.open({ ...TWO_LAYERS, [FOREIGN_RECIPE]: LEAK }, { ownLayers: [LAYER], readOnly: [append] }),
      FOREIGN_RECIPE,
    );
    expect(blocked(fix)).toContain(`${append} is read-only`);
  });
});

describe('a recipe of another layer', () => {
  test('is fixed from a new bbappend of the own layer', async () => {
    const { analysis } = tests.open({ ...TWO_LAYERS, [FOREIGN_RECIPE]: LEAK }, { ownLayers: [LAYER] });
    const append = `${LAYER}/recipes-far/far/far_%.bbappend`;
    const [fix] = await analysis.fixes(FOREIGN_RECIPE, WHOLE);
    expect(fix).toMatchObject({
      obstacle: null,
      newFiles: [append],
      edits: [{ path: append, newText: 'MYVAR[vardepsexclude] += "TOPDIR"\n' }],
    });
    // The fix works as promised: the engine finds the bbappend, and the finding is gone.
    await analysis.setText(append, fix!.edits[0]!.newText);
    expect(await analysis.fixes(FOREIGN_RECIPE, WHOLE)).toEqual([]);
    const hashes = await analysis.hashes((await analysis.recipeOf(FOREIGN_RECIPE))!);
    expect(hashes!.appends).toEqual([`${BUILD}/../meta-example/recipes-far/far/far_%.bbappend`]);
    expect(hashes!.variants[0]!.tasks.do_one).toEqual({ basehash: fix!.after });
  });

  test('is fixed by a new bbappend that is empty at first', async () => {
    const { analysis, files } = tests.open({ ...TWO_LAYERS, [FOREIGN_RECIPE]: LEAK }, { ownLayers: [LAYER] });
    const [fix] = await analysis.fixes(FOREIGN_RECIPE, WHOLE);
    const { path, newText } = fix!.edits[0]!;
    files.set(path, '');
    await analysis.filesChanged([path]);
    expect(await analysis.proofs(FOREIGN_RECIPE)).toHaveLength(1);
    await analysis.setText(path, newText);
    expect(await analysis.proofs(FOREIGN_RECIPE)).toEqual([]);
  });

  const old = `FILES_\${PN} = "a"\n${TASK}`;

  test('is not fixed if its own text must change, with own layers and without', async () => {
    const open = tests.open({ ...TWO_LAYERS, [FOREIGN_RECIPE]: old }, { ownLayers: [LAYER] });
    expect(blocked(await fixOf(open, FOREIGN_RECIPE))).toBe(
      `${FOREIGN_RECIPE} is not in a layer of yours: fix it in a bbappend of your own layer, or name the layer in \`sighound.ownLayers\``,
    );
    const none = tests.open({ ...TWO_LAYERS, [FOREIGN_RECIPE]: old }, { ownLayers: ['/ws/elsewhere'] });
    expect(blocked(await fixOf(none, FOREIGN_RECIPE))).toBe(
      `${FOREIGN_RECIPE} is not in a layer of yours: no layer is: name yours in \`sighound.ownLayers\``,
    );
  });
});

describe('a file that has changed on disk without a notification', () => {
  test('gets no edit until the notification, even if fixes are tried in between', async () => {
    const open = tests.open({ [RECIPE]: LEAK });
    expect((await fixOf(open, RECIPE)).obstacle).toBeNull();
    open.files.set(RECIPE, `\n\n${LEAK}`);
    for (let asked = 0; asked < 2; asked++) {
      const fix = await fixOf(open, RECIPE);
      expect(blocked(fix)).toBe(
        `${RECIPE} has changed on disk since it was read: wait until Sighound has checked it again, then ask again`,
      );
      expect(fix.obstacle!.changedFile).toBe(RECIPE);
    }
    expect(await open.analysis.fixAll(RECIPE, [])).toMatchObject({ edits: [], obstacle: { changedFile: RECIPE } });
    expect(await open.analysis.commentActions(RECIPE, WHOLE)).toEqual([
      expect.objectContaining({ edits: [], obstacle: expect.objectContaining({ changedFile: RECIPE }) }),
    ]);
    await open.analysis.filesChanged([RECIPE]);
    expect(await fixOf(open, RECIPE)).toMatchObject({ obstacle: null, edits: [{ range: { start: { line: 2 } } }] });
  });

  test('may be a class in which the fix adds its line', async () => {
    const path = `${LAYER}/classes/special.bbclass`;
    const open = tests.open({ [path]: 'MYVAR = "${TOPDIR}/foo"\n', [RECIPE]: `inherit special\n${TASK}` });
    const [found] = await open.analysis.proofs(RECIPE);
    expect(found!.path).toBe(path);
    open.files.set(path, 'B = "1"\nMYVAR = "${TOPDIR}/foo"\n');
    expect(blocked((await open.analysis.fixes(path, WHOLE))[0]!)).toContain(`${path} has changed on disk`);
  });
});

describe('a bbappend without a recipe', () => {
  const dangling = `${LAYER}/recipes-example/magic/magik_1.%.bbappend`;

  test('is reported, and no fix can be tried', async () => {
    const { analysis } = tests.open({ [dangling]: 'MYVAR = "${TOPDIR}"\n' });
    const [problem, ...others] = await analysis.diagnostics(dangling);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      path: dangling,
      severity: 'error',
      code: 'metadata-error',
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 19 } },
      message:
        'this bbappend has no recipe: BitBake looks for `magik_1.%.bb` with anything for `%` and refuses every build without it; rename the bbappend after its recipe, or remove it',
    });
    expect(await analysis.proofs(dangling)).toEqual([]);
    expect(await analysis.fixAll(dangling, [])).toBeNull();
    const [fix] = await analysis.fixes(dangling, WHOLE);
    expect([fix!.obstacle!.reason, fix!.edits]).toEqual([problem!.message, []]);
    expect(
      await analysis.fixes(dangling, { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }),
    ).toEqual([]);
    // Its recipe is created.
    await analysis.setText(`${LAYER}/recipes-example/magic/magik_1.7.bb`, '');
    expect(await analysis.diagnostics(dangling)).toEqual([]);
  });

  test('is a warning where the build only warns, or where no layer includes it', async () => {
    const { analysis } = tests.open({
      [dangling]: '',
      [`${LAYER}/lost/lost_1.0.bbappend`]: '',
      [`${BUILD}/conf/local.conf`]: 'MACHINE = "x"\nBB_DANGLINGAPPENDS_WARNONLY = "1"\n',
    });
    expect(await analysis.diagnostics(dangling)).toMatchObject([
      { severity: 'warning', code: 'metadata-warning', message: expect.not.stringContaining('refuses') },
    ]);
    expect(await analysis.diagnostics(`${LAYER}/lost/lost_1.0.bbappend`)).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('no layer has this bbappend in its `BBFILES`') },
    ]);
  });

  test('is a warning where it is masked, and nothing where it no longer exists', async () => {
    const { analysis } = tests.open({
      [dangling]: '',
      [`${BUILD}/conf/local.conf`]: 'MACHINE = "x"\nBBMASK = "magik_"\n',
    });
    expect(await analysis.diagnostics(dangling)).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('no layer has') },
    ]);
    expect(await analysis.diagnostics(`${LAYER}/recipes-example/magic/gone_1.0.bbappend`)).toEqual([]);
  });
});
