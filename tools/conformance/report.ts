/** The output of `npm run conformance`: progress while it runs, figures and causes at its end. */

import { type CauseGroup, type Figures, type KnownDivergence, PAIRS } from './tally';

/** How often a line is printed where no terminal shows the current one. */
const EVERY_MS = 30_000;
const LONGEST_VALUE = 160;

/** On a terminal one line that changes, otherwise a line at intervals; both to standard error. */
export class Progress {
  private last = Date.now();
  private readonly started = Date.now();
  private isShown = false;

  show(text: string): void {
    const line = `${Math.round((Date.now() - this.started) / 1000)} s: ${text}`;
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\u001b[K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
      this.isShown = true;
    } else if (Date.now() - this.last >= EVERY_MS) {
      this.last = Date.now();
      process.stderr.write(`${line}\n`);
    }
  }

  /** Prints a line that stays. */
  say(text: string): void {
    this.end();
    process.stderr.write(`${text}\n`);
  }

  end(): void {
    if (this.isShown) process.stderr.write('\r\u001b[K');
    this.isShown = false;
  }
}

export interface Report {
  readonly buildDir: string;
  readonly bitbake: string | null;
  readonly recipes: number;
  /** The number of recipes about which the judge was asked. */
  readonly judged: number;
  readonly collected: number;
  readonly threads: number;
  readonly seconds: number;
  readonly nativeSeconds: number | null;
  readonly figures: Readonly<Partial<Record<string, Figures>>>;
  readonly skipped: { readonly engine: number; readonly judge: number };
  readonly causes: readonly CauseGroup[];
  readonly worse: readonly CauseGroup[];
  readonly gone: readonly KnownDivergence[];
  readonly questions: Readonly<Record<string, readonly string[] | undefined>>;
  readonly refused: readonly { readonly fn: string; readonly engine: string | null; readonly judge: string | null }[];
}

export function printReport(report: Report): void {
  const { skipped, questions, refused } = report;
  console.log(
    `${report.buildDir}: BitBake ${report.bitbake ?? 'unknown'}, ${report.recipes} of ${report.collected} recipes (the judge: ${report.judged}), ${report.threads} threads each, ${report.seconds.toFixed(0)} s${report.nativeSeconds === null ? '' : `, of which ${report.nativeSeconds.toFixed(0)} s BitBake as a program`}`,
  );
  console.log(`variants skipped: ${skipped.engine} by the engine, ${skipped.judge} by the judge\n`);

  const columns = ['exact', 'unknown', 'wrong', 'missing', 'extra', 'variantsMissing', 'variantsExtra'] as const;
  const titles = ['exact', 'unknown', 'wrong', 'missing', 'extra', 'variants missing', 'variants extra'];
  console.log(['tasks'.padEnd(15), ...titles.map((title) => title.padStart(Math.max(title.length, 9)))].join(' '));
  for (const pair of PAIRS) {
    const figures = report.figures[pair];
    if (figures)
      console.log(
        [
          pair.padEnd(15),
          ...columns.map((name, index) => String(figures[name]).padStart(Math.max(titles[index]?.length ?? 0, 9))),
        ].join(' '),
      );
  }

  for (const { pair, kind, key, tasks, examples } of report.causes) {
    const isWorse = report.worse.some((group) => group.pair === pair && group.kind === kind && group.key === key);
    console.log(`\n${isWorse ? '' : '(known) '}${pair}: ${kind}${key === '' ? '' : ` \`${key}\``}: ${tasks} tasks`);
    for (const example of examples) {
      console.log(`    ${example.mcfn}:${example.task}`);
      if ('here' in example) console.log(`        here  ${shown(example.here)}\n        there ${shown(example.there)}`);
    }
  }
  for (const { fn, engine, judge } of refused)
    console.log(
      `\n${engine === null ? 'only the judge refuses' : judge === null ? 'only the engine refuses' : 'refused'}: ${fn}\n    ${engine ?? judge ?? ''}`,
    );
  const asked = Object.entries(questions);
  console.log(`\nquestions that only this machine could answer: ${asked.length === 0 ? 'none' : ''}`);
  for (const [question, fns] of asked) console.log(`    ${question}: ${fns?.length ?? 0} recipes, ${fns?.[0] ?? ''}`);
  for (const { pair, kind, key, tasks } of report.gone)
    console.log(`\nknown, and gone: ${pair} ${kind} \`${key}\` (${tasks} tasks); take it out of divergences.json`);
  console.log(report.worse.length === 0 ? '\nas expected' : '\nworse than divergences.json allows');
}

function shown(value: string | null | undefined): string {
  if (value === undefined) return 'not in the signature';
  if (value === null) return 'no value';
  const text = JSON.stringify(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}… (${value.length} characters)`;
}
