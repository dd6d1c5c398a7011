/** Tasks of the graph in the form that the shared state cache uses, and whether their objects are in the cache. */

import { multiconfigOf } from '../../engine/base/recipeNames';
import type { FileSource } from '../../engine/files/fileSource';
import { type SstateTask, objectOfTask } from '../../engine/sstate/coverage';
import { readHashFilename } from '../../engine/sstate/objectNames';
import { type AskServer, type Presence, askNobody, findObject } from '../../engine/sstate/presence';
import { cacheSettings } from '../../engine/sstate/sstateSettings';
import type { TaskConfiguration } from '../../engine/tasks/taskConfiguration';
import type { TaskNode } from '../api/tasksApi';

/** The part of a task that identifies its object. */
export type ObjectNode = Pick<
  TaskNode,
  'mcfn' | 'pn' | 'task' | 'pnid' | 'hash' | 'hashFilename' | 'hasSetscene' | 'isNostamp' | 'skipsObject' | 'secret'
>;

/** What is needed to look for a task's object. */
export function sstateTask(node: ObjectNode, configurations: readonly TaskConfiguration[]): SstateTask {
  const { hash } = node;
  const configuration = configurations.find(({ multiconfig }) => multiconfig === multiconfigOf(node.mcfn));
  const unknownNames = configuration?.unknownObjectNames;
  const secret = configurations.find((each) => each.secret !== undefined)?.secret ?? node.secret;
  const unknown = hash.kind === 'unknown' ? hash.reason : hash.unihash === null ? hash.problem : unknownNames;
  return {
    name: node.pnid,
    pn: node.pn,
    task: node.task,
    unihash: hash.kind === 'known' ? hash.unihash : null,
    ...(unknown !== undefined && { unknown }),
    ...(secret !== undefined && { secret }),
    hashFilename: node.hashFilename === '' || unknownNames !== undefined ? null : readHashFilename(node.hashFilename),
    nativeLsbString: configuration?.variables['NATIVELSBSTRING'] ?? '',
    hasSetscene: node.hasSetscene,
    ...objectless(node),
  };
}

/** Why a task that can be taken from the cache is never there. */
function objectless({
  isNostamp,
  skipsObject,
}: Pick<ObjectNode, 'isNostamp' | 'skipsObject'>): Pick<SstateTask, 'objectless'> {
  if (skipsObject) return { objectless: '`SSTATE_SKIP_CREATION` is set for it' };
  return isNostamp ? { objectless: 'with `[nostamp]` it has another hash in each build' } : {};
}

/**
 * Looks for tasks' objects, each in the cache of its configuration. `askServer`: null if mirrors on servers must not be
 * asked.
 */
export function objectFinder(
  configurations: readonly TaskConfiguration[],
  files: FileSource,
  askServer: AskServer | null,
): (node: ObjectNode) => Promise<Presence> {
  const settings = new Map(
    configurations.map(({ multiconfig, variables }) => [multiconfig, cacheSettings((name) => variables[name] ?? '')]),
  );
  return async (node) => {
    const task = sstateTask(node, configurations);
    if (task.objectless !== undefined) return { kind: 'none', reason: task.objectless };
    const object = objectOfTask(task);
    if (object.path === null) return { kind: 'unknown', reason: object.reason };
    const location = settings.get(multiconfigOf(node.mcfn));
    return location
      ? findObject(object.path, location, files, task.secret === undefined ? askServer : askNobody(task.secret))
      : { kind: 'unknown', reason: 'its configuration is not known' };
  };
}
