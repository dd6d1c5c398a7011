#!/usr/bin/env node
/**
 * Runs the compiled suite inside the extension host of a real VS Code.
 *
 *     run-suite.mjs [--untrusted] [--extensionDevelopmentPath=DIR] [--extensionTestsPath=FILE] [FOLDER]
 *
 * `--untrusted` opens a folder that the user does not trust, and runs the suite for such folders.
 *
 * The other options are those of the `code` executable, so this file can also replace it under @vscode/test-electron.
 * Exit status: 0 passed, 1 failed, 2 never ended. Environment: E2E_LOG=1 shows all messages of the workbench,
 * E2E_TIMEOUT is the limit in milliseconds, E2E_BITBAKE as in host.mjs, and MOCHA_GREP chooses tests.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { EXAMPLE, launchBrowser, startHost } from './host.mjs';

const root = path.resolve(option('extensionDevelopmentPath') ?? path.join(import.meta.dirname, '../..'));
const untrusted = process.argv.includes('--untrusted');
const suite = path.resolve(
  option('extensionTestsPath') ?? path.join(root, untrusted ? 'out/e2e/untrusted/index' : 'out/e2e/suite/index'),
);
const workspace = process.argv.slice(2).find((arg) => !arg.startsWith('--')) ?? EXAMPLE;
const limit = Number(process.env.E2E_TIMEOUT ?? 600_000);
const shots = path.join(root, 'out/e2e-shots');
// Messages of the VS Code server about native modules that are not built and not needed.
const NOISE =
  /^(Error: Could not locate the bindings file|Ignoring fetching additional|Updating additional|Cannot find module '\.\/build\/Release\/watchdog)/;

// Files with which a folder tries to set folders, environments and limits.
const UNTRUSTED_FILES = {
  '.vscode/settings.json': JSON.stringify({
    'sighound.buildDirectory': '${workspaceFolder}/decoy',
    'sighound.bitbakeDirectory': '${workspaceFolder}/bitbake',
    'sighound.ownLayers': ['/'],
    'sighound.evaluationTimeout': 86_400,
    'sighound.otherHost': { user: 'chosen' },
    'sighound.askServers': true,
    'sighound.rules': { 'host-dependent-signature': 'information' },
    'bitbake.pathToBuildFolder': '${workspaceFolder}/decoy',
    'bitbake.shellEnv': { SESSION_PRODUCT: 'chosen' },
  }),
  'decoy/conf/bblayers.conf': 'BBPATH = "${TOPDIR}"\nBBFILES ?= ""\nBBLAYERS ?= ""\n',
};

mkdirSync(path.join(root, 'out/reports'), { recursive: true });
mkdirSync(shots, { recursive: true });
// Builds newer than 1.100 ignore the development payload without the smoke-test driver.
const host = await startHost({
  workspace,
  trusted: !untrusted,
  files: untrusted ? UNTRUSTED_FILES : {},
  args: ['--enable-smoke-test-driver'],
  // A session from which BitBake passes a variable through.
  env: {
    MOCHA_REPORT: path.join(root, untrusted ? 'out/reports/mocha-untrusted.json' : 'out/reports/mocha.json'),
    BB_ENV_PASSTHROUGH_ADDITIONS: 'SESSION_PRODUCT SESSION_UNSET',
    SESSION_PRODUCT: 'mine',
  },
});
const browser = await launchBrowser();
let status = 2;
try {
  const page = await browser.newPage();
  const early = [];
  let started = Boolean(process.env.E2E_LOG);
  let end;
  const ended = new Promise((resolve) => {
    end = resolve;
  });
  await page.exposeFunction('codeAutomationExit', (code) => end(code));
  await page.exposeFunction('codeAutomationLog', (_type, args) => {
    const line = format(...args);
    if (NOISE.test(line)) return;
    if (line === '##SUITE##') started = true;
    else if (started) console.log(line);
    else early.push(line);
  });
  // The tests' path must be below the extension's path.
  const payload = [
    ['extensionDevelopmentPath', host.uri(root)],
    ['extensionTestsPath', host.uri(suite)],
  ];
  await page.goto(host.url(payload), { waitUntil: 'domcontentloaded', timeout: limit });
  status = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, limit, 2).unref())]);
  if (status === 2) {
    await page.screenshot({ path: path.join(shots, 'suite-timeout.png') });
    console.error(`the suite did not end within ${limit} ms`);
  }
  if (status !== 0 && !started)
    console.error(`${early.join('\n')}\n--- server log ---\n${readFileSync(host.log, 'utf8').slice(-5000)}`);
} finally {
  await browser.close();
  await host.stop();
}
process.exit(status);

function option(name) {
  return process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
}
