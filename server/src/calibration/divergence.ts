/**
 * Finds where the engine's and the judge's hashes differ, and describes it for the log. It only compares and formats;
 * it asks neither engine nor judge.
 */

import { compareCodePoints } from '../engine/base/order';
import type { JudgedHashes } from '../platform/platform';
import type { KeyDifference, RecipeHashes, TaskHash, VariantHashes } from '../ide/api/analysisApi';

/** How the two hashes of a task compare. A task that only one side has differs. */
export type Verdict = 'agrees' | 'differs' | 'unknown';

/** A task that at least one side has; null: that side has no hash of it. `unknown`: why the engine knows none. */
export interface ComparedTask {
  readonly mcfn: string;
  readonly task: string;
  readonly verdict: Verdict;
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly unknown?: string;
}

/** What a side makes of a variant: `none` if it has no such variant. */
type Fate = 'built' | 'skipped' | 'none';

export interface ComparedVariant {
  readonly mcfn: string;
  readonly engine: Fate;
  readonly judge: Fate;
  readonly tasks: readonly ComparedTask[];
}

/**
 * Compares all variants of a recipe, task by task: first those that the judge builds, in its order. This is the only
 * comparison of engine and judge.
 */
export function compareWithJudge(
  ours: readonly VariantHashes[],
  theirs: readonly JudgedHashes[],
): readonly ComparedVariant[] {
  const own = new Map(ours.map((variant) => [variant.mcfn, variant]));
  const judged = new Map(theirs.map((variant) => [variant.mcfn, variant]));
  const built = theirs.filter(({ skipped }) => skipped === null).map(({ mcfn }) => mcfn);
  return [...new Set([...built, ...own.keys(), ...judged.keys()])].map((mcfn) => {
    const [engine, judge] = [fateOf(own.get(mcfn)), fateOf(judged.get(mcfn))];
    const here = engine === 'built' ? (own.get(mcfn)?.tasks ?? {}) : {};
    const there = judge === 'built' ? (judged.get(mcfn)?.tasks ?? {}) : {};
    const names = new Set([...Object.keys(there), ...Object.keys(here)]);
    return {
      mcfn,
      engine,
      judge,
      tasks: [...names].map((task) => ({
        mcfn,
        task,
        ...compareHashes(
          Object.hasOwn(here, task) ? here[task] : undefined,
          Object.hasOwn(there, task) ? there[task] : undefined,
        ),
      })),
    };
  });
}

function fateOf(variant: { readonly skipped: string | null } | undefined): Fate {
  if (variant === undefined) return 'none';
  return variant.skipped === null ? 'built' : 'skipped';
}

function compareHashes(
  mine: TaskHash | undefined,
  theirs: string | null = null,
): Pick<ComparedTask, 'verdict' | 'ours' | 'theirs' | 'unknown'> {
  if (mine?.basehash === null) return { verdict: 'unknown', ours: null, theirs, unknown: mine.unknown };
  const ours = mine?.basehash ?? null;
  return { verdict: ours === theirs ? 'agrees' : 'differs', ours, theirs };
}

/** How many tasks have each verdict. */
export function countVerdicts(tasks: readonly ComparedTask[]): Readonly<Record<Verdict, number>> {
  const count = { agrees: 0, differs: 0, unknown: 0 };
  for (const { verdict } of tasks) count[verdict]++;
  return count;
}

/** A task whose hash both the engine and the judge know, and whose two hashes differ. */
export interface Divergence {
  readonly mcfn: string;
  readonly task: string;
  readonly ours: string;
  readonly theirs: string;
}

/** The tasks whose hash both sides know, and whose two hashes differ; those of a variant in the order of their names. */
export function divergencesOf(ours: RecipeHashes, judged: readonly JudgedHashes[]): readonly Divergence[] {
  return compareWithJudge(ours.variants, judged).flatMap(({ tasks }) =>
    tasks
      .flatMap(({ mcfn, task, verdict, ours: here, theirs }) =>
        verdict === 'differs' && here !== null && theirs !== null ? [{ mcfn, task, ours: here, theirs }] : [],
      )
      .sort((a, b) => compareCodePoints(a.task, b.task)),
  );
}

/** The key by which a divergence is counted and logged only once. */
export function divergenceKey({ mcfn, task, theirs }: Divergence): string {
  return `${mcfn}:${task}:${theirs}`;
}

/** Longer values are shortened in the log to the text around the first difference. */
const VALUE_LENGTH = 400;

/** One line: the key, the engine's value and BitBake's value. */
export function describeDifference({ key, ours, theirs }: KeyDifference): string {
  if (ours === undefined) return `only BitBake has the key \`${key}\`, with the value ${quoted(theirs, 0)}`;
  if (theirs === undefined) return `only the engine has the key \`${key}\`, with the value ${quoted(ours, 0)}`;
  let same = 0;
  while (ours !== null && theirs !== null && same < ours.length && ours[same] === theirs[same]) same++;
  return `first differing key: \`${key}\`: the engine has ${quoted(ours, same)}, BitBake ${quoted(theirs, same)}`;
}

function quoted(value: string | null | undefined, around: number): string {
  if (value === null || value === undefined) return 'no value';
  if (value.length <= VALUE_LENGTH) return JSON.stringify(value);
  const start = Math.max(0, Math.min(around - VALUE_LENGTH / 4, value.length - VALUE_LENGTH));
  const end = start + VALUE_LENGTH;
  return `${start > 0 ? '…' : ''}${JSON.stringify(value.slice(start, end))}${end < value.length ? '…' : ''}`;
}
