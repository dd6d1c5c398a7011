/**
 * What `sighound verify` counts and prints, and its exit code, with an engine and a judge whose answers the test
 * decides.
 */

import { describe, expect, test } from 'vitest';
import type { CliProcess } from '../../server/src/cli/commandLine';
import { commandLine } from '../../server/src/cli/output';
import { verify } from '../../server/src/cli/commands/verify';
import type { CommandContext } from '../../server/src/cli/context';
import type { AnalysisService, JudgeService, JudgedHashes } from '../../server/src/platform/platform';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
/** Used instead of a hash. */
const UNKNOWN = 'unknown';

type Judged = Awaited<ReturnType<JudgeService['evaluate']>>;

const judged = (variants: readonly JudgedHashes[], errors: readonly string[] = []): Judged => ({
  ok: true,
  value: { variants, errors },
});
const variant = (
  mcfn: string,
  tasks: Readonly<Record<string, string>>,
  skipped: string | null = null,
): JudgedHashes => ({ mcfn, tasks, skipped });

/** The engine's hashes of each recipe, the judge's answer, and the answer of a judge that has just started. */
type Given = Readonly<
  Record<string, { readonly ours: readonly JudgedHashes[]; readonly theirs: Judged; readonly alone?: Judged }>
>;

async function run(
  given: Given,
  format: 'text' | 'json' = 'text',
): Promise<{ readonly code: number; readonly out: readonly string[]; readonly err: readonly string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  const hashesOf = ({ mcfn, tasks, skipped }: JudgedHashes) => ({
    mcfn,
    pn: 'p',
    skipped,
    tasks: Object.fromEntries(
      Object.entries(tasks).map(([task, basehash]) => [
        task,
        basehash === UNKNOWN ? { basehash: null, unknown: 'nobody knows' } : { basehash },
      ]),
    ),
  });
  const analysis = {
    resolveTargets: async (targets: readonly string[]) => ({ recipes: targets, unknown: [] }),
    hashes: async (fn: string) => ({ fn, variants: given[fn]!.ours.map(hashesOf), problems: [] }),
    signature: async () => null,
  };
  const judge = {
    evaluate: async (fn: string) => given[fn]!.theirs,
    evaluateAlone: async (fn: string) => given[fn]!.alone ?? { ok: true, value: null },
    signature: async () => ({ ok: false, message: 'none' }),
    dispose: async () => undefined,
  };
  const context = {
    cli: commandLine({
      cwd: '/',
      out: (line: string) => out.push(line),
      err: (line: string) => err.push(line),
    } as unknown as CliProcess),
    analysis: analysis as unknown as AnalysisService,
    startJudge: () => judge as unknown as JudgeService,
  } as unknown as CommandContext;
  const code = await verify(Object.keys(given), { all: false, format }, context);
  return { code, out, err };
}

const equal = (fn: string) => ({ ours: [variant(fn, { do_a: A })], theirs: judged([variant(fn, { do_a: A })]) });

