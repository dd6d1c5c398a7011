/** Python modules on the disk, as those who tell one library from another see them: without tests and compiled files. */

import type { FileSource } from './fileSource';
import { join } from './posixPath';

/** The Python modules below some folders; `name` is the path below the folder. */
export function modulesBelow(folders: readonly string[], files: FileSource): readonly { readonly path: string; readonly name: string }[] {
  const found: { path: string; name: string }[] = [];
  const walk = (folder: string, prefix: string): void => {
    for (const entry of files.list(folder) ?? []) {
      if (entry === 'tests' || entry === '__pycache__') continue;
      const path = join(folder, entry);
      const name = `${prefix}${entry}`;
      if (entry.endsWith('.py')) found.push({ path, name });
      else if (!entry.includes('.') && files.stat(path)?.kind === 'directory') walk(path, `${name}/`);
    }
  };
  for (const folder of folders) walk(folder, '');
  return found;
}
