/**
 * Makes the tasks of the whole workspace known to a command's engine. All engines together evaluate what is not stored
 * yet.
 */

import type { RecipeTasks, TaskHashes } from '../ide/api/tasksApi';
import { UsageError } from './commandLine';
import type { CommandContext } from './context';
import { forEachRecipe } from './parallel';

/** After this call, the command's engine answers questions about tasks without evaluating anything. */
export async function knowAllTasks(context: CommandContext): Promise<void> {
  const { analysis } = context;
  const found: RecipeTasks[] = [];
  const missing = await analysis.recipesWithoutTasks();
  await forEachRecipe(
    missing,
    context,
    (fn, engine) => engine.recipeTasks(fn, { keep: 'hashes' }),
    (tasks) => tasks && found.push(tasks),
    () => null,
  );
  await analysis.learnTasks(found);
}

/** The result for targets. It is bad usage if nothing provides a target. */
export function knownTargets<T extends Pick<TaskHashes, 'unknownTargets'>>(found: T): T {
  const [unknown] = found.unknownTargets;
  if (unknown) throw new UsageError(`\`${unknown.target}\`: ${unknown.reason}`);
  return found;
}
