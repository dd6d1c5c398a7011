/**
 * The git directories of checkouts. A `.git` file can name any folder: only what looks like a git directory, as git
 * itself asks for it, counts.
 */

import type { FileSource } from '../files/fileSource';
import { dirname, isWithin, join, normalize } from '../files/posixPath';
import { realPath } from '../files/realPath';

/**
 * Of the checkout that `folder` is in: its own git directory and, in a worktree, the one that has the branches as well.
 */
function gitFoldersOf(folder: string, files: FileSource): readonly string[] {
  const checkout = checkoutOf(folder, files);
  if (checkout === null) return [];
  const { git } = checkout;
  const common = commonOf(git, files);
  return isGitFolder(git, files) ? [...new Set([git, common])] : [];
}

/** The git directories of all checkouts that these layers are in. */
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

/** The checkout that a folder is in; null where it is in none. */
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

/** The git directory of a worktree, and the repository that it is of; null where that does not know of the worktree. */
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
