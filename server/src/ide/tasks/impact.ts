/**
 * What a change runs again: compares two states of the tasks of a workspace. It finds which tasks have a new hash, and
 * by which dependency each of them is reached from the real change. It also finds which of them BitBake runs and which
 * it can get from the cache. This file is pure: it knows neither engine nor disk, so that editor and command line use
 * it in the same way.
 */

import { addTo } from '../../engine/base/lists';
import { compareCodePoints, sorted } from '../../engine/base/order';
import type { FileChecksum } from '../../engine/tasks/fileChecksums';
import type { TaskNode, TaskNodes } from '../api/tasksApi';

/** What is known of the earlier state of a task: its hash, and for some baselines also the inputs of the hash. */
export interface TaskBefore {
  /** null: the hash is not known, for example of a task that runs every time. */
  readonly hash: string | null;
  /** Why the hash is not known, if there is a specific reason. */
  readonly unknown?: string;
  readonly basehash?: string | null;
  readonly checksums?: readonly FileChecksum[];
  /** The tasks whose hashes are part of its hash, as `taskId` names them. */
  readonly dependencies?: readonly string[];
  readonly taint?: string | null;
}

/** A state to compare with. */
export interface TasksBefore {
  /** By `taskId`. */
  readonly tasks: ReadonlyMap<string, TaskBefore>;
  /**
   * Whether a task that is missing here did not exist, so that it is new if it exists now. Otherwise nothing is known
   * about a missing task, and it is not counted.
   */
  readonly isComplete: boolean;
  /** The requested tasks, as `taskId` names them: one that does not exist any more is gone. */
  readonly asked: readonly string[];
}

/** What changed in a task itself, not in what it depends on. */
export type ImpactCause =
  | { readonly kind: 'basehash' }
  /**
   * Paths of files whose content or existence has changed. With `sourceTree`, they stand for the sources in that folder
   * outside the build.
   */
  | { readonly kind: 'files'; readonly paths: readonly string[]; readonly sourceTree?: string }
  /** The tasks that it hashes only now, and those that it hashes no longer, as `taskId` names them. */
  | { readonly kind: 'dependencies'; readonly added: readonly string[]; readonly removed: readonly string[] }
  /** `bitbake -f` or `-C` was used, or what they left was removed. */
  | { readonly kind: 'taint' }
  /** The same inputs have a different hash: a lock, a map of hashes, or an equivalence has changed. */
  | { readonly kind: 'equivalence' }
  /** The task did not exist. */
  | { readonly kind: 'new' }
  /** The earlier inputs of the hash are not known, and nothing that the task depends on has changed. */
  | { readonly kind: 'unknown' };

/**
 * What happens to a task with a new hash: it runs, its result is taken from the cache, or it is not needed, because
 * everything that needs it is taken from the cache.
 */
export type TaskFate = 'run' | 'fetch' | 'covered';

/** A task with a new hash. */
export interface ImpactTask {
  readonly mcfn: string;
  readonly pn: string;
  readonly task: string;
  /** `PN:TASK`, or `mc:MC:PN:TASK`. */
  readonly pnid: string;
  /** null if the task did not exist. */
  readonly before: string | null;
  readonly after: string;
  /** What changed in the task itself; empty if only its dependencies changed. */
  readonly causes: readonly ImpactCause[];
  /**
   * The index in `tasks` of the dependency by which the task is reached, on a shortest path to a task with causes; null
   * for a task with causes.
   */
  readonly via: number | null;
  readonly fate: TaskFate;
  /**
   * Whether the task was requested. Otherwise it is listed because a requested task is reached through it, and it is
   * not counted.
   */
  readonly isAsked: boolean;
}

/** The requested tasks of one recipe variant that have a new hash. */
export interface ImpactRecipe {
  readonly mcfn: string;
  readonly pn: string;
  /** Indexes in `tasks`. */
  readonly tasks: readonly number[];
}

/** A task of which only the name is reported. */
export interface ReportedTask {
  readonly mcfn: string;
  readonly pn: string;
  readonly task: string;
}

/** A task that keeps its hash although its inputs have changed, because its signature is locked. */
export interface LockedTask extends ReportedTask {
  readonly pnid: string;
  /** The hash that the lock gives. */
  readonly hash: string;
}

