/** Small task graphs for tests. */

import type { TaskNode, TaskNodes } from '../../server/src/ide/api/tasksApi';

/** A task of a test's graph: the tasks that it hashes, and the other tasks that run before it. */
export type GivenTask = Partial<Omit<TaskNode, 'dependencies' | 'otherDependencies' | 'hash'>> & {
  hash: string | null;
  on?: readonly string[];
  after?: readonly string[];
  taint?: string;
  nostamp?: boolean;
};

/** A graph: tasks by `PN:TASK`, each after its dependencies. */
export function taskGraph(given: Readonly<Record<string, GivenTask>>, asked = Object.keys(given)): TaskNodes {
  const names = Object.keys(given);
  const nodes = names.map((name): TaskNode => {
    const { hash, on = [], after = [], taint, nostamp = false, ...more } = given[name] as GivenTask;
    const [pn = '', task = ''] = name.split(':');
    return {
      mcfn: `/m/${pn}.bb`,
      pn,
      task,
      pnid: name,
      basehash: 'base',
      checksums: [],
      hasSetscene: false,
      isNostamp: nostamp,
      isNoexec: false,
      stamp: `/s/${pn}/1`,
      stampExtraInfo: '',
      hashFilename: '',
      hash:
        hash === null
          ? { kind: 'unknown', reason: 'nobody knows', nostamp }
          : {
              kind: 'known',
              taskhash: hash,
              unihash: hash,
              equivalence: 'none',
              ...(taint !== undefined && { taint }),
            },
      dependencies: on.map((dep) => names.indexOf(dep)),
      otherDependencies: after.map((dep) => names.indexOf(dep)),
      ...more,
    };
  });
  return { nodes, wanted: asked.map((name) => names.indexOf(name)), unknownTargets: [], problems: [] };
}
