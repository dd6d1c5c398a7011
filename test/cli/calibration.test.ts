/** Commands with a BitBake that is met for the first time: a judge plays its part and changes hashes, or does not. */

import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { AnalysisService, Platform, JudgeService } from '../../server/src/platform/platform';
import { nodePlatform } from '../../server/src/node/nodePlatform';
import type { ResultStore, StoredResult } from '../../server/src/ide/resultStore';
import { DIST, TestCli } from './support';

const cli = new TestCli();
const real = nodePlatform(DIST);
let engine: AnalysisService;
let kept: Map<string, StoredResult<unknown>>;
let keptJudged: Map<string, StoredResult<unknown>>;
let judged: string[];
/** What this BitBake makes of a hash. */
let change: (hash: string) => string;
let failure: string | null;

const reversed = (hash: string): string => [...hash].reverse().join('');

/** BitBake with the hashes that the engine computes, except for `change`. */
function judge(): JudgeService {
  return {
    start: () => undefined,
    evaluate: async (fn) => {
      judged.push(path.basename(fn));
      if (failure !== null) return { ok: false, message: failure };
      const found = await engine.hashes(fn);
      return {
        ok: true,
        value: {
          errors: [],
          variants: (found?.variants ?? []).map(({ mcfn, skipped, tasks }) => ({
            mcfn,
            skipped,
            tasks: Object.fromEntries(
              Object.entries(tasks).map(([task, { basehash }]) => [task, change(basehash ?? '')]),
            ),
          })),
        },
      };
    },
    evaluateAlone: async () => ({ ok: true, value: null }),
    signature: async (mcfn, task) => {
      const value = await engine.signature(mcfn, task);
      return value ? { ok: true, value } : { ok: false, message: 'no such task' };
    },
    setText: () => undefined,
    filesChanged: () => undefined,
    restart: async () => undefined,
    dispose: async () => undefined,
  };
}

const storeOver = (results: () => Map<string, StoredResult<unknown>>): ResultStore => ({
  get: <T>(key: string) => (results().get(key) as StoredResult<T> | undefined) ?? null,
  put: (key, result) => void results().set(key, result),
});

const host: Partial<Platform> = {
  bitbakeContent: () => 'a bitbake',
  results: () => storeOver(() => kept),
  judgedResults: () => storeOver(() => keptJudged),
  startJudge: () => judge(),
};

/** An engine for each command, as in normal use: the shared one has learned BitBake's hashes. */
const runAlone = (...args: readonly string[]): ReturnType<TestCli['runWith']> =>
  cli.runWith({ platform: { ...host, startAnalysis: real.startAnalysis } }, args);
const run = (...args: readonly string[]): ReturnType<TestCli['runWith']> => cli.runWith({ platform: host }, args);

beforeEach(() => {
  engine ??= real.startAnalysis({ buildDir: cli.build, bitbakeHints: [], evaluationTimeoutMs: 20_000 }, {});
  kept = new Map();
  keptJudged = new Map();
  judged = [];
  change = (hash) => hash;
  failure = null;
});

afterAll(async () => {
  await engine.dispose();
  await cli.dispose();
});

describe('a BitBake that agrees', () => {
  test('is compared once, silently, and reported as confirmed', async () => {
    const { err, out } = await run('sig', 'magic', '--format', 'json');
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({ calibration: 'confirmed' });
    expect(judged.length).toBeGreaterThan(0);
    judged = [];
    expect(JSON.parse((await run('sig', 'magic', '--format', 'json')).out)).toMatchObject({ calibration: 'confirmed' });
    expect(judged).toEqual([]);
  });

  test('is not compared with --no-calibration', async () => {
    const { err, out } = await run('sig', 'magic', '--format', 'json', '--no-calibration');
    expect([err, judged]).toEqual(['', []]);
    expect(JSON.parse(out)).toMatchObject({ calibration: 'not confirmed' });
  });
});

