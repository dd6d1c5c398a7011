/**
 * `sighound check`: findings of all rules and problems of the metadata. A finding has a fix if the fix was tried and
 * worked.
 */

import { standingWord } from '../../calibration/standing';
import type { Severity } from '../../engine/rules/rule';
import type { EditorDiagnostic } from '../../ide/api/analysisApi';
import { MergedFindings } from '../../ide/findings/mergedFindings';
import type { Baseline } from '../baseline';
import { EXIT, type ExitCode } from '../cliHost';
import type { CommandContext } from '../context';
import { Identities } from '../identities';
import { answered, forEachRecipe, unknownRecipeProblem } from '../parallel';
import { REPORTS, type ReportFormat } from '../report/formats';
import { Selection } from '../selection';
import { type RuleSeverities, fails, withSeverity } from '../severities';

export interface CheckOptions {
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
export async function check(
  targets: readonly string[],
  options: CheckOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { cli, analysis, opened } = context;
  const selection = await Selection.of(targets, options.all, context);
  const found = (await findingsIn(selection, options, context)).flatMap(({ fn, diagnostic }): readonly Found[] => {
    const shown = withSeverity(diagnostic, options.rules);
    return shown === null ? [] : [{ fn, diagnostic: shown }];
  });

  const identities = new Identities(opened);
  const named = found.map((one) => ({ ...one, identity: identities.of(one.diagnostic) }));
  const told = named.filter(({ identity }) => options.baseline?.covers(identity) !== true);

  const report = REPORTS[options.format]({
    cli,
    version: options.version,
    rules: options.rules,
    calibration: standingWord(context.standing),
  });
  let isClean = true;
  for (const [index, { fn, diagnostic, identity }] of told.entries()) {
    cli.progress?.(`trying fixes ${index + 1}/${told.length}`);
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
  report.end({ recipes: selection.recipes.length, inBaseline: named.length - told.length });
  return isClean ? EXIT.clean : EXIT.findings;
}

/** Everything found in the selection: first the configuration's problems, then each cause once. */
async function findingsIn(
  selection: Selection,
  { all }: CheckOptions,
  context: CommandContext,
): Promise<readonly Found[]> {
  const problems = context.opened.problems
    .filter((diagnostic) => selection.tells(diagnostic, null))
    .map((diagnostic): Found => ({ fn: null, diagnostic }));
  const merged = new MergedFindings(all);
  await forEachRecipe(
    selection.recipes,
    context,
    (fn, engine) => engine.check(fn, { keep: 'hashes' }),
    ({ diagnostics, refuted }, fn) =>
      merged.add(fn, { diagnostics: diagnostics.filter((diagnostic) => selection.tells(diagnostic, fn)), refuted }),
    (fn, reason) => ({ diagnostics: [unknownRecipeProblem(fn, reason)], refuted: [] }),
  );
  return [...problems, ...merged.all()];
}
