/**
 * The worker's view compared with real workers of BitBake. For every task of the layer `meta-worker` over the small
 * core, the test compares the basehash when BitBake parses and the basehash in the worker of each task with those that
 * `worker.py` recorded from "basehash value changed". No BitBake is needed; where SIGHOUND_BITBAKE names a folder with
 * a checkout, its library is used.
 */

import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine, RecipeResult } from '../../server/src/engine/engine';
import {
  type EngineSetupOptions,
  createEngine,
  createLaterRun,
  createOtherHost,
  createWorkerView,
} from '../../server/src/node/createEngine';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import { Proofs } from '../../server/src/ide/findings/proofs';
import { expectationOf } from '../support/expectations';
import { recordedRelease } from '../support/releases';
import { PYODIDE_FOLDER } from '../support/sandbox';

const HERE = path.join(import.meta.dirname, 'worker');

/** Basehashes by recipe and task: when BitBake parsed, and in the worker of each task that computed another one. */
type Answers = Record<
  string,
  Record<string, { readonly parsed: string; readonly workers: Readonly<Record<string, string>> }>
>;

const sources = process.env['SIGHOUND_BITBAKE'];
/** The tasks that BitBake ran. */
const RUN = ['do_unpack', 'do_compile'];

let folder: string;
let engine: Engine;
let proofs: Proofs;
let expected: Answers;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'sighound-worker-'));
  for (const part of ['hosts/worker', 'conformance/core'])
    cpSync(path.join(import.meta.dirname, '..', part), path.join(folder, 'test', part), { recursive: true });
  const options: EngineSetupOptions = {
    buildDir: path.join(folder, 'test/hosts/worker/build'),
    bitbakeHints: sources === undefined ? [] : [path.join(sources, 'bitbake')],
    pyodideFolder: PYODIDE_FOLDER,
    files: nodeFileSource(),
    cacheFolder: null,
    hostEnvironment: { HOME: folder, USER: 'user', LOGNAME: 'user', SHELL: '/bin/bash' },
  };
  const host = await createEngine(options);
  ({ engine } = host);
  proofs = new Proofs({
    engine: host.engine,
    bitbakeDir: () => host.workspace.bitbakeDir,
    startOtherHost: () => createOtherHost(options, {}, host),
    startLaterRun: () => createLaterRun(options, host),
    startWorker: () => createWorkerView(options, host),
  });
  const { version } = recordedRelease(host.workspace.bitbakeVersion ?? '2.18');
  const recorded = expectationOf<Answers>(HERE, version);
  if (recorded === null) throw new Error(`nothing is recorded of BitBake ${version}; see worker.py`);
  expected = recorded;
  expect(engine.configuration().problems).toEqual([]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function recipes(): readonly RecipeResult[] {
  return (engine.recipes('')?.recipes ?? []).flatMap((fn) => engine.evaluate(fn) ?? []);
}

function nameOf(mcfn: string): string {
  return mcfn.replace(/\/.*\//, '');
}

test('our basehashes of each worker equal those that real workers printed', async () => {
  const ours: Answers = {};
  for (const result of recipes()) {
    for (const run of RUN) {
      const { differences, unknown } = await proofs.compareWithWorker(result, run);
      expect(unknown).toEqual([]);
      for (const { mcfn, task, a, b } of differences) {
        const name = nameOf(mcfn);
        const ofTask = ((ours[name] ??= {})[task] ??= { parsed: a, workers: {} });
        const isAnother = expected[name]?.[task]?.workers[run] === 'another';
        Object.assign(ofTask.workers, { [run]: isAnother && b !== a ? 'another' : b });
      }
    }
  }
  expect(ours).toEqual(expected);
});

test('the proof names the tasks that real workers name, each with its cause', async () => {
  const proven: Record<string, string[]> = {};
  for (const result of recipes()) {
    for (const [mcfn, { worker }] of await proofs.of(result))
      for (const [task, causes] of worker) {
        expect(causes.length).toBeGreaterThan(0);
        (proven[nameOf(mcfn)] ??= []).push(task);
      }
  }
  expect(proven).toEqual(
    Object.fromEntries(Object.entries(expected).map(([name, tasks]) => [name, Object.keys(tasks)])),
  );
});

test('the names of the recipes state what a real worker does in the default configuration', () => {
  const names = readdirSync(path.join(HERE, 'meta-worker/recipes'));
  expect(names.filter((name) => name.startsWith('moves-') !== name in expected)).toEqual([]);
  expect(names.length).toBeGreaterThan(25);
});
