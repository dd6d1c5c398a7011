/**
 * Finds the files whose content a task's hash contains. Mirrors `bb.checksum.FileChecksumCache.get_checksums` and the
 * order in `bb.siggen`.
 */

import { Budget, UnreadableFile } from '../base/budget';
import { CHECKSUM_LIMITS } from '../base/limits';
import { compareCodePoints, sorted } from '../base/order';
import type { BitbakeRelease } from '../base/release';
import { PYTHON_SPACE_CLASS, strip } from '../base/pythonText';
import type { Md5 } from '../digest/md5';
import { AccessLog, RecordingFileSource } from '../files/accessLog';
import type { FileSource } from '../files/fileSource';
import { glob } from '../files/glob';
import { basename, join } from '../files/posixPath';
import { fingerprintOf } from '../files/stamp';

/**
 * A file's path, and the MD5 of its bytes in hexadecimal. If the file was found below a named folder, `/./` separates
 * that folder from the rest of the path.
 */
export interface FileChecksum {
  readonly path: string;
  readonly md5: string;
}

/** The MD5 of files, each computed once as long as the file looks the same. Mirrors `bb.checksum.FileMtimeCache`. */
export class FileDigests {
  private readonly known = new Map<string, { readonly seen: string; readonly md5: string }>();
  private readonly bounded: RecordingFileSource;

  constructor(
    readonly files: FileSource,
    private readonly md5: Md5,
  ) {
    this.bounded = new RecordingFileSource(files, new Budget(CHECKSUM_LIMITS));
  }

  /**
   * Runs `body` with the files as they are read for the checksums of one task. They throw a `DatastoreError` if
   * something cannot be read or takes too long.
   */
  reading<T>(body: (files: FileSource) => T): T {
    const { bounded } = this;
    return bounded.budget.fresh(() => bounded.recording(new AccessLog(), () => body(bounded)));
  }

  /** The MD5 of a content with a character for each byte. */
  md5OfContent(content: string): string {
    return this.md5(Uint8Array.from(content, (character) => character.charCodeAt(0)));
  }

  /** The MD5 of one of the files that `reading` supplies; null if there is no such file. */
  md5Of(path: string, files: FileSource): string | null {
    const stat = files.stat(path);
    if (stat === undefined || stat.kind === 'directory') return null;
    if (stat.kind === 'other') throw new UnreadableFile(path, 'only regular files are read');
    const seen = fingerprintOf(stat);
    const known = this.known.get(path);
    if (known?.seen === seen && stat.isUnsettled !== true) return known.md5;
    const bytes = files.readBytes(path);
    if (!bytes) return null;
    const md5 = this.md5(bytes);
    this.known.set(path, { seen, md5 });
    return md5;
  }
}

/** The data that is needed to read checksums. */
export interface ChecksumContext {
  readonly digests: FileDigests;
  /** Names of folders that are skipped: `BB_SIGNATURE_LOCAL_DIRS_EXCLUDE`. */
  readonly excludedFolders: readonly string[];
}

export const DEFAULT_EXCLUDED_FOLDERS = 'CVS .bzr .git .hg .osc .p4 .repo .svn';

const BETWEEN_ENTRIES = new RegExp(`(?<=:True|:False)[${PYTHON_SPACE_CLASS}]+`, 'u');

/**
 * The checksums of the files in `[file-checksums]`, in the order in which they were found. A missing file is left out.
 * Throws a `DatastoreError` if a file cannot be read: BitBake may have been able to read it. `written`: files that the
 * metadata itself has written, with a character for each byte.
 */
export function foundChecksums(
  flag: string,
  context: ChecksumContext,
  written: readonly { readonly path: string; readonly content: string }[] = [],
): readonly FileChecksum[] {
  const own = new Map(written.map(({ path, content }) => [path, context.digests.md5OfContent(content)]));
  return context.digests.reading((files) => {
    const found: FileChecksum[] = [];
    for (const { path, exists } of entriesOf(flag)) {
      if (!exists) continue;
      const md5 = own.get(path);
      if (md5 !== undefined) {
        found.push({ path, md5 });
        continue;
      }
      for (const each of path.includes('*') ? glob(path, files) : [path])
        for (const checksum of checksumsOf(each, context, files)) found.push(checksum);
    }
    return found;
  });
}

/** Checksums in the order in which they are hashed. Throws a `DatastoreError` if this BitBake's order is unknown. */
export function inHashedOrder(found: readonly FileChecksum[], release: BitbakeRelease): readonly FileChecksum[] {
  if (found.length < 2) return found;
  // Upstream quirk: older BitBake versions hash them in the order in which `bb.checksum` sorted them.
  if (release.checksumOrder === 'checksum') return [...found].sort((a, b) => compareCodePoints(a.md5, b.md5));
  const key = ({ path }: FileChecksum): string =>
    release.checksumOrder === 'name' ? nameInSignature(path) : (hashedName(path) ?? path);
  return [...found].sort((a, b) => compareCodePoints(key(a), key(b)) || compareCodePoints(a.md5, b.md5));
}

/** The paths in `[file-checksums]` that contain no pattern. */
export function plainPaths(flag: string): readonly string[] {
  return entriesOf(flag).flatMap(({ path, exists }) => (exists && !path.includes('*') ? [path] : []));
}

/** Whether a change of a file's content may change the checksums of the files in `[file-checksums]`. */
export function mayConcern(flag: string, file: string): boolean {
  return entriesOf(flag).some(({ path }) => {
    if (path.includes('*')) return file.startsWith(path.split(/[*?[]/)[0] ?? '');
    return file === path || file.startsWith(`${path.replace(/\/+$/, '')}/`);
  });
}

function entriesOf(flag: string): readonly { readonly path: string; readonly exists: boolean }[] {
  return flag.split(BETWEEN_ENTRIES).flatMap((entry) => {
    const [path = '', exists] = strip(entry).split(':');
    return path === '' ? [] : [{ path, exists: exists !== 'False' }];
  });
}

/**
 * The part of a path that is hashed with the content: the path below a named folder, as `./…`. null for other files.
 */
export function hashedName(path: string): string | null {
  const [, below] = path.split('/./');
  return below === undefined ? null : `./${below}`;
}

/** The name of a file in signatures: the part of its path that is hashed, else the file's own name. */
export function nameInSignature(path: string): string {
  return hashedName(path) ?? basename(path);
}

function checksumsOf(path: string, context: ChecksumContext, files: FileSource): readonly FileChecksum[] {
  if (files.stat(path)?.kind === 'directory')
    return files.readLink(path) === undefined ? folderChecksums(path.replace(/\/+$/, ''), context, files) : [];
  const md5 = context.digests.md5Of(path, files);
  return md5 === null ? [] : [{ path, md5 }];
}

function folderChecksums(
  top: string,
  { digests, excludedFolders }: ChecksumContext,
  files: FileSource,
): readonly FileChecksum[] {
  const found: FileChecksum[] = [];
  const folders = [top];
  for (const folder of folders) {
    for (const name of sorted(files.list(folder) ?? [])) {
      const path = join(folder, name);
      if (files.stat(path)?.kind === 'directory') {
        // Links to folders are not followed, and do not count as files either.
        if (!excludedFolders.includes(name) && files.readLink(path) === undefined) folders.push(path);
        continue;
      }
      const md5 = digests.md5Of(path, files);
      // Upstream quirk: the folder's path is replaced at every occurrence.
      if (md5 !== null) found.push({ path: path.split(top).join(`${top}/.`), md5 });
    }
  }
  return found;
}
