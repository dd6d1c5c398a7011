/** `sighound check`: findings of all rules and problems of the metadata, each with a fix where one was tried and holds. */

import type { EditorDiagnostic, EditorFix } from '../../ide/analysisApi';
import type { AnalysisService } from '../../host/host';
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
  let count = 0;
  for (const diagnostic of (await analysis.open()).problems) {
    count++;
    cli.out(options.format === 'json' ? asJson(diagnostic, null) : asText(diagnostic, null));
  }
  await forEachRecipe(recipes, context, checkRecipe, (found) => {
    for (const [diagnostic, fix] of found) {
      count++;
      cli.out(options.format === 'json' ? asJson(diagnostic, fix) : asText(diagnostic, fix));
    }
  });
  if (options.format === 'text') cli.err(`sighound: ${counted(recipes.length, 'recipe')}, ${count === 0 ? 'nothing found' : counted(count, 'finding')}`);
  return count === 0 ? EXIT.clean : EXIT.findings;
}

async function checkRecipe(fn: string, analysis: AnalysisService): Promise<readonly (readonly [EditorDiagnostic, EditorFix | null])[]> {
  const found: [EditorDiagnostic, EditorFix | null][] = [];
  for (const diagnostic of await analysis.check(fn)) {
    const fix = diagnostic.finding ? await analysis.fixFor(fn, { ...diagnostic.finding, code: diagnostic.code }, fixPath(diagnostic, fn)) : null;
    found.push([diagnostic, fix]);
  }
  return found;
}

/** A fix goes where the cause stands, unless that is a configuration file, which cannot be tried recipe by recipe. */
function fixPath(diagnostic: EditorDiagnostic, fn: string): string {
  return /\.(bb|bbappend|inc|bbclass)$/.test(diagnostic.path) ? diagnostic.path : fn;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function asJson({ code, severity, path, range, message, finding }: EditorDiagnostic, fix: EditorFix | null): string {
  const { mcfn, task, variable, chain } = finding ?? { mcfn: null, task: null, variable: null, chain: [] };
  return JSON.stringify({ code, severity, file: path, range, mcfn, task, variable, chain, message, fix: fix && { title: fix.title, edits: fix.edits, before: fix.before, after: fix.after } });
}

function asText({ code, severity, path, range, message, finding, related }: EditorDiagnostic, fix: EditorFix | null): string {
  const lines = [`${path}:${range.start.line + 1}:${range.start.character + 1}: ${severity}: ${message} [${code}]`];
  if (finding) {
    lines.push(`  chain: ${finding.chain.join(' → ')}`);
    for (const { location, message: step } of related) lines.push(`    ${location.path}:${location.range.start.line + 1}: ${step}`);
  }
  if (fix) lines.push(`  fix: ${fix.title}`, `    basehash of ${fix.task}: ${fix.before ?? 'unknown'} → ${fix.after ?? 'unknown'}`);
  return lines.join('\n');
}
