/**
 * A client over threads that do what the texts of recipes say (`scriptedEngineWorker.ts`), with limits that are reached
 * soon.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AnalysisEvents } from '../../server/src/platform/platform';
import { EngineClient } from '../../server/src/threads/engineClient';
import type { WatchdogLimits } from '../../server/src/threads/watchdog';
import { nodeThreads } from '../../server/src/node/nodeThreads';

export const CULPRIT = '/layer/culprit.bb';
export const OTHER = '/layer/other.bb';

/** What a recipe can do to its thread, with the message where only its text can be the cause. */
export const WAYS: Readonly<Record<string, string>> = {
  'python ends its interpreter': `metadata Python of ${CULPRIT} ended its interpreter: Maximum call stack size exceeded`,
  'the thread exits': `the engine's thread ended at the evaluation of ${CULPRIT}`,
  'the thread throws': `the engine's thread failed at the evaluation of ${CULPRIT}: thrown`,
  'python hangs': `metadata Python of ${CULPRIT} ran longer than 0.2 s and could not be interrupted`,
  'python waits': `metadata Python of ${CULPRIT} ran longer than 0.2 s and could not be interrupted`,
  'python runs in short pieces': `evaluating ${CULPRIT} took longer than 0.8 s`,
  'our code hangs': `evaluating ${CULPRIT} made no progress for 0.4 s`,
  'a pattern backtracks': `evaluating ${CULPRIT} made no progress for 0.4 s`,
};

/** The same after the evaluation, while a question about the recipe is answered. */
export const WAYS_AFTERWARDS: Readonly<Record<string, string>> = {
  'our code hangs afterwards': 'answering `METHOD` made no progress for 0.4 s',
  'python hangs afterwards': 'metadata Python ran longer than 0.2 s and could not be interrupted',
  'python ends its interpreter afterwards': 'metadata Python ended its interpreter: Maximum call stack size exceeded',
  'the thread exits afterwards': "the engine's thread ended",
  'nothing comes': 'answering `METHOD` waited longer than 1 s without an answer',
  'something is thrown': 'an internal error of Sighound: Error: thrown',
};

export const HINT = 'the recipe is not evaluated again until a file that it reads changes';

const LIMITS: WatchdogLimits = {
  pythonMs: 200,
  graceMs: 100,
  evaluationMs: 800,
  startMs: 60_000,
  silenceMs: 400,
  waitingMs: 1_000,
};

/** A client, and the events that it reported. */
export interface Scripted {
  readonly client: EngineClient;
  readonly restarts: string[];
  /** The recipes that are refused at present. */
  readonly culprits: () => readonly string[];
}

let bundled: string | null = null;

/** The thread's program; built once. */
function program(): string {
  if (bundled !== null) return bundled;
  const folder = mkdtempSync(path.join(tmpdir(), 'sighound-scripted-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  bundled = path.join(folder, 'worker.js');
  // Tests and attempts run in the repository's root folder.
  execFileSync('node_modules/.bin/esbuild', [
    'test/support/scriptedEngineWorker.ts',
    '--bundle',
    '--platform=node',
    '--log-level=warning',
    `--outfile=${bundled}`,
  ]);
  return bundled;
}

/** Runs `body` with a client, and ends the client. */
export async function withScripted<T>(
  texts: Readonly<Record<string, string>>,
  body: (scripted: Scripted) => Promise<T>,
  limits: Partial<WatchdogLimits> = {},
): Promise<T> {
  const restarts: string[] = [];
  let culprits: readonly string[] = [];
  const events: AnalysisEvents = {
    onRestart: (reason) => restarts.push(reason),
    onCulprits: (all) => (culprits = all.map(({ fn }) => fn)),
  };
  const client = new EngineClient(
    {
      buildDir: '/build',
      bitbakeHints: [],
      evaluationTimeoutMs: 200,
      limits: { ...LIMITS, ...limits },
      threads: nodeThreads,
      workerPath: program(),
      pyodideFolder: '',
      grammarsFolder: '',
      sqliteWasm: '',
      hostEnvironment: {},
      cacheFolder: null,
    },
    events,
  );
  for (const [file, text] of Object.entries(texts)) await client.setText(file, text);
  try {
    return await body({ client, restarts, culprits: () => culprits });
  } finally {
    await client.dispose();
  }
}

/** The answer to a question about a recipe, whatever its type, as text. */
export async function asked(
  client: EngineClient,
  method: 'hashes' | 'check' | 'compareHosts' | 'recipeTasks' | 'lenses' | 'hover',
  fn: string,
): Promise<string> {
  try {
    return String(await (client[method] as (name: string) => Promise<unknown>)(fn));
  } catch (error) {
    return `rejected: ${(error as Error).message}`;
  }
}
