/** The order of a recipe's tasks, as `addtask` states it. */

import { type Datastore, textOf } from '../../datastore/datastore';

/** A task and all tasks of the same recipe that run before it. */
export function tasksBefore(task: string, d: Datastore): readonly string[] {
  const seen = new Set([task]);
  for (const one of seen) {
    const deps = d.getVarFlag(one, 'deps', { expand: false });
    if (Array.isArray(deps)) for (const dep of deps) seen.add(textOf(dep));
  }
  return [...seen];
}
