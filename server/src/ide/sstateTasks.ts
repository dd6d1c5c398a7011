/** Tasks of the graph as the shared state cache knows them. */

import { readHashFilename } from '../engine/sstate/objectNames';
import type { SstateTask } from '../engine/sstate/coverage';
import type { TaskConfiguration } from '../engine/tasks/taskConfiguration';
import type { TaskNode } from './tasksApi';

/** What is needed to look for a task's object. */
export function sstateTask(node: Pick<TaskNode, 'mcfn' | 'pn' | 'task' | 'pnid' | 'hash' | 'hashFilename' | 'hasSetscene'>, configurations: readonly TaskConfiguration[]): SstateTask {
  const { hash } = node;
  const [, multiconfig = ''] = /^mc:([^:]*):/.exec(node.mcfn) ?? [];
  const configuration = configurations.find((one) => one.multiconfig === multiconfig);
  return {
    name: node.pnid,
    pn: node.pn,
    task: node.task,
    unihash: hash.kind === 'known' ? hash.unihash : null,
    ...(hash.kind === 'unknown' ? { unknown: hash.reason } : hash.problem === undefined ? {} : { unknown: hash.problem }),
    hashFilename: node.hashFilename === '' ? null : readHashFilename(node.hashFilename),
    nativeLsbString: configuration?.variables['NATIVELSBSTRING'] ?? '',
    hasSetscene: node.hasSetscene,
  };
}
