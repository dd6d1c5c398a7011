/**
 * Finds what makes one task's two signatures differ, as data: the task's own causes, and the task dependencies whose
 * hashes differ. A difference that follows from another reported difference is not reported.
 */

import { compareCodePoints, sorted } from '../base/order';
import { type Checksum, diffChecksums } from './checksumDiff';
import type { SignatureData, SignatureValue } from './signatureData';
import { isNameHashed } from './signatureHashes';

/** A task's own difference. `before` is the first signature, `after` the second. */
export type SignatureCause =
  | {
      readonly kind: 'variable-changed';
      readonly name: string;
      readonly before: SignatureValue;
      readonly after: SignatureValue;
    }
  /** `by`: the variables that refer to it on this side only; empty if the task itself refers to it. */
  | {
      readonly kind: 'variable-added' | 'variable-removed';
      readonly name: string;
      readonly value: SignatureValue;
      readonly by: readonly string[];
    }
  | { readonly kind: 'file-changed'; readonly name: string; readonly before: string; readonly after: string }
  | { readonly kind: 'file-added' | 'file-removed'; readonly name: string }
  /** The same files in another order. */
  | { readonly kind: 'file-order'; readonly before: readonly string[]; readonly after: readonly string[] }
  | { readonly kind: 'dependency-added' | 'dependency-removed'; readonly task: string; readonly hash: string }
  /** The same hashes in another order: a task has replaced another one. */
  | { readonly kind: 'dependency-order'; readonly before: readonly string[]; readonly after: readonly string[] }
  | { readonly kind: 'taint'; readonly before: string | null; readonly after: string | null }
  /**
   * Variables that hashes leave out; variables that this added to the signature or removed from it are reported as
   * well.
   */
  | { readonly kind: 'ignored-variables'; readonly added: readonly string[]; readonly removed: readonly string[] }
  /** All input of the taskhash is the same, but the unihashes differ. */
  | { readonly kind: 'unihash'; readonly before: string; readonly after: string };

/** A task dependency whose hashes differ. */
export interface ChangedDependency {
  readonly task: string;
  readonly before: string;
  readonly after: string;
}

export interface SignatureDiff {
  readonly causes: readonly SignatureCause[];
  readonly dependencies: readonly ChangedDependency[];
}

/**
 * Compares the signatures of one task. If one contains only the basehash, only the input of the basehash is compared.
 */
export function diffSignatures(a: SignatureData, b: SignatureData): SignatureDiff {
  const isWhole = a.runtaskhashes !== undefined && b.runtaskhashes !== undefined;
  const dependencies = isWhole ? changedDependencies(a.runtaskhashes, b.runtaskhashes) : [];
  const causes = [
    ...variableCauses(a, b),
    ...(isWhole ? [...fileCauses(a, b), ...dependencyCauses(a, b), ...taintCauses(a, b)] : []),
  ];
  if (
    causes.length === 0 &&
    dependencies.length === 0 &&
    a.unihash !== undefined &&
    b.unihash !== undefined &&
    a.unihash !== b.unihash
  ) {
    causes.push({ kind: 'unihash', before: a.unihash, after: b.unihash });
  }
  return { causes: [...causes, ...ignoredCauses(a, b)], dependencies };
}

function variableCauses(a: SignatureData, b: SignatureData): SignatureCause[] {
  const causes: SignatureCause[] = [];
  const [inA, inB] = [referrersIn(a), referrersIn(b)];
  for (const name of sorted(new Set([...Object.keys(a.varvals), ...Object.keys(b.varvals)]))) {
    const [before, after] = [a.varvals[name], b.varvals[name]];
    // An empty value and None are hashed alike, and so are a number and its text.
    if (before === undefined && after !== undefined)
      causes.push({ kind: 'variable-added', name, value: after, by: referrers(name, inB(), inA()) });
    else if (before !== undefined && after === undefined)
      causes.push({ kind: 'variable-removed', name, value: before, by: referrers(name, inA(), inB()) });
    else if (before !== undefined && after !== undefined && String(before ?? '') !== String(after ?? ''))
      causes.push({ kind: 'variable-changed', name, before, after });
  }
  return causes;
}

/** The variables that refer to `name` in one signature and not in the other. */
function referrers(name: string, here: Referrers, there: Referrers): readonly string[] {
  const others = there.get(name);
  return sorted([...(here.get(name) ?? [])].filter((key) => key !== name && others?.has(key) !== true));
}

