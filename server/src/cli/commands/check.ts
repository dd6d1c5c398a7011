/** `sighound check`: findings of all rules and problems of the metadata, each with a fix where one was tried and holds. */

import type { EditorDiagnostic, EditorFix } from '../../ide/analysisApi';
import { MergedFindings } from '../../ide/mergedFindings';
import { type CommandContext, EXIT, type ExitCode, recipesOf } from '../context';
import { forEachRecipe } from '../parallel';

export interface CheckOptions {
  readonly all: boolean;
  readonly format: 'text' | 'json';
}

/** Checks the targets, or every recipe. Exit code 1 where anything was found. */
export async function check(targets: readonly string[], options: CheckOptions, context: CommandContext): Promise<ExitCode> {
  const { cli, analysis } = context;
  const recipes = await recipesOf(targets, options.all, context);
  const { problems } = await analysis.open();
  const merged = new MergedFindings(options.all);
  await forEachRecipe(recipes, context, (fn, engine) => engine.check(fn, true), (found, fn) => merged.add(fn, found));
  const findings = merged.all();
  for (const problem of problems) cli.out(options.format === 'json' ? asJson(problem, null) : asText(problem, null));
  for (const [index, { fn, diagnostic }] of findings.entries()) {
    cli.progress?.(`trying fixes ${index + 1}/${findings.length}`);
    const fix = diagnostic.finding ? await analysis.fixFor(fn, diagnostic.finding.id) : null;
    cli.progress?.(null);
    cli.out(options.format === 'json' ? asJson(diagnostic, fix) : asText(diagnostic, fix));
  }
  const count = problems.length + findings.length;
  if (options.format === 'text') cli.err(`sighound: ${counted(recipes.length, 'recipe')}, ${count === 0 ? 'nothing found' : counted(count, 'finding')}`);
  return count === 0 ? EXIT.clean : EXIT.findings;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function asJson({ code, severity, path, range, message, finding }: EditorDiagnostic, fix: EditorFix | null): string {
  const { mcfn, task, variable, chain, affected } = finding ?? { mcfn: null, task: null, variable: null, chain: [], affected: [] };
  return JSON.stringify({ code, severity, file: path, range, mcfn, task, variable, chain, affected, message, fix: fix && { title: fix.title, edits: fix.edits, before: fix.before, after: fix.after } });
}

function asText({ code, severity, path, range, message, finding, related }: EditorDiagnostic, fix: EditorFix | null): string {
  const lines = [`${path}:${range.start.line + 1}:${range.start.character + 1}: ${severity}: ${message} [${code}]`];
  if (finding && finding.chain.length > 1) {
    lines.push(`  chain: ${finding.chain.join(' → ')}`);
    for (const { location, message: step } of related) lines.push(`    ${location.path}:${location.range.start.line + 1}: ${step}`);
  }
  if (fix) {
    lines.push(`  fix: ${fix.title}`);
    if (fix.task !== null) lines.push(`    basehash of ${fix.task}: ${fix.before ?? 'unknown'} → ${fix.after ?? 'unknown'}`);
  }
  return lines.join('\n');
}
