/** Makes files that commands write. A file that is there is never written over. */

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CliHost } from '../../cli/cliHost';

/** As BitBake makes signature files: its group may write them. */
const MODE = 0o664;

/** Makes a new file with `content`, and its folders. */
export const createFile: CliHost['createFile'] = (file, content) => {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content, { flag: 'wx', mode: MODE });
    return { kind: 'created' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return code === 'EEXIST' ? { kind: 'exists' } : { kind: 'failed', reason: code };
  }
};
