/**
 * Makes the tasks of the whole workspace known to a command's engine: what is not stored yet is evaluated by all
 * engines at once.
 */

import type { RecipeTasks, TaskHashes } from '../ide/tasks/tasksApi';
import { UsageError } from './cliHost';
import type { CommandContext } from './context';
import { forEachRecipe } from './parallel';

/** After this the command's engine answers questions about tasks without evaluating anything. */
export async function knowAllTasks(context: CommandContext): Promise<void> {
  const { analysis } = context;
  const found: RecipeTasks[] = [];
  const missing = await analysis.recipesWithoutTasks();
  await forEachRecipe(
    missing,
    context,
    (fn, engine) => engine.recipeTasks(fn, true),
    (tasks) => tasks && found.push(tasks),
    () => null,
  );
  await analysis.learnTasks(found);
}

/** What was found for targets; one that nothing provides is bad usage. */
export function knownTargets<T extends Pick<TaskHashes, 'unknownTargets'>>(found: T): T {
  const [unknown] = found.unknownTargets;
  if (unknown) throw new UsageError(`\`${unknown.target}\`: ${unknown.reason}`);
  return found;
}
