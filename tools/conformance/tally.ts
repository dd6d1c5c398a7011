/**
 * Counts how two tables of basehashes compare, and groups the differences by their cause. Input and output are plain
 * data: this file knows neither engine nor BitBake.
 */

import { compareCodePoints, sorted } from '../../server/src/engine/base/order';
import type { KeyDifference } from '../../server/src/ide/api/analysisApi';

/** The hash of a task, or why a side knows none. */
export type Hash = string | { readonly unknown: string };

/** One side's data about a variant; a skipped one has no tasks. */
export interface VariantTable {
  readonly skipped: string | null;
  readonly tasks: Readonly<Record<string, Hash>>;
}

/** Variants by mcfn. */
export type HashTable = ReadonlyMap<string, VariantTable>;

/** The two sides of a comparison; the second one is assumed to be right. */
export const PAIRS = ['engine-judge', 'engine-native', 'judge-native'] as const;
export type Pair = (typeof PAIRS)[number];

/** How a task compares: `missing` has no hash on the first side, `extra` none on the second one. */
export type Verdict = 'exact' | 'unknown' | 'wrong' | 'missing' | 'extra';

export interface Mismatch {
  readonly verdict: Exclude<Verdict, 'exact'>;
  readonly mcfn: string;
  readonly task: string;
  /** The reason, for `unknown`. */
  readonly reason?: string;
}

export interface Figures {
  readonly exact: number;
  readonly unknown: number;
  readonly wrong: number;
  readonly missing: number;
  readonly extra: number;
  /** Variants that only one of the sides skips, or has. */
  readonly variantsMissing: number;
  readonly variantsExtra: number;
}

export const NO_FIGURES: Figures = {
  exact: 0,
  unknown: 0,
  wrong: 0,
  missing: 0,
  extra: 0,
  variantsMissing: 0,
  variantsExtra: 0,
};

/** Compares the variants of both tables, task by task. */
export function compareTables(
  ours: HashTable,
  theirs: HashTable,
): { readonly figures: Figures; readonly mismatches: readonly Mismatch[] } {
  const figures: Record<keyof Figures, number> = { ...NO_FIGURES };
  const mismatches: Mismatch[] = [];
  for (const mcfn of sorted(new Set([...ours.keys(), ...theirs.keys()]))) {
    const here = hashesOf(ours.get(mcfn));
    const there = hashesOf(theirs.get(mcfn));
    if (here === null && there === null) continue;
    if (here === null) figures.variantsMissing++;
    if (there === null) figures.variantsExtra++;
    for (const task of sorted(new Set([...Object.keys(here ?? {}), ...Object.keys(there ?? {})]))) {
      const mismatch = compareHashes(here?.[task], there?.[task]);
      figures[mismatch.verdict]++;
      if (mismatch.verdict !== 'exact') mismatches.push({ ...mismatch, verdict: mismatch.verdict, mcfn, task });
    }
  }
  return { figures, mismatches };
}

function hashesOf(variant: VariantTable | undefined): Readonly<Record<string, Hash>> | null {
  return variant === undefined || variant.skipped !== null ? null : variant.tasks;
}

function compareHashes(
  here: Hash | undefined,
  there: Hash | undefined,
): { readonly verdict: Verdict; readonly reason?: string } {
  if (here === undefined) return { verdict: 'missing' };
  if (there === undefined) return { verdict: 'extra' };
  if (typeof here !== 'string') return { verdict: 'unknown', reason: here.unknown };
  return { verdict: here === there ? 'exact' : 'wrong' };
}

export function addFigures(a: Figures, b: Figures): Figures {
  const sum: Record<keyof Figures, number> = { ...a };
  for (const name of Object.keys(sum) as (keyof Figures)[]) sum[name] += b[name];
  return sum;
}

/** Why hashes differ: the first differing key and the kind of difference, or a substitute for it. */
export interface Cause {
  readonly pair: Pair;
  readonly kind: CauseKind;
  /** The key; for the other kinds the reason in words. */
  readonly key: string;
}

export type CauseKind =
  /** The key's value differs, or only one side has the key. */
  | 'value'
  | 'only here'
  | 'only there'
  /** The same inputs, but a different hash. */
  | 'no key'
  /** The inputs of one side were not available. */
  | 'not explained'
  | Exclude<Verdict, 'exact' | 'wrong'>;

/** A group of mismatches with one cause. */
export interface CauseGroup extends Cause {
  readonly tasks: number;
  readonly examples: readonly {
    readonly mcfn: string;
    readonly task: string;
    readonly here?: string | null | undefined;
    readonly there?: string | null | undefined;
  }[];
}

/** The cause for a first differing key. */
export function causeOf(pair: Pair, difference: KeyDifference | null): Cause {
  if (difference === null) return { pair, kind: 'no key', key: '' };
  const kind = difference.ours === undefined ? 'only there' : difference.theirs === undefined ? 'only here' : 'value';
  return { pair, kind, key: difference.key };
}

const EXAMPLES = 3;

/** Collects mismatches by cause. */
export class Causes {
  private readonly groups = new Map<
    string,
    { readonly cause: Cause; tasks: number; readonly examples: CauseGroup['examples'][number][] }
  >();

  add(cause: Cause, example: CauseGroup['examples'][number]): void {
    const id = JSON.stringify([cause.pair, cause.kind, cause.key]);
    const group = this.groups.get(id) ?? { cause, tasks: 0, examples: [] };
    this.groups.set(id, group);
    group.tasks++;
    if (group.examples.length < EXAMPLES) group.examples.push(example);
  }

  /** The groups, the largest first. */
  list(): readonly CauseGroup[] {
    return [...this.groups]
      .sort(([a, left], [b, right]) => right.tasks - left.tasks || compareCodePoints(a, b))
      .map(([, { cause, tasks, examples }]) => ({ ...cause, tasks, examples }));
  }
}

/** A known divergence: up to `tasks` tasks may have this cause. */
export interface KnownDivergence extends Cause {
  readonly tasks: number;
  readonly reason: string;
}

/** The groups that no known divergence allows, and the known divergences that did not occur. */
export function judgeCauses(
  groups: readonly CauseGroup[],
  known: readonly KnownDivergence[],
): { readonly worse: readonly CauseGroup[]; readonly gone: readonly KnownDivergence[] } {
  const same = (a: Cause, b: Cause): boolean => a.pair === b.pair && a.kind === b.kind && a.key === b.key;
  return {
    worse: groups.filter((group) => !known.some((one) => same(one, group) && group.tasks <= one.tasks)),
    gone: known.filter((one) => !groups.some((group) => same(one, group))),
  };
}
