/**
 * Computes basehashes: for every task the closure of its dependencies, the text that is hashed, and the digest. Mirrors
 * `bb.data.generate_dependencies` and `generate_dependency_hash`. A key with an unknown value makes every task that
 * reaches it unknown, and no other task.
 */

import { sorted } from '../base/order';
import { textOf } from '../datastore/datastore';
import { NO_ORIGIN, type Origin } from '../datastore/history';
import type { Sha256 } from '../digest/sha256';
import { MetadataError } from '../evaluate/errors';
import { refusalOf } from '../layers/behaviors';
import { DatastoreError } from '../base/datastoreError';
import type { Value } from '../python/pythonDatastore';
import { type KeyDependencies, type SignatureContext, keyDependencies } from './variableDependencies';

/** A task's basehash, or why it is unknown. */
export type Basehash =
  { readonly kind: 'known'; readonly hash: string } | { readonly kind: 'unknown'; readonly reason: string };

/** The signatures of all tasks of one variant. */
export interface Signatures {
  readonly tasks: ReadonlyMap<string, Basehash>;
  /** How many keys the closure of each task has. */
  readonly closureSizes: ReadonlyMap<string, number>;
  /** The direct dependencies of every key that is reached. */
  readonly gendeps: ReadonlyMap<string, ReadonlySet<string>>;
  /** What each key contributes; unknown keys are missing. */
  readonly varvals: ReadonlyMap<string, Value>;
  /** Why a key is unknown. */
  readonly unknownKeys: ReadonlyMap<string, string>;
  /** The context in which the dependencies of a key are found. */
  readonly context: SignatureContext;
}

/**
 * The signatures of `tasks`. Throws a `DatastoreError` if BitBake gives up the whole recipe; an error that only means
 * that a value is unknown here stays with the keys that it affects.
 */
export function signaturesOf(tasks: readonly string[], context: SignatureContext, sha256: Sha256): Signatures {
  const graph = new KeyGraph(context);
  for (const task of tasks) graph.read(task);
  const refusal = refusalOf(context.d.services.release, 'basehashes');
  const hashes = new Map<string, Basehash>();
  const closureSizes = new Map<string, number>();
  for (const { task, hash, size } of graph.signatures(tasks, sha256)) {
    hashes.set(task, refusal === null ? hash : { kind: 'unknown', reason: refusal });
    closureSizes.set(task, size);
  }
  // When whole distributions are evaluated, no caller asks for these; a caller that does ask, asks repeatedly.
  const gendeps = once(() => graph.gendeps());
  const varvals = once(() => graph.varvals());
  return {
    tasks: hashes,
    closureSizes,
    unknownKeys: graph.unknownKeys,
    context,
    get gendeps() {
      return gendeps();
    },
    get varvals() {
      return varvals();
    },
  };
}

/** Makes a value when it is first needed. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/**
 * The location of a key that cannot be read: the line of its function that causes the error, else the last assignment.
 */
function locationOf(key: string, error: DatastoreError, { d }: SignatureContext): Origin {
  const file = d.getVarFlag(key, 'filename', { expand: false });
  const header = Number(d.getVarFlag(key, 'lineno', { expand: false }));
  if (typeof file === 'string' && file.startsWith('/') && header > 0)
    return { file, line: header + (error.textLine ?? 0) };
  const entries = d.history.entries(key.split('[', 1)[0] ?? key).filter((entry) => entry.file.startsWith('/'));
  return entries[entries.length - 1]?.origin ?? NO_ORIGIN;
}

/** A task's basehash and how many keys its closure has. */
interface TaskSignature {
  readonly task: string;
  readonly hash: Basehash;
  readonly size: number;
}

/** A name that a task depends on, directly or not. */
interface Key {
  readonly name: string;
  /** Its index among all keys. */
  readonly index: number;
  /** null if it is unknown, and before it is read. */
  found: KeyDependencies | null;
  /** The indices of its dependencies. */
  edges: readonly number[];
}

/** The keys that a task depends on: a mark at the index of each, and how many there are. */
interface Closure {
  readonly marks: Uint8Array;
  readonly size: number;
}

/**
 * Keys that are adjacent in the order of names and that every closure contains either all or not at all, and their
 * text.
 */
interface Block {
  /** The index of the first key. */
  readonly index: number;
  readonly text: string;
}

/** The keys of one variant. Each has an index, so that names are looked up once and closures are arrays of marks. */
class KeyGraph {
  readonly unknownKeys = new Map<string, string>();
  private readonly keys: Key[] = [];
  private readonly indexes = new Map<string, number>();
  private inOrder: readonly Key[] = [];

  constructor(private readonly context: SignatureContext) {}

