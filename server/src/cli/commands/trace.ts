/** `sighound trace`: how a variable got its value, and which part of it is in a task's hash. */

import { standingWord } from '../../calibration/standing';
import { shorten } from '../../ide/shorten';
import type { TracedVariable } from '../../ide/signatures/tracedVariable';
import { EXIT, type ExitCode, UsageError } from '../commandLine';
import { type CommandContext, answersAbout } from '../context';
import { type FormatOption, declareCommand } from '../command';

export const command = declareCommand<[target: string, name: string], FormatOption>({
  name: 'trace',
  description: 'how a variable came to its value: history, overrides, operations, expansion, hash',
  arguments: [{ name: '<recipe:task>' }, { name: '<variable>' }],
  options: [],
  run: async ([target, name], options, { inContext }) =>
    inContext(options, { all: false }, (context) => trace(target, name, options, context)),
});

const LONGEST_VALUE = 160;

/** Prints the steps in each variant. Exit code 1 if the variable is in no hash of the task. */
async function trace(target: string, name: string, options: FormatOption, context: CommandContext): Promise<ExitCode> {
  const { cli, analysis } = context;
  if (name.endsWith(']'))
    throw new UsageError(`\`${name}\` is a flag; give the variable, \`${name.split('[', 1)[0] ?? ''}\``);
  const { task, answers } = await answersAbout(target, context, (fn, about) => analysis.trace(fn, about, name));
  for (const found of answers) {
    if (options.format === 'json') cli.outJson({ task, name, calibration: standingWord(context.standing), ...found });
    else for (const line of [`${found.mcfn}:${task} ${name}`, ...linesOf(found, name, task)]) cli.out(line);
  }
  return answers.some(({ chain }) => chain !== null) ? EXIT.clean : EXIT.findings;
}

function linesOf(found: TracedVariable, name: string, task: string): readonly string[] {
  const { chain, expanded, removes, contribution, unknownHash } = found;
  return [
    ...section('history', historyOf(found, name)),
    ...section('overrides', overridesOf(found, name)),
    ...section('value', valueOf(found)),
    ...section('expansion', [
      expanded.kind === 'value' ? quoted(expanded.text) : `${expanded.kind}: ${expanded.reason}`,
      ...removes.map((text) => `:remove ${quoted(text)} took a word away`),
    ]),
    ...section(
      'hash',
      contribution === null || chain === null
        ? [`not in the hash of \`${task}\``, ...(unknownHash === null ? [] : [`that hash is unknown: ${unknownHash}`])]
        : [
            chain.join(' → '),
            contribution.unknown === null ? `adds ${quoted(contribution.text)}` : `unknown: ${contribution.unknown}`,
            ...listed('depends on', contribution.dependencies),
            ...listed('[vardepsexclude]', contribution.excluded),
          ],
    ),
  ];
}

function historyOf({ history }: TracedVariable, name: string): readonly string[] {
  if (history.length === 0) return ['nothing sets it'];
  return history.map(({ variable, operation, flag, text, path, line, lost }) => {
    const what = `${variable === name ? '' : `${variable} `}${operation}${flag === null ? '' : ` [${flag}]`}`;
    return `${path === '' ? 'no file' : `${path}:${line}`}: ${what} ${quoted(text)}${lost === null ? '' : `: no effect, ${lost}`}`;
  });
}

function overridesOf({ parts }: TracedVariable, name: string): readonly string[] {
  if (parts.candidates.length === 0) return [`no \`${name}:OVERRIDE\` is set`];
  return [
    `active, weakest first: ${parts.overrides.join(':')}`,
    ...parts.candidates.map(({ variable, override, isActive }) => {
      if (variable === parts.chosen) return `${variable}: wins`;
      return `${variable}: ${isActive ? 'active, but a different override wins' : `\`${override}\` is not active`}`;
    }),
  ];
}

function valueOf({ parts, unexpanded }: TracedVariable): readonly string[] {
  const { chosen, value, weakDefault } = parts;
  const source =
    chosen !== null
      ? `of \`${chosen}\``
      : value !== null
        ? `its own: ${quoted(value)}`
        : weakDefault !== null
          ? `its weak default: ${quoted(weakDefault)}`
          : 'none';
  return [
    source,
    ...parts.operations.map(({ keyword, text, override, isApplied }) => {
      const condition = override === null ? '' : `:${override}`;
      return `${keyword}${condition} ${quoted(text)}${isApplied ? '' : ': not applied, the override is not active'}`;
    }),
    ...(parts.filter === null ? [] : [`filter: ${quoted(parts.filter)}`]),
    `before expansion: ${quoted(unexpanded)}`,
    parts.isCached ? 'its expansion is in the cache' : 'its expansion is not in the cache',
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return [`  ${title}`, ...lines.map((line) => `    ${line}`)];
}

function listed(title: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${title}: ${names.join(' ')}`];
}

function quoted(text: string | null): string {
  return text === null ? 'nothing' : JSON.stringify(shorten(text, LONGEST_VALUE));
}
