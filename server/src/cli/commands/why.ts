/** `sighound why`: the chain by which a name gets into a task's basehash. */

import { standingWord } from '../../calibration/standing';
import { shorten } from '../../ide/shorten';
import { EXIT, type ExitCode } from '../commandLine';
import { type CommandContext, answersAbout } from '../context';
import { type FormatOption, declareCommand } from '../command';

export const whyCommand = declareCommand<[target: string, name: string], FormatOption>({
  name: 'why',
  description: "how a variable gets into a task's basehash",
  arguments: [{ name: '<recipe:task>' }, { name: '<name>' }],
  options: [],
  run: async ([target, name], options, { inContext }) =>
    inContext(options, { all: false }, (context) => why(target, name, options, context)),
});

const LONGEST_VALUE = 160;

/** Prints the shortest chain in each variant. Exit code 1 if the name is in no closure. */
async function why(target: string, name: string, options: FormatOption, context: CommandContext): Promise<ExitCode> {
  const { cli, analysis } = context;
  const { task, answers } = await answersAbout(target, context, (fn, about) => analysis.why(fn, about, name));
  for (const { mcfn, links } of answers) {
    if (options.format === 'json') {
      cli.outJson({ mcfn, task, name, calibration: standingWord(context.standing), chain: links });
      continue;
    }
    cli.out(`${mcfn}:${task}`);
    for (const { key, value, location } of links) {
      const position = location ? `  ${location.path}:${location.range.start.line + 1}` : '';
      cli.out(`  ${key}${value === null ? '' : ` = ${JSON.stringify(shorten(value, LONGEST_VALUE))}`}${position}`);
    }
  }
  if (answers.length === 0 && options.format === 'text') cli.out(`\`${name}\` is not in the signature of \`${task}\``);
  return answers.length > 0 ? EXIT.clean : EXIT.findings;
}
