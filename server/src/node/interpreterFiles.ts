/**
 * The interpreter's files on disk: Pyodide's own, its library compiled by the build, and the memory of a started
 * interpreter.
 */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SandboxOptions } from '../pyodide/loadPython';

/** The snapshot's name, in the folder of Pyodide's files. */
export const SNAPSHOT_FILE = 'snapshot.bin';

/** The name of the standard library, compiled by the build. */
export const LIBRARY_FILE = 'python_stdlib.zip';

/** The folder to load the interpreter from, with its snapshot where there is one. */
export function interpreterFiles(folder: string): Pick<SandboxOptions, 'indexURL' | 'snapshot'> {
  const file = path.join(folder, SNAPSHOT_FILE);
  return { indexURL: folder, ...(existsSync(file) ? { snapshot: readFileSync(file) } : {}) };
}