/** What a change runs again. */
export interface Impact {
  /** By recipe, and within a recipe each task after its dependencies. */
  readonly tasks: readonly ImpactTask[];
  /** Every recipe variant with such tasks, sorted by `PN`. */
  readonly recipes: readonly ImpactRecipe[];
  /** Tasks that existed before and do not exist any more. */
  readonly gone: readonly string[];
  /**
   * Tasks without a hash of their own: `nostamp` tasks, and tasks that depend on one. They run every time, with or
   * without a change.
   */
  readonly everyTime: readonly ReportedTask[];
  /** Requested tasks that the change would give another hash if they were not locked. */
  readonly locked: readonly LockedTask[];
  /** Tasks whose hash is not known now, or was not known before, with the reason. */
  readonly unknown: readonly (ReportedTask & { readonly reason: string })[];
  /** How many tasks were compared. */
  readonly compared: number;
  /** How many of the requested tasks in `tasks` have each fate. */
  readonly fates: Readonly<Record<TaskFate, number>>;
}

/** Nothing has changed. */
export const NO_IMPACT: Impact = {
  tasks: [],
  recipes: [],
  gone: [],
  everyTime: [],
  locked: [],
  unknown: [],
  compared: 0,
  fates: { run: 0, fetch: 0, covered: 0 },
};

export interface ImpactOptions {
  /** Whether the object that a task's new hash names is in the cache; without this function, no object is. */
  readonly hasObject?: (node: TaskNode) => boolean;
}

/** The name of a task in a baseline. */
export function taskId({ mcfn, task }: Pick<TaskNode, 'mcfn' | 'task'>): string {
  return `${mcfn}:${task}`;
}

/** The hash in the names of a task's stamps and objects; null if it is not known. */
export function hashOf({ hash }: TaskNode): string | null {
  return hash.kind === 'known' ? hash.unihash : null;
}

/** The tasks of a scope as a state to compare with. */
export function asBefore({ nodes, wanted }: TaskNodes): TasksBefore {
  // Each name is made once: a distribution's tasks have a million dependencies.
  const names = nodes.map(taskId);
  return {
    isComplete: true,
    tasks: new Map(nodes.map((node, index) => [names[index] as string, detailsOf(node, names)])),
    asked: namesOf(wanted, names),
  };
}

function namesOf(indexes: readonly number[], names: readonly string[]): readonly string[] {
  return indexes.flatMap((index) => names[index] ?? []);
}

function detailsOf(node: TaskNode, names: readonly string[]): TaskBefore {
  return {
    hash: hashOf(node),
    basehash: node.basehash,
    checksums: node.checksums,
    dependencies: namesOf(node.dependencies, names),
    taint: taintOf(node),
  };
}

/** Compares a state of the tasks with an earlier one. */
export function impactOf(before: TasksBefore, after: TaskNodes, options: ImpactOptions = {}): Impact {
  const { nodes } = after;
  const wanted = new Set(after.wanted);
  const incomparable: IncomparableTasks = { everyTime: [], unknown: [] };
  const locked: LockedTask[] = [];
  const changed = new Map<number, string | null>();
  let compared = 0;
  for (const [index, node] of nodes.entries()) {
    const known = before.tasks.get(taskId(node));
    if (!known && !before.isComplete) continue;
    const hash = hashOf(node);
    if (wanted.has(index)) compared++;
    if (hash === null || known?.hash === null) {
      if (wanted.has(index)) reportUnknown(node, known, incomparable);
    } else if (known?.hash !== hash) changed.set(index, known?.hash ?? null);
    else if (wanted.has(index) && isLocked(node) && hasChangedInput(index, before, nodes)) {
      const { mcfn, pn, task, pnid } = node;
      locked.push({ mcfn, pn, task, pnid, hash });
    }
  }
  const causes = new Map([...changed.keys()].map((index) => [index, causesOf(index, before, nodes)]));
  const ways = waysToCauses(changed, causes, nodes);
  const fates = fatesOf(changed, after, options.hasObject ?? (() => false));
  const present = new Set(namesOf(after.wanted, nodes.map(taskId)));
  const gone = sorted(before.asked.filter((id) => !present.has(id)));
  return {
    ...arranged(changed, wanted, nodes, causes, ways, fates),
    gone,
    everyTime: byName(incomparable.everyTime),
    locked: byName(locked),
    unknown: byName(incomparable.unknown),
    compared,
  };
}

/** The tasks from the one at `index` down to the one that changed. */
export function pathOf({ tasks }: Pick<Impact, 'tasks'>, index: number): readonly ImpactTask[] {
  const path: ImpactTask[] = [];
  for (let at: number | null = index; at !== null;) {
    const task: ImpactTask | undefined = tasks[at];
    if (!task) break;
    path.push(task);
    at = task.via;
  }
  return path;
}

interface IncomparableTasks {
  readonly everyTime: ReportedTask[];
  readonly unknown: (ReportedTask & { readonly reason: string })[];
}

