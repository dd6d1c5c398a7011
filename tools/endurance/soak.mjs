/**
 * `npm run endurance:soak -- [--minutes N] [--seed S]`: a real VS Code over the example for hours. A simulated user
 * types, saves and switches files, and hostile files appear and disappear. At intervals the lens must show the same
 * hash as a command line that has nothing stored. Prints a line for each comparison, and exits with 1 if a lens was
 * wrong, the extension's memory rose, or a message box appeared. `E2E_BITBAKE` names a BitBake for the judge.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { EXAMPLE, launchBrowser, startHost } from '../../test/e2e/host.mjs';
import { Workbench } from '../../test/e2e/vscode-page.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const RECIPES = 'meta-example/recipes-example';
const OPENED = ['magic_1.0.bb', 'hello_2.1.bb', 'base.bbclass', 'local.conf'];
const ACTIONS_BETWEEN_LOOKS = 15;
const ANSWER_MS = 300_000;
const TIMES_TO_OPEN = 5;
const PICK_MS = 10_000;
/** How much more memory the last third may use than the first. */
const MOST_RISE = 1.25;

const LINES = [
  'A = "1"',
  'MYVAR:append = " ${PN}"',
  'CFLAGS += "-O2"',
  '# a comment',
  'do_magictask[vardeps] += "A"',
  'B := "${@1 + 1}"',
  'python () {',
  '}',
  'inherit missing',
  'A = "${B}',
];
/** Files that end, stop, fill or change an interpreter, and one that does none of this. */
const HOSTILE = [
  'python () {\n    import os\n    os._exit(1)\n}\n',
  'python () {\n    while True:\n        pass\n}\n',
  'python () {\n    a = []\n    for i in range(10**6):\n        a = [a]\n    repr(a)\n}\n',
  'python () {\n    b = bytearray(10**9)\n    c = [bytearray(10**8) for i in range(1000)]\n}\n',
  'python () {\n    import json, os, builtins\n    json.dumps = os.path.join = builtins.len = lambda *a, **k: 1\n}\n',
  'python () {\n    import time\n    for i in range(10**6):\n        time.sleep(0.05)\n}\n',
  'A0 = "x${A1}${A1}"\n' +
    Array.from({ length: 60 }, (_, at) => `A${at + 1} = "\${A${at + 2}}\${A${at + 2}}"\n`).join('') +
    'do_compile[vardeps] += "A0"\n',
  'BBMASK = "(a+)+$"\nSUMMARY = "fine"\n',
];

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '120' }, seed: { type: 'string', default: '1' } },
});
const minutes = Number(values.minutes);
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('type'), line: fc.constantFrom(...LINES) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('undo'), times: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('save') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('switch'), file: fc.constantFrom(...OPENED) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('hostile'),
      text: fc.constantFrom(...HOSTILE),
      where: fc.constantFrom('evil_1.0.bb', 'evil2_1.0.bb'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('gone') }) },
);
const actions = fc.sample(action, { seed: Number(values.seed), numRuns: 50_000 });

const cache = mkdtempSync(path.join(os.tmpdir(), 'sighound-soak-'));
const host = await startHost({
  workspace: EXAMPLE,
  vsix: [path.join(ROOT, 'out/sighound.vsix')],
  env: { SIGHOUND_CACHE_DIR: cache },
});
const browser = await launchBrowser();
let exitCode = 1;
try {
  exitCode = await soak();
} finally {
  await browser.close();
  await host.stop();
  rmSync(cache, { recursive: true, force: true });
}
process.exit(exitCode);

async function soak() {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.setDefaultTimeout(60_000);
  const workbench = new Workbench(page);
  await page.goto(host.url([['openFile', host.uri(path.join(host.ws, RECIPES, 'magic/magic_1.0.bb'))]]), {
    waitUntil: 'domcontentloaded',
  });
  await workbench.ready();
  const originals = new Map(OPENED.map((name) => [name, readFileSync(pathOf(name), 'utf8')]));
  const started = Date.now();
  const sizes = [];
  let wrong = 0;
  let done = 0;
  while (Date.now() - started < minutes * 60_000) {
    for (let count = 0; count < ACTIONS_BETWEEN_LOOKS; count++) await act(actions[done++ % actions.length], page);
    const found = await look(page, workbench, originals);
    sizes.push(memoryOf('server.js'));
    console.log(
      `minute ${Math.round((Date.now() - started) / 60_000)}: ${done} actions, ${sizes.at(-1)} MB, ${found.isRight ? `right: ${found.said}` : `WRONG: ${found.said}, right is ${found.right}`}`,
    );
    if (!found.isRight) {
      wrong++;
      await keepEvidence(page, done);
    }
  }
  const popped = await workbench.notifications.count();
  const third = Math.ceil(sizes.length / 3);
  const rise = median(sizes.slice(-third)) / median(sizes.slice(0, third));
  console.log(
    `${done} actions, ${sizes.length} answers looked at, ${wrong} wrong, memory of the last third ${rise.toFixed(2)} of the first, ${popped} notifications`,
  );
  return wrong === 0 && rise <= MOST_RISE && popped === 0 ? 0 : 1;
}

