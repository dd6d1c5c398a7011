/** The files whose content a task's hash contains. Mirrors `bb.checksum.FileChecksumCache.get_checksums` and how `bb.siggen` orders them. */

import { compareCodePoints, sorted } from '../base/order';
import type { BitbakeRelease } from '../base/release';
import { PYTHON_SPACE_CLASS, strip } from '../base/pythonText';
import type { Md5 } from '../digest/md5';
import type { FileSource } from '../files/fileSource';
import { glob } from '../files/glob';
import { basename, join } from '../files/posixPath';

/** A file's path, and the MD5 of its bytes in hexadecimal. Of a file below a folder that was named, `/./` stands between the two. */
export interface FileChecksum {
  readonly path: string;
  readonly md5: string;
}

/** What it takes to read checksums. */
export interface ChecksumContext {
  readonly files: FileSource;
  readonly md5: Md5;
  readonly release: BitbakeRelease;
  /** Names of folders that are passed over: `BB_SIGNATURE_LOCAL_DIRS_EXCLUDE`. */
  readonly excludedFolders: readonly string[];
}

export const DEFAULT_EXCLUDED_FOLDERS = 'CVS .bzr .git .hg .osc .p4 .repo .svn';

const BETWEEN_ENTRIES = new RegExp(`(?<=:True|:False)[${PYTHON_SPACE_CLASS}]+`, 'u');

/** The checksums of what `[file-checksums]` names, in the order in which they are hashed. A file that cannot be read is left out. */
export function fileChecksums(flag: string, context: ChecksumContext): readonly FileChecksum[] {
  const found: FileChecksum[] = [];
  for (const entry of flag.split(BETWEEN_ENTRIES).map(strip)) {
    const [path = '', exists] = entry.split(':');
    if (path === '' || exists === 'False') continue;
    for (const each of path.includes('*') ? glob(path, context.files) : [path]) found.push(...checksumsOf(each, context));
  }
  const key = ({ path }: FileChecksum): string => hashedName(path) ?? (context.release.checksumOrder === 'name' ? basename(path) : path);
  return found.sort((a, b) => compareCodePoints(key(a), key(b)) || compareCodePoints(a.md5, b.md5));
}

/** The part of a path that is hashed with the content: what lies below a folder that was named, as `./…`. null for other files. */
export function hashedName(path: string): string | null {
  const [, below] = path.split('/./');
  return below === undefined ? null : `./${below}`;
}

function checksumsOf(path: string, context: ChecksumContext): readonly FileChecksum[] {
  const { files, md5 } = context;
  if (files.stat(path)?.kind === 'directory') return files.readLink(path) === undefined ? folderChecksums(path.replace(/\/+$/, ''), context) : [];
  const bytes = files.readBytes(path);
  return bytes ? [{ path, md5: md5(bytes) }] : [];
}

function folderChecksums(top: string, context: ChecksumContext): readonly FileChecksum[] {
  const { files, md5, excludedFolders } = context;
  const found: FileChecksum[] = [];
  const folders = [top];
  for (const folder of folders) {
    for (const name of sorted(files.list(folder) ?? [])) {
      const path = join(folder, name);
      if (files.stat(path)?.kind === 'directory') {
        // Links to folders are not followed, and are no files either.
        if (!excludedFolders.includes(name) && files.readLink(path) === undefined) folders.push(path);
        continue;
      }
      const bytes = files.readBytes(path);
      // Upstream quirk: the folder is replaced wherever its path occurs.
      if (bytes) found.push({ path: path.split(top).join(`${top}/.`), md5: md5(bytes) });
    }
  }
  return found;
}
