/**
 * `npm run endurance -- edits|readers [options]`: what takes too long for every test run. Each prints how far it came, goes on from there with
 * `--seed`, and exits with 1 where anything was wrong.
 */

import { Command } from 'commander';
import { TestAnalysis } from '../support/analysis';
import { episode } from './edits';
import { readAll, servesReaders } from './readersThread';

const number = (text: string): number => Number.parseInt(text, 10);
const program = new Command('endurance');

program.command('edits')
  .description('random edits, kills and untold changes while the example is evaluated; 20 in each episode')
  .option('--episodes <number>', 'how many', number, 500)
  .option('--seed <number>', 'of the first episode; each has the next one', number, 1)
  .action(async ({ episodes, seed }: { readonly episodes: number; readonly seed: number }) => {
    const tests = { tried: await TestAnalysis.load(), right: await TestAnalysis.load() };
    let edits = 0;
    let wrong = 0;
    for (let at = seed; at < seed + episodes; at++) {
      const found = await episode(at, tests);
      edits += found.edits;
      wrong += found.wrong.length;
      for (const line of found.wrong) console.log(line);
      if ((at - seed + 1) % 10 === 0) console.log(`${edits} edits, ${wrong} answers wrong; the next seed is ${at + 1}`);
    }
    console.log(`${edits} edits during evaluation, ${wrong} later answers differ from one from scratch`);
    process.exitCode = wrong === 0 && edits > 0 ? 0 : 1;
  });

program.command('readers')
  .description('mutated inputs to all that reads metadata, code and signature files')
  .option('--inputs <number>', 'how many', number, 1_000_000)
  .option('--seed <number>', 'of the first input; each has the next one', number, 1)
  .action(async ({ inputs, seed }: { readonly inputs: number; readonly seed: number }) => {
    const found = await readAll(seed, seed + inputs, (next) => console.log(`${next - seed} inputs; the next seed is ${next}`));
    for (const line of found) console.log(line);
    console.log(`${inputs} mutated inputs, ${found.length} crashes and hangs`);
    process.exitCode = found.length === 0 ? 0 : 1;
  });

if (!servesReaders()) void program.parseAsync();
