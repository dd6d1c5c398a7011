/** `sighound why`: the chain by which a name gets into a task's basehash. */

import { standingWord } from '../../calibration/standing';
import type { LinkAssignment } from '../../ide/api/analysisApi';
import { shorten } from '../../ide/shorten';
import { EXIT, type ExitCode } from '../commandLine';
import { type CommandContext, answersAbout } from '../context';
import { type FormatOption, declareCommand } from '../command';

export const command = declareCommand<[target: string, name: string], FormatOption>({
  name: 'why',
  description: "how a variable gets into a task's basehash",
  arguments: [{ name: '<recipe:task>' }, { name: '<name>' }],
  options: [],
  run: async ([target, name], options, { inContext }) =>
    inContext(options, { all: false }, (context) => why(target, name, options, context)),
});

const LONGEST_VALUE = 160;

/** Prints the shortest chain in each variant. Exit code 1 if the name acts on no hash. */
async function why(target: string, name: string, options: FormatOption, context: CommandContext): Promise<ExitCode> {
  const { cli, analysis } = context;
  const { task, answers } = await answersAbout(target, context, (fn, about) => analysis.why(fn, about, name));
  for (const { mcfn, links, through } of answers) {
    if (options.format === 'json') {
      const calibration = standingWord(context.standing);
      cli.outJson({ mcfn, task, name, calibration, chain: links, ...(through && { through }) });
      continue;
    }
    cli.out(`${mcfn}:${task}`);
    for (const { key, value, location } of links) {
      const position = location ? `  ${location.path}:${location.range.start.line + 1}` : '';
      cli.out(`  ${key}${value === null ? '' : ` = ${JSON.stringify(shorten(value, LONGEST_VALUE))}`}${position}`);
    }
    for (const line of assignmentLines(links.at(-1)?.assignments ?? [])) cli.out(`    ${line}`);
    if (through) cli.out(`  \`${name}\` itself is not in the hash: ${through.text}`);
  }
  if (answers.length === 0 && options.format === 'text') cli.out(`\`${name}\` is not in the signature of \`${task}\``);
  return answers.length > 0 ? EXIT.clean : EXIT.findings;
}

/** How several assignments make the value; nothing where there is only one. */
function assignmentLines(assignments: readonly LinkAssignment[]): readonly string[] {
  if (assignments.length < 2) return [];
  const [first] = assignments;
  return assignments.map((one) => {
    const { variable, operation, text, path, line, lost } = one;
    const effect = lost !== null ? `no effect: ${lost}` : one === first ? 'gives the value' : 'is applied';
    const value = text === null ? '' : ` ${JSON.stringify(shorten(text, LONGEST_VALUE))}`;
    return `${path === '' ? 'no file' : `${path}:${line}`}: ${variable} ${operation}${value}: ${effect}`;
  });
}
