/**
 * The worker's view compared with real workers of BitBake. The layer is `meta-worker` over the small core.
 * The test compares two basehashes of each task, the parser's and the worker's, with those that `worker.py` recorded
 * from "basehash value changed". No BitBake is needed; where SIGHOUND_BITBAKE names a folder with
 * a checkout, its library is used.
 */

import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine, RecipeResult } from '../../server/src/engine/engine';
import type { Proofs } from '../../server/src/ide/findings/proofs';
import { copyOf, startProofs, userAt } from './support';

const HERE = path.join(import.meta.dirname, 'worker');

/** Basehashes by recipe and task: when BitBake parsed, and in the worker of each task that computed another one. */
type Answers = Record<
  string,
  Record<string, { readonly parsed: string; readonly workers: Readonly<Record<string, string>> }>
>;

/** The tasks that BitBake ran. */
const RUN = ['do_unpack', 'do_compile'];

let folder: string;
let engine: Engine;
let proofs: Proofs;
let expected: Answers;

beforeAll(async () => {
  folder = copyOf('worker', ['hosts/worker']);
  ({ engine, proofs, expected } = await startProofs<Answers>({
    buildDir: path.join(folder, 'test/hosts/worker/build'),
    hostEnvironment: userAt(folder),
    here: HERE,
    recorder: 'worker.py',
  }));
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
