/**
 * The packed extension, installed into a real VS Code and used through its window: what a user sees on the example
 * layer. The tests run one after another in one window. Screenshots go to out/e2e-shots/.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { EXAMPLE, launchBrowser, startHost } from './host.mjs';
import { Workbench } from './vscode-page.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const shots = path.join(root, 'out/e2e-shots');
const RECIPE = 'meta-example/recipes-example/magic/magic_1.0.bb';
const LENS = /basehash [0-9a-f]{8} · \d+ dependenc(y|ies)/;
const FIX = 'Exclude TOPDIR from MYVAR';
const FIRST_ANSWER_MS = 90_000;

let host;
let browser;
let page;
let workbench;
let editor;

before(async () => {
  mkdirSync(shots, { recursive: true });
  host = await startHost({
    workspace: process.env.E2E_WORKSPACE ?? EXAMPLE,
    vsix: [path.join(root, 'out/sighound.vsix')],
  });
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.setDefaultTimeout(30_000);
  await page.goto(host.url([['openFile', host.uri(path.join(host.ws, RECIPE))]]), { waitUntil: 'domcontentloaded' });
  workbench = new Workbench(page);
  editor = workbench.editor('magic_1.0.bb');
  await workbench.ready();
});
after(async () => {
  await browser?.close();
  await host?.stop();
});

function ui(name, body) {
  test(name, async () => {
    try {
      await body();
    } finally {
      await page.screenshot({ path: path.join(shots, `${name.replace(/\W+/g, '-')}.png`) });
    }
  });
}

function lineOf(text) {
  return (
    readFileSync(path.join(host.ws, RECIPE), 'utf8')
      .split('\n')
      .findIndex((line) => line.startsWith(text)) + 1
  );
}

/** The lens over the task of the example: the one whose document the recipe defines. */
async function lensTitle() {
  return editor.lens(LENS).first().textContent();
}

ui('lens squiggle and status item appear', async () => {
  await editor.lens(LENS).first().waitFor({ timeout: FIRST_ANSWER_MS });
  await editor.squiggle('warning').first().waitFor();
  await workbench
    .status('sighound.sighound.status')
    .filter({ hasText: /build: ready/ })
    .waitFor();
});

ui('a click on the lens lists what the hash is made of', async () => {
  await editor.lens(LENS).first().click();
  const signature = workbench.editorOfScheme('sighound-signature');
  await signature.root.waitFor();
  assert.match(await signature.text(), /magictask/);
  await workbench.closeEditor();
  await signature.root.waitFor({ state: 'detached' });
  await editor.root.waitFor();
});

ui('the quick fix gives another hash and takes the warning away', async () => {
  const before = await lensTitle();
  await editor.focus();
  await editor.goto(lineOf('MYVAR'), 12);
  await editor.lightbulb.waitFor();
  await editor.quickFix(FIX);
  await editor.squiggle('warning').first().waitFor({ state: 'detached' });
  await editor
    .lens(LENS)
    .filter({ hasNotText: /[0-9a-f]{8}/.exec(before)[0] })
    .first()
    .waitFor();
  assert.match(await editor.text(), /^MYVAR\[vardepsexclude\] \+= "TOPDIR"$/m);
  await page.keyboard.press('Control+S');
  await page.locator('.tab.dirty').waitFor({ state: 'detached' });
  assert.match(readFileSync(path.join(host.ws, RECIPE), 'utf8'), /^MYVAR\[vardepsexclude\] \+= "TOPDIR"$/m);
});

ui('the status item offers the build directories', async () => {
  await workbench.status('sighound.sighound.status').click();
  await workbench.quickPickRows
    .filter({ hasText: path.join(host.ws, 'build') })
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
});

ui('nothing popped up', async () => {
  assert.deepEqual(await workbench.notifications.allTextContents(), []);
});
