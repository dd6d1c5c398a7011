/**
 * The names of objects and stamps compared with those of real BitBake: which of them differ between two days although
 * the hashes do not. `names.py` recorded them. No BitBake is needed; where SIGHOUND_BITBAKE names a folder with a
 * checkout, its library is used.
 */

import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../server/src/engine/engine';
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

const HERE = path.join(import.meta.dirname, 'names');
const sources = process.env['SIGHOUND_BITBAKE'];

/** Which names of a recipe differ. */
type Answers = Record<string, { readonly object: boolean; readonly stamp: boolean }>;

let folder: string;
let engine: Engine;
let proofs: Proofs;
let expected: Answers;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'sighound-names-'));
  for (const part of ['hosts/names', 'conformance/core'])
    cpSync(path.join(import.meta.dirname, '..', part), path.join(folder, 'test', part), { recursive: true });
  const options: EngineSetupOptions = {
    buildDir: path.join(folder, 'test/hosts/names/build'),
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
  if (recorded === null) throw new Error(`nothing is recorded of BitBake ${version}; see names.py`);
  expected = recorded;
  expect(engine.configuration().problems).toEqual([]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the names that differ from day to day are those that differ for real BitBake', async () => {
  const ours: Answers = {};
  for (const fn of engine.recipes('')?.recipes ?? []) {
    const result = engine.activate(fn)!;
    const { names } = (await proofs.of(result)).get(fn)!;
    const differs = (kind: string): boolean =>
      names.some((name) => name.kind === kind && name.between === 'runs' && name.causes.length > 0);
    ours[path.basename(fn).replace(/_.*$/, '')] = { object: differs('object'), stamp: differs('stamp') };
  }
  expect(ours).toEqual(expected);
});

test('the names of the recipes state what BitBake does', () => {
  const names = readdirSync(path.join(HERE, 'meta-names/recipes')).map((name) => name.replace(/_.*$/, ''));
  const moves = (name: string): boolean => expected[name]!.object || expected[name]!.stamp;
  expect(names.filter((name) => name.startsWith('moves-') !== moves(name))).toEqual([]);
});
