/** Finds the tasks that have a key in their hash, and the chain by which it gets there. */

import { type Signatures, chainTo } from '../../signatures/basehash';

/** The tasks whose hash contains a key, in the order of the task list, and the chain from the first of them. */
export interface Reach {
  readonly tasks: readonly string[];
  readonly chain: readonly string[];
}

/** null if no task has the key in its hash. */
export function reachOf(key: string, { tasks, gendeps }: Signatures): Reach | null {
  const chains = [...tasks.keys()].flatMap((task) => {
    const chain = chainTo(task, key, gendeps);
    return chain ? [{ task, chain }] : [];
  });
  const [first] = chains;
  return first ? { tasks: chains.map(({ task }) => task), chain: first.chain } : null;
}
