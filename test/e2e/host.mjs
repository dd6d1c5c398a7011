/**
 * A real VS Code without a desktop: the server inside the code-server package, and a headless Chromium for its window.
 * Settings, extensions and a copy of the workspace are in one temporary directory, which is removed on stop.
 *
 * Environment: E2E_PORTS (default 8200-8299), E2E_KEEP (keep the directory), E2E_BITBAKE (a BitBake checkout to set as
 * `sighound.bitbakeDirectory`), CHROMIUM, VSCODE_HOST_DIR and VSCODE_HOST_NODE (a different VS Code server and its
 * Node).
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const HOST =
  process.env.VSCODE_HOST_DIR ?? path.join(import.meta.dirname, 'test-host/node_modules/code-server/lib/vscode');
const NODE = process.env.VSCODE_HOST_NODE ?? process.execPath;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const PORTS = process.env.E2E_PORTS ?? '8200-8299';
const START_LIMIT_MS = 30_000;
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'files.autoSave': 'off',
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.hover.delay': 100,
  'chat.disableAIFeatures': true,
  ...(process.env.E2E_BITBAKE === undefined ? {} : { 'sighound.bitbakeDirectory': process.env.E2E_BITBAKE }),
};

/** A folder that is not trusted, and no question about it. */
const UNTRUSTED = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.emptyWindow': false,
};

/** The workspace of the suites: the example layer with its build directory. */
export const EXAMPLE = path.resolve(import.meta.dirname, '../example');

/**
 * Starts the server over a copy of `workspace` with these `files` added, and with the `.vsix` files installed;
 * `trusted: false` leaves the folder untrusted.
 */
export async function startHost(options) {
  const dir = mkdtempSync(path.join(tmpdir(), 'vscode-host-'));
  try {
    return await start(dir, options);
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
}

async function start(dir, { workspace, files = {}, trusted = true, vsix = [], env = {}, args = [] }) {
  const ws = path.join(dir, 'ws');
  const data = path.join(dir, 'data');
  cpSync(workspace, ws, { recursive: true });
  mkdirSync(path.join(data, 'User'), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(ws, name)), { recursive: true });
    writeFileSync(path.join(ws, name), text);
  }
  writeFileSync(
    path.join(data, 'User/settings.json'),
    JSON.stringify(trusted ? SETTINGS : { ...SETTINGS, ...UNTRUSTED }),
  );
  const main = path.join(HOST, 'out/server-main.js');
  const common = [
    main,
    '--server-data-dir',
    dir,
    '--user-data-dir',
    data,
    '--extensions-dir',
    path.join(dir, 'ext'),
    '--accept-server-license-terms',
  ];
  // Without this setting the server asks a public extension gallery. BUILDDIR would change what the extension finds.
  const childEnv = {
    ...process.env,
    BUILDDIR: undefined,
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    SIGHOUND_CACHE_DIR: 'off',
    ...env,
  };
  const log = createWriteStream(path.join(dir, 'server.log'));
  for (const file of vsix) {
    const said = execFileSync(NODE, [...common, '--install-extension', file, '--force'], {
      env: childEnv,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    log.write(said);
    if (!/successfully installed/.test(said)) throw new Error(`cannot install ${file}:\n${said}`);
  }
  const server = spawn(
    NODE,
    [
      ...common,
      '--host',
      '127.0.0.1',
      '--port',
      PORTS,
      '--without-connection-token',
      ...(trusted ? ['--disable-workspace-trust'] : []),
      '--telemetry-level',
      'off',
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: childEnv },
  );
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])
    process.once(signal, () => process.exit(status));
  server.stderr.pipe(log, { end: false });
  server.stdout.pipe(log, { end: false });
  const authority = `127.0.0.1:${await listening(server, kill)}`;
  return {
    ws,
    log: path.join(dir, 'server.log'),
    uri: (file) => `vscode-remote://${authority}${file}`,
    url: (payload = []) =>
      `http://${authority}/?folder=${encodeURIComponent(ws)}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
    async stop() {
      if (server.exitCode === null) {
        const gone = new Promise((resolve) => server.once('exit', resolve));
        server.kill('SIGTERM');
        const timer = setTimeout(kill, 5000);
        await gone;
        clearTimeout(timer);
      }
      process.off('exit', kill);
      if (process.env.E2E_KEEP) console.error('kept', dir);
      else rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** The port on which the server listens. */
function listening(server, kill) {
  let said = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      kill();
      reject(new Error(`the VS Code server did not start\n${said}`));
    }, START_LIMIT_MS);
    server.once('error', reject);
    server.once('exit', (status) => reject(new Error(`the VS Code server exited ${status}\n${said}`)));
    server.stdout.on('data', (data) => {
      said += data;
      const port = /Extension host agent listening on (\d+)/.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(port);
    });
  });
}

/** A headless Chromium that makes no network requests of its own. */
export function launchBrowser() {
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
