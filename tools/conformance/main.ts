/**
 * `npm run conformance`: evaluates every recipe of a build directory with our engine alone, with the judge, and on
 * request with BitBake run as a program. Prints how they compare, and the causes of differences; fails if the result is
 * worse than divergences.json allows.
 */

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { sorted } from '../../server/src/engine/base/order';
import { recipeOf } from '../../server/src/engine/base/recipeNames';
import { findWorkspace } from '../../server/src/engine/layers/workspace';
import { JudgeClient } from '../../server/src/threads/judgeClient';
import { nodePlatform } from '../../server/src/node/nodePlatform';
import { environmentOf, realHost } from '../../server/src/node/realHost';
import type { SignatureInputs } from '../../server/src/ide/api/analysisApi';
import { firstDifference } from '../../server/src/ide/signatures/compare';
import { nodeThreads } from '../../server/src/node/nodeThreads';
import { type Lane, type RecipeComparison, compareSides, explain, judgedInputs, runLanes } from './lanes';
import { type NativeOptions, NativeUnavailable, nativeSignatures, nativeTable } from './native';
import { Progress, printReport } from './report';
import {
  Causes,
  type Figures,
  type HashTable,
  type KnownDivergence,
  type Mismatch,
  NO_FIGURES,
  type Pair,
  type VariantTable,
  addFigures,
  causeOf,
  compareTables,
  judgeCauses,
} from './tally';

interface Options {
  readonly buildDir: string;
  readonly bitbakeDir?: string;
  readonly native: boolean;
  readonly nativeUser?: string;
  readonly limit?: number;
  readonly threads: number;
  readonly judgeEvery: number;
  readonly json?: string;
}

/** The repository, from `out/conformance/`. */
const ROOT = path.resolve(__dirname, '../..');
/** Longer than an editor's limit: hashes are compared here, on machines that do other work as well. */
const EVALUATION_TIMEOUT_MS = 300_000;
/** The judge's limit: an image with a variant for every package takes long. */
const JUDGE_TIMEOUT_MS = 1_800_000;
/** How many differing tasks are explained; the rest is only counted. */
const MOST_EXPLAINED = 2_000;
const MOST_EXPLAINED_NATIVELY = 100;

/** The command line is wrong, or the build directory cannot be evaluated at all. */
class UsageError extends Error {}

interface LaterExplanation {
  readonly pair: Pair;
  readonly mcfn: string;
  readonly task: string;
  /** The inputs of the side that is not native. */
  readonly inputs: SignatureInputs | null;
}

