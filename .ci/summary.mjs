/**
 * Adds up the results of the four test runs in out/reports/. Prints each failed test with its first lines, and `N
 * passed, N failed` as the last line. A report that is missing or empty counts as a failure, and so does a step that
 * failed (argument 1) without a failed test. Fails if there is any failure.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const reports = path.resolve(import.meta.dirname, '../out/reports');
/** How many lines of a failed test are printed. */
const MOST_LINES = 12;

/** For each run: its report and how to read it. */
const RUNNERS = [
  [
    'vitest',
    'vitest.json',
    (text) => {
      const { numPassedTests, numFailedTests, success, testResults } = JSON.parse(text);
      const failures = testResults.flatMap(({ name, message, assertionResults }) => [
        ...(message ? [`${name}\n${message}`] : []),
        ...assertionResults
          .filter(({ status }) => status === 'failed')
          .map((test) => `${name} > ${test.fullName}\n${test.failureMessages.join('\n')}`),
      ]);
      // A file that cannot be loaded has no failed test, but it is a failure.
      return { passed: numPassedTests, failed: success ? numFailedTests : Math.max(numFailedTests, 1), failures };
    },
  ],
  ['in VS Code', 'mocha.json', readMocha],
  ['in a folder that is not trusted', 'mocha-untrusted.json', readMocha],
  [
    'in the browser',
    'ui.tap',
    (text) => ({
      passed: count(text, 'pass'),
      failed: count(text, 'fail') + count(text, 'cancelled'),
      failures: text.match(/^not ok .*$/gm) ?? [],
    }),
  ],
];

function readMocha(text) {
  const { passes, failures, failed } = JSON.parse(text);
  return { passed: passes, failed: failures, failures: failed };
}

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
  for (const failure of result?.failures ?? [])
    console.log(`FAILED: ${failure.split('\n').slice(0, MOST_LINES).join('\n')}\n`);
  console.log(
    result === undefined ? `${name}: no report` : `${name}: ${result.passed} passed, ${result.failed} failed`,
  );
  passed += result?.passed ?? 0;
  failed += result?.failed ?? 1;
}
if (failed === 0 && process.argv[2] !== '0') failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
