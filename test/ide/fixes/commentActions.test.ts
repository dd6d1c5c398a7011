/** Comments that hide a finding are added where they have an effect and change no hash; useless ones are removed. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { EditorDiagnostic } from '../../../server/src/ide/api/analysisApi';
import { RECIPE, TestAnalysis, applyEdits } from '../../support/analysis';
import { openFixture, positionOf } from '../support';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

const TASK = 'do_one() {\n    echo ${A}\n}\naddtask one\n';
const CODE = 'host-dependent-signature';

/**
 * The comment that is offered for the finding at the fixture's mark turns its file into `hidden`: then the finding is
 * gone and every hash is unchanged.
 */
async function checkIgnore(source: string, hidden: string): Promise<void> {
  const { analysis, path, file } = openFixture(tests, source);
  const all = async (): Promise<readonly EditorDiagnostic[]> => [
    ...(await analysis.diagnostics(path)),
    ...(await analysis.proofs(path)),
  ];
  const found = (await all()).filter((diagnostic) => diagnostic.path === path && diagnostic.finding);
  expect(found.map(({ range }) => range.start)).toEqual([positionOf(file, file.ranges[0]!.start)]);
  const fn = (await analysis.recipeOf(path))!;
  const hashes = await analysis.hashes(fn);
  const [action, ...others] = await analysis.commentActions(path, found[0]!.range);
  expect(others).toEqual([]);
  expect(action).toMatchObject({
    title: `Ignore ${found[0]!.code} here`,
    code: found[0]!.code,
    id: found[0]!.finding!.id,
    newFiles: [],
    changedTasks: [],
    obstacle: null,
    edits: [{ path, placeholder: 'reason' }],
  });
  const text = applyEdits(file.text, action!.edits);
  expect(text).toBe(hidden);
  await analysis.setText(path, text);
  expect(await all()).toEqual([]);
  expect(await analysis.hashes(fn)).toEqual(hashes);
  expect(
    await analysis.commentActions(path, { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } }),
  ).toEqual([]);
}

describe('the comment that hides a finding', () => {
  test('goes above the assignment of a variable', () =>
    checkIgnore(
      `B = "1"\nA = "\${<|TOPDIR|>}/a"\n${TASK}`,
      `B = "1"\n# sighound: ignore ${CODE} reason\nA = "\${TOPDIR}/a"\n${TASK}`,
    ));
  test('goes above the first line of a value of several lines', () =>
    checkIgnore(
      `A = "b \\\n  \${<|TOPDIR|>}/a"\n${TASK}`,
      `# sighound: ignore ${CODE} reason\nA = "b \\\n  \${TOPDIR}/a"\n${TASK}`,
    ));
  test('goes above the function, where no comment is hashed', () =>
    checkIgnore(
      'do_one() {\n    echo ${<|TOPDIR|>}\n}\naddtask one\n',
      `# sighound: ignore ${CODE} reason\ndo_one() {\n    echo \${TOPDIR}\n}\naddtask one\n`,
    ));
  test('goes above a Python function', () =>
    checkIgnore(
      'B = "1"\npython do_one() {\n    bb.note(d.getVar("<|TOPDIR|>"))\n}\naddtask one\n',
      `B = "1"\n# sighound: ignore ${CODE} reason\npython do_one() {\n    bb.note(d.getVar("TOPDIR"))\n}\naddtask one\n`,
    ));
  test('has the line ends of the file', () =>
    checkIgnore(
      'B = "1"\r\nA = "${<|TOPDIR|>}/a"\r\ndo_one() {\r\n    echo ${A}\r\n}\r\naddtask one\r\n',
      `B = "1"\r\n# sighound: ignore ${CODE} reason\r\nA = "\${TOPDIR}/a"\r\ndo_one() {\r\n    echo \${A}\r\n}\r\naddtask one\r\n`,
    ));
  test('goes below a comment that hides a different finding', () =>
    checkIgnore(
      `# about it\n# sighound: ignore ineffective-vardepsexclude kept\nA[vardepsexclude] = "PV"\n# why\nA = "\${<|TOPDIR|>}/a"\n${TASK}`,
      `# about it\n# sighound: ignore ineffective-vardepsexclude kept\nA[vardepsexclude] = "PV"\n# why\n# sighound: ignore ${CODE} reason\nA = "\${TOPDIR}/a"\n${TASK}`,
    ));
  test('goes into the class', () =>
    checkIgnore(
      `#- classes/special.bbclass\nA = "\${<|TOPDIR|>}/a"\n#- recipes-example/magic/magic_1.0.bb\ninherit special\n${TASK}`,
      `# sighound: ignore ${CODE} reason\nA = "\${TOPDIR}/a"\n`,
    ));
  test('is offered for a finding that needs no proof', () =>
    checkIgnore('<|SRCREV = "main"|>\n', '# sighound: ignore moving-revision reason\nSRCREV = "main"\n'));
});

