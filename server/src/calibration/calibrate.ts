/**
 * Compares the engine with the workspace's own BitBake on a few recipes, when a build of Sighound meets a BitBake for
 * the first time. The judge itself is checked, too: signatures that BitBake wrote in the build directory, if there are
 * any, override the judge.
 */

import type { FileSource } from '../engine/files/fileSource';
import type { AnalysisService, JudgedHashes, JudgeService } from '../platform/platform';
import type { OpenedWorkspace, RecipeHashes } from '../ide/api/analysisApi';
import { firstDifference } from '../ide/signatures/compare';
import { askJudge } from './askJudge';
import { chooseRecipes } from './chooseRecipes';
import { compareWithJudge, countVerdicts, describeDifference } from './divergence';
import { SecondOpinion } from './secondOpinion';
import type { RecordedHashes } from './recordedHashes';
import type { Standing, StandingDifference } from './standing';

export interface CalibrationParts {
  readonly analysis: Pick<AnalysisService, 'hashes' | 'signature' | 'resolveTargets' | 'taskConfigurations'>;
  readonly opened: Pick<OpenedWorkspace, 'behaviors' | 'bitbakeDir'>;
  readonly judge: Pick<JudgeService, 'evaluate' | 'evaluateAlone' | 'signature'>;
  readonly files: FileSource;
  /** The basehashes that BitBake itself wrote for a task, in any build. */
  readonly recorded: () => Promise<RecordedHashes>;
  /** Receives log messages with everything that a report of a difference needs. */
  readonly log: (message: string) => void;
  readonly isCancelled?: () => boolean;
  /** Recipes to compare in addition to the chosen ones. */
  readonly more?: readonly string[];
}

/** The time limit for one recipe: the chosen recipes are small. */
const JUDGE_LIMIT_MS = 60_000;
/** At most this many differences are explained in the log. */
const MOST_EXPLAINED = 3;
/**
 * At most this many differences of each variant are looked up in recorded signatures: one is enough, and each lookup
 * may read files.
 */
const MOST_LOOKED_UP = 8;

/** Compares the hashes; null if the comparison was canceled. Never rejects because of what BitBake does. */
export async function calibrate(parts: CalibrationParts): Promise<Standing | null> {
  const { analysis, opened, judge, files, log, more = [] } = parts;
  const { recipes } = await analysis.resolveTargets([]);
  const [configuration] = await analysis.taskConfigurations();
  const chosen = chooseRecipes(recipes, configuration?.variables['PREFERRED_PROVIDER_virtual/kernel'] ?? '', files);
  const second = new SecondOpinion(judge);
  const found: StandingDifference[] = [];
  let tasks = 0;
  let failure: string | null = null;
  for (const { role, candidates } of [...more.map((fn) => ({ role: 'named', candidates: [fn] })), ...chosen]) {
    if (role === 'any' && tasks > 0) continue;
    for (const fn of candidates) {
      if (parts.isCancelled?.() === true) return null;
      const [ours, said] = await Promise.all([
        analysis.hashes(fn, { keep: 'hashes' }),
        askJudge(() => judge.evaluate(fn, JUDGE_LIMIT_MS)),
      ]);
      const theirs = await second.of(fn, ours, said, JUDGE_LIMIT_MS);
      if (!theirs.ok) {
        failure ??= theirs.message;
        log(`calibration: ${fn}: BitBake gives no answer: ${theirs.message}`);
        continue;
      }
      // An error of the sandbox makes the judge's own hashes doubtful, and a refusal by BitBake proves nothing.
      if (theirs.value.errors.length > 0) {
        failure ??= theirs.value.errors[0] ?? null;
        for (const error of theirs.value.errors) log(`calibration: ${fn}: ${error}`);
        continue;
      }
      const countsUnknown = Object.keys(opened.behaviors.unknown).length > 0;
      const compared = compareRecipe(ours, theirs.value.variants, { countsUnknown });
      tasks += compared.tasks;
      found.push(...compared.differences);
      if (compared.tasks > 0) break;
    }
  }
  if (tasks === 0)
    return {
      kind: 'unconfirmed',
      reason:
        failure === null
          ? 'none of the recipes could be compared'
          : `it does not run in the sandbox: ${firstLine(failure)}`,
    };
  const [first] = found;
  if (!first) return { kind: 'confirmed', tasks };
  for (const difference of found.slice(0, MOST_EXPLAINED)) log(await explained(difference, parts));
  const overruling = await overruled(found, parts);
  if (overruling !== null) {
    log(`calibration: ${overruling}`);
    return {
      kind: 'unconfirmed',
      reason: `in the sandbox it differs in ${found.length} of ${tasks} tasks, but the signatures that BitBake wrote in this build directory agree with Sighound`,
    };
  }
  return { kind: 'differs', tasks, count: found.length, first };
}

