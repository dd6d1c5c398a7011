/** `sighound deps`: what goes into a task's basehash. */

import type { RecipeHashes } from '../../ide/analysisApi';
import { EXIT, type ExitCode } from '../cliHost';
import { type CommandContext, noSuchTask, recipeAndTask, recipesOf, variantsOf } from '../context';

/** Prints the task and each key of its closure with its direct dependencies and value, in code-point order. */
export async function deps(target: string, options: { readonly format: 'text' | 'json' }, context: CommandContext): Promise<ExitCode> {
  const { cli, analysis } = context;
  const { recipe, task } = recipeAndTask(target);
  let found = false;
  const asked: (RecipeHashes | null)[] = [];
  for (const fn of await recipesOf([recipe], false, context)) {
    const hashes = await analysis.hashes(fn);
    asked.push(hashes);
    for (const variant of variantsOf(recipe, hashes?.variants ?? [])) {
      const inputs = await analysis.signature(variant.mcfn, task);
      if (!inputs) continue;
      found = true;
      if (options.format === 'json') {
        cli.out(JSON.stringify({ mcfn: variant.mcfn, task, hash: variant.tasks[task] ?? null, ...inputs }));
        continue;
      }
      const hash = variant.tasks[task];
      cli.out(`${variant.mcfn}:${task} ${hash?.basehash ?? `unknown: ${hash?.unknown ?? 'no such task'}`}`);
      for (const key of [task, ...inputs.taskdeps.filter((dep) => dep !== task)]) {
        const value = inputs.varvals[key];
        cli.out(`  ${key}${value === null || value === undefined ? '' : ` = ${JSON.stringify(value)}`}`);
        const direct = inputs.gendeps[key] ?? [];
        if (direct.length > 0) cli.out(`    → ${direct.join(' ')}`);
      }
    }
  }
  if (!found) throw noSuchTask(recipe, task, asked);
  return EXIT.clean;
}
