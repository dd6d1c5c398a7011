/**
 * Computes task hashes along a graph. Mirrors `prep_taskhash` and `get_taskhash` of `bb.siggen` and of OE-Core's
 * handlers, with locked signatures, taints and unihashes. A task with an unknown hash makes every task unknown that
 * hashes it, and no other task.
 */

import { words } from '../base/pythonText';
import { pnidOf } from '../base/recipeNames';
import type { BitbakeRelease } from '../base/release';
import type { Sha256 } from '../digest/sha256';
import { refusalOf, unknownReason, unlessUnknown } from '../layers/behaviors';
import type { UnihashQuestion, UnihashSource } from '../sstate/unihashes';
import {
  type ChecksumContext,
  DEFAULT_EXCLUDED_FOLDERS,
  type FileChecksum,
  type FileDigests,
  foundChecksums,
  hashedName,
  inHashedOrder,
} from './fileChecksums';
import { LockedTasks } from './lockedTasks';
import { type RundepCheck, openEmbeddedRundepCheck, plainRundepCheck } from './rundepCheck';
import type { TaskConfiguration } from './taskConfiguration';
import type { WrittenFile } from './recipeInfo';
import { Taints } from './taints';
import { type GraphTask, type TaskGraph, tidOf } from './taskGraph';

/** A task's hash, or why there is none. */
export type Taskhash =
  | {
      readonly kind: 'known';
      readonly taskhash: string;
      /** null if a source that may know an equivalent could not be asked. */
      readonly unihash: string | null;
      /** The source of the unihash; the unihash is the task hash itself if no source knows an equivalent. */
      readonly equivalence: Equivalence;
      /** Why the unihash is unknown. */
      readonly problem?: string;
      /** The value that `taskhash` would have without the lock. */
      readonly computed?: string;
      readonly taint?: string;
    }
  | { readonly kind: 'unknown'; readonly reason: string; readonly nostamp: boolean };

/** Why a unihash is not known. */
export function unihashProblem({ problem }: Extract<Taskhash, { kind: 'known' }>): string {
  return problem ?? 'its unihash is not known';
}

/** Earlier hashes of the same tasks. */
export interface EarlierHashes {
  readonly hashes: ReadonlyMap<number, Taskhash>;
  readonly secrets: ReadonlyMap<number, string>;
  /** Whether a task's basehash or its files may have changed. */
  readonly isChanged: (id: number) => boolean;
}

/**
 * `none`: the handler has no hash equivalence, or the task has no sstate object; `unknown`: no source knows an
 * equivalent task.
 */
export type Equivalence = 'none' | 'unknown' | 'locked' | 'mapped' | 'known';

export interface TaskhashOptions {
  /** By multiconfig. */
  readonly configurations: ReadonlyMap<string, TaskConfiguration>;
  readonly virtualNames: readonly ReadonlyMap<string, string>[];
  readonly release: BitbakeRelease;
  readonly digests: FileDigests;
  readonly sha256: Sha256;
  /** The source of equivalences; null if no source is to be asked. */
  readonly unihashes: UnihashSource | null;
  /** Why the graph itself is unknown. */
  readonly problem?: string;
  /** The first of some files that is private to the user, in the form for messages; nothing is checked if not given. */
  readonly secretAmong?: (paths: Iterable<string>) => string | undefined;
}

type Handler = 'noop' | 'foreign' | 'basic' | 'basichash' | 'OEBasicHash' | 'OEEquivHash';

/**
 * The dependencies that a task hashes; `unknown`: why they are unknown. In that case the lists are only possible
 * values.
 */
interface HashedDependencies {
  readonly hashed: readonly number[];
  readonly others: readonly number[];
  readonly unknown?: string;
}

interface HashedChecksums {
  readonly checksums: readonly FileChecksum[];
  readonly unknown?: string;
}

const NO_CHECKSUMS: HashedChecksums = { checksums: [] };

const HANDLERS: readonly Handler[] = ['noop', 'basic', 'basichash', 'OEBasicHash', 'OEEquivHash'];

/**
 * The text whose digest is the task hash: the basehash, the unihashes of dependencies, the checksums of files, and the
 * taint.
 */
function taskhashText(
  basehash: string,
  unihashes: readonly string[],
  checksums: readonly FileChecksum[],
  taint: string | null,
): string {
  return (
    basehash +
    unihashes.join('') +
    checksums.map(({ path, md5 }) => (hashedName(path) ?? '') + md5).join('') +
    (taint ?? '')
  );
}

