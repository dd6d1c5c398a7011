/**
 * `sighound check`: findings of all rules and problems of the metadata. A finding has a fix if the fix was tried and
 * worked.
 */

import { Option } from 'commander';
import { standingWord } from '../../calibration/standing';
import type { Severity } from '../../engine/rules/rule';
import type { EditorDiagnostic, EditorFix } from '../../ide/api/analysisApi';
import { MergedFindings } from '../../ide/findings/mergedFindings';
import { counted } from '../../ide/counted';
import { Baseline } from '../baseline';
import { EXIT, type ExitCode } from '../commandLine';
import { type CommandContext, checkTargets } from '../context';
import { ForeignFindings } from '../foreignFindings';
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

export const command = declareCommand<[targets: string[]], CheckArguments>({
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
    repeated('--machine <name>', 'also compare with another machine of this build; may be repeated'),
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

/**
 * Checks the targets, or every recipe. Exit code 1 if a finding is severe enough to count. A format for people gets a
 * finding in a recipe's own file as soon as the recipe is checked; what may be in several recipes comes at the end.
 */
async function check(targets: readonly string[], options: CheckOptions, context: CommandContext): Promise<ExitCode> {
  const { cli, opened } = context;
  const selection = await Selection.of({ targets, all: options.all }, context);
  const identities = new Identities(opened);
  const report = REPORTS[options.format]({
    cli,
    version: options.version,
    rules: options.rules,
    calibration: standingWord(context.standing),
  });
  let isClean = true;
  let inBaseline = 0;
  const print = async (found: readonly Found[]): Promise<void> => {
    const named = found.flatMap(({ fn, diagnostic }) => {
      const shown = withSeverity(diagnostic, options.rules);
      return shown === null ? [] : [{ fn, diagnostic: shown, identity: identities.of(shown) }];
    });
    const reported = named.filter(({ identity }) => options.baseline?.covers(identity) !== true);
    inBaseline += named.length - reported.length;
    for (const [index, { fn, diagnostic, identity }] of reported.entries()) {
      cli.progress?.(`trying fixes ${index + 1}/${reported.length}`);
      const fix = await fixOf(fn, diagnostic, context);
      cli.progress?.(null);
      const isFailure = fails(diagnostic, options.failOn);
      if (isFailure) isClean = false;
      report.add({ diagnostic, fix, identity, fails: isFailure });
    }
  };
  await print(
    opened.problems
      .filter((diagnostic) => selection.isReported(diagnostic, null))
      .map((diagnostic): Found => ({ fn: null, diagnostic })),
  );
  await print(await findingsIn(selection, options, context, print));
  report.end({ recipes: selection.recipes.length, inBaseline });
  return isClean ? EXIT.clean : EXIT.findings;
}

/** The fix of a finding that was tried and works; null if there is none. */
async function fixOf(
  fn: string | null,
  { finding }: EditorDiagnostic,
  { analysis }: CommandContext,
): Promise<EditorFix | null> {
  if (fn === null || !finding) return null;
  return answered(
    () => analysis.fixFor(fn, finding.id),
    () => null,
  );
}

/**
 * What is found in the selection, each cause once. In a format for people, `print` gets at once what is in a recipe's
 * own file: no other recipe can have that.
 */
async function findingsIn(
  selection: Selection,
  { all, format }: CheckOptions,
  context: CommandContext,
  print: (found: readonly Found[]) => Promise<void>,
): Promise<readonly Found[]> {
  const merged = new MergedFindings({ isWhole: all });
  const foreign = new ForeignFindings(all ? context.ownLayers() : [], context.buildDir);
  let printing: Promise<void> = Promise.resolve();
  await forEachRecipe(
    selection.recipes,
    context,
    (fn, engine) => engine.check(fn, { keep: 'hashes' }),
    ({ diagnostics, refuted, appends }, fn) => {
      const reported = diagnostics.filter(
        (diagnostic) => selection.isReported(diagnostic, fn) && !foreign.leavesOut(diagnostic, [fn, ...appends]),
      );
      const isSettled = (one: EditorDiagnostic): boolean =>
        format === 'text' && one.path === fn && one.finding?.needsAll !== true;
      const settled = reported.filter(isSettled);
      merged.add(fn, { diagnostics: reported.filter((one) => !isSettled(one)), refuted });
      if (settled.length === 0) return;
      printing = printing.then(() => print(settled.map((diagnostic): Found => ({ fn, diagnostic }))));
      // A failure is thrown below, once the engines are done.
      printing.catch(() => undefined);
    },
    (fn, reason) => ({ appends: [], diagnostics: [unknownRecipeProblem(fn, reason)], refuted: [] }),
  );
  await printing;
  if (foreign.count > 0)
    context.cli.err(
      `sighound: ${counted(foreign.count, 'finding')} in layers of others left out; name a recipe to see its findings, or a layer with --own-layer`,
    );
  return merged.all();
}
