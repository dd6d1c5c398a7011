/** `sighound sig`: the basehashes of recipes, by our engine alone. */

import type { RecipeHashes } from '../../ide/analysisApi';
import { EXIT, type ExitCode } from '../cliHost';
import { type CommandContext, recipesOf } from '../context';
import { forEachRecipe } from '../parallel';

export interface SigOptions {
  readonly all: boolean;
  readonly format: 'text' | 'json';
}

/** Prints the hashes of every variant that is not skipped; one JSON object a line, or a line a task. */
export async function sig(targets: readonly string[], options: SigOptions, context: CommandContext): Promise<ExitCode> {
  const { cli } = context;
  const recipes = await recipesOf(targets, options.all, context);
  let clean = true;
  const tell = (result: RecipeHashes | null): void => {
    for (const problem of result?.problems ?? []) {
      // Of a recipe without any variant the problems are all there is to tell.
      if (problem.severity !== 'error' && result?.variants.length !== 0) continue;
      clean = false;
      cli.err(`${problem.path}:${problem.range.start.line + 1}: ${problem.message}`);
    }
    for (const { mcfn, pn, skipped, tasks } of result?.variants ?? []) {
      if (skipped !== null) continue;
      if (options.format === 'json') {
        cli.out(JSON.stringify({ mcfn, pn, tasks }));
        continue;
      }
      for (const [task, hash] of Object.entries(tasks)) cli.out(`${pn}:${task} ${hash.basehash ?? `unknown: ${hash.unknown}`}`);
    }
  };
  await forEachRecipe(recipes, context, (fn, analysis) => analysis.hashes(fn, true), tell);
  return clean ? EXIT.clean : EXIT.findings;
}
