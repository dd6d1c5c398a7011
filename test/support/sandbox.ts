/** Sandboxed Python for tests. */

import path from 'node:path';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import { interpreterFiles } from '../../server/src/node/interpreterFiles';
import { loadSandboxedPython, type Sandbox, type SandboxOptions } from '../../server/src/pyodide/loadPython';
import { DEFAULT_HOST } from '../../server/src/machine/virtualHost';

/** Where the build writes the interpreter's files. */
export const PYODIDE_FOLDER = path.resolve(import.meta.dirname, '../../dist/pyodide');

/** Loads an interpreter over no files and the default host, with the boundary to JavaScript closed. */
export async function loadSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await loadSandboxedPython({
    ...interpreterFiles(PYODIDE_FOLDER),
    files: new MemoryFileSource({}),
    host: DEFAULT_HOST,
    ...options,
  });
  sandbox.close();
  return sandbox;
}

/** Runs statements; returns the value that they put into `result`, through JSON. */
export function runPython(sandbox: Sandbox, code: string): unknown {
  return JSON.parse(sandbox.python.runPython(`result = None\n${code}\nimport json\njson.dumps(result)`) as string);
}

/** The error that each statement raises: the exception's class and text, or `no exception`. */
export function raised(sandbox: Sandbox, statements: readonly string[]): string[] {
  sandbox.python.globals.set('statements', sandbox.python.toPy(statements));
  return runPython(
    sandbox,
    `
result = []
for statement in statements:
    try:
        exec(statement, {})
        result.append("no exception")
    except BaseException as error:
        result.append("%s: %s" % (type(error).__name__, error))
`,
  ) as string[];
}
