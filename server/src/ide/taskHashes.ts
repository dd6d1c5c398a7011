/** Tells the hashes of a graph as plain data. */

import { pnidOf } from '../engine/base/recipeNames';
import type { Taskhash } from '../engine/tasks/taskhash';
import type { TaskHashes, TaskNode, TaskNodes } from './tasksApi';
import type { HashedGraph } from './workspaceTasks';

/** The hashes of the tasks that were asked for. */
export function tellHashes({ graph, hashes, wanted, passedOver, unknownTargets, problems }: HashedGraph): TaskHashes {
  const tasks: Record<string, Record<string, Taskhash>> = {};
  for (const id of wanted) {
    const node = graph.tasks[id];
    const hash = hashes.get(id);
    if (node && hash) (tasks[node.recipe.mcfn] ??= {})[node.task.name] = hash;
  }
  for (const [recipe, reason] of passedOver) {
    tasks[recipe.mcfn] = Object.fromEntries(recipe.tasks.map(({ name }) => [name, { kind: 'unknown', reason, nostamp: false }]));
  }
  return { tasks, unknownTargets, problems };
}

/** The tasks that were asked for and all they depend on, with what goes into their hashes. */
export function tellNodes({ graph, hasher, hashes, wanted, unknownTargets, problems }: HashedGraph): TaskNodes {
  const ids = graph.inOrder(wanted).flat();
  const places = new Map(ids.map((id, place) => [id, place]));
  const nodes = ids.flatMap((id): TaskNode[] => {
    const node = graph.tasks[id];
    const hash = hashes.get(id);
    if (!node || !hash) return [];
    const { recipe, task } = node;
    const hashed = hasher.hashedDependencies(id);
    const others = new Set(graph.dependenciesOf(id));
    for (const dep of hashed) others.delete(dep);
    return [{
      mcfn: recipe.mcfn, pn: recipe.pn, task: task.name, pnid: pnidOf(recipe.multiconfig, recipe.pn, task.name), basehash: task.basehash, hash,
      dependencies: hashed.flatMap((dep) => places.get(dep) ?? []),
      otherDependencies: [...others].flatMap((dep) => places.get(dep) ?? []),
      checksums: hasher.checksumsOf(id),
      hasSetscene: graph.hasSetscene(node),
      isNostamp: task.flags.nostamp !== undefined,
      isNoexec: task.flags.noexec !== undefined,
      stamp: recipe.stamp, stampExtraInfo: task.stampExtraInfo ?? '', hashFilename: recipe.hashFilename,
    }];
  });
  return { nodes, wanted: wanted.flatMap((id) => places.get(id) ?? []), unknownTargets, problems };
}