describe('a BitBake that differs', () => {
  beforeEach(() => {
    change = reversed;
  });

  test('provides the basehashes, and the task hashes contain them', async () => {
    const bare = JSON.parse((await run('sig', 'magic', '--format', 'json', '--no-calibration')).out) as {
      tasks: Record<string, { basehash: string; taskhash: string }>;
    };
    const { code, err, out } = await run('sig', 'magic', '--format', 'json');
    const own = JSON.parse(out) as typeof bare & { calibration: string };
    expect(own.calibration).toBe('differs');
    expect(code).toBe(0);
    expect(Object.keys(own.tasks)).toEqual(Object.keys(bare.tasks));
    for (const task of Object.keys(own.tasks)) {
      expect(own.tasks[task]?.basehash).not.toBe(bare.tasks[task]?.basehash);
      expect(own.tasks[task]?.taskhash).not.toBe(bare.tasks[task]?.taskhash);
    }
    expect(err).toMatch(/^sighound: Sighound and BitBake .* differ in \d+ of \d+ tasks: hashes are BitBake's own/m);
    expect(err).toMatch(
      /^sighound: calibration: \S+: basehash is \w+, the engine computed \w+; all keys and values are the same$/m,
    );
  });

  test('is remembered', async () => {
    await runAlone('sig', 'magic', '--basehash-only');
    judged = [];
    const { err } = await runAlone('sig', 'magic', '--basehash-only');
    expect(err).toMatch(/^sighound: Sighound and BitBake .* differ in/);
    expect(judged).toEqual([]);
    await cli.having({ [cli.recipe]: 'do_one() {\n    :\n}\naddtask one\n' }, async () => {
      const { out } = await runAlone('sig', 'magic', '--basehash-only');
      expect(judged).toEqual(['magic_1.0.bb']);
      expect(out).toContain('magic:do_one ');
    });
  });

  test('is asked again about a recipe only after the recipe changes', async () => {
    await runAlone('sig', 'hello', '--basehash-only');
    const first = await runAlone('sig', 'magic', '--format', 'json');
    judged = [];
    expect((await runAlone('sig', 'magic', '--format', 'json')).out).toBe(first.out);
    expect(judged).toEqual([]);
  });

  test("leaves a basehash unknown that it refuses, and the engine's basehash is not shown", async () => {
    await run('sig', 'hello', '--basehash-only');
    failure = 'ParseError: no';
    const { code, out } = await run('sig', 'magic', '--basehash-only');
    expect(code).toBe(0);
    expect(
      out
        .split('\n')
        .every((line) =>
          line.endsWith('unknown: Sighound and this BitBake differ, and BitBake gives no hash for it: ParseError: no'),
        ),
    ).toBe(true);
  });

  test('gives no hashes for the other host', async () => {
    const { code, out, err } = await run('compare-hosts', 'magic');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(
      /magic_1\.0\.bb:do_magictask: not known: Sighound finds a difference \(.*TOPDIR.*\), but this BitBake computes other hashes than Sighound/,
    );
  });

  test('leaves fixes without hashes', async () => {
    const found = (await run('check', 'magic', '--format', 'json')).out
      .split('\n')
      .map((line) => JSON.parse(line) as { calibration: string; fix: { before: unknown; after: unknown } | null });
    expect(found.every(({ calibration }) => calibration === 'differs')).toBe(true);
    const fixes = found.flatMap(({ fix }) => (fix ? [fix] : []));
    expect(fixes.length).toBeGreaterThan(0);
    expect(fixes.every(({ before, after }) => before === null && after === null)).toBe(true);
  });

  test('provides the basehash of exported signatures', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sighound-export-'));
    try {
      const printed = JSON.parse((await run('sig', 'magic', '--format', 'json')).out) as {
        tasks: Record<string, { taskhash: string }>;
      };
      expect((await run('export', 'magic:do_magictask', '-o', folder)).code).toBe(0);
      const files = readdirSync(folder, { recursive: true })
        .map(String)
        .filter((name) => name.includes('sigdata'));
      expect(files.length).toBe(1);
      expect(files[0]).toContain(`.do_magictask.sigdata.${printed.tasks['do_magictask']?.taskhash}`);
      expect(existsSync(path.join(folder, files[0]!))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a BitBake that cannot be asked', () => {
  test('confirms nothing, which is reported once with the reason and remembered for this build directory', async () => {
    failure = 'ImportError: half of it is missing';
    const first = await run('sig', 'magic', '--basehash-only', '--format', 'json');
    expect(JSON.parse(first.out)).toMatchObject({ calibration: 'not confirmed' });
    expect(first.err.split('\n').at(-1)).toMatch(
      /^sighound: not confirmed by BitBake .*: it does not run in the sandbox: ImportError: half of it is missing$/,
    );
    judged = [];
    const second = await run('sig', 'magic', '--basehash-only');
    expect(second.err).toMatch(/^sighound: not confirmed by BitBake .*$/);
    expect(judged).toEqual([]);
  });
});
