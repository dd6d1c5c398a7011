/**
 * What is said of texts beside what is said of recipes: each cause once, with the fix, in classes and configuration
 * too.
 */

import { beforeAll, expect, test } from 'vitest';
import { BUILD, LAYER, RECIPE, TestAnalysis, applyEdits } from '../../support/analysis';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

const CLASS = `${LAYER}/classes/old.bbclass`;

test('a finding in the text of a class is told once, by whichever recipe reads it, and mended there', async () => {
  const text = 'FILES_${PN} = "x"\n';
  const { analysis } = tests.open({ [CLASS]: text, [RECIPE]: 'inherit old\nLICENSE = "MIT"\n' });
  const { diagnostics } = await analysis.check(RECIPE);
  const [found, ...others] = diagnostics.filter(({ code }) => code === 'renamed-variable');
  expect(others).toEqual([]);
  expect(found).toMatchObject({ path: CLASS, finding: { variable: 'FILES_${PN}', mcfn: null } });
  const fix = await analysis.fixFor(RECIPE, found!.finding!.id);
  expect(applyEdits(text, fix!.edits)).toBe('FILES:${PN} = "x"\n');
});

test('a name that the configuration cannot be read for is told at its place, and no other error beside it', async () => {
  const file = `${BUILD}/conf/local.conf`;
  const { analysis } = tests.open({ [file]: 'MACHINE ?= "example"\nBB_HASHBASE_WHITELIST = "A"\n' });
  const diagnostics = await analysis.diagnostics(file);
  expect(diagnostics.map(({ code, range }) => [code, range.start.line])).toEqual([['renamed-variable', 1]]);
  expect((await analysis.open()).problems).toEqual(diagnostics);
  expect((await analysis.check(RECIPE)).diagnostics.map(({ code }) => code)).toEqual(['renamed-variable']);
});

test('a name that the configuration itself renames', async () => {
  const { analysis } = tests.open({
    [`${BUILD}/conf/local.conf`]: 'MACHINE ?= "example"\nBB_RENAMED_VARIABLES[MY_OLD] = "MY_NEW"\n',
    [RECIPE]: 'MY_OLD = "1"\n',
  });
  const [found] = (await analysis.diagnostics(RECIPE)).filter(({ code }) => code === 'renamed-variable');
  expect(found?.message).toContain('`MY_NEW`');
});

test("a comment suppresses a finding in a text, and an error that is a rule's", async () => {
  const { analysis } = tests.open({ [RECIPE]: '# sighound: ignore renamed-variable known\nFILES_${PN} = "x"\n' });
  expect(await analysis.diagnostics(RECIPE)).toEqual([]);
  expect(await analysis.proofs(RECIPE)).toEqual([]);
});

test('what is found in a text goes when the text changes', async () => {
  const { analysis } = tests.open({ [RECIPE]: 'FILES_${PN} = "x"\n' });
  expect((await analysis.diagnostics(RECIPE)).map(({ code }) => code)).toEqual(['renamed-variable']);
  await analysis.setText(RECIPE, 'FILES:${PN} = "x"\n');
  expect(await analysis.diagnostics(RECIPE)).toEqual([]);
});
