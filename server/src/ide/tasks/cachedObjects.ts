/**
 * Finds which tasks' objects are in the shared state cache: an impact needs this to distinguish a task that is fetched
 * from one that runs.
 */

import type { AskServer } from '../../engine/sstate/presence';
import type { FileSource } from '../../engine/files/fileSource';
import type { TaskConfiguration } from '../../engine/tasks/taskConfiguration';
import { taskId } from './impact';
import { objectFinder } from './sstateTasks';
import type { TaskNode } from '../api/tasksApi';

/** How many objects are looked up at the same time. */
const AT_ONCE = 256;

/**
 * The given tasks whose object is in the cache, as `taskId` names them. `askServer`: null if mirrors on servers must
 * not be asked.
 */
export async function cachedObjects(
  nodes: readonly TaskNode[],
  configurations: readonly TaskConfiguration[],
  files: FileSource,
  askServer: AskServer | null,
): Promise<ReadonlySet<string>> {
  const find = objectFinder(configurations, files, askServer);
  const found = new Set<string>();
  const lookFor = async (node: TaskNode): Promise<void> => {
    const { kind } = await find(node);
    if (kind === 'local' || kind === 'mirror') found.add(taskId(node));
  };
  const asked = nodes.filter(({ hasSetscene }) => hasSetscene);
  for (let start = 0; start < asked.length; start += AT_ONCE)
    await Promise.all(asked.slice(start, start + AT_ONCE).map(lookFor));
  return found;
}