/**
 * Compares those tasks of a recipe that can be compared: of variants that the judge builds. `countsUnknown`: hashes
 * unknown to the engine are unknown because of this BitBake, and count as differences.
 */
function compareRecipe(
  ours: RecipeHashes | null,
  theirs: readonly JudgedHashes[],
  { countsUnknown }: { readonly countsUnknown: boolean },
): { readonly tasks: number; readonly differences: readonly StandingDifference[] } {
  const tasks = compareWithJudge(ours?.variants ?? [], theirs)
    .filter(({ judge }) => judge === 'built')
    .flatMap((variant) => variant.tasks);
  const { agrees, differs, unknown } = countVerdicts(tasks);
  return {
    tasks: agrees + differs + (countsUnknown ? unknown : 0),
    differences: tasks.flatMap(({ verdict, ...difference }) =>
      verdict === 'differs' || (verdict === 'unknown' && countsUnknown) ? [difference] : [],
    ),
  };
}

/**
 * Describes a signature that BitBake itself wrote with the engine's hash of a differing task. null if there is none, or
 * if BitBake also wrote the judge's hash of such a task.
 */
async function overruled(found: readonly StandingDifference[], { recorded }: CalibrationParts): Promise<string | null> {
  const hashes = await recorded();
  let says: string | null = null;
  const lookedUp = new Map<string, number>();
  for (const { mcfn, task, ours, theirs } of found) {
    const count = (lookedUp.get(mcfn) ?? 0) + 1;
    lookedUp.set(mcfn, count);
    if (count > MOST_LOOKED_UP) continue;
    const written = await hashes(mcfn, task);
    if (written.some(({ basehash }) => basehash === theirs)) return null;
    const proof = written.find(({ basehash }) => basehash === ours);
    if (proof && ours !== null)
      says ??= `${mcfn}:${task}: the sandbox is wrong: it computes basehash ${theirs ?? 'none'}, but BitBake wrote the engine's ${ours} in ${proof.path}`;
  }
  return says;
}

async function explained(
  { mcfn, task, ours, theirs, unknown }: StandingDifference,
  { analysis, judge }: CalibrationParts,
): Promise<string> {
  if (unknown !== undefined)
    return `calibration: ${mcfn}:${task}: basehash is ${theirs ?? 'none'}, and unknown to the engine: ${unknown}`;
  const head = `calibration: ${mcfn}:${task}: basehash is ${theirs ?? 'none'}, the engine computed ${ours ?? 'none'}`;
  // The judge keeps only a few recipes.
  const [here, there] = [await analysis.signature(mcfn, task), await askJudge(() => judge.signature(mcfn, task))];
  if (here === null || !there.ok) return `${head}; the first differing key is not known`;
  const difference = firstDifference(here, there.value);
  return difference === null
    ? `${head}; all keys and values are the same`
    : `${head}; ${describeDifference(difference)}`;
}

function firstLine(text: string): string {
  return (text.split('\n').find((line) => line.trim() !== '') ?? '').trim();
}
