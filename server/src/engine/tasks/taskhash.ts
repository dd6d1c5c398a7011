/**
 * Task hashes along a graph. Mirrors `prep_taskhash` and `get_taskhash` of `bb.siggen` and of OE-Core's handlers, with locked signatures,
 * taints and unihashes. A task whose hash cannot be known makes every task unknown that hashes it, and no other.
 */

import { compareCodePoints } from '../base/order';
import { words } from '../base/pythonText';
import { pnidOf } from '../base/recipeNames';
import type { BitbakeRelease } from '../base/release';
import type { Sha256 } from '../digest/sha256';
import { taintPath } from '../sstate/stampNames';
import type { UnihashQuestion, UnihashSource } from '../sstate/unihashes';
import { type ChecksumContext, DEFAULT_EXCLUDED_FOLDERS, type FileChecksum, type FileDigests, fileChecksums, hashedName } from './fileChecksums';
import { type RundepCheck, openEmbeddedRundepCheck, plainRundepCheck } from './rundepCheck';
import { type TaskConfiguration, wordsOf } from './taskConfiguration';
import type { GraphTask, TaskGraph } from './taskGraph';

/** A task's hash, or why there is none. */
export type Taskhash =
  | {
      readonly kind: 'known';
      readonly taskhash: string;
      /** null where somebody who may know of an equivalent could not be asked. */
      readonly unihash: string | null;
      /** Where the unihash is from: the task hash itself, where nobody knows of an equivalent. */
      readonly equivalence: Equivalence;
      /** Why the unihash is not known. */
      readonly problem?: string;
      /** What `taskhash` would be were it not locked. */
      readonly computed?: string;
      readonly taint?: string;
    }
  | { readonly kind: 'unknown'; readonly reason: string; readonly nostamp: boolean };

/** `none`: the handler has no hash equivalence, or the task has no sstate object; `unknown`: nobody knows of an equivalent task. */
export type Equivalence = 'none' | 'unknown' | 'locked' | 'mapped' | 'known';

export interface TaskhashOptions {
  /** By multiconfig. */
  readonly configurations: ReadonlyMap<string, TaskConfiguration>;
  readonly virtualNames: readonly ReadonlyMap<string, string>[];
  readonly release: BitbakeRelease;
  readonly digests: FileDigests;
  readonly sha256: Sha256;
  /** Where equivalences are known; null where nobody is to be asked. */
  readonly unihashes: UnihashSource | null;
}

type Handler = 'noop' | 'basic' | 'basichash' | 'OEBasicHash' | 'OEEquivHash';

const HANDLERS: readonly Handler[] = ['noop', 'basic', 'basichash', 'OEBasicHash', 'OEEquivHash'];

/** The text whose digest is the task hash: the basehash, the unihashes of dependencies, the checksums of files, the taint. */
export function taskhashText(basehash: string, unihashes: readonly string[], checksums: readonly FileChecksum[], taint: string | null): string {
  return basehash + unihashes.join('') + checksums.map(({ path, md5 }) => (hashedName(path) ?? '') + md5).join('') + (taint ?? '');
}

/** `MCFN:TASK`. */
export function tidOf({ recipe, task }: GraphTask): string {
  return `${recipe.mcfn}:${task.name}`;
}

/** Hashes tasks of one graph. */
export class TaskHasher {
  readonly handler: Handler;
  private readonly main: TaskConfiguration;
  private readonly rundepCheck: RundepCheck;
  private readonly checksums: ChecksumContext;
  private readonly locked: ReadonlyMap<string, string>;
  private readonly unlocked: Set<string>;
  private readonly mapped: ReadonlyMap<string, string>;
  private readonly hashes = new Map<number, Taskhash>();
  /** What kept unihashes from being known. */
  readonly problems = new Set<string>();

