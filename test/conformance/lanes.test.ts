/** Lanes share one queue, and give the cause of each difference; tables take the role of engine and judge. */
import { expect, test } from 'vitest';
import type { AnalysisService } from '../../server/src/platform/platform';
import type { JudgeClient } from '../../server/src/threads/judgeClient';
import type { RecipeHashes, SignatureInputs } from '../../server/src/ide/api/analysisApi';
import { type Lane, compareSides, explain, runLanes } from '../../tools/conformance/lanes';

const SIGNATURE: SignatureInputs = { taskdeps: ['A'], gendeps: {}, varvals: { do_x: '', A: '1' } };

/** A lane whose two sides know the recipe under every name; `do_x` has a different value of `A` for the judge. */
function lane(errors: readonly string[] = []): Lane {
  const hashes = async (fn: string): Promise<RecipeHashes> => ({
    fn,
    appends: [],
    problems: [],
    variants: [
      {
        mcfn: fn,
        pn: 'p',
        skipped: null,
        tasks: {
          do_same: { basehash: '1' },
          do_x: { basehash: '2' },
          do_asks: { basehash: null, unknown: 'metadata asks this machine: `date`' },
        },
        dependencies: {},
      },
    ],
  });
  const evaluate = async (fn: string): Promise<unknown> =>
    errors.length > 0
      ? {
          ok: true,
          value: {
            variants: [],
            errors: errors.map((message) => ({ type: 'ParseError', message, multiconfig: '' })),
            questions: [],
          },
        }
      : {
          ok: true,
          value: {
            variants: [{ mcfn: fn, pn: 'p', tasks: { do_same: '1', do_x: '3', do_asks: '4' } }],
            errors: [],
            questions: ['`uname -a`'],
          },
        };
  return {
    analysis: { hashes, signature: async () => SIGNATURE } as unknown as AnalysisService,
    judge: {
      evaluate,
      signature: async () => ({ ok: true, value: { ...SIGNATURE, varvals: { do_x: '', A: '2' } } }),
    } as unknown as JudgeClient,
  };
}

test('every recipe is evaluated once, in any lane', async () => {
  const seen: string[] = [];
  await runLanes(['/a.bb', '/b.bb', '/c.bb'], [lane(), lane()], async ({ fn }) => void seen.push(fn));
  expect(seen.sort((a, b) => (a < b ? -1 : 1))).toEqual(['/a.bb', '/b.bb', '/c.bb']);
});

test('the judge is asked about each n-th recipe, and nothing is compared with it elsewhere', async () => {
  const seen: [string, boolean, number][] = [];
  await runLanes(
    ['/a.bb', '/b.bb', '/c.bb'],
    [lane()],
    async (comparison) =>
      void seen.push([comparison.fn, comparison.judge !== null, compareSides(comparison).mismatches.length]),
    2,
  );
  expect(seen).toEqual([
    ['/a.bb', true, 2],
    ['/b.bb', false, 0],
    ['/c.bb', true, 2],
  ]);
});

test('a difference has its first differing key, and an unknown hash its question', async () => {
  const found: unknown[] = [];
  await runLanes(['/a.bb'], [lane()], async (comparison, used) => {
    expect([...comparison.questions]).toEqual(['`uname -a`', '`date`']);
    for (const mismatch of compareSides(comparison).mismatches) found.push(await explain(mismatch, comparison, used));
  });
  expect(found).toEqual([
    { cause: { pair: 'engine-judge', kind: 'unknown', key: 'metadata asks this machine: `date`' } },
    { cause: { pair: 'engine-judge', kind: 'value', key: 'A' }, here: '1', there: '2' },
  ]);
});

test("a recipe that BitBake refuses has tasks on our side only, with BitBake's reason", async () => {
  const found: unknown[] = [];
  await runLanes(['/a.bb'], [lane(['no such class\nand more'])], async (comparison, used) => {
    for (const mismatch of compareSides(comparison).mismatches)
      found.push((await explain(mismatch, comparison, used)).cause);
  });
  expect(found).toEqual(
    Array.from({ length: 3 }, () => ({ pair: 'engine-judge', kind: 'extra', key: 'no such class' })),
  );
});
