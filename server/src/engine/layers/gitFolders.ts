/**
 * The git directories of checkouts. A `.git` file can name any folder: only a folder that git itself would accept as a
 * git directory counts.
 */

import type { FileSource } from '../files/fileSource';
import { dirname, isWithin, join, normalize } from '../files/posixPath';
import { realPath } from '../files/realPath';

/**
 * The git directories of the checkout that contains `folder`: its own and, in a worktree, also the one that has the
 * branches.
 */
function gitFoldersOf(folder: string, files: FileSource): readonly string[] {
  const checkout = checkoutOf(folder, files);
  if (checkout === null) return [];
  const { git } = checkout;
  const common = commonOf(git, files);
  return isGitFolder(git, files) ? [...new Set([git, common])] : [];
}

/** The git directories of all checkouts that contain these layers. */
export function gitFoldersOfAll(layers: readonly string[], files: FileSource): readonly string[] {
  return [...new Set(layers.flatMap((layer) => gitFoldersOf(realPath(files, layer), files)))];
}

/** A checkout, and the git directory that it names. */
export interface Checkout {
  readonly top: string;
  readonly git: string;
  /** Whether the git directory is elsewhere, and a file names it. */
  readonly isLinked: boolean;
}

/** The checkout that contains a folder; null where there is none. */
export function checkoutOf(folder: string, files: FileSource): Checkout | null {
  for (let top = folder; ; top = dirname(top)) {
    const git = join(top, '.git');
    const kind = files.stat(git)?.kind;
    if (kind === 'directory') return { top, git, isLinked: false };
    if (kind === 'file') {
      const found = files.readText(git);
      const linked = found.kind === 'text' ? /^gitdir: (.+)$/m.exec(found.text)?.[1] : undefined;
      return linked === undefined ? null : { top, git: normalize(join(top, linked)), isLinked: true };
    }
    if (dirname(top) === top) return null;
  }
}

/**
 * The git directory of a worktree and that of its repository; null where the git directory does not refer back to the
 * worktree.
 */
export function worktreeFolders({ top, git, isLinked }: Checkout, files: FileSource): readonly string[] | null {
  const back = isLinked ? files.readText(join(git, 'gitdir')) : null;
  if (back?.kind !== 'text' || realPath(files, join(git, back.text.trim())) !== realPath(files, join(top, '.git')))
    return null;
  const folders = [git, commonOf(git, files)].map((folder) => realPath(files, folder)) as [string, string];
  return isGitFolder(git, files) && isWithin(folders[0], folders[1]) ? folders : null;
}

function commonOf(git: string, files: FileSource): string {
  const common = files.readText(join(git, 'commondir'));
  return common.kind === 'text' ? normalize(join(git, common.text.trim())) : git;
}

function isGitFolder(git: string, files: FileSource): boolean {
  const common = commonOf(git, files);
  return (
    files.stat(join(git, 'HEAD'))?.kind === 'file' &&
    ['objects', 'refs'].every((name) => files.stat(join(common, name))?.kind === 'directory')
  );
}
