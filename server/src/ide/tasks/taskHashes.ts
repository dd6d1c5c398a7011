/** Converts the hashes of a graph to plain data. */

import { pnidOf } from '../../engine/base/recipeNames';
import { type Taskhash, isSameHash } from '../../engine/tasks/taskhash';
import { type GraphTask, tidOf } from '../../engine/tasks/taskGraph';
import type { TaskHashes, TaskNode, TaskNodes } from '../api/tasksApi';
import type { HashedGraph } from './workspaceTasks';

/** The hashes of the requested tasks. */
export function reportHashes({ graph, hashes, wanted, passedOver, unknownTargets, problems }: HashedGraph): TaskHashes {
  const tasks: Record<string, Record<string, Taskhash>> = {};
  for (const id of wanted) {
    const node = graph.tasks[id];
    const hash = hashes.get(id);
    if (node && hash) (tasks[node.recipe.mcfn] ??= {})[node.task.name] = hash;
  }
  for (const [recipe, reason] of passedOver) {
    tasks[recipe.mcfn] = Object.fromEntries(
      recipe.tasks.map(({ name }) => [name, { kind: 'unknown', reason, nostamp: false }]),
    );
  }
  return { tasks, unknownTargets, problems };
}

/** The requested tasks and everything that they depend on, with the inputs of their hashes. */
export function reportNodes(hashed: HashedGraph): TaskNodes {
  return nodesOf(hashed, hashed.waves.flat(), []);
}

/**
 * The tasks of two states of the same scope that do not have the same hash in both, or have none. Their other
 * dependencies are included with name and hash alone.
 */
export function reportDifferences(
  then: HashedGraph,
  now: HashedGraph,
): { readonly then: TaskNodes; readonly now: TaskNodes } {
  const before = idsByName(then);
  const after = idsByName(now);
  const different = new Set<string>();
  for (const tid of new Set([...before.keys(), ...after.keys()])) {
    if (!isSameHash(then.hashes.get(before.get(tid) ?? -1), now.hashes.get(after.get(tid) ?? -1))) different.add(tid);
  }
  const others = new Set<string>();
  for (const [{ graph }, ids] of [
    [then, before],
    [now, after],
  ] as const) {
    const below = new Set<number>();
    for (const tid of different) for (const dep of graph.dependenciesOf(ids.get(tid) ?? -1)) below.add(dep);
    for (const id of below) others.add(tidOf(graph.tasks[id] as GraphTask));
  }
  const among = (ids: ReadonlyMap<string, number>, names: ReadonlySet<string>): readonly number[] =>
    [...names].flatMap((tid) => ids.get(tid) ?? []);
  for (const tid of different) others.delete(tid);
  return {
    then: nodesOf(then, among(before, different), among(before, others)),
    now: nodesOf(now, among(after, different), among(after, others)),
  };
}

function secretOf(secret: string | undefined): Pick<TaskNode, 'secret'> {
  return secret === undefined ? {} : { secret };
}

/** The source tree that a task hashes: by a file that the metadata makes of it, or file by file. */
function hashedTree({
  recipe: { sourceTree },
  task: { written, fileChecksums },
}: GraphTask): Pick<TaskNode, 'sourceTree'> {
  if (sourceTree === undefined) return {};
  return written !== undefined || fileChecksums?.includes(`${sourceTree}/`) === true ? { sourceTree } : {};
}

function idsByName({ graph, waves }: HashedGraph): ReadonlyMap<string, number> {
  return new Map(waves.flat().map((id) => [tidOf(graph.tasks[id] as GraphTask), id]));
}

/** Nodes of some tasks, followed by the names and hashes of other tasks that they depend on. */
function nodesOf(
  { graph, hasher, hashes, wanted, unknownTargets, problems }: HashedGraph,
  ids: readonly number[],
  others: readonly number[],
): TaskNodes {
  const indexes = new Map([...ids, ...others].filter((id) => hashes.has(id)).map((id, index) => [id, index]));
  const indexesOf = (found: readonly number[]): readonly number[] =>
    found.map((id) => indexes.get(id) ?? -1).filter((index) => index !== -1);
  const nodes = [...indexes].map(([id, index]): TaskNode => {
    const node = graph.tasks[id] as GraphTask;
    const { recipe, task } = node;
    const isWhole = index < ids.length;
    const below = isWhole ? hasher.dependencies(id) : { hashed: [], others: [] };
    return {
      mcfn: recipe.mcfn,
      pn: recipe.pn,
      task: task.name,
      pnid: pnidOf(recipe.multiconfig, recipe.pn, task.name),
      basehash: task.basehash,
      hash: hashes.get(id) as Taskhash,
      dependencies: indexesOf(below.hashed),
      otherDependencies: indexesOf(below.others),
      checksums: isWhole ? hasher.checksumsOf(id).checksums : [],
      ...hashedTree(node),
      hasSetscene: graph.hasSetscene(node),
      isNostamp: task.flags.nostamp !== undefined,
      isNoexec: task.flags.noexec !== undefined,
      ...secretOf(hasher.secretOf(id)),
      stamp: recipe.stamp,
      stampExtraInfo: task.stampExtraInfo ?? '',
      ...(task.skipsObject && { skipsObject: true as const }),
      hashFilename: recipe.hashFilename,
    };
  });
  return { nodes, wanted: wanted.flatMap((id) => indexes.get(id) ?? []), unknownTargets, problems };
}