function reportUnknown(node: TaskNode, before: TaskBefore | undefined, incomparable: IncomparableTasks): void {
  const { mcfn, pn, task, hash } = node;
  if (hash.kind === 'unknown' && hash.nostamp) incomparable.everyTime.push({ mcfn, pn, task });
  else
    incomparable.unknown.push({
      mcfn,
      pn,
      task,
      reason: hash.kind === 'unknown' ? hash.reason : (before?.unknown ?? 'its earlier hash is not known'),
    });
}

function isLocked({ hash }: TaskNode): boolean {
  return hash.kind === 'known' && hash.equivalence === 'locked';
}

/** Whether anything that a task hashes has changed, as far as the baseline knows. */
function hasChangedInput(index: number, before: TasksBefore, nodes: readonly TaskNode[]): boolean {
  return causesOf(index, before, nodes).every(({ kind }) => kind !== 'equivalence' && kind !== 'unknown');
}

function taintOf({ hash }: TaskNode): string | null {
  return hash.kind === 'known' ? (hash.taint ?? null) : null;
}

/**
 * What changed in a task itself. If the baseline has only the task's hash, a changed dependency counts as the whole
 * reason.
 */
function causesOf(index: number, before: TasksBefore, nodes: readonly TaskNode[]): readonly ImpactCause[] {
  const node = nodes[index] as TaskNode;
  const known = before.tasks.get(taskId(node));
  if (!known) return [{ kind: 'new' }];
  const causes: ImpactCause[] = [];
  if (known.basehash !== undefined && known.basehash !== node.basehash) causes.push({ kind: 'basehash' });
  if (known.checksums) {
    const paths = changedFiles(known.checksums, node.checksums);
    const { sourceTree } = node;
    if (paths.length > 0) causes.push({ kind: 'files', paths, ...(sourceTree !== undefined && { sourceTree }) });
  }
  const names = node.dependencies.map((dep) => taskId(nodes[dep] as TaskNode));
  // The dependencies have very rarely changed, and both lists are in the same order.
  if (
    known.dependencies &&
    !(names.length === known.dependencies.length && names.every((name, at) => name === known.dependencies?.[at]))
  ) {
    const now = new Set(names);
    const then = new Set(known.dependencies);
    const added = names.filter((id) => !then.has(id));
    const removed = known.dependencies.filter((id) => !now.has(id));
    if (added.length > 0 || removed.length > 0)
      causes.push({ kind: 'dependencies', added: sorted(added), removed: sorted(removed) });
  }
  if (known.taint !== undefined && known.taint !== taintOf(node)) causes.push({ kind: 'taint' });
  if (causes.length > 0 || node.dependencies.some((dep) => hasChanged(dep, before, nodes))) return causes;
  return [{ kind: known.dependencies ? 'equivalence' : 'unknown' }];
}

/** The same impact with the changed files of source trees, by tree, in place of the file that stands for them. */
export function withSourceFiles(impact: Impact, changed: ReadonlyMap<string, readonly string[]>): Impact {
  const named = (cause: ImpactCause): ImpactCause => {
    const paths = cause.kind === 'files' && cause.sourceTree !== undefined ? changed.get(cause.sourceTree) : undefined;
    return paths !== undefined && paths.length > 0 ? { ...cause, kind: 'files', paths } : cause;
  };
  return { ...impact, tasks: impact.tasks.map((task) => ({ ...task, causes: task.causes.map(named) })) };
}

function hasChanged(index: number, before: TasksBefore, nodes: readonly TaskNode[]): boolean {
  const node = nodes[index] as TaskNode;
  const known = before.tasks.get(taskId(node));
  return known ? known.hash !== hashOf(node) : before.isComplete;
}

/** The paths of files that were added, were removed, or have different content. */
function changedFiles(before: readonly FileChecksum[], after: readonly FileChecksum[]): readonly string[] {
  const key = ({ path, md5 }: FileChecksum): string => `${md5} ${path}`;
  const then = new Set(before.map(key));
  const now = new Set(after.map(key));
  const paths = [...before.filter((file) => !now.has(key(file))), ...after.filter((file) => !then.has(key(file)))].map(
    ({ path }) => path.replace('/./', '/'),
  );
  return sorted(new Set(paths));
}

/**
 * For each changed task the dependency that comes next on a shortest path to a task with causes; if there are several,
 * the first that the task hashes.
 */
