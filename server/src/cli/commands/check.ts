/**
 * `sighound check`: findings of all rules and problems of the metadata. A finding has a fix if the fix was tried and
 * worked.
 */

import { Option } from 'commander';
import { standingWord } from '../../calibration/standing';
import type { Severity } from '../../engine/rules/rule';
import type { EditorDiagnostic } from '../../ide/api/analysisApi';
import { MergedFindings } from '../../ide/findings/mergedFindings';
import { Baseline } from '../baseline';
import { EXIT, type ExitCode } from '../commandLine';
import { type CommandContext, checkTargets } from '../context';
import { Identities } from '../identities';
import { answered, forEachRecipe, unknownRecipeProblem } from '../parallel';
import { REPORTS, type ReportFormat } from '../report/formats';
import { Selection } from '../selection';
import { type RuleSeverities, SEVERITIES, fails, readRules, withSeverity } from '../severities';
import { ALL_RECIPES, type FormatOption, OTHER_HOST, declareCommand, repeated } from '../command';

/** The options as the user writes them. */
interface CheckArguments extends FormatOption<ReportFormat> {
  readonly all: boolean;
  readonly rule: readonly string[];
  readonly failOn: (typeof SEVERITIES)[number] | 'never';
  readonly baseline?: string;
}

export const checkCommand = declareCommand<[targets: string[]], CheckArguments>({
  name: 'check',
  description: 'findings of all rules, with fixes that were tried',
  formats: Object.keys(REPORTS),
  arguments: [
    {
      name: '[targets...]',
      description: 'recipes, or files that recipes use: name, PN or path (default: all recipes)',
    },
  ],
  options: [
    ALL_RECIPES,
    new Option('--baseline <file>', 'show only what is not in this output of an earlier check (json or sarif)'),
    new Option('--fail-on <severity>', 'the least severity that makes the exit code 1')
      .choices([...SEVERITIES, 'never'])
      .default('hint', 'hint: anything'),
    repeated('--rule <code=severity>', 'severity of a rule, or off; may be repeated'),
    repeated('--own-layer <dir>', 'folder of your own layers, where fixes may go; may be repeated'),
    new Option('--verbose', 'also say which layers count as your own, and why'),
    OTHER_HOST,
  ],
  run: async ([targets], options, { cli, version, inContext }) => {
    checkTargets('check', { targets, all: options.all || targets.length === 0 });
    const { format, failOn } = options;
    const rules = readRules(options.rule);
    const baseline = options.baseline === undefined ? null : Baseline.read(options.baseline, cli);
    const all = targets.length === 0;
    return inContext(options, { all }, (context) =>
      check(targets, { all, format, version, rules, failOn, baseline }, context),
    );
  },
});

interface CheckOptions {
  readonly all: boolean;
  readonly format: ReportFormat;
  /** The version of this program. */
  readonly version: string;
  readonly rules: RuleSeverities;
  /** The lowest severity that makes the command fail. */
  readonly failOn: Severity | 'never';
  /** The findings of an earlier run, which are not reported again. */
  readonly baseline: Baseline | null;
}

/** What was found, and the recipe to ask for its fix; null if no recipe can be asked. */
interface Found {
  readonly fn: string | null;
  readonly diagnostic: EditorDiagnostic;
}

/** Checks the targets, or every recipe. Exit code 1 if a finding is severe enough to count. */
async function check(targets: readonly string[], options: CheckOptions, context: CommandContext): Promise<ExitCode> {
  const { cli, analysis, opened } = context;
  const selection = await Selection.of({ targets, all: options.all }, context);
  const found = (await findingsIn(selection, options, context)).flatMap(({ fn, diagnostic }): readonly Found[] => {
    const shown = withSeverity(diagnostic, options.rules);
    return shown === null ? [] : [{ fn, diagnostic: shown }];
  });

  const identities = new Identities(opened);
  const named = found.map((one) => ({ ...one, identity: identities.of(one.diagnostic) }));
  const reported = named.filter(({ identity }) => options.baseline?.covers(identity) !== true);

  const report = REPORTS[options.format]({
    cli,
    version: options.version,
    rules: options.rules,
    calibration: standingWord(context.standing),
  });
  let isClean = true;
  for (const [index, { fn, diagnostic, identity }] of reported.entries()) {
    cli.progress?.(`trying fixes ${index + 1}/${reported.length}`);
    const { finding } = diagnostic;
    const fix =
      fn !== null && finding
        ? await answered(
            () => analysis.fixFor(fn, finding.id),
            () => null,
          )
        : null;
    cli.progress?.(null);
    const isFailure = fails(diagnostic, options.failOn);
    if (isFailure) isClean = false;
    report.add({ diagnostic, fix, identity, fails: isFailure });
  }
  report.end({ recipes: selection.recipes.length, inBaseline: named.length - reported.length });
  return isClean ? EXIT.clean : EXIT.findings;
}

/** Everything found in the selection: first the configuration's problems, then each cause once. */
async function findingsIn(
  selection: Selection,
  { all }: CheckOptions,
  context: CommandContext,
): Promise<readonly Found[]> {
  const problems = context.opened.problems
    .filter((diagnostic) => selection.isReported(diagnostic, null))
    .map((diagnostic): Found => ({ fn: null, diagnostic }));
  const merged = new MergedFindings({ isWhole: all });
  await forEachRecipe(
    selection.recipes,
    context,
    (fn, engine) => engine.check(fn, { keep: 'hashes' }),
    ({ diagnostics, refuted }, fn) =>
      merged.add(fn, {
        diagnostics: diagnostics.filter((diagnostic) => selection.isReported(diagnostic, fn)),
        refuted,
      }),
    (fn, reason) => ({ diagnostics: [unknownRecipeProblem(fn, reason)], refuted: [] }),
  );
  return [...problems, ...merged.all()];
}