describe('no comment is offered', () => {
  test('right after a def, whose text it would become part of', async () => {
    const text = `def word(d):\n    return "a"\nA = "\${TOPDIR}/a"\n${TASK}`;
    const { analysis } = tests.open({ [RECIPE]: text });
    const [found] = await analysis.proofs(RECIPE);
    expect(found?.code).toBe(CODE);
    expect(await analysis.commentActions(RECIPE, found!.range)).toEqual([]);
  });

  test('next to a finding', async () => {
    const { analysis } = openFixture(tests, `A = "\${TOPDIR}/a"\n${TASK}`);
    expect(
      await analysis.commentActions(RECIPE, { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } }),
    ).toEqual([]);
  });

  test("in a layer that is not the user's, and the reason says so", async () => {
    const { analysis } = tests.open({ [RECIPE]: `A = "\${TOPDIR}/a"\n${TASK}` }, { ownLayers: ['/ws/meta-mine'] });
    const [action] = await analysis.commentActions(RECIPE, {
      start: { line: 0, character: 0 },
      end: { line: 0, character: 9 },
    });
    expect(action).toMatchObject({
      title: `Ignore ${CODE} here`,
      edits: [],
      obstacle: { reason: `${RECIPE} is not in a layer of yours: no layer is: name yours in \`sighound.ownLayers\`` },
    });
  });
});

describe('a comment that hides nothing', () => {
  /** The comments of the recipe, and the text after the first one is removed. */
  async function removed(
    text: string,
  ): Promise<{ readonly text: string; readonly messages: readonly string[]; readonly changed: readonly string[] }> {
    const { analysis } = openFixture(tests, text);
    const unused = (await analysis.proofs(RECIPE)).filter(({ code }) => code === 'unused-suppression');
    const [action] = await analysis.commentActions(RECIPE, unused[0]!.range);
    expect(action).toMatchObject({ title: 'Remove this comment', code: 'unused-suppression', obstacle: null });
    const after = applyEdits(text, action!.edits);
    await analysis.setText(RECIPE, after);
    expect((await analysis.proofs(RECIPE)).filter(({ code }) => code === 'unused-suppression')).toHaveLength(
      unused.length - 1,
    );
    return {
      text: after,
      messages: unused.map(({ message }) => message),
      changed: action!.changedTasks.map(({ task }) => task),
    };
  }

  test('is removed together with its line', async () => {
    expect(await removed(`A = "a"\n# sighound: ignore ${CODE} once\n${TASK}`)).toMatchObject({
      text: `A = "a"\n${TASK}`,
      changed: [],
    });
    expect(await removed(`A = "a"\r\n# sighound: ignore ${CODE} once`)).toMatchObject({
      text: 'A = "a"\r\n',
      changed: [],
    });
  });

  test('is removed from a function, and the changed hash is reported', async () => {
    const text = `A = "a"\ndo_one() {\n    # sighound: ignore ${CODE} once\n    echo \${A}\n}\naddtask one\n`;
    expect(await removed(text)).toMatchObject({ text: `A = "a"\n${TASK}`, changed: ['do_one'] });
  });

  test.each([
    [
      'host-dependant-signature',
      'hides nothing: there is no rule `host-dependant-signature` (did you mean `host-dependent-signature`?); correct',
    ],
    ['nostamp', 'did you mean `nostamp-task`?'],
    ['NOSTAMP_TASK', 'did you mean `nostamp-task`?'],
    ['gibberish', 'there is no rule `gibberish` (the rules are `unstable-basehash`, `host-dependent-signature`, '],
    ['', 'this comment hides nothing: it names no rule; remove it'],
  ])('reports the code `%s`', async (code, message) => {
    expect((await removed(`# sighound: ignore ${code}\nA = "a"\n${TASK}`)).messages[0]).toContain(message);
  });
});

test('a file that cannot be written is reported', async () => {
  const { analysis } = tests.open({ [RECIPE]: `# sighound: ignore ${CODE}\nA = "a"\n${TASK}` }, { readOnly: [RECIPE] });
  const [action] = await analysis.commentActions(RECIPE, {
    start: { line: 0, character: 0 },
    end: { line: 0, character: 9 },
  });
  expect(action).toMatchObject({
    title: 'Remove this comment',
    edits: [],
    obstacle: { reason: expect.stringContaining('is read-only') },
  });
});
