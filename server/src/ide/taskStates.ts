/** Tells tasks of a graph as an editor shows them: with their hash, what it contains, and whether their object is in the cache. */

import type { FileSource } from '../engine/files/fileSource';
import { objectOf } from '../engine/sstate/coverage';
import { readHashFilename } from '../engine/sstate/objectNames';
import { type Presence, findObject } from '../engine/sstate/presence';
import { cacheSettings } from '../engine/sstate/settings';
import type { TaskConfiguration } from '../engine/tasks/taskConfiguration';
import type { GraphTask } from '../engine/tasks/taskGraph';
import { pnidOf } from '../engine/tasks/taskhash';
import { recipeOf } from '../engine/engine';
import type { TaskInputs, TaskState } from './tasksApi';
import type { HashedGraph } from './workspaceTasks';

/** Where objects are looked for. */
export interface StateContext {
  readonly files: FileSource;
  readonly configurations: readonly TaskConfiguration[];
}

/** The tasks of all variants of a recipe that have a place in the graph, in the order of their names. */
export async function statesOfRecipe(fn: string, hashed: HashedGraph, context: StateContext): Promise<readonly TaskState[]> {
  const ids = hashed.wanted.filter((id) => recipeOf(hashed.graph.tasks[id]?.recipe.mcfn ?? '') === fn);
  return statesOf(ids, hashed, context);
}

/** One task with what its hash contains; null where it has no place in the graph. */
export async function inputsOfTask(mcfn: string, task: string, hashed: HashedGraph, context: StateContext): Promise<TaskInputs | null> {
  const { graph, hasher } = hashed;
  const id = graph.tasks.findIndex((each) => each.recipe.mcfn === mcfn && each.task.name === task);
  const [state] = await statesOf([id], hashed, context);
  if (!state) return null;
  return {
    ...state,
    basehash: graph.tasks[id]?.task.basehash ?? null,
    dependencies: await statesOf(hasher.hashedDependencies(id), hashed, context),
    checksums: hasher.checksumsOf(id),
  };
}

async function statesOf(ids: readonly number[], { graph, hashes }: HashedGraph, context: StateContext): Promise<readonly TaskState[]> {
  const states: TaskState[] = [];
  for (const id of ids) {
    const node = graph.tasks[id];
    const hash = hashes.get(id);
    if (!node || !hash) continue;
    const hasObject = graph.idOf(node.recipe, `${node.task.name}_setscene`) !== undefined;
    const object = hasObject && hash.kind === 'known' ? await presenceOf(node, hash.unihash, context) : null;
    states.push({ mcfn: node.recipe.mcfn, task: node.task.name, pnid: pnidOf(node), hash, object });
  }
  return states;
}

/** Whether the object is there, without asking servers. */
function presenceOf({ recipe, task }: GraphTask, unihash: string, { files, configurations }: StateContext): Promise<Presence> {
  const { variables = {} } = configurations.find(({ multiconfig }) => multiconfig === recipe.multiconfig) ?? {};
  const object = objectOf({
    name: '', pn: recipe.pn, task: task.name, unihash, hasSetscene: true, hashFilename: readHashFilename(recipe.hashFilename), nativeLsbString: variables['NATIVELSBSTRING'] ?? '',
  });
  return object.path === null ? Promise.resolve({ kind: 'unknown', reason: object.reason }) : findObject(object.path, cacheSettings((name) => variables[name] ?? ''), files, null);
}