describe('the command', () => {
  test('is clean where both agree', async () => {
    expect(await run({ '/a.bb': equal('/a.bb') })).toEqual({
      code: 0,
      out: ['/a.bb: all 1 tasks of 1 variants agree', '1 tasks agree, 0 differ'],
      err: [],
    });
  });

  test('reports a task that differs as a finding', async () => {
    const { code, out } = await run({
      '/a.bb': { ours: [variant('/a.bb', { do_a: B })], theirs: judged([variant('/a.bb', { do_a: A })]) },
    });
    expect([code, out.at(-1)]).toEqual([1, '0 tasks agree, 1 differ']);
  });

  test('counts a task that the engine does not know neither as a difference nor as a success', async () => {
    const theirs = judged([variant('/a.bb', { do_a: A, do_b: A, do_c: A })]);
    const { code, out } = await run({
      '/a.bb': { ours: [variant('/a.bb', { do_a: A, do_b: UNKNOWN, do_c: B })], theirs },
    });
    expect(code).toBe(1);
    expect(out).toEqual([
      `/a.bb:do_b: none here, ${A} in BitBake`,
      '  unknown here: nobody knows',
      `/a.bb:do_c: ${B} here, ${A} in BitBake`,
      '  BitBake has no such task: none',
      '/a.bb: 1 of 3 tasks differ, 1 unknown here',
      '1 tasks agree, 1 differ, 1 unknown here',
    ]);
    const unknown = await run({
      '/a.bb': { ours: [variant('/a.bb', { do_a: UNKNOWN })], theirs: judged([variant('/a.bb', { do_a: A })]) },
    });
    expect([unknown.code, unknown.out.at(-1)]).toEqual([1, '0 tasks agree, 0 differ, 1 unknown here']);
  });

  test('ignores a difference that a different recipe caused in the judge', async () => {
    const { code, out } = await run({
      '/a.bb': {
        ours: [variant('/a.bb', { do_a: A })],
        theirs: judged([variant('/a.bb', { do_a: B })]),
        alone: judged([variant('/a.bb', { do_a: A })]),
      },
    });
    expect([code, out.at(-1)]).toEqual([0, '1 tasks agree, 0 differ']);
  });

  test('counts recipes without an answer of the judge separately, with the reason', async () => {
    const refused: Judged = { ok: false, message: 'KeyboardInterrupt: it took too long' };
    const { code, out, err } = await run({
      '/a.bb': equal('/a.bb'),
      '/b.bb': { ours: [variant('/b.bb', { do_a: A })], theirs: refused },
      '/c.bb': { ours: [], theirs: refused },
    });
    expect(code).toBe(1);
    expect(err).toEqual([]);
    expect(out).toEqual([
      '/a.bb: all 1 tasks of 1 variants agree',
      '/b.bb: could not be judged: KeyboardInterrupt: it took too long',
      '/c.bb: could not be judged: KeyboardInterrupt: it took too long',
      '1 tasks agree, 0 differ',
      '2 recipes could not be judged: KeyboardInterrupt: it took too long',
    ]);
  });

  test('prints a reason of several lines completely once, and counts by its last line', async () => {
    const theirs = judged([], ['ParseError: at line 1\nno such statement']);
    const { code, out, err } = await run({
      '/a.bb': equal('/a.bb'),
      '/b.bb': { ours: [variant('/b.bb', { do_a: A })], theirs },
    });
    expect(code).toBe(1);
    expect(err).toEqual(['/b.bb: BitBake says: ParseError: at line 1\n    | no such statement']);
    expect(out.slice(1)).toEqual([
      '/b.bb: could not be judged: no such statement',
      '1 tasks agree, 0 differ',
      '1 recipe could not be judged: no such statement',
    ]);
  });

  test('compares the other configurations of a recipe that fails in one', async () => {
    const theirs = judged([variant('/a.bb', { do_a: A })], ['mc:x: ParseError: no']);
    const { code, out } = await run({
      '/a.bb': { ours: [variant('/a.bb', { do_a: A }), variant('mc:x:/a.bb', { do_a: A })], theirs },
    });
    expect(code).toBe(1);
    expect(out).toEqual([
      `mc:x:/a.bb:do_a: ${A} here, none in BitBake`,
      '  BitBake has no such task: none',
      '/a.bb: 1 of 2 tasks differ',
      '1 tasks agree, 1 differ',
    ]);
  });
});

describe('a run without any comparison', () => {
  test('is no success where neither side has a task, and says so', async () => {
    const skipped = variant('/a.bb', {}, 'not for this machine');
    expect(await run({ '/a.bb': { ours: [skipped], theirs: judged([skipped]) } })).toEqual({
      code: 1,
      err: [],
      out: ['/a.bb: no task to compare: both skip it', '0 tasks agree, 0 differ: nothing was compared'],
    });
  });

  test('is no success where the judge answers for no recipe', async () => {
    const { code, out } = await run({
      '/a.bb': { ours: [variant('/a.bb', { do_a: A })], theirs: { ok: false, message: 'SyntaxError: x' } },
    });
    expect([code, ...out.slice(-2)]).toEqual([
      1,
      '0 tasks agree, 0 differ: nothing was compared',
      '1 recipe could not be judged: SyntaxError: x',
    ]);
  });
});

test('JSON contains an object for a recipe that could not be judged', async () => {
  const { code, out } = await run({ '/a.bb': { ours: [], theirs: { ok: false, message: 'SyntaxError: x' } } }, 'json');
  expect(code).toBe(1);
  expect(out.map((line) => JSON.parse(line) as unknown)).toEqual([{ fn: '/a.bb', notJudged: 'SyntaxError: x' }]);
});
