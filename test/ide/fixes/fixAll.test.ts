/** All fixes of a file as one change: they are tried together, do not overlap, and leave nothing for a second run. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { EditorFixAll } from '../../../server/src/ide/api/analysisApi';
import { LAYER, RECIPE, TestAnalysis, applyEdits } from '../../support/analysis';
import { openFixture } from '../support';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

/** Fixes everything in the recipe, whose text is `fixed` afterwards; a second run offers nothing. */
async function check(
  text: string,
  fixed: string,
  { count, except = [] }: { readonly count: number; readonly except?: readonly string[] },
): Promise<EditorFixAll> {
  const { analysis } = openFixture(tests, text);
  const change = (await analysis.fixAll(RECIPE, except))!;
  expect(change).toMatchObject({ count, newFiles: [], obstacle: null });
  expect(change.edits.map((edit) => edit.path)).toEqual(change.edits.map(() => RECIPE));
  const after = applyEdits(text, change.edits);
  expect(after).toBe(fixed);
  // The hashes that the change promised are correct.
  await analysis.setText(RECIPE, after);
  const hashes = await analysis.hashes((await analysis.recipeOf(RECIPE))!);
  for (const { task, after: hash } of change.changedTasks)
    expect(hashes!.variants[0]!.tasks[task]).toEqual({ basehash: hash });
  expect(await analysis.fixAll(RECIPE, except)).toBeNull();
  return change;
}

const TASKS = 'do_one() {\n    echo ${A} ${C}\n}\naddtask one\ndo_two() {\n    echo ${TOPDIR} ${C}\n}\naddtask two\n';

describe('one change', () => {
  test('reports the hashes of all tasks that it changes, that of the first finding first', async () => {
    const { changedTasks } = await check(
      `A = "\${TOPDIR}/a"\nC = "\${TOPDIR}/b"\n${TASKS}`,
      'A = "${TOPDIR}/a"\nA[vardepsexclude] += "TOPDIR"\nC = "${TOPDIR}/b"\nC[vardepsexclude] += "TOPDIR"\n' +
        'do_one() {\n    echo ${A} ${C}\n}\naddtask one\ndo_two() {\n    echo ${TOPDIR} ${C}\n}\ndo_two[vardepsexclude] += "TOPDIR"\naddtask two\n',
      { count: 2 },
    );
    expect(changedTasks.map(({ task }) => task)).toEqual(['do_one', 'do_two']);
    for (const { before, after } of changedTasks)
      expect([before === after, before, after]).toEqual([
        false,
        expect.stringMatching(/^[0-9a-f]{64}$/),
        expect.stringMatching(/^[0-9a-f]{64}$/),
      ]);
  });

  test('applies overlapping edits one after the other: two useless words of one value, then the statement', () =>
    check(
      'A = "a"\nA[vardepsexclude] = "PV PN"\ndo_one() {\n    echo ${A}\n}\naddtask one\n',
      'A = "a"\ndo_one() {\n    echo ${A}\n}\naddtask one\n',
      { count: 2 },
    ));

  test('combines fixes of several rules, and removes comments that hide nothing', () =>
    check(
      '# sighound: ignore nostamp-task not any more\nA = "${TOPDIR}/a"\nA[vardepsexclude] = "PV"\ndo_one() {\n    echo ${A}\n}\naddtask one\n',
      'A = "${TOPDIR}/a"\nA[vardepsexclude] += "TOPDIR"\ndo_one() {\n    echo ${A}\n}\naddtask one\n',
      { count: 3 },
    ));

  test('keeps the line ends', () =>
    check(
      'A = "${TOPDIR}"\r\ndo_one() {\r\n    echo ${A}\r\n}\r\naddtask one\r\n',
      'A = "${TOPDIR}"\r\nA[vardepsexclude] += "TOPDIR"\r\ndo_one() {\r\n    echo ${A}\r\n}\r\naddtask one\r\n',
      { count: 1 },
    ));
});

describe('fix all ignores', () => {
  const text = 'A = "${TOPDIR}/a"\nC = "b"\nC[vardepsexclude] = "PV"\ndo_one() {\n    echo ${A} ${C}\n}\naddtask one\n';

  test('a rule that is switched off', () =>
    check(text, text.replace('C[vardepsexclude] = "PV"\n', ''), { count: 1, except: ['host-dependent-signature'] }));

  test('everything if all rules are switched off', async () => {
    const { analysis } = openFixture(tests, text);
    expect(await analysis.fixAll(RECIPE, ['host-dependent-signature', 'ineffective-vardepsexclude'])).toBeNull();
  });

  test('hidden findings, findings without a fix, and comments that name no rule', async () => {
    const hidden =
      '# sighound: ignore host-dependent-signature on purpose\nA = "${TOPDIR}/a"\n# sighound: ignore no-such\nSRCREV = "main"\ndo_one() {\n    echo ${A}\n}\naddtask one\n';
    const { analysis } = openFixture(tests, hidden);
    expect((await analysis.diagnostics(RECIPE)).map(({ code }) => code)).toEqual(['moving-revision']);
    expect(await analysis.fixAll(RECIPE, [])).toBeNull();
  });

  test('a file without findings, and a file that no recipe uses', async () => {
    const { analysis } = openFixture(
      tests,
      '#- classes/alone.bbclass\nA = "1"\n#- recipes-example/magic/magic_1.0.bb\nA = "1"\n',
    );
    expect(await analysis.fixAll(RECIPE, [])).toBeNull();
    expect(await analysis.fixAll(`${LAYER}/classes/alone.bbclass`, [])).toBeNull();
  });
});

test('fix all changes only the requested file', async () => {
  const { analysis } = openFixture(
    tests,
    '#- classes/special.bbclass\nA = "${TOPDIR}/a"\n#- recipes-example/magic/magic_1.0.bb\ninherit special\nC = "${TOPDIR}/b"\ndo_one() {\n    echo ${A}\n}\naddtask one\ndo_two() {\n    echo ${C}\n}\naddtask two\n',
  );
  expect((await analysis.fixAll(RECIPE, []))!.edits).toMatchObject([
    { path: RECIPE, newText: '\nC[vardepsexclude] += "TOPDIR"' },
  ]);
  expect((await analysis.fixAll(`${LAYER}/classes/special.bbclass`, []))!.edits).toMatchObject([
    { path: `${LAYER}/classes/special.bbclass`, newText: '\nA[vardepsexclude] += "TOPDIR"' },
  ]);
});

test('a file that cannot be written is reported', async () => {
  const { analysis } = tests.open(
    { [RECIPE]: 'A = "${TOPDIR}"\ndo_one() {\n    echo ${A}\n}\naddtask one\n' },
    { readOnly: [RECIPE] },
  );
  expect(await analysis.fixAll(RECIPE, [])).toMatchObject({
    count: 0,
    edits: [],
    obstacle: { reason: expect.stringContaining(`${RECIPE} is read-only`) },
  });
});