async function act(what, page) {
  switch (what.kind) {
    case 'type':
      await page.keyboard.press('Control+End');
      await page.keyboard.press('Enter');
      await page.keyboard.type(what.line, { delay: 20 });
      await page.keyboard.press('Escape');
      break;
    case 'undo':
      for (let count = 0; count < what.times; count++) await page.keyboard.press('Control+Z');
      break;
    case 'save':
      await page.keyboard.press('Control+S');
      break;
    case 'switch':
      await open(page, what.file);
      break;
    case 'hostile':
      mkdirSync(path.join(host.ws, RECIPES, 'evil'), { recursive: true });
      writeFileSync(
        path.join(host.ws, RECIPES, 'evil', what.where),
        `SUMMARY = "no good"\nLICENSE = "MIT"\n${what.text}`,
      );
      break;
    case 'gone':
      rmSync(path.join(host.ws, RECIPES, 'evil'), { recursive: true, force: true });
      break;
  }
  await page.waitForTimeout(200);
}

/**
 * Opens a file by its name. The list of files may be late, or may be sorted again during the click, which then has no
 * effect: so this tries again.
 */
async function open(page, name) {
  const picker = page.locator('.quick-input-widget');
  for (let left = TIMES_TO_OPEN; left > 0; left--) {
    await page.keyboard.press('Control+P');
    await picker.locator('input[type=text]').fill(name);
    const isOpened = await page
      .locator('.quick-input-list .monaco-list-row', { hasText: name })
      .first()
      .click({ timeout: PICK_MS })
      .then(() => picker.waitFor({ state: 'hidden', timeout: PICK_MS }))
      .then(
        () => true,
        () => false,
      );
    if (isOpened) return;
    await page.keyboard.press('Escape');
    await picker.waitFor({ state: 'hidden' });
  }
  throw new Error(`${name} cannot be opened`);
}

/** Restores all files except the hostile ones, and compares the lens of the example's task with the command line. */
async function look(page, workbench, originals) {
  for (const [name, text] of originals) {
    await open(page, name);
    await revert(page, workbench, name);
    writeFileSync(pathOf(name), text);
  }
  await open(page, 'magic_1.0.bb');
  const right = hashOf('magic', 'do_magictask');
  const lens = workbench
    .editor('magic_1.0.bb')
    .lens(/basehash|unknown/)
    .first();
  let said = 'no lens';
  for (const start = Date.now(); Date.now() - start < ANSWER_MS; await page.waitForTimeout(500)) {
    said = (await lens.textContent({ timeout: 5_000 }).catch(() => null)) ?? 'no lens';
    if (right !== null && said.includes(`basehash ${right}`))
      return { isRight: true, said: `${right} after ${Math.round((Date.now() - start) / 1000)} s` };
  }
  return { isRight: false, said, right };
}

/** Reverts the typed text until the tab shows it: the list of commands is sorted again like the list of files. */
async function revert(page, workbench, name) {
  const typed = page.locator('.tab.active.dirty');
  for (let left = TIMES_TO_OPEN; (await typed.count()) > 0; left--) {
    if (left === 0) throw new Error(`${name} cannot be reverted`);
    await workbench.command('File: Revert File').catch(() => undefined);
    await typed.waitFor({ state: 'detached', timeout: PICK_MS }).catch(() => page.keyboard.press('Escape'));
  }
}

/** Saves what a person would examine after a wrong answer: the window, and the server's log. */
async function keepEvidence(page, done) {
  const folder = path.join(ROOT, 'out/soak');
  mkdirSync(folder, { recursive: true });
  const picture = path.join(folder, `${done}.png`);
  await page.screenshot({ path: picture });
  const [tab, status] = await Promise.all(
    ['.tab.active', '.statusbar'].map((what) =>
      page
        .locator(what)
        .first()
        .innerText()
        .catch(() => ''),
    ),
  );
  console.log(`  ${picture}; tab ${JSON.stringify(tab)}, status bar ${JSON.stringify(status)}`);
}

function hashOf(recipe, task) {
  const bitbake = process.env.E2E_BITBAKE === undefined ? [] : ['--bitbake-dir', process.env.E2E_BITBAKE];
  const args = [
    path.join(ROOT, 'dist/cli.js'),
    'sig',
    recipe,
    '--basehash-only',
    '--format',
    'json',
    '--build-dir',
    path.join(host.ws, 'build'),
    ...bitbake,
  ];
  const { stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, SIGHOUND_CACHE_DIR: 'off' },
  });
  return new RegExp(`"${task}"[^}]*?"basehash": *"([0-9a-f]{8})`, 's').exec(stdout)?.[1] ?? null;
}

function pathOf(name) {
  const found = readdirSync(host.ws, { recursive: true, encoding: 'utf8' }).find(
    (file) => path.basename(file) === name,
  );
  if (found === undefined) throw new Error(`the example has no ${name}`);
  return path.join(host.ws, found);
}

/** Megabytes of the processes whose command line names this file of the extension, as it is installed here. */
function memoryOf(name) {
  let kilobytes = 0;
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      if (
        !readFileSync(`/proc/${pid}/cmdline`, 'utf8')
          .split('\0')
          .some((word) => path.basename(word) === name && word.startsWith(path.dirname(host.ws)))
      )
        continue;
      kilobytes += Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    } catch {
      // The process has ended.
    }
  }
  return Math.round(kilobytes / 1024);
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
