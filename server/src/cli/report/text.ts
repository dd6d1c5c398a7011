/** Findings as text for people: place and message, the chain behind it, the fix. */

import { counted } from '../../ide/counted';
import type { Severity } from '../../engine/rules/rule';
import type { CliHost, TextStyle } from '../cliHost';
import { visible } from './characters';
import type { Report, ReportContext, Reported, Summary } from './report';

type Paint = NonNullable<CliHost['paint']>;

const COLOURS: Readonly<Record<Severity, TextStyle>> = { error: 'red', warning: 'yellow', information: 'blue', hint: 'dim' };

/** Prints each finding when it comes, and a line about all of them beside the output. */
export function textReport({ cli }: ReportContext): Report {
  let count = 0;
  return {
    add: (found) => {
      count++;
      cli.out(asText(found, cli.paint));
    },
    end: (summary) => cli.err(`sighound: ${counted(summary.recipes, 'recipe')}, ${outcome(count, summary)}`),
  };
}

/** A finding as a paragraph. */
export function asText({ diagnostic, fix }: Pick<Reported, 'diagnostic' | 'fix'>, paint: Paint = (_style, text) => text): string {
  const { code, severity, path, range, message, finding, related } = diagnostic;
  const place = `${path}:${range.start.line + 1}:${range.start.character + 1}:`;
  const lines = [`${paint('bold', visible(place))} ${paint(COLOURS[severity], `${severity}:`)} ${visible(message)} ${paint('dim', `[${code}]`)}`];
  if (finding && finding.chain.length > 1) {
    lines.push(`  chain: ${visible(finding.chain.join(' → '))}`);
    for (const { location, message: step } of related) lines.push(paint('dim', `    ${visible(`${location.path}:${location.range.start.line + 1}: ${step}`)}`));
  }
  if (fix) {
    lines.push(`  ${paint('green', 'fix:')} ${visible(fix.title)}`);
    if (fix.task !== null) lines.push(`    basehash of ${visible(fix.task)}: ${fix.before ?? 'unknown'} → ${fix.after ?? 'unknown'}`);
  }
  return lines.join('\n');
}

function outcome(count: number, { inBaseline }: Summary): string {
  const known = inBaseline === 0 ? '' : `, ${counted(inBaseline, 'finding')} in the baseline`;
  return `${count === 0 ? `nothing ${inBaseline === 0 ? 'found' : 'new'}` : counted(count, inBaseline === 0 ? 'finding' : 'new finding')}${known}`;
}
