/**
 * Basehashes: for every task the closure of its dependencies, the text that is hashed, and the digest. Mirrors
 * `bb.data.generate_dependencies` and `generate_dependency_hash`. A key whose value cannot be known makes every task that
 * reaches it unknown, and no other.
 */

import { sorted } from '../base/order';
import { textOf } from '../datastore/datastore';
import { NO_ORIGIN, type Origin } from '../datastore/history';
import type { Sha256 } from '../digest/sha256';
import { MetadataError } from '../evaluate/errors';
import { DatastoreError, type Value } from '../python/pythonDatastore';
import { type KeyDependencies, type SignatureContext, keyDependencies } from './variableDependencies';

/** A task's basehash, or why it cannot be known. */
export type Basehash =
  | { readonly kind: 'known'; readonly hash: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The signatures of all tasks of one variant. */
export interface Signatures {
  readonly tasks: ReadonlyMap<string, Basehash>;
  /** How many keys the closure of each task has. */
  readonly closureSizes: ReadonlyMap<string, number>;
  /** Direct dependencies of every key reached. */
  readonly gendeps: ReadonlyMap<string, ReadonlySet<string>>;
  /** What each key contributes; a key that cannot be known is missing. */
  readonly varvals: ReadonlyMap<string, Value>;
  /** Why a key cannot be known. */
  readonly unknownKeys: ReadonlyMap<string, string>;
}

/**
 * The signatures of `tasks`. Throws a `DatastoreError` where BitBake gives up the whole recipe; an error that only says
 * that a value cannot be known here stays with the keys it concerns.
 */
export function signaturesOf(tasks: readonly string[], context: SignatureContext, sha256: Sha256): Signatures {
  const gendeps = new Map<string, ReadonlySet<string>>();
  const varvals = new Map<string, Value>();
  const unknownKeys = new Map<string, string>();
  /** Reads keys, in order; what they depend on that was not read before is the next level. */
  const walkNew = (keys: readonly string[]): ReadonlySet<string> => {
    for (const key of keys) {
      const found = tryKey(key, context, unknownKeys);
      gendeps.set(key, found?.deps ?? new Set<string>());
      if (found) varvals.set(key, found.value);
    }
    const next = new Set<string>();
    for (const key of keys) for (const dep of gendeps.get(key) ?? []) if (!gendeps.has(dep)) next.add(dep);
    return next;
  };
  // Upstream quirk: reading a key for its text leaves a value without its filter in the cache, which keys read later see.
  // So the order counts: task after task, and in each the closure level by level. Keys of an earlier task's closure lead to
  // nothing that was not read then.
  for (const task of tasks) {
    for (let level = [task].filter((key) => !gendeps.has(key)); level.length > 0; ) level = sorted(walkNew(level));
  }
  const hashes = new Map<string, Basehash>();
  const closureSizes = new Map<string, number>();
  for (const { task, hash, size } of new KeyGraph(gendeps, varvals, unknownKeys).signatures(tasks, sha256)) {
    hashes.set(task, hash);
    closureSizes.set(task, size);
  }
  return { gendeps, varvals, unknownKeys, tasks: hashes, closureSizes };
}

function tryKey(key: string, context: SignatureContext, unknownKeys: Map<string, string>): KeyDependencies | null {
  try {
    return keyDependencies(key, context);
  } catch (error) {
    if (!(error instanceof DatastoreError)) throw error;
    if (error.unknown !== undefined) {
      unknownKeys.set(key, error.unknown);
      return null;
    }
    if (error.type === 'SkipRecipe') throw error;
    throw new MetadataError(error.type, `\`${key}\`: ${error.message}`, placeOf(key, error, context));
  }
}

/** Where a key that cannot be read stands: in the line of its function at fault, else where it was assigned last. */
function placeOf(key: string, error: DatastoreError, { d }: SignatureContext): Origin {
  const file = d.getVarFlag(key, 'filename', { expand: false });
  const header = Number(d.getVarFlag(key, 'lineno', { expand: false }));
  if (typeof file === 'string' && file.startsWith('/') && header > 0) return { file, line: header + (error.textLine ?? 0) };
  const entries = d.history.entries(key.split('[', 1)[0] ?? key).filter((entry) => entry.file.startsWith('/'));
  return entries[entries.length - 1]?.origin ?? NO_ORIGIN;
}

/** A task's basehash and how many keys its closure has. */
interface TaskSignature {
  readonly task: string;
  readonly hash: Basehash;
  readonly size: number;
}

/** Neighbours in the order of names that every closure has together or not at all, and their text. */
interface Block {
  readonly first: number;
  readonly text: string;
}

/** The keys of one variant by their rank in code-point order: closures as marks on ranks need no sorting. */
class KeyGraph {
  private readonly names: readonly string[];
  private readonly ranks = new Map<string, number>();
  private readonly edges: (readonly number[])[] = [];

  constructor(
    gendeps: ReadonlyMap<string, ReadonlySet<string>>,
    private readonly varvals: ReadonlyMap<string, Value>,
    private readonly unknownKeys: ReadonlyMap<string, string>,
  ) {
    this.names = sorted(gendeps.keys());
    for (const [rank, name] of this.names.entries()) this.ranks.set(name, rank);
    for (const name of this.names) this.edges.push(this.ranksOf(gendeps.get(name)));
  }

  /** SHA-256 over each task's value and, in order, name and value of each key of its closure. */
  signatures(tasks: readonly string[], sha256: Sha256): readonly TaskSignature[] {
    const closures = tasks.map((task) => this.closure(task));
    const blocks = this.blocks(closures);
    return tasks.map((task, index) => {
      const marks = closures[index] ?? new Uint8Array();
      const size = marks.reduce((count, mark) => count + mark, 0);
      const reason = this.unknownReason(task, marks);
      if (reason !== null) return { task, size, hash: { kind: 'unknown', reason } };
      const texts = [valueText(this.varvals.get(task))];
      for (const { first, text } of blocks) if (marks[first]) texts.push(text);
      return { task, size, hash: { kind: 'known', hash: sha256(texts.join('')) } };
    });
  }

  /** Tasks have most of their keys in common: few blocks to put together instead of many keys. */
  private blocks(closures: readonly Uint8Array[]): readonly Block[] {
    const blocks: Block[] = [];
    let first = 0;
    let texts: string[] = [];
    for (let rank = 0; rank < this.names.length; rank++) {
      if (rank > 0 && closures.some((marks) => marks[rank] !== marks[rank - 1])) {
        blocks.push({ first, text: texts.join('') });
        first = rank;
        texts = [];
      }
      const name = this.names[rank] ?? '';
      texts.push(name, valueText(this.varvals.get(name)));
    }
    if (texts.length > 0) blocks.push({ first, text: texts.join('') });
    return blocks;
  }

  private unknownReason(task: string, marks: Uint8Array): string | null {
    const own = this.unknownKeys.get(task);
    if (own !== undefined) return own;
    for (const [key, reason] of this.unknownKeys) {
      const rank = this.ranks.get(key);
      if (rank !== undefined && marks[rank]) return `\`${key}\`: ${reason}`;
    }
    return null;
  }

  private closure(task: string): Uint8Array {
    const marks = new Uint8Array(this.names.length);
    const pending: number[] = [];
    const mark = (ranks: readonly number[] | undefined): void => {
      for (const rank of ranks ?? []) {
        if (marks[rank]) continue;
        marks[rank] = 1;
        pending.push(rank);
      }
    };
    mark(this.edges[this.ranks.get(task) ?? -1]);
    for (let rank = pending.pop(); rank !== undefined; rank = pending.pop()) mark(this.edges[rank]);
    return marks;
  }

  private ranksOf(names: ReadonlySet<string> | undefined): readonly number[] {
    const ranks: number[] = [];
    for (const name of names ?? []) {
      const rank = this.ranks.get(name);
      if (rank !== undefined) ranks.push(rank);
    }
    return ranks;
  }
}

/** What a value contributes to a hash: None nothing. */
function valueText(value: Value | undefined): string {
  return value === undefined || value === null ? '' : textOf(value);
}

/** The transitive dependencies of `task`; the task itself only where something depends on it. */
export function closureOf(task: string, gendeps: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set<string>(gendeps.get(task));
  for (const key of seen) for (const dep of gendeps.get(key) ?? []) seen.add(dep);
  return seen;
}

/** The text whose digest is the basehash: the task's value, then name and value of each dependency, in order of names. */
export function hashInput(task: string, closure: Iterable<string>, varvals: ReadonlyMap<string, Value>): string {
  return valueText(varvals.get(task)) + sorted(closure).map((key) => key + valueText(varvals.get(key))).join('');
}

/**
 * The shortest way from `task` to `name`: task, each variable on the way, `name`. null where `name` is not in the closure.
 * Among ways of equal length the first in code-point order.
 */
export function chainTo(task: string, name: string, gendeps: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | null {
  const from = new Map<string, string | null>([[task, null]]);
  const queue = [task];
  for (const key of queue) {
    for (const dep of sorted(gendeps.get(key) ?? [])) {
      if (from.has(dep)) continue;
      from.set(dep, key);
      queue.push(dep);
    }
    if (from.has(name) && (name !== task || key === task)) break;
  }
  if (!from.has(name)) return null;
  const chain: string[] = [];
  for (let key: string | null = name; key !== null; key = from.get(key) ?? null) chain.unshift(key);
  return chain;
}
