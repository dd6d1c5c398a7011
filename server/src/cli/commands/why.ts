/** `sighound why`: the chain by which a name gets into a task's basehash. */

import { type CommandContext, EXIT, type ExitCode, recipeAndTask, recipesOf } from '../context';
import { shorten } from '../../ide/shorten';

const LONGEST_VALUE = 160;

/** Prints the shortest chain in each variant. Exit code 1 where the name is in no closure. */
export async function why(target: string, name: string, options: { readonly format: 'text' | 'json' }, context: CommandContext): Promise<ExitCode> {
  const { cli, analysis } = context;
  const { recipe, task } = recipeAndTask(target);
  let found = false;
  for (const fn of await recipesOf([recipe], false, context)) {
    for (const { mcfn, links } of await analysis.why(fn, task, name)) {
      found = true;
      if (options.format === 'json') {
        cli.out(JSON.stringify({ mcfn, task, name, chain: links }));
        continue;
      }
      cli.out(`${mcfn}:${task}`);
      for (const { key, value, location } of links) {
        const place = location ? `  ${location.path}:${location.range.start.line + 1}` : '';
        const text = value === null ? '' : ` = ${JSON.stringify(shorten(value, LONGEST_VALUE))}`;
        cli.out(`  ${key}${text}${place}`);
      }
    }
  }
  if (!found) cli.out(`\`${name}\` is not in the signature of \`${task}\``);
  return found ? EXIT.clean : EXIT.findings;
}
