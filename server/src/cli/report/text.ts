/** Findings as text for people: location and message, the chain behind it, the fix. */

import { counted } from '../../ide/counted';
import type { Severity } from '../../engine/rules/rule';
import type { TextStyle } from '../commandLine';
import type { Pieces } from '../output';
import type { ReportWriter, ReportContext, Reported, Summary } from './report';

const COLOURS: Readonly<Record<Severity, TextStyle>> = {
  error: 'red',
  warning: 'yellow',
  information: 'blue',
  hint: 'dim',
};

/** Prints each finding when it arrives, and at the end a summary line on the error output. */
export function textReport({ cli }: ReportContext): ReportWriter {
  let count = 0;
  return {
    add: (found) => {
      count++;
      for (const line of findingLines(found)) cli.out(line);
    },
    end: (summary) => cli.err(`sighound: ${counted(summary.recipes, 'recipe')}, ${outcome(count, summary)}`),
  };
}

/** The lines of a finding. */
export function findingLines({ diagnostic, fix }: Pick<Reported, 'diagnostic' | 'fix'>): readonly Pieces[] {
  const { code, severity, path, range, message, finding, related } = diagnostic;
  const position = `${path}:${range.start.line + 1}:${range.start.character + 1}:`;
  const lines: Pieces[] = [
    [
      { style: 'bold', text: position },
      ' ',
      { style: COLOURS[severity], text: `${severity}:` },
      ` ${message} `,
      { style: 'dim', text: `[${code}]` },
    ],
  ];
  if (finding && finding.chain.length > 1) {
    lines.push(`  chain: ${finding.chain.join(' → ')}`);
    for (const { location, message: step } of related)
      lines.push([{ style: 'dim', text: `    ${location.path}:${location.range.start.line + 1}: ${step}` }]);
  }
  if (fix) {
    lines.push(['  ', { style: 'green', text: fix.risk === undefined ? 'fix:' : 'fix with a risk:' }, ` ${fix.title}`]);
    if (fix.task !== null)
      lines.push(`    basehash of ${fix.task}: ${fix.before ?? 'unknown'} → ${fix.after ?? 'unknown'}`);
  }
  return lines;
}

function outcome(count: number, { inBaseline }: Summary): string {
  const known = inBaseline === 0 ? '' : `, ${counted(inBaseline, 'finding')} in the baseline`;
  return `${count === 0 ? `nothing ${inBaseline === 0 ? 'found' : 'new'}` : counted(count, inBaseline === 0 ? 'finding' : 'new finding')}${known}`;
}
