/** The engine's Python for tests: the real interpreter, over files in memory, without a BitBake. */

import { DEFAULT_RELEASE, type BitbakeRelease } from '../../server/src/engine/base/release';
import { PythonDependencies } from '../../server/src/engine/codeparser/pythonDependencies';
import { Datastore, createServices } from '../../server/src/engine/datastore/datastore';
import type { FileSource } from '../../server/src/engine/files/fileSource';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import type { PythonEvaluator } from '../../server/src/engine/python/pythonEvaluator';
import { interpreterFiles } from '../../server/src/node/interpreterFiles';
import { loadSandboxedPython } from '../../server/src/pyodide/loadPython';
import { PyodideEvaluator } from '../../server/src/pyodide/pyodideEvaluator';
import { DEFAULT_HOST, type VirtualHost } from '../../server/src/machine/virtualHost';
import { PYODIDE_FOLDER } from './sandbox';

/** The host of tests. */
export const TEST_HOST: VirtualHost = { ...DEFAULT_HOST, env: {}, clock: { now: 0 } };

/** Loads an interpreter. */
export async function loadTestPython(
  files: FileSource = new MemoryFileSource({}),
  release: BitbakeRelease = DEFAULT_RELEASE,
  host: VirtualHost = TEST_HOST,
): Promise<PyodideEvaluator> {
  const sandbox = await loadSandboxedPython({ ...interpreterFiles(PYODIDE_FOLDER), files, host });
  return new PyodideEvaluator({ sandbox, bitbakeLibrary: null, moduleFunctions: release });
}

/** The result of `str()` for an expression in `d`; throws the error that it raises. */
export function evaluated(python: PythonEvaluator, code: string, d: Datastore): string {
  const result = python.evaluate(code, d);
  if (!result.ok) throw new Error(`${result.error.type}: ${result.error.message}`);
  return result.value;
}

/** An empty datastore in its own namespace. */
export function createStore(python: PythonEvaluator, release: BitbakeRelease = DEFAULT_RELEASE): Datastore {
  python.resetNamespace('/');
  const dependencies = new PythonDependencies();
  const services = createServices(release, python, (code, name) => dependencies.read(code, name, services));
  return new Datastore(services);
}
