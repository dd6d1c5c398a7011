/** Tells the hashes of a graph as plain data. */

import type { Taskhash } from '../engine/tasks/taskhash';
import type { TaskHashes } from './tasksApi';
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
