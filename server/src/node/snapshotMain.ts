/**
 * Part of the build: prepares the interpreter's files in the given folder, so that it starts and imports in a fraction
 * of the time.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compileLibrary, takeSnapshot } from '../pyodide/loadPython';
import { LIBRARY_FILE, SNAPSHOT_FILE } from './interpreterFiles';

async function prepare(folder: string): Promise<void> {
  const library = path.join(folder, LIBRARY_FILE);
  writeFileSync(library, await compileLibrary(folder, readFileSync(library)));
  // The snapshot records where its modules are in the library, so it needs the compiled library.
  writeFileSync(path.join(folder, SNAPSHOT_FILE), await takeSnapshot(folder));
}

void prepare(path.resolve(process.argv[2] ?? ''));
