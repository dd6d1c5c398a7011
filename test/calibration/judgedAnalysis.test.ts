/** An engine whose basehashes are BitBake's own. */

import { describe, expect, test } from 'vitest';
import { JudgedAnalysis } from '../../server/src/calibration/judgedAnalysis';
import { JudgedBasehashes } from '../../server/src/calibration/judgedBasehashes';
import { ONLY_OURS } from '../../server/src/calibration/standing';
import { unknownRecipe } from '../../server/src/engine/tasks/recipeInfo';
import type { JudgeService } from '../../server/src/platform/platform';
import type { TaskHash, TaskLens } from '../../server/src/ide/api/analysisApi';
import type { RecipeTasks } from '../../server/src/ide/api/tasksApi';
import { FakeAnalysis } from '../lsp/support';
import { FN, OURS, THEIRS, hashes, judgedAs } from './support';

class Judge implements JudgeService {
  readonly asked: string[] = [];
  answer: Awaited<ReturnType<JudgeService['evaluate']>> = judgedAs({ do_compile: THEIRS });
  isDisposed = false;

  start(): void {}
  evaluate: JudgeService['evaluate'] = async (fn) => {
    this.asked.push(fn);
    return this.answer;
  };
  evaluateAlone: JudgeService['evaluateAlone'] = async () => ({ ok: true, value: null });
  signature: JudgeService['signature'] = async () => ({
    ok: true,
    value: { taskdeps: ['A'], gendeps: { do_compile: ['A'], A: [] }, varvals: { do_compile: 'make', A: 'there' } },
  });
  setText(): void {}
  filesChanged(): void {}
  restart = async (): Promise<void> => undefined;
  dispose = async (): Promise<void> => {
    this.isDisposed = true;
  };
}

const TASKS: RecipeTasks = {
  fn: FN,
  stamps: [['/x', 'f1']],
  variants: [
    {
      ...unknownRecipe({ mcfn: FN, multiconfig: '', pn: 'plain' }, ''),
      tasks: [
        { name: 'do_compile', parents: [], flags: {}, basehash: OURS },
        { name: 'do_odd', parents: [], flags: {}, basehash: OURS },
      ],
    },
  ],
};

function made(): {
  readonly engine: FakeAnalysis;
  readonly judge: Judge;
  readonly judged: JudgedBasehashes;
  readonly analysis: JudgedAnalysis;
} {
  const engine = new FakeAnalysis({ buildDir: '/b', bitbakeHints: [], evaluationTimeoutMs: 1 }, {});
  engine.answers.hashes = async () => hashes({ do_compile: { basehash: OURS }, do_odd: { basehash: OURS } });
  engine.answers.recipeTasks = async () => TASKS;
  engine.answers.resolveTargets = async () => ({ recipes: [FN], unknown: [] });
  const judge = new Judge();
  const judged = new JudgedBasehashes(() => judge, 1);
  return { engine, judge, judged, analysis: new JudgedAnalysis(engine, judged) };
}

describe('hashes', () => {
  test("are the judge's; a hash that the judge does not have is unknown", async () => {
    const { analysis, judge } = made();
    expect((await analysis.hashes(FN))?.variants[0]?.tasks).toEqual({
      do_compile: { basehash: THEIRS },
      do_odd: { basehash: null, unknown: ONLY_OURS },
    });
    await analysis.hashes(FN);
    expect(judge.asked).toEqual([FN]);
  });

  test("are the judge's in lenses, too, also where the engine knows none", async () => {
    const { analysis, engine, judge } = made();
    const lensOf = (hash: TaskHash, mcfn = FN): TaskLens => ({
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
      mcfn,
      task: 'do_compile',
      hash,
      dependencies: 1,
      otherVariants: 0,
    });
    const unknown = { basehash: null, unknown: 'this BitBake behaves otherwise' };
    engine.answers.lenses = async () => [
      lensOf({ basehash: OURS }),
      lensOf(unknown),
      lensOf(unknown, '/ws/meta/recipes/plain/plain.inc'),
    ];
    expect((await analysis.lenses(FN)).map(({ hash }) => hash)).toEqual([
      { basehash: THEIRS },
      { basehash: THEIRS },
      unknown,
    ]);
    expect(judge.asked).toEqual([FN]);
  });

  test('of a recipe that BitBake refuses are unknown, with the reason', async () => {
    const { analysis, judge } = made();
    judge.answer = { ok: false, message: 'ParseError: no' };
    expect((await analysis.hashes(FN))?.variants[0]?.tasks['do_compile']).toEqual({
      basehash: null,
      unknown: `${ONLY_OURS}: ParseError: no`,
    });
  });

  test('are unknown where the sandbox could not answer a question', async () => {
    const { analysis, judge } = made();
    judge.answer = judgedAs({ do_compile: THEIRS }, { errors: ['metadata asks this machine: uname'] });
    expect((await analysis.hashes(FN))?.variants[0]?.tasks['do_compile']).toMatchObject({ basehash: null });
  });

  test('are requested again after a change', async () => {
    const { analysis, judged, judge } = made();
    await analysis.hashes(FN);
    judged.setText(FN, 'new');
    judge.answer = judgedAs({ do_compile: OURS });
    expect((await analysis.hashes(FN))?.variants[0]?.tasks['do_compile']).toEqual({ basehash: OURS });
  });

  test("have a signature with BitBake's values", async () => {
    const { analysis, engine } = made();
    engine.answers.variables = async () => ({ BB_BASEHASH_IGNORE_VARS: 'Y X Y' });
    expect(await analysis.signatureData(FN, 'do_compile')).toEqual({
      task: 'do_compile',
      basehash: THEIRS,
      basehash_ignore_vars: ['X', 'Y'],
      taskhash_ignore_tasks: null,
      taskdeps: ['A'],
      gendeps: { A: [] },
      varvals: { do_compile: 'make', A: 'there' },
    });
    expect(await analysis.signatureData(FN, 'do_odd')).toBeNull();
  });
});

describe('task hashes', () => {
  test("contain the judge's basehashes, of all recipes, without a request", async () => {
    const { analysis, engine } = made();
    const learned: (readonly RecipeTasks[])[] = [];
    engine.answers.learnTasks = async (found) => void learned.push(found);
    await analysis.taskStates(FN);
    expect(learned[0]?.[0]).toMatchObject({
      fn: FN,
      stamps: null,
      variants: [
        {
          tasks: [
            { name: 'do_compile', basehash: THEIRS },
            { name: 'do_odd', basehash: null, unknown: ONLY_OURS },
          ],
        },
      ],
    });
    await analysis.taskStates(FN);
    expect(learned.length).toBe(1);
    expect(await analysis.recipesWithoutTasks()).toEqual([]);
  });

  test('are computed again after a change', async () => {
    const { analysis } = made();
    await analysis.taskStates(FN);
    await analysis.setText(FN, 'new');
    expect(await analysis.recipesWithoutTasks()).toEqual([FN]);
  });
});

test('judges are ended with their analysis', async () => {
  const { analysis, judged, judge } = made();
  await analysis.hashes(FN);
  await judged.dispose();
  expect(judge.isDisposed).toBe(true);
  expect((await judged.of('/other.bb'))('/other.bb', 'do_compile')).toMatchObject({ basehash: null });
});