  constructor(private readonly graph: TaskGraph, private readonly options: TaskhashOptions) {
    this.main = options.configurations.get('') ?? { multiconfig: '', variables: {}, collections: [] };
    const wanted = this.main.variables['BB_SIGNATURE_HANDLER'] ?? '';
    // Mirrors `bb.siggen.init`: a name that means nothing is told, and then nothing is hashed.
    this.handler = HANDLERS.find((name) => name === wanted) ?? 'noop';
    this.rundepCheck = this.isOpenEmbedded ? openEmbeddedRundepCheck(this.main, options.virtualNames, options.release) : plainRundepCheck(this.main);
    const excluded = this.main.variables['BB_SIGNATURE_LOCAL_DIRS_EXCLUDE'] || DEFAULT_EXCLUDED_FOLDERS;
    this.checksums = { digests: options.digests, release: options.release, excludedFolders: words(excluded) };
    this.locked = this.isOpenEmbedded ? lockedSignatures(this.main) : new Map();
    this.unlocked = new Set(wordsOf(this.main, 'SIGGEN_UNLOCKED_RECIPES'));
    this.mapped = new Map(this.isOpenEmbedded && options.release.unihashMap ? wordsOf(this.main, 'SIGGEN_UNIHASHMAP').map(mapEntry) : []);
  }

  /** Hashes some tasks and all they depend on. */
  async hash(targets: Iterable<number>): Promise<ReadonlyMap<number, Taskhash>> {
    const wanted = new Set(targets);
    for (const wave of this.graph.inOrder(wanted)) {
      const queries = new Map<number, UnihashQuestion>();
      for (const id of wave) {
        const known = this.hashes.get(id) ?? this.taskhash(id);
        this.hashes.set(id, known);
        if (known.kind === 'known' && known.equivalence === 'unknown') queries.set(id, { key: unihashKey(this.graph.tasks[id] as GraphTask), method: this.method, taskhash: known.taskhash });
      }
      await this.askFor(queries);
    }
    for (const id of wanted) if (!this.hashes.has(id)) this.hashes.set(id, unknown('it depends on itself, by way of other tasks: BitBake refuses to build that'));
    return this.hashes;
  }

  /** The tasks whose unihash a task hashes, in the order in which it does. */
  hashedDependencies(id: number): readonly number[] {
    const task = this.graph.tasks[id] as GraphTask;
    const kept = [...this.graph.dependenciesOf(id)].filter((dep) => this.rundepCheck(task, this.graph.tasks[dep] as GraphTask));
    const named = kept.map((dep) => ({ dep, pnid: this.pnidOf(dep) }));
    named.sort((a, b) => compareCodePoints(a.pnid, b.pnid) || compareCodePoints(tidOf(this.graph.tasks[a.dep] as GraphTask), tidOf(this.graph.tasks[b.dep] as GraphTask)));
    return named.map(({ dep }) => dep);
  }

  /** The checksums that a task hashes, in order. */
  checksumsOf(id: number): readonly FileChecksum[] {
    const flag = this.graph.tasks[id]?.task.fileChecksums;
    return flag === undefined ? [] : fileChecksums(flag, this.checksums);
  }

  private pnidOf(id: number): string {
    const { recipe, task } = this.graph.tasks[id] as GraphTask;
    return pnidOf(recipe.multiconfig, recipe.pn, task.name);
  }

  private get method(): string {
    return this.main.variables['SSTATE_HASHEQUIV_METHOD'] ?? '';
  }

  private get isOpenEmbedded(): boolean {
    return this.handler === 'OEBasicHash' || this.handler === 'OEEquivHash';
  }

  private taskhash(id: number): Taskhash {
    const node = this.graph.tasks[id] as GraphTask;
    const { recipe, task } = node;
    const broken = this.graph.broken.get(id) ?? recipe.unknown;
    if (broken !== undefined) return unknown(broken);
    if (this.handler === 'noop') return known(this.options.sha256(tidOf(node)));
    if (task.basehash === null) return unknown(task.unknown ?? 'its basehash is not known');
    const unihashes: string[] = [];
    for (const dep of this.hashedDependencies(id)) {
      const hash = this.hashes.get(dep);
      const name = this.pnidOf(dep);
      if (!hash) return unknown(`it depends on \`${name}\`, which depends on itself`);
      if (hash.kind === 'unknown') return { ...hash, reason: hash.reason.startsWith('`') ? hash.reason : `\`${name}\`: ${hash.reason}` };
      if (hash.unihash === null) return unknown(`\`${name}\`: its unihash is not known: ${hash.problem ?? ''}`);
      unihashes.push(hash.unihash);
    }
    const taint = this.taintOf(node);
    if (taint === null && task.flags.nostamp !== undefined) return { kind: 'unknown', nostamp: true, reason: 'nostamp: each run of BitBake gives it another hash' };
    return this.withLock(id, this.options.sha256(taskhashText(task.basehash, unihashes, this.checksumsOf(id), taint)), taint);
  }

