/**
 * Basehashes: for every task the closure of its dependencies, the text that is hashed, and the digest. Mirrors
 * `bb.data.generate_dependencies` and `generate_dependency_hash`. A key whose value cannot be known makes every task
 * that reaches it unknown, and no other.
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

/** A task's basehash, or why it cannot be known. */
export type Basehash =
  { readonly kind: 'known'; readonly hash: string } | { readonly kind: 'unknown'; readonly reason: string };

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
  /** What the dependencies of a key are found with. */
  readonly context: SignatureContext;
}

/**
 * The signatures of `tasks`. Throws a `DatastoreError` where BitBake gives up the whole recipe; an error that only says
 * that a value cannot be known here stays with the keys it concerns.
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
  // Whole distributions are evaluated without anybody asking for these; who does ask, asks again and again.
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

/** Makes a value when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Where a key that cannot be read stands: in the line of its function at fault, else where it was assigned last. */
function placeOf(key: string, error: DatastoreError, { d }: SignatureContext): Origin {
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
  /** Its place among all keys. */
  readonly place: number;
  /** null where it cannot be known, and before it was read. */
  found: KeyDependencies | null;
  /** The places of what it depends on. */
  edges: readonly number[];
}

/** The keys that a task depends on: a mark at the place of each, and how many there are. */
interface Closure {
  readonly marks: Uint8Array;
  readonly size: number;
}

/** Neighbours in the order of names that every closure has together or not at all, and their text. */
interface Block {
  /** The place of the first. */
  readonly place: number;
  readonly text: string;
}

/** The keys of one variant. Each has a place, so that names are looked up once and closures are marks. */
class KeyGraph {
  readonly unknownKeys = new Map<string, string>();
  private readonly keys: Key[] = [];
  private readonly places = new Map<string, number>();
  private inOrder: readonly Key[] = [];

  constructor(private readonly context: SignatureContext) {}

  /**
   * Reads a task and all it depends on. Upstream quirk: reading a key for its text leaves a value without its filter in
   * the cache, which keys read later see. So the order counts: task after task, and in each the closure level by level,
   * a level in the order of names. Keys of an earlier task's closure lead to nothing that was not read then.
   */
  read(task: string): void {
    if (this.places.has(task)) return;
    this.placeOf(task);
    for (let level = this.keys.slice(-1); level.length > 0;) {
      const read = this.keys.length;
      for (const key of level) key.found = this.tryKey(key.name);
      for (const key of level) key.edges = this.placesOf(key.found?.deps ?? []);
      level = this.sortedFrom(read);
    }
  }

  /**
   * SHA-256 over each task's value and, in order, name and value of each key of its closure. The tasks have been read.
   */
  signatures(tasks: readonly string[], sha256: Sha256): readonly TaskSignature[] {
    this.inOrder = this.sortedFrom(0);
    const closures = tasks.map((task) => this.closure(task));
    const blocks = this.blocks(closures);
    return tasks.map((task, index) => {
      const { marks, size } = closures[index] ?? NO_CLOSURE;
      const reason = this.unknownReason(task, marks);
      if (reason !== null) return { task, size, hash: { kind: 'unknown', reason } };
      let text = valueText(this.keys[this.placeOf(task)]?.found?.value);
      for (const block of blocks) if (marks[block.place]) text += block.text;
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
      throw new MetadataError(error.type, `\`${name}\`: ${error.message}`, placeOf(name, error, this.context));
    }
  }

  /** Tasks have most of their keys in common: few blocks to put together instead of many keys. */
  private blocks(closures: readonly Closure[]): readonly Block[] {
    const blocks: Block[] = [];
    let block = { place: 0, text: '' };
    let before: Key | null = null;
    for (const key of this.inOrder) {
      if (before === null || closures.some(({ marks }) => marks[key.place] !== marks[before?.place ?? 0])) {
        block = { place: key.place, text: '' };
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
    for (const [name, reason] of this.unknownKeys) if (marks[this.placeOf(name)]) return `\`${name}\`: ${reason}`;
    return null;
  }

  /** What a task depends on; itself only where something depends on it. */
  private closure(task: string): Closure {
    const marks = new Uint8Array(this.keys.length);
    const pending = [this.placeOf(task)];
    let size = 0;
    for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
      for (const edge of this.keys[place]?.edges ?? []) {
        if (marks[edge]) continue;
        marks[edge] = 1;
        size++;
        pending.push(edge);
      }
    }
    return { marks, size };
  }

  /** The keys from a place on in the order of their names. */
  private sortedFrom(place: number): Key[] {
    const names: string[] = [];
    for (let at = place; at < this.keys.length; at++) names.push(this.keys[at]?.name ?? '');
    return sorted(names).map((name) => this.keys[this.placeOf(name)] as Key);
  }

  private placesOf(names: Iterable<string>): readonly number[] {
    const places: number[] = [];
    for (const name of names) places.push(this.placeOf(name));
    return places;
  }

  /** The place of a name, which becomes the last one where it is new. */
  private placeOf(name: string): number {
    const known = this.places.get(name);
    if (known !== undefined) return known;
    const place = this.keys.length;
    this.places.set(name, place);
    this.keys.push({ name, place, found: null, edges: [] });
    return place;
  }
}

const NO_CLOSURE: Closure = { marks: new Uint8Array(), size: 0 };

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

/**
 * The shortest way from `task` to `name`: task, each variable on the way, `name`. null where `name` is not in the
 * closure. Among ways of equal length the first in code-point order.
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