  /**
   * Reads a task and all its dependencies. Upstream quirk: reading a key for its text leaves a value without its filter
   * in the cache, which keys that are read later see. So the order matters: task after task, in each task the closure
   * level by level, and each level in the order of names. Keys of an earlier task's closure lead only to keys that were
   * read then.
   */
  read(task: string): void {
    if (this.indexes.has(task)) return;
    this.indexOf(task);
    for (let level = this.keys.slice(-1); level.length > 0;) {
      const read = this.keys.length;
      for (const key of level) key.found = this.tryKey(key.name);
      for (const key of level) key.edges = this.indexesOf(key.found?.deps ?? []);
      level = this.sortedFrom(read);
    }
  }

  /**
   * SHA-256 over each task's value and, in order, the name and value of each key of its closure. The tasks must have
   * been read.
   */
  signatures(tasks: readonly string[], sha256: Sha256): readonly TaskSignature[] {
    this.inOrder = this.sortedFrom(0);
    const closures = tasks.map((task) => this.closure(task));
    const blocks = this.blocks(closures);
    return tasks.map((task, index) => {
      const { marks, size } = closures[index] ?? NO_CLOSURE;
      const reason = this.unknownReason(task, marks);
      if (reason !== null) return { task, size, hash: { kind: 'unknown', reason } };
      let text = valueText(this.keys[this.indexOf(task)]?.found?.value);
      for (const block of blocks) if (marks[block.index]) text += block.text;
      return { task, size, hash: { kind: 'known', hash: sha256(text) } };
    });
  }

  gendeps(): ReadonlyMap<string, ReadonlySet<string>> {
    return new Map(this.inOrder.map(({ name, found }) => [name, found?.deps ?? new Set()]));
  }

  varvals(): ReadonlyMap<string, Value> {
    return new Map(this.inOrder.flatMap(({ name, found }) => (found ? [[name, found.value]] : [])));
  }

  private tryKey(name: string): KeyDependencies | null {
    try {
      return keyDependencies(name, this.context);
    } catch (error) {
      if (!(error instanceof DatastoreError)) throw error;
      if (error.unknown !== undefined) {
        this.unknownKeys.set(name, error.unknown);
        return null;
      }
      if (error.type === 'SkipRecipe') throw error;
      throw new MetadataError(error.type, `\`${name}\`: ${error.message}`, locationOf(name, error, this.context));
    }
  }

  /** Tasks have most of their keys in common: joining a few blocks is faster than joining many keys. */
  private blocks(closures: readonly Closure[]): readonly Block[] {
    const blocks: Block[] = [];
    let block = { index: 0, text: '' };
    let before: Key | null = null;
    for (const key of this.inOrder) {
      if (before === null || closures.some(({ marks }) => marks[key.index] !== marks[before?.index ?? 0])) {
        block = { index: key.index, text: '' };
        blocks.push(block);
      }
      block.text += key.name + valueText(key.found?.value);
      before = key;
    }
    return blocks;
  }

  private unknownReason(task: string, marks: Uint8Array): string | null {
    const own = this.unknownKeys.get(task);
    if (own !== undefined) return own;
    for (const [name, reason] of this.unknownKeys) if (marks[this.indexOf(name)]) return `\`${name}\`: ${reason}`;
    return null;
  }

  /** All dependencies of a task; the task itself only if a dependency leads back to it. */
  private closure(task: string): Closure {
    const marks = new Uint8Array(this.keys.length);
    const pending = [this.indexOf(task)];
    let size = 0;
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      for (const edge of this.keys[index]?.edges ?? []) {
        if (marks[edge]) continue;
        marks[edge] = 1;
        size++;
        pending.push(edge);
      }
    }
    return { marks, size };
  }

  /** The keys from an index on, in the order of their names. */
  private sortedFrom(index: number): Key[] {
    const names: string[] = [];
    for (let at = index; at < this.keys.length; at++) names.push(this.keys[at]?.name ?? '');
    return sorted(names).map((name) => this.keys[this.indexOf(name)] as Key);
  }

  private indexesOf(names: Iterable<string>): readonly number[] {
    const indexes: number[] = [];
    for (const name of names) indexes.push(this.indexOf(name));
    return indexes;
  }

  /** The index of a name; a new name gets the next index. */
  private indexOf(name: string): number {
    const known = this.indexes.get(name);
    if (known !== undefined) return known;
    const index = this.keys.length;
    this.indexes.set(name, index);
    this.keys.push({ name, index, found: null, edges: [] });
    return index;
  }
}

const NO_CLOSURE: Closure = { marks: new Uint8Array(), size: 0 };

/** The text that a value contributes to a hash; None contributes nothing. */
function valueText(value: Value | undefined): string {
  return value === undefined || value === null ? '' : textOf(value);
}

/** The transitive dependencies of `task`; the task itself only if a dependency leads back to it. */
export function closureOf(task: string, gendeps: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set<string>(gendeps.get(task));
  for (const key of seen) for (const dep of gendeps.get(key) ?? []) seen.add(dep);
  return seen;
}

/**
 * The shortest path from `task` to `name`: task, each variable between them, `name`. null if `name` is not in the
 * closure. Among paths of equal length, the first in code-point order.
 */
export function chainTo(
  task: string,
  name: string,
  gendeps: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] | null {
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
