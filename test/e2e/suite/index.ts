/**
 * The function that VS Code calls inside its extension host: runs every suite next to this file with mocha. MOCHA_GREP
 * chooses tests; MOCHA_REPORT names the file for the counts and the failures.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';

/** Resolves when all tests passed, rejects otherwise. */
export function run(): Promise<void> {
  return runSuites(__dirname);
}

/** Runs the suites of a folder. */
export async function runSuites(folder: string): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, color: false, reporter: 'spec', grep: process.env.MOCHA_GREP });
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.test.js')) mocha.addFile(path.join(folder, name));
  }
  // run-suite.mjs shows the output after this line.
  console.log('##SUITE##');
  const failed: string[] = [];
  const stats = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats!));
    runner.on('fail', (test, error: Error) => failed.push(`${test.fullTitle()}\n${error.message}`));
  });
  if (process.env.MOCHA_REPORT !== undefined)
    writeFileSync(process.env.MOCHA_REPORT, JSON.stringify({ ...stats, failed }));
  if (stats.failures > 0) throw new Error(`${stats.failures} tests failed`);
  if (stats.passes === 0) throw new Error('no test ran');
}