/** The variables that refer to each name. */
type Referrers = ReadonlyMap<string, ReadonlySet<string>>;

/** The referrers of a signature, collected when they are first needed. */
function referrersIn({ gendeps }: SignatureData): () => Referrers {
  let made: Map<string, Set<string>> | null = null;
  return () => {
    if (made) return made;
    made = new Map();
    for (const [key, names] of Object.entries(gendeps)) {
      for (const name of names) {
        const known = made.get(name);
        if (known) known.add(key);
        else made.set(name, new Set([key]));
      }
    }
    return made;
  };
}

function fileCauses(a: SignatureData, b: SignatureData): readonly SignatureCause[] {
  const [before, after] = [a.file_checksum_values ?? [], b.file_checksum_values ?? []];
  const { changed, added, removed } = diffChecksums(before, after);
  const causes: SignatureCause[] = [
    ...changed.map((change) => ({ kind: 'file-changed' as const, ...change })),
    ...added.map((name) => ({ kind: 'file-added' as const, name })),
    ...removed.map((name) => ({ kind: 'file-removed' as const, name })),
  ];
  if (causes.length > 0 || hashedText(before) === hashedText(after)) return causes;
  return [{ kind: 'file-order', before: before.map(([name]) => name), after: after.map(([name]) => name) }];
}

function hashedText(files: readonly Checksum[]): string {
  return files.map(([name, md5]) => (isNameHashed(name) ? name : '') + md5).join('\0');
}

function changedDependencies(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly ChangedDependency[] {
  return sorted(Object.keys(before)).flatMap((task) => {
    const [old, now] = [before[task] ?? '', after[task]];
    return now === undefined || now === old ? [] : [{ task, before: old, after: now }];
  });
}

function dependencyCauses(a: SignatureData, b: SignatureData): readonly SignatureCause[] {
  const [before, after] = [a.runtaskhashes ?? {}, b.runtaskhashes ?? {}];
  const added = sorted(Object.keys(after)).filter((task) => before[task] === undefined);
  const removed = sorted(Object.keys(before)).filter((task) => after[task] === undefined);
  // Only the hashes are hashed: a task with the same hash has replaced the other one.
  const replaced = new Map<string, number>();
  for (const task of removed) replaced.set(before[task] ?? '', (replaced.get(before[task] ?? '') ?? 0) + 1);
  const moved = new Map<string, number>();
  const really = added.filter((task) => {
    const hash = after[task] ?? '';
    const left = replaced.get(hash) ?? 0;
    if (left === 0) return true;
    replaced.set(hash, left - 1);
    moved.set(hash, (moved.get(hash) ?? 0) + 1);
    return false;
  });
  const gone = removed.filter((task) => {
    const hash = before[task] ?? '';
    const left = moved.get(hash) ?? 0;
    moved.set(hash, left - 1);
    return left <= 0;
  });
  const causes = [
    ...really.map((task) => ({ kind: 'dependency-added' as const, task, hash: after[task] ?? '' })),
    ...gone.map((task) => ({ kind: 'dependency-removed' as const, task, hash: before[task] ?? '' })),
  ];
  if (causes.length > 0 || added.length === 0) return causes;
  const [old, now] = [a.runtaskdeps ?? [], b.runtaskdeps ?? []];
  const isSameOrder =
    old.length === now.length &&
    old.every((task, index) => before[task] === after[now[index] ?? ''] || now[index] === task);
  return isSameOrder ? [] : [{ kind: 'dependency-order', before: removed, after: added }];
}

function taintCauses(a: SignatureData, b: SignatureData): readonly SignatureCause[] {
  return a.taint === b.taint ? [] : [{ kind: 'taint', before: a.taint ?? null, after: b.taint ?? null }];
}

/** They count only if they bring a variable in or take one out. */
function ignoredCauses(a: SignatureData, b: SignatureData): readonly SignatureCause[] {
  const [before, after] = [new Set(a.basehash_ignore_vars), new Set(b.basehash_ignore_vars)];
  const added = [...after].filter((name) => !before.has(name)).sort(compareCodePoints);
  const removed = [...before].filter((name) => !after.has(name)).sort(compareCodePoints);
  const counts =
    added.some((name) => a.varvals[name] !== undefined) || removed.some((name) => b.varvals[name] !== undefined);
  return counts ? [{ kind: 'ignored-variables', added, removed }] : [];
}
