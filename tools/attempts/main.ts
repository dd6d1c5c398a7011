/**
 * `npm run attempts -- [KIND…] [--quick]`: runs the attempts, and prints the results: *attempt, expected, seen*. Exits
 * with 1 if an attempt succeeded. The table is also written to `out/attempts/table.md`.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { type Outcome, tryAttempt } from '../../test/attempts/attempt';
import { KINDS } from '../../test/attempts/kinds';

/** The repository, from `out/attempts/`. */
const TABLE = path.resolve(__dirname, '../../out/attempts/table.md');

async function attempts(names: readonly string[], { quick }: { readonly quick: boolean }): Promise<number> {
  const unknown = names.filter((name) => !KINDS.some(({ kind }) => kind === name));
  if (unknown.length > 0) {
    console.error(
      `there are no attempts of the kind ${unknown.join(', ')}; there are ${KINDS.map(({ kind }) => kind).join(', ')}`,
    );
    return 2;
  }
  const rows: string[] = [];
  let tried = 0;
  let through = 0;
  for (const { kind, attempts: all } of KINDS) {
    if (names.length > 0 && !names.includes(kind)) continue;
    for (const attempt of all) {
      if (quick && attempt.slow === true) continue;
      const outcome = await tryAttempt(attempt);
      tried++;
      if (!outcome.asExpected) through++;
      const row = rowOf(kind, outcome);
      rows.push(row);
      console.log(row);
    }
  }
  console.log(`\n${tried} attempts, ${through} got through`);
  mkdirSync(path.dirname(TABLE), { recursive: true });
  writeFileSync(TABLE, `| kind | attempt | expected | seen |\n|---|---|---|---|\n${rows.join('\n')}\n`);
  return through === 0 ? 0 : 1;
}

function rowOf(kind: string, { attempt, seen, asExpected }: Outcome): string {
  return `| ${[kind, attempt.name, attempt.expected, asExpected ? 'as expected' : `GOT THROUGH: ${seen}`].map(cell).join(' | ')} |`;
}

/** Text as one cell of a Markdown table, without characters that a terminal interprets. */
function cell(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('|', '\\|')
    .replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '?');
}

const program = new Command('attempts')
  .argument('[kinds...]', 'only these kinds')
  .option('--quick', 'leave out what takes long', false)
  .action(async (kinds: string[], options: { quick: boolean }) => {
    process.exitCode = await attempts(kinds, options);
  });
void program.parseAsync();
