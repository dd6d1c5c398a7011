/**
 * Python modules on the disk, for callers that distinguish one library from another: without tests and compiled files.
 */

import { Budget, LimitExceeded } from '../base/budget';
import { MODULE_LIMITS, MOST_FOLDER_DEPTH } from '../base/limits';
import { BoundedFiles } from './boundedFiles';
import type { FileSource } from './fileSource';
import { join } from './posixPath';

/**
 * The Python modules below some folders; `name` is the path below the folder. Throws a `DatastoreError` where there are
 * too many, for example because links lead to each other, and where a folder cannot be listed.
 */
export function modulesBelow(
  folders: readonly string[],
  files: FileSource,
  budget: Budget = new Budget(MODULE_LIMITS),
): readonly { readonly path: string; readonly name: string }[] {
  const bounded = new BoundedFiles(files, budget);
  const found: { path: string; name: string }[] = [];
  const walk = (folder: string, prefix: string, depth: number): void => {
    if (depth > MOST_FOLDER_DEPTH)
      throw new LimitExceeded(
        `folders stand in each other more than ${MOST_FOLDER_DEPTH} deep below \`${folder.slice(0, 120)}\``,
      );
    for (const entry of bounded.list(folder) ?? []) {
      if (entry === 'tests' || entry === '__pycache__') continue;
      const path = join(folder, entry);
      const name = `${prefix}${entry}`;
      if (entry.endsWith('.py')) found.push({ path, name });
      else if (!entry.includes('.') && bounded.stat(path)?.kind === 'directory') walk(path, `${name}/`, depth + 1);
    }
  };
  for (const folder of folders) walk(folder, '', 0);
  return found;
}