/** Hashes tasks of one graph. */
export class TaskHasher {
  readonly handler: Handler;
  private readonly main: TaskConfiguration;
  private readonly rundepCheck: RundepCheck;
  private readonly checksums: ChecksumContext;
  private readonly locks: LockedTasks;
  /** Why the input of a hash is unknown. */
  private readonly hashProblem: string | null;
  private readonly hashes = new Map<number, Taskhash>();
  /** Private data of the user, by the tasks whose hash may be derived from it. */
  private readonly secrets = new Map<number, string>();
  private readonly readChecksums = new Map<number, HashedChecksums>();
  private readonly taints: Taints;
  /** Why some unihashes are unknown. */
  readonly problems = new Set<string>();

  /** `earlier`: hashes of the same tasks, some of which have changed. */
  constructor(
    private readonly graph: TaskGraph,
    private readonly options: TaskhashOptions,
    private earlier: EarlierHashes | null = null,
  ) {
    this.taints = new Taints(options.digests.files);
    this.main = options.configurations.get('') ?? { multiconfig: '', variables: {}, collections: [] };
    const wanted = this.main.variables['BB_SIGNATURE_HANDLER'] ?? '';
    this.handler = HANDLERS.find((name) => name === wanted) ?? (wanted === '' ? 'noop' : 'foreign');
    this.rundepCheck = this.isOpenEmbedded
      ? openEmbeddedRundepCheck(this.main, options.virtualNames, options.release)
      : plainRundepCheck(this.main, options.release);
    const excluded = this.main.variables['BB_SIGNATURE_LOCAL_DIRS_EXCLUDE'] || DEFAULT_EXCLUDED_FOLDERS;
    this.checksums = { digests: options.digests, excludedFolders: words(excluded) };
    this.locks = new LockedTasks(graph, {
      configuration: this.main,
      release: options.release,
      isOpenEmbedded: this.isOpenEmbedded,
    });
    this.hashProblem =
      this.handler === 'foreign'
        ? `\`BB_SIGNATURE_HANDLER\` is \`${wanted}\`, and how that one hashes is not known`
        : (refusalOf(options.release, 'taskHashText') ??
          options.problem ??
          notKnown([...options.configurations.values()]));
  }

  /** Hashes some tasks and all their dependencies; `waves`: these tasks in the graph's order. */
  async hash(targets: readonly number[], waves = this.graph.inOrder(targets)): Promise<ReadonlyMap<number, Taskhash>> {
    const differing = new Uint8Array(this.graph.tasks.length);
    for (const wave of waves) {
      const queries = new Map<number, UnihashQuestion>();
      const computed: number[] = [];
      for (const id of wave) {
        if (this.hashes.has(id)) continue;
        const same = this.unchanged(id, differing);
        const hash = same ?? this.taskhash(id);
        const secret = same ? this.earlier?.secrets.get(id) : this.findSecret(id);
        if (secret !== undefined) this.secrets.set(id, secret);
        this.hashes.set(id, hash);
        if (same) continue;
        computed.push(id);
        if (hash.kind === 'known' && hash.equivalence === 'unknown')
          queries.set(id, {
            key: unihashKey(this.graph.tasks[id] as GraphTask),
            method: this.method,
            taskhash: hash.taskhash,
            ...(secret !== undefined && { secret }),
          });
      }
      await this.askFor(queries);
      for (const id of computed) if (!isSameHash(this.hashes.get(id), this.earlier?.hashes.get(id))) differing[id] = 1;
    }
    this.earlier = null;
    for (const id of targets)
      if (!this.hashes.has(id))
        this.hashes.set(id, unknown('it depends on itself, by way of other tasks: BitBake refuses to build that'));
    return this.hashes;
  }

  /**
   * Another hasher, for the same edges between new results of reading some recipes. It reuses this hasher's hashes of
   * unchanged tasks. null if hashes depend on each other in ways other than edges.
   */
  again(
    graph: TaskGraph,
    options: Pick<TaskhashOptions, 'digests' | 'unihashes'>,
    isChanged: EarlierHashes['isChanged'],
  ): TaskHasher | null {
    if (this.locks.dependOnOrder) return null;
    const hasher = new TaskHasher(
      graph,
      { ...this.options, ...options },
      { hashes: this.hashes, secrets: this.secrets, isChanged },
    );
    for (const [id, checksums] of this.readChecksums) if (!isChanged(id)) hasher.readChecksums.set(id, checksums);
    return hasher;
  }

