/** What the user may write on a real disk, and what everybody may read. Nothing is written to find that out. */

import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from '../../engine/files/posixPath';

/**
 * Whether a file may be written; of one that is not there, whether it may be made in the nearest folder that is. A file
 * that nobody may write says that it is not to be changed, to root as well.
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

const ROOT = 0;
const READ_BY_ALL = 0o004;
const ENTERED_BY_ALL = 0o001;

/**
 * Whether everybody on this machine may read a file or list a folder that root alone has put there. Links in the path
 * have been followed.
 */
export function isPublic(path: string): boolean {
  try {
    const found = statSync(path);
    const needed = READ_BY_ALL | (found.isDirectory() ? ENTERED_BY_ALL : 0);
    if (found.uid !== ROOT || (found.mode & needed) !== needed) return false;
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      if ((statSync(folder).mode & ENTERED_BY_ALL) === 0) return false;
      if (folder === dirname(folder)) return true;
    }
  } catch {
    return false;
  }
}
