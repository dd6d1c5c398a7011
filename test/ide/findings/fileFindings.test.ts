/**
 * Findings in texts, in addition to findings in recipes: each cause once, with the fix, also in classes and
 * configuration.
 */

import { beforeAll, expect, test } from 'vitest';
import { BUILD, LAYER, RECIPE, TestAnalysis, applyEdits } from '../../support/analysis';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

const CLASS = `${LAYER}/classes/old.bbclass`;

test('a finding in a class is reported once, for any recipe that reads it, and is fixed there', async () => {
  const text = 'FILES_${PN} = "x"\n';
  const { analysis } = tests.open({ [CLASS]: text, [RECIPE]: 'inherit old\nLICENSE = "MIT"\n' });
  const { diagnostics } = await analysis.check(RECIPE);
  const [found, ...others] = diagnostics.filter(({ code }) => code === 'renamed-variable');
  expect(others).toEqual([]);
  expect(found).toMatchObject({ path: CLASS, finding: { variable: 'FILES_${PN}', mcfn: null } });
  const fix = await analysis.fixFor(RECIPE, found!.finding!.id);
  expect(applyEdits(text, fix!.edits)).toBe('FILES:${PN} = "x"\n');
});

test('a name that makes the configuration unreadable is reported at its position, as the only error', async () => {
  const file = `${BUILD}/conf/local.conf`;
  const { analysis } = tests.open({ [file]: 'MACHINE ?= "example"\nBB_HASHBASE_WHITELIST = "A"\n' });
  const diagnostics = await analysis.diagnostics(file);
  expect(diagnostics.map(({ code, range }) => [code, range.start.line])).toEqual([['renamed-variable', 1]]);
  expect((await analysis.open()).problems).toEqual(diagnostics);
  expect((await analysis.check(RECIPE)).diagnostics.map(({ code }) => code)).toEqual(['renamed-variable']);
});

test('a name that the configuration itself renames is reported', async () => {
  const { analysis } = tests.open({
    [`${BUILD}/conf/local.conf`]: 'MACHINE ?= "example"\nBB_RENAMED_VARIABLES[MY_OLD] = "MY_NEW"\n',
    [RECIPE]: 'MY_OLD = "1"\n',
  });
  const [found] = (await analysis.diagnostics(RECIPE)).filter(({ code }) => code === 'renamed-variable');
  expect(found?.message).toContain('`MY_NEW`');
});

test('a comment suppresses a finding in a text, and an error that belongs to a rule', async () => {
  const { analysis } = tests.open({ [RECIPE]: '# sighound: ignore renamed-variable known\nFILES_${PN} = "x"\n' });
  expect(await analysis.diagnostics(RECIPE)).toEqual([]);
  expect(await analysis.proofs(RECIPE)).toEqual([]);
});

test('a finding in a text disappears when the text changes', async () => {
  const { analysis } = tests.open({ [RECIPE]: 'FILES_${PN} = "x"\n' });
  expect((await analysis.diagnostics(RECIPE)).map(({ code }) => code)).toEqual(['renamed-variable']);
  await analysis.setText(RECIPE, 'FILES:${PN} = "x"\n');
  expect(await analysis.diagnostics(RECIPE)).toEqual([]);
});