  /** A hasher of `graph`, for other values of some variables of the default configuration. It reuses no hash. */
  supposing(
    graph: TaskGraph,
    variables: Readonly<Record<string, string>>,
    unihashes: UnihashSource | null,
  ): TaskHasher {
    const main = { ...this.main, variables: { ...this.main.variables, ...variables } };
    const configurations = new Map([...this.options.configurations, ['', main]]);
    return new TaskHasher(graph, { ...this.options, configurations, unihashes });
  }

  /** The earlier hash of a task, if nothing that it hashes has changed; `differing`: tasks whose hash has changed. */
  private unchanged(id: number, differing: Uint8Array): Taskhash | undefined {
    const hash = this.earlier?.hashes.get(id);
    if (
      hash?.kind !== 'known' ||
      hash.unihash === null ||
      this.earlier?.isChanged(id) !== false ||
      (hash.taint ?? null) !== this.taintOf(this.graph.tasks[id] as GraphTask).taint
    )
      return undefined;
    for (const dep of this.graph.dependenciesOf(id)) if (differing[dep] === 1) return undefined;
    return hash;
  }

  /** The tasks whose unihash a task hashes, in the order of hashing, and its other dependencies. */
  dependencies(id: number): HashedDependencies {
    const task = this.graph.tasks[id] as GraphTask;
    const hashed: number[] = [];
    const others: number[] = [];
    let unknown: string | undefined;
    for (const dep of this.graph.dependenciesOf(id)) {
      let isHashed = true;
      try {
        isHashed = this.rundepCheck(task, this.graph.tasks[dep] as GraphTask);
      } catch (error) {
        unknown ??= unknownReason(error);
      }
      (isHashed ? hashed : others).push(dep);
    }
    return unknown === undefined ? { hashed, others } : { hashed, others, unknown };
  }

  /** The checksums that a task hashes, in order. */
  checksumsOf(id: number): HashedChecksums {
    const { fileChecksums: flag, written, unknownChecksums } = (this.graph.tasks[id] as GraphTask).task;
    if (flag === undefined && unknownChecksums === undefined) return NO_CHECKSUMS;
    const known = this.readChecksums.get(id);
    if (known) return known;
    const read = hashedChecksums(flag ?? '', written ?? [], this.checksums, this.options.release);
    if (unknownChecksums !== undefined) {
      const unread = { checksums: read.checksums, unknown: unknownChecksums };
      this.readChecksums.set(id, unread);
      return unread;
    }
    this.readChecksums.set(id, read);
    return read;
  }

  /** Private data of the user that may have gone into a task's hash. */
  secretOf(id: number): string | undefined {
    return this.secrets.get(id);
  }

  private findSecret(id: number): string | undefined {
    const own =
      this.graph.tasks[id]?.recipe.secret ??
      this.options.secretAmong?.(this.checksumsOf(id).checksums.map(({ path }) => path));
    if (own !== undefined || this.secrets.size === 0) return own;
    const below = this.dependencies(id).hashed.find((dep) => this.secrets.has(dep));
    return below === undefined ? undefined : this.secrets.get(below);
  }

  private pnidOf(id: number): string {
    const { recipe, task } = this.graph.tasks[id] as GraphTask;
    return pnidOf(recipe.multiconfig, recipe.pn, task.name);
  }

  private get method(): string {
    return this.main.variables['SSTATE_HASHEQUIV_METHOD'] ?? '';
  }

  /** Whether the handler is one of OE-Core's. */
  get isOpenEmbedded(): boolean {
    return this.handler === 'OEBasicHash' || this.handler === 'OEEquivHash';
  }

  private taskhash(id: number): Taskhash {
    const node = this.graph.tasks[id] as GraphTask;
    const { recipe, task } = node;
    const broken = this.graph.broken.get(id) ?? recipe.unknown;
    if (broken !== undefined) return unknown(broken);
    if (this.hashProblem !== null) return unknown(this.hashProblem);
    if (this.handler === 'noop') return known(this.options.sha256(tidOf(node)));
    if (task.basehash === null) return unknown(task.unknown ?? 'its basehash is not known');
    const unihashes: string[] = [];
    const { hashed, unknown: unknownEdge } = this.dependencies(id);
    if (unknownEdge !== undefined) return unknown(unknownEdge);
    for (const dep of hashed) {
      const hash = this.hashes.get(dep);
      if (!hash) return unknown(`it depends on \`${this.pnidOf(dep)}\`, which depends on itself`);
      if (hash.kind === 'unknown')
        return {
          ...hash,
          reason: hash.reason.startsWith('`') ? hash.reason : `\`${this.pnidOf(dep)}\`: ${hash.reason}`,
        };
      if (hash.unihash === null)
        return unknown(`\`${this.pnidOf(dep)}\`: its unihash is not known: ${hash.problem ?? ''}`);
      unihashes.push(hash.unihash);
    }
    const { taint, unknown: unknownTaint } = this.taintOf(node);
    if (unknownTaint !== undefined) return unknown(unknownTaint);
    if (taint === null && task.flags.nostamp !== undefined)
      return { kind: 'unknown', nostamp: true, reason: 'nostamp: each run of BitBake gives it another hash' };
    const { checksums, unknown: unknownOrder } = this.checksumsOf(id);
    if (unknownOrder !== undefined) return unknown(unknownOrder);
    return this.withLock(id, this.options.sha256(taskhashText(task.basehash, unihashes, checksums, taint)), taint);
  }

