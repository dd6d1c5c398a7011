/** `sighound why`: the chain by which a name gets into a task's basehash. */

import { standingWord } from '../../calibration/standing';
import type { RecipeHashes } from '../../ide/analysisApi';
import { shorten } from '../../ide/shorten';
import { EXIT, type ExitCode } from '../cliHost';
import { type CommandContext, noSuchTask, recipeAndTask, recipesOf, variantsOf } from '../context';

const LONGEST_VALUE = 160;

/** Prints the shortest chain in each variant. Exit code 1 where the name is in no closure. */
export async function why(
  target: string,
  name: string,
  options: { readonly format: 'text' | 'json' },
  context: CommandContext,
): Promise<ExitCode> {
  const { cli, analysis } = context;
  const { recipe, task } = recipeAndTask(target);
  let hasTask = false;
  let found = false;
  const asked: (RecipeHashes | null)[] = [];
  for (const fn of await recipesOf([recipe], false, context)) {
    const hashes = await analysis.hashes(fn);
    asked.push(hashes);
    const meant = new Set(
      variantsOf(recipe, hashes?.variants ?? [])
        .filter(({ tasks }) => tasks[task] !== undefined)
        .map(({ mcfn }) => mcfn),
    );
    if (meant.size > 0) hasTask = true;
    for (const { mcfn, links } of await analysis.why(fn, task, name)) {
      if (!meant.has(mcfn)) continue;
      found = true;
      if (options.format === 'json') {
        cli.outJson({ mcfn, task, name, calibration: standingWord(context.standing), chain: links });
        continue;
      }
      cli.out(`${mcfn}:${task}`);
      for (const { key, value, location } of links) {
        const place = location ? `  ${location.path}:${location.range.start.line + 1}` : '';
        cli.out(`  ${key}${value === null ? '' : ` = ${JSON.stringify(shorten(value, LONGEST_VALUE))}`}${place}`);
      }
    }
  }
  if (!hasTask) throw noSuchTask(recipe, task, asked);
  if (!found && options.format === 'text') cli.out(`\`${name}\` is not in the signature of \`${task}\``);
  return found ? EXIT.clean : EXIT.findings;
}
