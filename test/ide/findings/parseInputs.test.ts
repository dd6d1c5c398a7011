/** How often a recipe is evaluated again to prove what it takes from parse time; the fixtures of rules have what is found. */

import { beforeAll, expect, test, vi } from 'vitest';
import { PythonFiles } from '../../../server/src/engine/files/pythonFiles';
import { proveInputs } from '../../../server/src/ide/findings/parseInputs';
import { BUILD, RECIPE, TestAnalysis } from '../../support/analysis';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

/** The number of further evaluations that the proofs of a recipe with this text need. */
async function evaluations(text: string): Promise<number> {
  const { analysis } = tests.open({ [RECIPE]: text, [`${BUILD}/conf/board-id`]: 'board7\n' });
  const supposing = vi.spyOn(PythonFiles.prototype, 'supposing');
  await analysis.proofs(RECIPE);
  const { length } = supposing.mock.calls;
  supposing.mockRestore();
  return length;
}

const TASK = 'do_magictask() {\n    echo ${NUMBER}\n}\naddtask magictask\n';

test('a recipe whose Python asks for nothing outside is evaluated no further time', async () => {
  expect(await evaluations(`NUMBER = "1"\n${TASK}`)).toBe(0);
});

test('a file that reaches no hash costs at most one evaluation for each way to change it', async () => {
  const read = 'python () {\n    open(d.expand("${TOPDIR}/conf/board-id")).read()\n}\n';
  expect(await evaluations(`NUMBER = "1"\n${read}${TASK}`)).toBeLessThanOrEqual(3);
});

test('many paths that reach no hash cost one evaluation together', async () => {
  const ask = 'python () {\n    for i in range(50):\n        os.path.exists(d.expand("${WORKDIR}/made-%d" % i))\n}\n';
  expect(await evaluations(`NUMBER = "1"\n${ask}${TASK}`)).toBe(1);
});

test('after a proof, the interpreter is as the evaluation of the recipe left it', async () => {
  const count = 'seen = []\npython () {\n    seen.append(1)\n    os.path.exists(d.expand("${WORKDIR}/made"))\n}\n';
  const { analysis, engine } = tests.open({
    [RECIPE]: `def number(d):\n    import builtins\n    return str(getattr(builtins, "seen", 0))\n${TASK}`.concat(
      count
        .replace('seen = []\n', '')
        .replace('seen.append(1)', 'import builtins; builtins.seen = getattr(builtins, "seen", 0) + 1'),
    ),
  });
  const result = engine.activate(RECIPE)!;
  await analysis.proofs(RECIPE);
  expect(result.variants[0]!.d.expand('${@number(d)}')).toBe('1');
});

test('a proof about a changed configuration leaves the interpreter with the recipe that was tried', () => {
  const local = `${BUILD}/conf/local.conf`;
  const { engine, text } = tests.open({
    [RECIPE]: `def number(d):\n    return "7"\npython () {\n    os.path.exists(d.expand("\${WORKDIR}/made"))\n}\n${TASK}`,
  });
  const texts = new Map([[local, `${text(local)}\nNUMBER = "1"\n`]]);
  const result = engine.whatIf(texts, RECIPE)!;
  proveInputs(result, texts, engine, null);
  expect(result.variants[0]!.d.expand('${@number(d)}')).toBe('7');
});
