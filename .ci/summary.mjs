/**
 * Adds up what the three test runners reported in out/reports/ and prints `N passed, N failed` as the last line. A
 * report that is missing or empty, or a step that failed (argument 1) with no failed test to show for it, counts as a
 * failure. Fails if anything did.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const reports = path.resolve(import.meta.dirname, '../out/reports');

/** For each runner: its report and how to read it. */
const RUNNERS = [
  ['vitest', 'vitest.json', (text) => {
    const { numPassedTests, numFailedTests, success } = JSON.parse(text);
    // A file that cannot be loaded has no failed test, but is no success.
    return { passed: numPassedTests, failed: success ? numFailedTests : Math.max(numFailedTests, 1) };
  }],
  ['in VS Code', 'mocha.json', (text) => {
    const { passes, failures } = JSON.parse(text);
    return { passed: passes, failed: failures };
  }],
  ['in the browser', 'ui.tap', (text) => ({ passed: count(text, 'pass'), failed: count(text, 'fail') + count(text, 'cancelled') })],
];

function count(tap, what) {
  return Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(tap)[1]);
}

let passed = 0;
let failed = 0;
for (const [name, file, readReport] of RUNNERS) {
  let result;
  try {
    result = readReport(readFileSync(path.join(reports, file), 'utf8'));
    if (result.passed === 0 && result.failed === 0) result = undefined;
  } catch {
    result = undefined;
  }
  console.log(result === undefined ? `${name}: no report` : `${name}: ${result.passed} passed, ${result.failed} failed`);
  passed += result?.passed ?? 0;
  failed += result?.failed ?? 1;
}
if (failed === 0 && process.argv[2] !== '0') failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
