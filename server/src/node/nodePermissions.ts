/** Which files the user may write on a real disk, and which files everybody may read. These checks write nothing. */

import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from '../engine/files/posixPath';

/**
 * Whether a file may be written. For a file that does not exist: whether it may be created in the nearest existing
 * folder. A file without any write permission is not to be changed, not even by root.
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
 * Whether everybody on this machine may read a file or list a folder that root owns. Links in the path must be resolved
 * already.
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
