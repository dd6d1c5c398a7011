/** The way of a name into a hash that does not contain it, and the source of a value that Python makes. */

import { beforeAll, expect, test } from 'vitest';
import { BUILD, RECIPE, TestAnalysis } from '../../support/analysis';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

const MAGIC = `${BUILD}/../meta-example/recipes-example/magic/magic_1.0.bb`;
const TASK = 'do_one() {\n    echo ${A}\n}\naddtask one\n';
const COMPUTED = 'A = "${@d.getVar(\'B\' + \'C\')}"\nA[vardepvalue] = "${A}"\nBC = "${D}"\nD = "old new"\n';

async function whyOf(text: string, name: string): Promise<{ chain: readonly string[]; kind: string | undefined }> {
  const { analysis } = tests.open({ [RECIPE]: text + TASK });
  const [answer] = await analysis.why(MAGIC, 'do_one', name);
  return { chain: answer?.links.map(({ key }) => key) ?? [], kind: answer?.through?.kind };
}

test('a name that only a `[vardepvalue]` reads has its way through it', async () => {
  expect(await whyOf(COMPUTED, 'D')).toEqual({
    chain: ['do_one', 'A', 'A[vardepvalue]', 'A', 'BC', 'D'],
    kind: 'vardepvalue',
  });
});

test('a name of which only asked words count is said to act by them', async () => {
  expect(await whyOf("A = \"${@bb.utils.contains('WORDS', 'x', '1', '2', d)}\"\nWORDS = \"x y\"\n", 'WORDS')).toEqual({
    chain: ['do_one', 'A', 'WORDS'],
    kind: 'contains',
  });
});

test('a name that `:=` read is said to be written into the variable', async () => {
  expect(await whyOf('B = "x"\nA := "${B}"\n', 'B')).toEqual({ chain: ['do_one', 'A', 'B'], kind: 'immediate' });
});

test('a name that nothing reads has no way', async () => {
  expect(await whyOf('A = "1"\nB = "2"\n', 'B')).toEqual({ chain: [], kind: undefined });
});

test('the last link has all assignments, with the reason of those without effect', async () => {
  const { analysis } = tests.open({ [RECIPE]: `A ?= "1"\nA:class-target = "2"\n${TASK}` });
  const [answer] = await analysis.why(MAGIC, 'do_one', 'A');
  const link = answer?.links.at(-1);
  expect(link?.location?.range.start.line).toBe(1);
  expect(link?.assignments.map(({ variable, line, lost }) => ({ variable, line, lost }))).toEqual([
    { variable: 'A:class-target', line: 2, lost: null },
    { variable: 'A', line: 1, lost: '`A:class-target` wins' },
  ]);
});

test('the difference of a computed value is found in the line that a person wrote', async () => {
  const { analysis } = tests.open({ [RECIPE]: COMPUTED + TASK });
  const source = await analysis.changedAssignment(MAGIC, 'A', 'old');
  expect([source?.variable, source?.text, source?.range.start.line]).toEqual(['D', 'old new', 3]);
});
