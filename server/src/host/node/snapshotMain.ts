/** Part of the build: puts the memory of a started interpreter beside Pyodide's files in the folder given. */

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { takeSnapshot } from '../pyodide/loadPython';
import { SNAPSHOT_FILE } from './interpreterFiles';

const folder = path.resolve(process.argv[2] ?? '');
void takeSnapshot(folder).then((snapshot) => {
  writeFileSync(path.join(folder, SNAPSHOT_FILE), snapshot);
});