  /** What `-f` and `-C` leave behind: text that makes a task run again. */
  private taintOf({ recipe, task }: GraphTask): string | null {
    const found = this.options.digests.files.readText(taintPath({ stamp: recipe.stamp, task: task.name }));
    if (found.kind !== 'text' || found.text === '') return null;
    // Python reads it as text, so that ends of lines are all one.
    const text = found.text.replace(/\r\n?/g, '\n');
    return text.startsWith('nostamp:') ? text.slice('nostamp:'.length) : text;
  }

  private withLock(id: number, computed: string, taint: string | null): Taskhash {
    const node = this.graph.tasks[id] as GraphTask;
    const { recipe, task } = node;
    const tainted = taint === null ? {} : { taint };
    const lock = this.isUnlocked(id, node) ? undefined : this.locked.get(`${recipe.pn}:${task.name}`);
    if (lock !== undefined) return { kind: 'known', taskhash: lock, unihash: lock, equivalence: 'locked', computed, ...tainted };
    const mapped = this.mapped.get(`${recipe.pn}:${task.name}:${computed}`);
    if (mapped !== undefined) return { kind: 'known', taskhash: computed, unihash: mapped, equivalence: 'mapped', ...tainted };
    return { kind: 'known', taskhash: computed, unihash: computed, equivalence: this.handler === 'OEEquivHash' && this.graph.hasSetscene(node) ? 'unknown' : 'none', ...tainted };
  }

  /** Upstream quirk: an unlocked name counts wherever it is part of a dependency's name, and unlocks what depends on it. */
  private isUnlocked(id: number, { recipe }: GraphTask): boolean {
    if (this.unlocked.size === 0) return false;
    if (this.unlocked.has(recipe.pn)) return true;
    for (const dep of this.graph.dependenciesOf(id)) {
      const other = this.graph.tasks[dep]?.recipe;
      if (other?.multiconfig !== recipe.multiconfig || ![...this.unlocked].some((name) => other.pn.includes(name))) continue;
      this.unlocked.add(recipe.pn);
      return true;
    }
    return false;
  }

  private async askFor(questions: ReadonlyMap<number, UnihashQuestion>): Promise<void> {
    if (questions.size === 0 || !this.options.unihashes) return;
    const { known: answers, isComplete, problems } = await this.options.unihashes.unihashes([...questions.values()]);
    for (const problem of problems) this.problems.add(problem);
    for (const [id, { key }] of questions) {
      const answer = answers.get(key);
      const hash = this.hashes.get(id);
      if (hash?.kind !== 'known') continue;
      if (answer) this.hashes.set(id, { ...hash, unihash: answer.unihash, equivalence: 'known' });
      else if (!isComplete) this.hashes.set(id, { ...hash, unihash: null, problem: problems[0] ?? 'hash equivalence could not be asked' });
    }
  }
}

function known(hash: string): Taskhash {
  return { kind: 'known', taskhash: hash, unihash: hash, equivalence: 'none' };
}

function unknown(reason: string): Taskhash {
  return { kind: 'unknown', reason, nostamp: false };
}

function unihashKey({ recipe, task }: GraphTask): string {
  return `${recipe.multiconfig}:${recipe.pn}:${task.name}`;
}

/** `SIGGEN_LOCKEDSIGS_TYPES` and what the variables it names lock: the hash by `PN:TASK`. A later word replaces an earlier one. */
function lockedSignatures(configuration: TaskConfiguration): ReadonlyMap<string, string> {
  const locked = new Map<string, string>();
  for (const type of wordsOf(configuration, 'SIGGEN_LOCKEDSIGS_TYPES')) {
    for (const word of wordsOf(configuration, `SIGGEN_LOCKEDSIGS_${type}`)) {
      const [pn = '', task = '', ...hash] = word.split(':');
      locked.set(`${pn}:${task}`, hash.join(':'));
    }
  }
  return locked;
}

function mapEntry(word: string): readonly [string, string] {
  const at = word.lastIndexOf(':');
  return [word.slice(0, at), word.slice(at + 1)];
}