async function conformance(targets: readonly string[], options: Options): Promise<number> {
  const started = Date.now();
  const progress = new Progress();
  const buildDir = path.resolve(options.buildDir);
  const bitbakeHints = options.bitbakeDir === undefined ? [] : [path.resolve(options.bitbakeDir)];
  // The engine is measured without stored results of an earlier run.
  process.env['SIGHOUND_CACHE_DIR'] = 'off';
  const host = nodePlatform(path.join(ROOT, 'dist'));
  const workspace = findWorkspace(buildDir, bitbakeHints, host.files);
  if (host.files.stat(`${buildDir}/conf/bblayers.conf`) === undefined)
    throw new UsageError(`${buildDir} is not a build directory: it has no conf/bblayers.conf`);
  if (workspace.bitbakeDir === null)
    throw new UsageError('no BitBake was found next to the layers: give --bitbake-dir DIR');

  const native: NativeOptions = {
    workspace,
    oracle: path.join(ROOT, 'tools/conformance/oracle.py'),
    user: options.nativeUser ?? null,
    onLine: (line) => progress.show(`bitbake: ${line}`),
  };
  let nativeHashes: HashTable | null = null;
  let nativeSeconds: number | null = null;
  if (options.native) {
    const before = Date.now();
    const table = await nativeTable(native);
    nativeSeconds = (Date.now() - before) / 1000;
    nativeHashes = new Map(Object.entries(table).map(([mcfn, tasks]) => [mcfn, { skipped: null, tasks }]));
  }

  if (native.user !== null) actAs(native.user);
  const environment = environmentOf(workspace, host.files, process.env);
  const startLane = (): Lane => ({
    analysis: host.startAnalysis(
      { buildDir, bitbakeHints, evaluationTimeoutMs: EVALUATION_TIMEOUT_MS },
      {
        onLog: (message) => progress.say(message),
        onRestart: (reason) => progress.say(`engine: ${reason}`),
      },
    ),
    judge: new JudgeClient({
      threads: nodeThreads,
      workerPath: path.join(ROOT, 'dist/judgeWorker.js'),
      timeoutMs: JUDGE_TIMEOUT_MS,
      startTimeoutMs: JUDGE_TIMEOUT_MS,
      judge: {
        indexURL: path.join(ROOT, 'dist/pyodide'),
        host: realHost(environment),
        environment,
        bitbakeDirectory: workspace.bitbakeDir ?? '',
        buildDirectory: buildDir,
      },
    }),
  });
  const lanes = [startLane()];
  try {
    progress.show('reading the configuration');
    const [recipes, collected] = await chooseRecipes(targets, options.limit, lanes[0] as Lane);
    // One more lane if there is a core for it and there are recipes left.
    while (lanes.length < Math.min(options.threads, recipes.length)) lanes.push(startLane());

    const figures = new Map<Pair, Figures>([['engine-judge', NO_FIGURES]]);
    if (nativeHashes) figures.set('engine-native', NO_FIGURES).set('judge-native', NO_FIGURES);
    const count = (pair: Pair, more: Figures): void =>
      void figures.set(pair, addFigures(figures.get(pair) ?? NO_FIGURES, more));
    const causes = new Causes();
    const later: LaterExplanation[] = [];
    const questions = new Map<string, string[]>();
    const refused: { fn: string; engine: string | null; judge: string | null }[] = [];
    const skipped = { engine: 0, judge: 0 };
    const nativeOf = groupByRecipe(nativeHashes);
    let explained = 0;
    let judged = 0;
    let done = 0;

    await runLanes(
      recipes,
      lanes,
      async (comparison, lane) => {
        const { fn } = comparison;
        for (const question of comparison.questions) questions.set(question, [...(questions.get(question) ?? []), fn]);
        const { engineErrors, judgeErrors } = comparison;
        if (engineErrors.length + judgeErrors.length > 0)
          refused.push({
            fn,
            engine: engineErrors[0] ?? null,
            judge: comparison.judge === null ? 'not asked' : (judgeErrors[0] ?? null),
          });
        skipped.engine += [...comparison.engine.values()].filter((variant) => variant.skipped !== null).length;
        skipped.judge += [...(comparison.judge?.values() ?? [])].filter((variant) => variant.skipped !== null).length;
        if (comparison.judge !== null) judged++;

        const { figures: ours, mismatches } = compareSides(comparison);
        count('engine-judge', ours);
        const known = new Map<string, Parameters<Causes['add']>>();
        for (const mismatch of mismatches) {
          const { mcfn, task } = mismatch;
          const found =
            explained++ < MOST_EXPLAINED || mismatch.verdict !== 'wrong'
              ? await explain(mismatch, comparison, lane)
              : { cause: { pair: 'engine-judge', kind: 'not explained', key: 'too many differ' } as const };
          const { cause, ...values } = found;
          causes.add(cause, { mcfn, task, ...values });
          known.set(`${mcfn}:${task}`, [cause, { mcfn, task, ...values }]);
        }
        if (nativeHashes) {
          const right = nativeOf.get(fn) ?? new Map<string, VariantTable>();
          await compareNative(comparison, right, lane, known);
        }
        done++;
        const { exact, unknown, wrong } = figures.get(nativeHashes ? 'engine-native' : 'engine-judge') ?? NO_FIGURES;
        progress.show(`${done}/${recipes.length} recipes, ${exact} tasks exact, ${unknown} unknown, ${wrong} wrong`);
      },
      options.judgeEvery,
    );

    /**
     * Compares both sides with the native table; explanations of the judge are taken from it, the others follow later.
     */
    async function compareNative(
      comparison: RecipeComparison,
      right: HashTable,
      lane: Lane,
      known: ReadonlyMap<string, Parameters<Causes['add']>>,
    ): Promise<void> {
      const theirs = comparison.judge && compareTables(comparison.judge, right);
      const ours = compareTables(comparison.engine, right);
      if (theirs) count('judge-native', theirs.figures);
      count('engine-native', ours.figures);
      const judgeDiffers = new Set(theirs?.mismatches.map(({ mcfn, task }) => `${mcfn}:${task}`));
      const add = async (
        pair: Pair,
        mismatch: Mismatch,
        inputs: () => Promise<SignatureInputs | null>,
      ): Promise<void> => {
        const { mcfn, task, verdict } = mismatch;
        const same =
          pair === 'engine-native' && !judgeDiffers.has(`${mcfn}:${task}`) ? known.get(`${mcfn}:${task}`) : undefined;
        if (same) causes.add({ ...same[0], pair }, same[1]);
        else if (verdict !== 'wrong') causes.add({ pair, kind: verdict, key: mismatch.reason ?? '' }, { mcfn, task });
        else if (later.length >= MOST_EXPLAINED_NATIVELY)
          causes.add({ pair, kind: 'not explained', key: 'too many differ' }, { mcfn, task });
        else later.push({ pair, mcfn, task, inputs: await inputs() });
      };
      for (const mismatch of theirs?.mismatches ?? [])
        await add('judge-native', mismatch, () => judgedInputs(lane.judge, mismatch.mcfn, mismatch.task));
      for (const mismatch of ours.mismatches)
        await add('engine-native', mismatch, () => lane.analysis.signature(mismatch.mcfn, mismatch.task));
    }

    if (nativeHashes && collected === recipes.length) {
      // Recipes that neither of our sides collected.
      const seen = new Set(recipes);
      for (const [fn, variants] of nativeOf) {
        if (seen.has(fn)) continue;
        const { figures: left, mismatches } = compareTables(new Map<string, VariantTable>(), variants);
        // It is unknown about which of them the judge would have been asked.
        for (const pair of options.judgeEvery === 1
          ? (['engine-native', 'judge-native'] as const)
          : (['engine-native'] as const)) {
          count(pair, left);
          for (const { mcfn, task } of mismatches)
            causes.add({ pair, kind: 'missing', key: 'the recipe was not collected' }, { mcfn, task });
        }
      }
    }
    progress.show(later.length > 0 ? 'asking BitBake why' : 'done');
    const answers = await nativeSignatures(
      later.map(({ mcfn, task }) => [mcfn, task]),
      native,
    );
    for (const [index, { pair, mcfn, task, inputs }] of later.entries()) {
      const theirs = answers[index];
      if (!inputs || !theirs) {
        causes.add({ pair, kind: 'not explained', key: 'a side has no such task' }, { mcfn, task });
        continue;
      }
      const difference = firstDifference(inputs, theirs);
      causes.add(causeOf(pair, difference), { mcfn, task, here: difference?.ours, there: difference?.theirs });
    }
    progress.end();

    const known = JSON.parse(
      readFileSync(path.join(ROOT, 'tools/conformance/divergences.json'), 'utf8'),
    ) as KnownDivergence[];
    const groups = causes.list();
    const verdict = judgeCauses(groups, known);
    const report = {
      buildDir,
      bitbake: workspace.bitbakeVersion,
      recipes: recipes.length,
      judged,
      collected,
      threads: lanes.length,
      seconds: (Date.now() - started) / 1000,
      nativeSeconds,
      figures: Object.fromEntries(figures),
      skipped,
      causes: groups,
      ...verdict,
      questions: Object.fromEntries(sorted(questions.keys()).map((question) => [question, questions.get(question)])),
      refused,
    };
    printReport(report);
    if (native.user !== null) {
      process.seteuid?.(0);
      process.setegid?.(0);
    }
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`);
    // A recipe that only one side refuses is a divergence even if it would have had no task.
    return verdict.worse.length > 0 || refused.some(({ engine, judge }) => (engine === null) !== (judge === null))
      ? 1
      : 0;
  } finally {
    progress.end();
    await Promise.all(lanes.flatMap(({ analysis, judge }) => [analysis.dispose(), judge.dispose()]));
  }
}

/** Engine and judge run on this machine as the user who runs BitBake: some releases hash the ids of the user. */
function actAs(user: string): void {
  const idOf = (which: string): number => Number(execFileSync('id', [which, user], { encoding: 'utf8' }));
  const [gid, uid] = [idOf('-g'), idOf('-u')];
  process.setegid?.(gid);
  process.seteuid?.(uid);
}

/** The recipes to evaluate, and the total number of recipes. */
async function chooseRecipes(
  targets: readonly string[],
  limit: number | undefined,
  { analysis, judge }: Lane,
): Promise<readonly [recipes: readonly string[], collected: number]> {
  const opened = await analysis.open();
  if (!opened.ok)
    throw new UsageError(
      `the configuration cannot be read:\n${opened.problems.map(({ path: file, range, message }) => `${file}:${range.start.line + 1}: ${message}`).join('\n')}`,
    );
  const { recipes: collected } = await analysis.resolveTargets([]);
  if (targets.length > 0) {
    const { recipes, unknown } = await analysis.resolveTargets(targets);
    if (unknown.length > 0) throw new UsageError(`no recipe for ${unknown.join(', ')}`);
    return [recipes, collected.length];
  }
  const judged = await judge.recipes();
  if (!judged.ok) throw new UsageError(`BitBake cannot read the configuration in its sandbox: ${judged.error.message}`);
  const all = sorted(new Set([...collected, ...Object.values(judged.value).flat()]));
  if (limit === undefined || limit >= all.length) return [all, all.length];
  // Spread over all layers and classes.
  return [Array.from({ length: limit }, (_, index) => all[Math.floor((index * all.length) / limit)] ?? ''), all.length];
}

function groupByRecipe(table: HashTable | null): ReadonlyMap<string, HashTable> {
  const groups = new Map<string, Map<string, VariantTable>>();
  for (const [mcfn, variant] of table ?? []) {
    const fn = recipeOf(mcfn);
    groups.set(fn, (groups.get(fn) ?? new Map<string, VariantTable>()).set(mcfn, variant));
  }
  return groups;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('it takes a whole number from 1 on');
  return value;
}

async function run(): Promise<number> {
  let exitCode = 0;
  const program = new Command('conformance')
    .description("compares our basehashes with BitBake's")
    .argument('[recipes...]', 'names, PNs or paths (default: all)')
    .requiredOption('--build-dir <dir>', 'build directory')
    .option('--bitbake-dir <dir>', 'BitBake checkout (default: found next to the layers)')
    .option('--native', 'also run BitBake as a program', false)
    .option('--native-user <name>', 'who runs it: BitBake refuses root')
    .option('--limit <number>', 'that many recipes only, spread over all', positive)
    .option('--threads <number>', 'threads of engine and of judge', positive, os.availableParallelism())
    .option('--judge-every <number>', 'ask the judge about each so many-th recipe only', positive, 1)
    .option('--json <file>', 'also write the result as JSON')
    .action(async (recipes: string[], options: Options) => {
      exitCode = await conformance(recipes, options);
    });
  try {
    await program.parseAsync();
    return exitCode;
  } catch (error) {
    console.error(
      `conformance: ${error instanceof UsageError || error instanceof NativeUnavailable ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return 2;
  }
}

void run().then((code) => process.exit(code));
