/** The result of a comparison of engine and judge. */

import { describe, expect, test } from 'vitest';
import { calibrate } from '../../server/src/calibration/calibrate';
import { standingText } from '../../server/src/calibration/standing';
import { type ProbedBehaviors, readAnswers } from '../../server/src/engine/base/release';
import { FN, OURS, THEIRS, calibrationParts, judgedAs } from './support';

const KNOWN = { basehash: OURS };
const UNKNOWN = { basehash: null, unknown: 'metadata asks this machine' };
const NOTHING_KNOWN: ProbedBehaviors = readAnswers({});

describe('a calibration', () => {
  test('is confirmed by equal hashes', async () => {
    expect(await calibrate(calibrationParts(KNOWN, judgedAs({ do_compile: OURS })))).toEqual({
      kind: 'confirmed',
      tasks: 1,
    });
  });

  test('differs with a different hash, and the log has the first differing key', async () => {
    const parts = calibrationParts(KNOWN, judgedAs({ do_compile: THEIRS }));
    expect(await calibrate(parts)).toEqual({
      kind: 'differs',
      tasks: 1,
      count: 1,
      first: { mcfn: FN, task: 'do_compile', ours: OURS, theirs: THEIRS },
    });
    expect(parts.logged).toEqual([
      `calibration: ${FN}:do_compile: basehash is ${THEIRS}, the engine computed ${OURS}; first differing key: \`A\`: the engine has "here", BitBake "there"`,
    ]);
  });

  test('differs if only one of the two has a task', async () => {
    expect(await calibrate(calibrationParts(KNOWN, judgedAs({ do_compile: OURS, do_more: THEIRS })))).toMatchObject({
      kind: 'differs',
      count: 1,
      first: { task: 'do_more', ours: null, theirs: THEIRS },
    });
    expect(await calibrate(calibrationParts(KNOWN, judgedAs({})))).toMatchObject({
      kind: 'differs',
      count: 1,
      first: { task: 'do_compile', ours: OURS, theirs: null },
    });
  });

  test('is neither different nor confirmed for hashes that the engine does not know', async () => {
    expect(await calibrate(calibrationParts(UNKNOWN, judgedAs({ do_compile: THEIRS })))).toEqual({
      kind: 'unconfirmed',
      reason: 'none of the recipes could be compared',
    });
  });

  test('asks BitBake for all hashes if a behavior of that BitBake is unknown', async () => {
    const parts = calibrationParts(UNKNOWN, judgedAs({ do_compile: THEIRS }), {
      opened: { behaviors: NOTHING_KNOWN, bitbakeDir: '/ws/bitbake' },
    });
    const standing = await calibrate(parts);
    expect(standing).toMatchObject({ kind: 'differs', count: 1 });
    expect(standingText(standing!, 'BitBake 2.18.0')).toMatch(
      /^Sighound does not know how BitBake 2\.18\.0 hashes: metadata asks this machine; hashes are BitBake's own/,
    );
    expect(parts.logged).toEqual([
      `calibration: ${FN}:do_compile: basehash is ${THEIRS}, and unknown to the engine: metadata asks this machine`,
    ]);
  });

  test.each([
    ['a judge that refuses', { ok: false, message: 'ParseError: no\nmore' } as const, 'ParseError: no'],
    ['a judge that dies', new Error('the thread ended'), 'the thread ended'],
    [
      'a recipe in which something could not be answered',
      judgedAs({ do_compile: THEIRS }, { errors: ['metadata asks this machine: uname'] }),
      'metadata asks this machine: uname',
    ],
  ])('confirms nothing and gives the reason: %s', async (_what, theirs, reason) => {
    expect(await calibrate(calibrationParts(KNOWN, theirs))).toEqual({
      kind: 'unconfirmed',
      reason: `it does not run in the sandbox: ${reason}`,
    });
  });

  test('is not confirmed by a skipped recipe', async () => {
    expect(await calibrate(calibrationParts(KNOWN, judgedAs({}, { skipped: 'not here' })))).toEqual({
      kind: 'unconfirmed',
      reason: 'none of the recipes could be compared',
    });
  });

  test("ignores the judge where BitBake itself has written the engine's hash", async () => {
    const parts = calibrationParts(KNOWN, judgedAs({ do_compile: THEIRS }), {
      recorded: async () => async () => [{ path: '/ws/build/tmp/stamps/x.sigdata', basehash: OURS }],
    });
    expect(await calibrate(parts)).toMatchObject({
      kind: 'unconfirmed',
      reason: expect.stringContaining('agree with Sighound') as string,
    });
    expect(parts.logged.at(-1)).toContain('/ws/build/tmp/stamps/x.sigdata');
  });

  test.each([
    ["the judge's hash, too", [OURS, THEIRS]],
    ["the judge's hash", [THEIRS]],
    ['neither', ['c3'.repeat(32)]],
  ])('follows the judge where BitBake has written %s', async (_what, written) => {
    const parts = calibrationParts(KNOWN, judgedAs({ do_compile: THEIRS }), {
      recorded: async () => async () => written.map((basehash) => ({ path: '/x', basehash })),
    });
    expect(await calibrate(parts)).toMatchObject({ kind: 'differs' });
  });

  test('can be canceled', async () => {
    expect(
      await calibrate(calibrationParts(KNOWN, judgedAs({ do_compile: OURS }), { isCancelled: () => true })),
    ).toBeNull();
  });

  test('compares additional named recipes', async () => {
    const other = '/ws/meta/recipes/other/other_1.0.bb';
    const asked: string[] = [];
    const parts = calibrationParts(KNOWN, judgedAs({ do_compile: OURS }), { more: [other] });
    await calibrate({
      ...parts,
      judge: {
        ...parts.judge,
        evaluate: (fn) => {
          asked.push(fn);
          return parts.judge.evaluate(fn);
        },
      },
    });
    expect(asked).toEqual([other, FN]);
  });
});
