/** Which tasks' objects are in the shared state cache: what an impact needs to tell a task that is fetched from one that runs. */

import { objectOf } from '../engine/sstate/coverage';
import { readHashFilename } from '../engine/sstate/objectNames';
import { type AskServer, findObject } from '../engine/sstate/presence';
import { cacheSettings } from '../engine/sstate/settings';
import type { FileSource } from '../engine/files/fileSource';
import type { TaskConfiguration } from '../engine/tasks/taskConfiguration';
import { hashOf, taskId } from './impact';
import type { TaskNode } from './tasksApi';

/** Objects that are looked for at once. */
const AT_ONCE = 256;

/** Those of some tasks, as `taskId` names them, whose object is there. `askServer`: null where mirrors on servers are not to be asked. */
export async function cachedObjects(nodes: readonly TaskNode[], configurations: readonly TaskConfiguration[], files: FileSource, askServer: AskServer | null): Promise<ReadonlySet<string>> {
  const byName = new Map(configurations.map(({ multiconfig, variables }) => [multiconfig, { settings: cacheSettings((name) => variables[name] ?? ''), nativeLsbString: variables['NATIVELSBSTRING'] ?? '' }]));
  const found = new Set<string>();
  const lookFor = async (node: TaskNode): Promise<void> => {
    const place = byName.get(/^mc:([^:]*):/.exec(node.mcfn)?.[1] ?? '');
    if (!place) return;
    const { pnid: name, pn, task, hasSetscene } = node;
    const object = objectOf({ name, pn, task, unihash: hashOf(node), hashFilename: readHashFilename(node.hashFilename), nativeLsbString: place.nativeLsbString, hasSetscene });
    if (object.path === null) return;
    const { kind } = await findObject(object.path, place.settings, files, askServer);
    if (kind === 'local' || kind === 'mirror') found.add(taskId(node));
  };
  const asked = nodes.filter(({ hasSetscene }) => hasSetscene);
  for (let start = 0; start < asked.length; start += AT_ONCE) await Promise.all(asked.slice(start, start + AT_ONCE).map(lookFor));
  return found;
}
