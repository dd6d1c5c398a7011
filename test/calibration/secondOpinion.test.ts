/** A judge that contradicts the engine is asked again in a state that no other recipe has changed. */

import { describe, expect, test } from 'vitest';
import { SecondOpinion } from '../../server/src/calibration/secondOpinion';
import type { JudgeAnswer, JudgedRecipe } from '../../server/src/platform/platform';
import type { RecipeHashes } from '../../server/src/ide/api/analysisApi';
import { FN, OURS, THEIRS, hashes, judgedAs } from './support';

const ENGINE = hashes({ do_compile: { basehash: OURS } });
const FAILED: JudgeAnswer<JudgedRecipe> = { ok: false, message: 'the interpreter failed' };

/** The answer that counts for each first answer, one after the other, and how often a new judge was asked. */
async function asked(
  firsts: readonly JudgeAnswer<JudgedRecipe>[],
  alone: JudgeAnswer<JudgedRecipe | null>,
  ours: RecipeHashes | null = ENGINE,
): Promise<readonly [counts: readonly JudgeAnswer<JudgedRecipe>[], starts: number]> {
  let starts = 0;
  const second = new SecondOpinion({
    evaluateAlone: async () => {
      starts++;
      return alone;
    },
  });
  const counts: JudgeAnswer<JudgedRecipe>[] = [];
  for (const first of firsts) counts.push(await second.of(FN, ours, first, 1));
  return [counts, starts];
}

describe('the answer that counts', () => {
  const right = judgedAs({ do_compile: OURS });
  const wrong = judgedAs({ do_compile: THEIRS });

  test('is the first one where both agree, and no new judge is asked', async () => {
    expect(await asked([right], wrong)).toEqual([[right], 0]);
  });

  test.each([
    ['another hash', wrong],
    ['a task more', judgedAs({ do_compile: OURS, do_more: THEIRS })],
    ['a task less', judgedAs({})],
    ['a failure of the recipe', judgedAs({ do_compile: OURS }, { errors: ['NameError'] })],
    ['a recipe that is skipped', judgedAs({}, { skipped: 'no' })],
    ['no variant', { ok: true, value: { variants: [], errors: [] } } satisfies JudgeAnswer<JudgedRecipe>],
    ['the end of its thread', FAILED],
  ])('is the answer of a new judge for %s', async (_, first) => {
    expect(await asked([first], right)).toEqual([[right], 1]);
  });

  test('is the first one where its judge has read nothing else', async () => {
    expect(await asked([wrong], { ok: true, value: null })).toEqual([[wrong], 1]);
  });

  test('is the first one for a recipe that also fails here, or is unknown', async () => {
    const failing: RecipeHashes = {
      ...ENGINE,
      problems: [
        {
          path: FN,
          severity: 'error',
          message: 'no',
          code: 'x',
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        },
      ] as unknown as RecipeHashes['problems'],
    };
    const failure = judgedAs({}, { errors: ['ParseError'] });
    expect((await asked([failure], right, failing))[1]).toBe(0);
    expect((await asked([FAILED], right, null))[1]).toBe(0);
    expect((await asked([wrong], right, hashes({ do_compile: { basehash: null, unknown: 'why' } })))[1]).toBe(0);
  });
});

test('an engine that is wrong about all recipes does not start a judge for each', async () => {
  const wrong = judgedAs({ do_compile: THEIRS });
  const [counts, starts] = await asked(
    Array.from({ length: 30 }, () => wrong),
    wrong,
  );
  expect(counts).toEqual(Array.from({ length: 30 }, () => wrong));
  expect(starts).toBeLessThan(10);
});
