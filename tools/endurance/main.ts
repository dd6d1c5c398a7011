/**
 * `npm run endurance -- edits|readers|workspace [options]`: tests that take too long for every test run. Each prints
 * its progress, continues from there with `--seed`, and exits with 1 if anything was wrong.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { TestAnalysis } from '../../test/support/analysis';
import { episode } from './edits';
import { readAll, servesReaders } from './readersThread';
import { workspaceEpisode } from './workspace';

const number = (text: string): number => Number.parseInt(text, 10);
const program = new Command('endurance');

program
  .command('edits')
  .description('random edits, kills and unreported changes while the example is evaluated; 20 in each episode')
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

program
  .command('readers')
  .description('mutated inputs to all that reads metadata, code and signature files')
  .option('--inputs <number>', 'how many', number, 1_000_000)
  .option('--seed <number>', 'of the first input; each has the next one', number, 1)
  .action(async ({ inputs, seed }: { readonly inputs: number; readonly seed: number }) => {
    const found = await readAll(seed, seed + inputs, (next) =>
      console.log(`${next - seed} inputs; the next seed is ${next}`),
    );
    for (const line of found) console.log(line);
    console.log(`${inputs} mutated inputs, ${found.length} crashes and hangs`);
    process.exitCode = found.length === 0 ? 0 : 1;
  });

program
  .command('workspace')
  .description('edits and kills while the command line evaluates OE-Core; 5 in each episode')
  .requiredOption('--build-dir <folder>', 'a build directory over it')
  .requiredOption('--core <folder>', 'OE-Core, which is written to and put back')
  .option('--episodes <number>', 'how many', number, 100)
  .option('--seed <number>', 'of the first episode; each has the next one', number, 1)
  .action(
    async ({
      buildDir,
      core,
      episodes,
      seed,
    }: {
      readonly buildDir: string;
      readonly core: string;
      readonly episodes: number;
      readonly seed: number;
    }) => {
      const cache = mkdtempSync(path.join(os.tmpdir(), 'sighound-cache-'));
      const workspace = {
        buildDir: path.resolve(buildDir),
        core: path.resolve(core),
        cli: path.resolve(__dirname, '../../dist/cli.js'),
      };
      let edits = 0;
      let wrong = 0;
      for (let at = seed; at < seed + episodes; at++) {
        const found = await workspaceEpisode(at, workspace, cache);
        edits += found.edits;
        if (found.wrong !== null) wrong++;
        console.log(`${found.wrong ?? 'right'}; ${edits} edits, ${wrong} answers wrong; the next seed is ${at + 1}`);
      }
      rmSync(cache, { recursive: true });
      process.exitCode = wrong === 0 && edits > 0 ? 0 : 1;
    },
  );

if (!servesReaders()) void program.parseAsync();
