/** What the tests in this folder share: an engine with its proofs over a copy of a layer, and what BitBake answered. */

import { cpSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import type { Engine } from '../../server/src/engine/engine';
import { Proofs } from '../../server/src/ide/findings/proofs';
import {
  type EngineSetupOptions,
  createEngine,
  createLaterRun,
  createMachine,
  createOtherHost,
  createWorkerView,
} from '../../server/src/node/createEngine';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import { expectationOf } from '../support/expectations';
import { recordedRelease } from '../support/releases';
import { PYODIDE_FOLDER } from '../support/sandbox';

const sources = process.env['SIGHOUND_BITBAKE'];
/** The BitBake whose library is used; null where none is named. */
export const BITBAKE = sources === undefined ? null : path.join(sources, 'bitbake');

/** Copies folders of `test/` to a new folder, in which they are below `test/` as well. The caller removes it. */
export function copyOf(name: string, parts: readonly string[]): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), `sighound-${name}-`));
  for (const part of [...parts, 'conformance/core'])
    cpSync(path.join(import.meta.dirname, '..', part), path.join(folder, 'test', part), {
      recursive: true,
      verbatimSymlinks: true,
    });
  return folder;
}

/** The user's environment in which the recording programs start BitBake. */
export function userAt(home: string): Record<string, string> {
  return { HOME: home, USER: 'user', LOGNAME: 'user', SHELL: '/bin/bash' };
}

/** An engine over a build directory with its proofs, and what the program `recorder` recorded in `here`. */
export async function startProofs<T>({
  buildDir,
  hostEnvironment,
  here,
  recorder,
  bitbake = BITBAKE,
}: Pick<EngineSetupOptions, 'buildDir' | 'hostEnvironment'> & {
  readonly here: string;
  readonly recorder: string;
  /** Where BitBake is, if that matters. */
  readonly bitbake?: string | null;
}): Promise<{ readonly engine: Engine; readonly proofs: Proofs; readonly expected: T }> {
  const options: EngineSetupOptions = {
    buildDir,
    hostEnvironment,
    bitbakeHints: bitbake === null ? [] : [bitbake],
    pyodideFolder: PYODIDE_FOLDER,
    files: nodeFileSource(),
    cacheFolder: null,
  };
  const host = await createEngine(options);
  const { engine, workspace } = host;
  const proofs = new Proofs({
    engine,
    bitbakeDir: () => workspace.bitbakeDir,
    startOtherHost: () => createOtherHost(options, {}, host),
    startLaterRun: () => createLaterRun(options, host),
    startWorker: () => createWorkerView(options, host),
    startMachine: (machine) => createMachine(options, machine, host),
    machines: [],
  });
  const { version } = recordedRelease(workspace.bitbakeVersion ?? '2.18');
  const expected = expectationOf<T>(here, version);
  if (expected === null) throw new Error(`nothing is recorded of BitBake ${version}; see ${recorder}`);
  expect(engine.configuration().problems).toEqual([]);
  return { engine, proofs, expected };
}