  /** `taint`: undefined if it is unknown. */
  private taintOf(
    node: GraphTask,
  ):
    | { readonly taint: string | null; readonly unknown?: undefined }
    | { readonly taint?: undefined; readonly unknown: string } {
    return unlessUnknown(
      () => ({ taint: this.taints.of(node) }),
      (reason) => ({ unknown: `its taint: ${reason}` }),
    );
  }

  private withLock(id: number, computed: string, taint: string | null): Taskhash {
    const node = this.graph.tasks[id] as GraphTask;
    const tainted = taint === null ? {} : { taint };
    const lock = this.locks.lockOf(id);
    if (lock !== undefined)
      return { kind: 'known', taskhash: lock, unihash: lock, equivalence: 'locked', computed, ...tainted };
    const equivalent = this.locks.equivalentOf(node, computed);
    if (equivalent) return { kind: 'known', taskhash: computed, equivalence: 'mapped', ...equivalent, ...tainted };
    return {
      kind: 'known',
      taskhash: computed,
      unihash: computed,
      equivalence: this.handler === 'OEEquivHash' && this.graph.hasSetscene(node) ? 'unknown' : 'none',
      ...tainted,
    };
  }

  private async askFor(questions: ReadonlyMap<number, UnihashQuestion>): Promise<void> {
    if (questions.size === 0 || !this.options.unihashes) return;
    const {
      known: answers,
      isComplete,
      problems,
      withheld,
    } = await this.options.unihashes.unihashes([...questions.values()]);
    for (const problem of [...problems, ...(withheld?.values() ?? [])]) this.problems.add(problem);
    for (const [id, { key }] of questions) {
      const answer = answers.get(key);
      const hash = this.hashes.get(id);
      if (hash?.kind !== 'known') continue;
      if (answer) this.hashes.set(id, { ...hash, unihash: answer.unihash, equivalence: 'known' });
      else if (withheld?.has(key) === true)
        this.hashes.set(id, { ...hash, unihash: null, problem: withheld.get(key) ?? '' });
      else if (!isComplete)
        this.hashes.set(id, { ...hash, unihash: null, problem: problems[0] ?? 'hash equivalence could not be asked' });
    }
  }
}

function known(hash: string): Taskhash {
  return { kind: 'known', taskhash: hash, unihash: hash, equivalence: 'none' };
}

/** Whether both are known and give the same names of stamps and objects. */
export function isSameHash(one: Taskhash | undefined, other: Taskhash | undefined): boolean {
  return one?.kind === 'known' && other?.kind === 'known' && one.unihash !== null && one.unihash === other.unihash;
}

function unknown(reason: string): Taskhash {
  return { kind: 'unknown', reason, nostamp: false };
}

/**
 * The checksums of the files in `[file-checksums]`, in the order of hashing; or as they were found if the order or one
 * of them is unknown.
 */
function hashedChecksums(
  flag: string,
  written: readonly WrittenFile[],
  context: ChecksumContext,
  release: BitbakeRelease,
): HashedChecksums {
  let checksums: readonly FileChecksum[] = [];
  try {
    checksums = foundChecksums(flag, context, written);
    return { checksums: inHashedOrder(checksums, release) };
  } catch (error) {
    return { checksums, unknown: unknownReason(error) };
  }
}

function unihashKey({ recipe, task }: GraphTask): string {
  return `${recipe.multiconfig}:${recipe.pn}:${task.name}`;
}

/** Why a variable that decides hashes is unknown; null if all are known. */
function notKnown(configurations: readonly TaskConfiguration[]): string | null {
  for (const { unknown: variables = {} } of configurations)
    for (const [name, reason] of Object.entries(variables)) return `\`${name}\` is not known: ${reason}`;
  return null;
}
