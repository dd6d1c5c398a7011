/**
 * How a name acts on a hash that does not contain it: a `[vardepvalue]`, a `:=` or anonymous Python reads it, or
 * `bb.utils.contains` asks for some of its words. It may also be a flag of the task that the taskhash follows. The
 * expansion runs once more on a copy of the store, and what it reads is recorded.
 */

import { DatastoreError } from '../base/datastoreError';
import { addTo } from '../base/lists';
import { compareCodePoints, sorted } from '../base/order';
import { assignmentsBehind } from '../datastore/assignments';
import { type Datastore, textOf } from '../datastore/datastore';
import type { HistoryEntry } from '../datastore/history';
import type { Statement } from '../parse/statements';
import { type Signatures, chainTo, closureOf } from './basehash';

/** `flag`: a flag of the task that decides what its taskhash contains. */
export type IndirectKind = 'vardepvalue' | 'contains' | 'immediate' | 'anonymous' | 'flag';

/** How a name acts on a hash. */
export interface IndirectWay {
  readonly kind: IndirectKind;
  /** From the task to the key that is in the hash. */
  readonly chain: readonly string[];
  /** From that key (its flag, if the flag is what counts) to the name: each is read for the one before. */
  readonly reads: readonly string[];
  /** The statement that reads, where it is no part of the value: of a `:=` or of anonymous Python. */
  readonly by: HistoryEntry | null;
}

/** Flags of a task that say what its taskhash contains. */
const HASHED_FLAGS = ['file-checksums', 'depends', 'rdepends', 'deptask', 'rdeptask', 'recrdeptask', 'mcdepends'];

/** In this order: the nearest to the hash first. */
const KINDS: readonly IndirectKind[] = ['contains', 'vardepvalue', 'immediate', 'anonymous', 'flag'];

/** More keys are not read for one name: each is evaluated again. */
const MOST_KEYS = 200;

/**
 * The shortest way by which `name` acts on a task's hash without being in it; null if there is none. `statementsOf`
 * reads a file.
 */
export function indirectWay(
  task: string,
  name: string,
  d: Datastore,
  signatures: Signatures,
  statementsOf: (path: string) => readonly Statement[],
): IndirectWay | null {
  const keys = [task, ...sorted(closureOf(task, signatures.gendeps)).filter((key) => key !== task)];
  const ways: IndirectWay[] = [];
  const add = (kind: IndirectKind, key: string, reads: readonly string[] | null, by: HistoryEntry | null): void => {
    const chain = key === task ? [task] : chainTo(task, key, signatures.gendeps);
    if (chain && reads) ways.push({ kind, chain, reads, by });
  };
  const valued = new Set(d.namesWithFlag('vardepvalue'));
  let evaluated = 0;
  const reader = (): boolean => ++evaluated <= MOST_KEYS;
  for (const key of keys) {
    const value = signatures.varvals.get(key);
    if (value !== undefined && value !== null && asksForWords(textOf(value), name))
      add('contains', key, [key, name], null);
    if (key.endsWith(']')) continue;
    if (valued.has(key) && reader()) add('vardepvalue', key, readsOfFlag(key, 'vardepvalue', name, d), null);
    for (const { entry } of mayBeComputed(key, d) ? assignmentsBehind(key, null, d).effective : []) {
      const text = computedText(entry, statementsOf);
      if (text === null || !reader()) continue;
      if (text.kind === 'immediate') add('immediate', key, readsOfText(text.text, key, name, d), entry);
      else add('anonymous', key, readsOfCode(text.text, key, name, d, signatures), entry);
    }
  }
  for (const flag of HASHED_FLAGS)
    if (d.getVarFlag(task, flag, { expand: false }) !== null) add('flag', task, readsOfFlag(task, flag, name, d), null);
  ways.sort(
    (a, b) =>
      a.chain.length + a.reads.length - b.chain.length - b.reads.length ||
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      compareCodePoints(a.chain.join(' '), b.chain.join(' ')),
  );
  return ways[0] ?? null;
}

/** How a key's hashed value is made of what the hash does not contain. */
export interface Making {
  /** The variables that are read, the nearest first, without the key itself. */
  readonly reads: readonly string[];
  /** Makes the value once more, on a copy of the store. */
  readonly again: () => void;
}

/**
 * What a `[vardepvalue]`, a `:=` or anonymous Python reads to make the hashed value of a key; null if none of these
 * makes it.
 */
export function makingOf(
  key: string,
  d: Datastore,
  signatures: Signatures,
  statementsOf: (path: string) => readonly Statement[],
): Making | null {
  const found = new Set<string>();
  const bodies: ((copy: Datastore) => unknown)[] = [];
  const add = (root: string, reads: ReadonlyMap<string, readonly string[]>): void => {
    const seen = new Set([root]);
    for (const reader of seen) for (const name of reads.get(reader) ?? []) seen.add(name);
    for (const name of seen) if (name !== root && name !== key) found.add(name);
  };
  const run = (root: string, body: (copy: Datastore) => unknown): void => {
    bodies.push(body);
    add(root, readsWhile(d, root, body));
  };
  if (d.getVarFlag(key, 'vardepvalue', { expand: false }) !== null)
    run(`${key}[vardepvalue]`, (copy) => copy.getVarFlag(key, 'vardepvalue'));
  let isComputed = bodies.length > 0;
  for (const { entry } of mayBeComputed(key, d) ? assignmentsBehind(key, null, d).effective : []) {
    const text = computedText(entry, statementsOf);
    if (!text) continue;
    isComputed = true;
    if (text.kind === 'immediate') run(key, (copy) => copy.expand(text.text, `${key}[:=]`));
    else add(key, readsByCode(text.text, key, d, signatures));
  }
  if (!isComputed) return null;
  return {
    reads: [...found],
    again: () => {
      for (const body of bodies) {
        const copy = d.createCopy();
        quietly(() => body(copy));
      }
    },
  };
}