function waysToCauses(
  changed: ReadonlyMap<number, unknown>,
  causes: ReadonlyMap<number, readonly ImpactCause[]>,
  nodes: readonly TaskNode[],
): ReadonlyMap<number, number> {
  const dependents = new Map<number, number[]>();
  for (const index of changed.keys()) {
    for (const dep of nodes[index]?.dependencies ?? []) {
      if (changed.has(dep)) addTo(dependents, dep, index);
    }
  }
  const distances = new Map<number, number>();
  for (const [index, own] of causes) if (own.length > 0) distances.set(index, 0);
  // Entries that are added during the loop come last, so that nearer tasks are always visited first.
  for (const [index, distance] of distances) {
    for (const dependent of dependents.get(index) ?? [])
      if (!distances.has(dependent)) distances.set(dependent, distance + 1);
  }
  const ways = new Map<number, number>();
  for (const [index, distance] of distances) {
    const next =
      distance === 0 ? undefined : nodes[index]?.dependencies.find((dep) => distances.get(dep) === distance - 1);
    if (next !== undefined) ways.set(index, next);
  }
  return ways;
}

/**
 * What happens to the changed tasks in a build that had the earlier state. A needed task may come from the cache; then
 * nothing below it has to run for it. Otherwise it runs, and needs its dependencies. Tasks that no other changed task
 * needs always count as needed.
 */
function fatesOf(
  changed: ReadonlyMap<number, unknown>,
  { nodes }: TaskNodes,
  hasObject: (node: TaskNode) => boolean,
): ReadonlyMap<number, TaskFate> {
  const below = (index: number): readonly number[] => {
    const { dependencies = [], otherDependencies = [] } = nodes[index] ?? {};
    return [...dependencies, ...otherDependencies].filter((dep) => changed.has(dep));
  };
  const needed = new Set<number>();
  for (const index of changed.keys()) for (const dep of below(index)) needed.add(dep);
  const fates = new Map<number, TaskFate>();
  const open = [...changed.keys()].filter((index) => !needed.has(index));
  for (const index of open) {
    if (fates.has(index)) continue;
    const node = nodes[index] as TaskNode;
    const isFetched = node.hasSetscene && hasObject(node);
    fates.set(index, isFetched ? 'fetch' : 'run');
    if (!isFetched) for (const dep of below(index)) open.push(dep);
  }
  return fates;
}

/** Sorts the requested changed tasks, and those on the paths to their causes, into the order of the result. */
function arranged(
  changed: ReadonlyMap<number, string | null>,
  wanted: ReadonlySet<number>,
  nodes: readonly TaskNode[],
  causes: ReadonlyMap<number, readonly ImpactCause[]>,
  ways: ReadonlyMap<number, number>,
  fates: ReadonlyMap<number, TaskFate>,
): Pick<Impact, 'tasks' | 'recipes' | 'fates'> {
  const shown = new Set([...changed.keys()].filter((index) => wanted.has(index)));
  for (const index of shown) {
    const next = ways.get(index);
    if (next !== undefined) shown.add(next);
  }
  const groups = new Map<string, number[]>();
  for (const index of changed.keys()) {
    if (!shown.has(index)) continue;
    const { mcfn } = nodes[index] as TaskNode;
    const group = groups.get(mcfn);
    if (group) group.push(index);
    else groups.set(mcfn, [index]);
  }
  const pnOf = (group: readonly number[]): string => nodes[group[0] ?? 0]?.pn ?? '';
  const ordered = [...groups].sort(
    ([a, ofA], [b, ofB]) => compareCodePoints(pnOf(ofA), pnOf(ofB)) || compareCodePoints(a, b),
  );
  const indexes = new Map(ordered.flatMap(([, group]) => group).map((index, at) => [index, at]));
  const counts = { run: 0, fetch: 0, covered: 0 };
  const tasks = [...indexes.keys()].map((index): ImpactTask => {
    const node = nodes[index] as TaskNode;
    const { mcfn, pn, task, pnid } = node;
    const fate = fates.get(index) ?? 'covered';
    const isAsked = wanted.has(index);
    if (isAsked) counts[fate]++;
    const via = indexes.get(ways.get(index) ?? -1) ?? null;
    return {
      mcfn,
      pn,
      task,
      pnid,
      before: changed.get(index) ?? null,
      after: hashOf(node) ?? '',
      causes: causes.get(index) ?? [],
      via,
      fate,
      isAsked,
    };
  });
  const recipes = ordered.map(([mcfn, group]) => ({
    mcfn,
    pn: pnOf(group),
    tasks: group.filter((index) => wanted.has(index)).flatMap((index) => indexes.get(index) ?? []),
  }));
  return { tasks, recipes: recipes.filter((recipe) => recipe.tasks.length > 0), fates: counts };
}

function byName<T extends ReportedTask>(tasks: readonly T[]): readonly T[] {
  return [...tasks].sort(
    (a, b) => compareCodePoints(a.pn, b.pn) || compareCodePoints(a.mcfn, b.mcfn) || compareCodePoints(a.task, b.task),
  );
}
