/** The public interface of the engine: which results it keeps of a recipe, and for which callers. */

import { beforeAll, expect, test } from 'vitest';
import { RECIPE, TestWorkspace } from '../support/workspace';

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await TestWorkspace.load();
});

const TEXT = 'A = "a"\ndo_one() {\n    echo ${A}\n}\naddtask one\nBBCLASSEXTEND = "native"\n';
const FILES = { [RECIPE]: TEXT, 'classes/native.bbclass': '' };

test('the engine notes which of the names that a worker sets are read for a recipe', () => {
  const read = (text: string): readonly string[] => [
    ...workspace.evaluate({ [RECIPE]: `${text}\ndo_one() {\n    echo \${A}\n}\naddtask one\n` }).recipe!.workerNames,
  ];
  expect(read('A = "a"')).toEqual([]);
  expect(read('A = "${BUILDNAME}"')).toEqual(['BUILDNAME']);
  expect(read(`A = "a"\npython () {\n    d.getVar('BB_WORKERCONTEXT')\n}`)).toEqual(['BB_WORKERCONTEXT']);
  expect(read('A = "${BB_TASKHASH}"')).toEqual([]);
});

test('the engine keeps only the hashes of a recipe that it evaluates for hashes only', () => {
  const { engine, recipe } = workspace.evaluate(FILES);
  const whole = recipe!.variants.map(({ mcfn, tasks, closureSizes }) => ({ mcfn, tasks, closureSizes }));
  expect(whole.map(({ tasks }) => [...tasks.keys()])).toEqual([['do_one'], ['do_one']]);
  expect(recipe!.variants[0]!.signatures!.gendeps.get('do_one')).toEqual(new Set(['A', 'do_one[depends]']));

  engine.forget(RECIPE);
  const passing = engine.evaluate(RECIPE, { keep: 'hashes' })!;
  expect(passing.variants.map(({ mcfn, tasks, closureSizes }) => ({ mcfn, tasks, closureSizes }))).toEqual(whole);
  expect(passing.variants.map(({ signatures }) => signatures)).toEqual([null, null]);
  expect(engine.evaluate(RECIPE, { keep: 'hashes' })).toBe(passing);
});

test('a caller that asks for more than hashes gets the whole result, and the engine keeps it', () => {
  const { engine } = workspace.evaluate(FILES);
  engine.forget(RECIPE);
  engine.evaluate(RECIPE, { keep: 'hashes' });
  const whole = engine.evaluate(RECIPE)!;
  expect(whole.variants[0]!.signatures!.varvals.get('A')).toBe('a');
  expect(engine.evaluate(RECIPE, { keep: 'hashes' })).toBe(whole);
});
