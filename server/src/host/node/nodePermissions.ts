/** What the user may write on a real disk. Nothing is written to find that out. */

import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from '../../engine/files/posixPath';

/**
 * Whether a file may be written; of one that is not there, whether it may be made in the nearest folder that is. A file that nobody may write
 * says that it is not to be changed, to root as well.
 */
export function isWritable(path: string): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return path !== '/' && isWritable(dirname(path));
    if ((found.mode & 0o222) === 0) return false;
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
