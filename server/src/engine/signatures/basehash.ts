/**
 * Basehashes: for every task the closure of its dependencies, the text that is hashed, and the digest. Mirrors
 * `bb.data.generate_dependencies` and `generate_dependency_hash`. A key whose value cannot be known makes every task that
 * reaches it unknown, and no other.
 */

import { sorted } from '../base/order';
import { textOf } from '../datastore/datastore';
import { sha256Hex } from '../digest/sha256';
import { DatastoreError, type Value } from '../python/pythonDatastore';
import { type KeyDependencies, type SignatureContext, keyDependencies } from './variableDependencies';

/** A task's basehash, or why it cannot be known. */
export type Basehash =
  | { readonly kind: 'known'; readonly hash: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The signatures of all tasks of one variant. */
export interface Signatures {
  readonly tasks: ReadonlyMap<string, Basehash>;
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
export function signaturesOf(tasks: readonly string[], context: SignatureContext): Signatures {
  const gendeps = new Map<string, ReadonlySet<string>>();
  const varvals = new Map<string, Value>();
  const unknownKeys = new Map<string, string>();
  const pending = [...tasks];
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    if (gendeps.has(key)) continue;
    const found = tryKey(key, context, unknownKeys);
    gendeps.set(key, found?.deps ?? new Set());
    if (found) {
      varvals.set(key, found.value);
      for (const dep of found.deps) if (!gendeps.has(dep)) pending.push(dep);
    }
  }
  const known = { gendeps, varvals, unknownKeys };
  return { ...known, tasks: new Map(tasks.map((task) => [task, basehashOf(task, known)])) };
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
    throw new DatastoreError(error.type, `\`${key}\`: ${error.message}`);
  }
}

type KnownKeys = Pick<Signatures, 'gendeps' | 'varvals' | 'unknownKeys'>;

function basehashOf(task: string, known: KnownKeys): Basehash {
  const closure = closureOf(task, known.gendeps);
  for (const key of [task, ...closure]) {
    const reason = known.unknownKeys.get(key);
    if (reason !== undefined) return { kind: 'unknown', reason: key === task ? reason : `\`${key}\`: ${reason}` };
  }
  return { kind: 'known', hash: sha256Hex(hashInput(task, closure, known.varvals)) };
}

/** The transitive dependencies of `task`; the task itself only where something depends on it. */
export function closureOf(task: string, gendeps: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set<string>(gendeps.get(task));
  for (const key of seen) for (const dep of gendeps.get(key) ?? []) seen.add(dep);
  return seen;
}

/** The text whose digest is the basehash: the task's value, then name and value of each dependency, in order of names. */
export function hashInput(task: string, closure: Iterable<string>, varvals: ReadonlyMap<string, Value>): string {
  const own = varvals.get(task) ?? null;
  const parts = own === null ? [] : [textOf(own)];
  for (const key of sorted(closure)) {
    const value = varvals.get(key) ?? null;
    parts.push(key);
    if (value !== null) parts.push(textOf(value));
  }
  return parts.join('');
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
