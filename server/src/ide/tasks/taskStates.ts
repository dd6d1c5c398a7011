/**
 * Converts tasks of a graph to the form that an editor shows: with their hash, its inputs, and whether their object is
 * in the cache.
 */

import { pnidOf, recipeOf } from '../../engine/base/recipeNames';
import type { FileSource } from '../../engine/files/fileSource';
import { normalize } from '../../engine/files/posixPath';
import type { TaskConfiguration } from '../../engine/tasks/taskConfiguration';
import { objectFinder } from './sstateTasks';
import type { TaskInputs, TaskState } from '../api/tasksApi';
import type { HashedGraph } from './workspaceTasks';

/** The files and configurations to look for objects in. */
export interface StateContext {
  readonly files: FileSource;
  readonly configurations: readonly TaskConfiguration[];
}

/** The tasks of all variants of a recipe that are in the graph, in their order in `hashed.wanted`. */
export async function statesOfRecipe(
  fn: string,
  hashed: HashedGraph,
  context: StateContext,
): Promise<readonly TaskState[]> {
  const ids = hashed.wanted.filter((id) => recipeOf(hashed.graph.tasks[id]?.recipe.mcfn ?? '') === fn);
  return statesOf(ids, hashed, context);
}

/** One task with the inputs of its hash; null if it is not in the graph. */
export async function inputsOfTask(
  mcfn: string,
  task: string,
  hashed: HashedGraph,
  context: StateContext,
): Promise<TaskInputs | null> {
  const { graph, hasher } = hashed;
  const id = graph.tasks.findIndex((each) => each.recipe.mcfn === mcfn && each.task.name === task);
  const [state] = await statesOf([id], hashed, context);
  const node = graph.tasks[id];
  if (!state || !node) return null;
  const { recipe, task: info } = node;
  return {
    ...state,
    basehash: info.basehash,
    dependencies: await statesOf(hasher.dependencies(id).hashed, hashed, context),
    checksums: hasher.checksumsOf(id).checksums,
    ...(recipe.sourceTree !== undefined && {
      sourceTree: { folder: normalize(recipe.sourceTree), madeFiles: info.written?.map(({ path }) => path) ?? [] },
    }),
  };
}

/** Servers are not asked for objects. */
async function statesOf(
  ids: readonly number[],
  { graph, hashes }: HashedGraph,
  { files, configurations }: StateContext,
): Promise<readonly TaskState[]> {
  const states: TaskState[] = [];
  const find = objectFinder(configurations, files, null);
  for (const id of ids) {
    const node = graph.tasks[id];
    const hash = hashes.get(id);
    if (!node || !hash) continue;
    const { recipe, task } = node;
    const named = { mcfn: recipe.mcfn, task: task.name, pnid: pnidOf(recipe.multiconfig, recipe.pn, task.name), hash };
    const hasSetscene = hash.kind === 'known' && graph.hasSetscene(node);
    states.push({
      ...named,
      object: hasSetscene
        ? await find({
            ...named,
            pn: recipe.pn,
            hashFilename: recipe.hashFilename,
            hasSetscene,
            isNostamp: task.flags.nostamp !== undefined,
            ...(task.skipsObject && { skipsObject: true as const }),
          })
        : null,
    });
  }
  return states;
}