/** Whether a hashed text has a line about a word of the variable, as `bb.utils.contains` adds it. */
function asksForWords(text: string, name: string): boolean {
  return text.split('\n').some((line) => line.startsWith(`${name}{`) && /\} = (Set|Unset)$/.test(line));
}

/** Whether a value may come from `:=` or from Python that set it: most do not, and these take longest. */
function mayBeComputed(key: string, d: Datastore): boolean {
  return (
    d.hasOverrides(key) ||
    d.history
      .entries(key)
      .some(({ flag, operation, range, line }) => flag === null && (operation === 'immediate' || (!range && line > 0)))
  );
}

function computedText(
  entry: HistoryEntry,
  statementsOf: (path: string) => readonly Statement[],
): { readonly kind: 'immediate' | 'anonymous'; readonly text: string } | null {
  const { file, line, range, operation } = entry;
  if (!file.startsWith('/') || line === 0) return null;
  if (operation === 'immediate' && range) {
    const statement = statementsOf(file).find((one) => one.range.start === range.start && one.range.end === range.end);
    return statement?.kind === 'assignment' ? { kind: 'immediate', text: statement.value } : null;
  }
  if (range) return null;
  const body = statementsOf(file).find((one) => one.kind === 'anonymousPython' && one.headerLine === line);
  return body?.kind === 'anonymousPython' ? { kind: 'anonymous', text: body.body } : null;
}

function readsOfFlag(variable: string, flag: string, name: string, d: Datastore): readonly string[] | null {
  const root = `${variable}[${flag}]`;
  return wayTo(
    name,
    root,
    readsWhile(d, root, (copy) => copy.getVarFlag(variable, flag)),
  );
}

function readsOfText(text: string, variable: string, name: string, d: Datastore): readonly string[] | null {
  return wayTo(
    name,
    variable,
    readsWhile(d, variable, (copy) => copy.expand(text, `${variable}[:=]`)),
  );
}

function readsOfCode(
  code: string,
  variable: string,
  name: string,
  d: Datastore,
  signatures: Signatures,
): readonly string[] | null {
  return wayTo(name, variable, readsByCode(code, variable, d, signatures));
}

/** What code of a function reads, as BitBake's code parser sees it, and what that reads. */
function readsByCode(
  code: string,
  variable: string,
  d: Datastore,
  { context }: Signatures,
): ReadonlyMap<string, string[]> {
  const found = quietly(() => context.python.read(`def function(d):\n${code}`, null, d.services));
  const direct = found ? [...found.references, ...found.contains.keys()].filter((read) => read !== variable) : [];
  const reads = new Map<string, string[]>([[variable, direct]]);
  for (const one of direct)
    for (const [reader, names] of readsWhile(d, one, (copy) => copy.getVar(one)))
      for (const read of names) addTo(reads, reader, read);
  return reads;
}

/** Who reads which variables while `body` runs on a copy of the store; `root` reads what nothing else does. */
function readsWhile(d: Datastore, root: string, body: (copy: Datastore) => unknown): ReadonlyMap<string, string[]> {
  const reads = new Map<string, string[]>();
  const copy = d.createCopy();
  const { services } = copy;
  const before = services.noteRead;
  // Reading `OVERRIDES` is no part of what is asked, and the values that it leaves would hide who reads them.
  quietly(() => copy.overrides());
  copy.forgetValues();
  services.noteRead = (name, flag) => {
    if (flag === '_content') addTo(reads, readerOf(services.expanding.at(-1) ?? root, root), name);
  };
  try {
    quietly(() => body(copy));
  } finally {
    if (before) services.noteRead = before;
    else delete services.noteRead;
  }
  return reads;
}

function readerOf(expanding: string, root: string): string {
  return expanding === `${root}[:=]` ? root : expanding;
}

/** The shortest way from `root` to `name`; null if there is none. */
function wayTo(name: string, root: string, reads: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const from = new Map<string, string | null>([[root, null]]);
  for (const reader of from.keys())
    for (const read of reads.get(reader) ?? []) if (!from.has(read)) from.set(read, reader);
  if (!from.has(name) || name === root) return null;
  const way: string[] = [];
  for (let at: string | null = name; at !== null; at = from.get(at) ?? null) way.unshift(at);
  return way;
}

/** What failed has still read something. */
function quietly<T>(body: () => T): T | null {
  try {
    return body();
  } catch (error) {
    if (error instanceof DatastoreError) return null;
    throw error;
  }
}
