/**
 * Which files metadata may read. Its code and its `include` statements can name any file of the user, including keys
 * and passwords, and the content gets into values, messages and hashes. So metadata gets the content of workspace files and of
 * files that everybody on the machine may read. It also gets the user's own files that are neither private nor hidden.
 * Metadata may see of every file whether it exists, how big and how old it is, because hashes depend on it.
 * Checksums for `file://` entries also cover all files; no text can be derived from them.
 */

import type { FileSource } from './fileSource';
import { basename, dirname, isWithin, join } from './posixPath';
import { realPath } from './realPath';

/** The owner of a file or folder, and its permission bits as in `chmod`. */
export interface FileRights {
  readonly owner: number;
  readonly mode: number;
}

/** What a host knows in addition to its files. */
export interface ReadingUser {
  /** Follows symbolic links; undefined where nothing exists, or the host does not know. */
  readonly rightsOf: (path: string) => FileRights | undefined;
  /** The user id of the reader. */
  readonly user: number;
  /** Known homes; others are recognized by their paths. */
  readonly homes: readonly string[];
}

/** Returns why metadata must not see the content at a path; null where it may. */
export type Refusal = (path: string) => string | null;

/** The usual paths of homes, also for Windows under Linux. */
const HOME = /^\/(root|(home|Users|var\/home|mnt\/[^/]+\/Users)\/[^/]+)$/;
/** Folders that contain homes. */
const HOMES = /^\/(home|Users|var|var\/home|mnt\/[^/]+\/Users)?$/;
/** Folders of secrets and mail that the system's permissions do not distinguish from others. */
const PRIVATE_FOLDERS: readonly string[] = ['/run/secrets', '/run/credentials', '/run/user', '/var/mail', '/var/spool'];
/** Folders of a home in which programs keep private data, although their names are not hidden. */
const PROGRAM_FOLDERS: readonly string[] = ['AppData', 'Library', 'snap'];
/** Hidden names that builds need: of git and repo, and folders in which users keep a `site.conf`. */
const BUILD_NAMES =
  /^\.(git|repo|yocto|oe|openembedded|bitbake|git(config|ignore|attributes|modules|ignore_global)([-.][\w.-]+)?)$/;
/** git's configuration, which may contain a password or a token. */
const GIT_CONFIGURATION = /\/(\.gitconfig[^/]*|\.config\/git\/[^/]+|\.(git|repo)\/([^/]+\/)*config(\.worktree)?)$/;
/** The user's own git configuration. Homes and their `.config` are often closed to others, so its content decides. */
const USER_CONFIGURATION = /^(.*)\/(\.git(config|ignore|attributes)[^/]*|\.config\/git\/[^/]+)$/;
const CREDENTIAL =
  /https?:\/\/[^\s/"]*@|:\/\/[^\s/"@]*:[^\s/"@]*@|^[ \t]*(?!askpass)[\w-]*(pass|passwd|password|token|secret|extraheader|cookie)[ \t]*=|PRIVATE KEY-/im;

/** Decides by a workspace's folders, by permissions and by names. */
export class ReadableFiles {
  private readonly roots: readonly string[];

  /**
   * `roots`: folders whose files metadata may read, with no link in their paths; roots that contain a home are left
   * out.
   */
  constructor(
    private readonly files: FileSource,
    private readonly reader: ReadingUser,
    roots: readonly string[],
  ) {
    this.roots = [...new Set(roots)].filter((root) => !this.holdsHome(root));
  }

  /** Why metadata must not see the content to which a path leads. */
  readonly refusal: Refusal = (path) => this.refusalOfReal(realPath(this.files, path));

  /** The same for a path that contains no link. */
  readonly refusalOfReal: Refusal = (path) => {
    if (this.isOfWorkspace(path)) return null;
    const reason = this.objection(path);
    if (reason === null || this.isInLayer(path)) return null;
    return `the content of ${path}, which it may not read: ${reason}; what a build needs belongs in a layer, or in a folder that others may read`;
  };

  private isOfWorkspace(path: string): boolean {
    return this.roots.some((root) => isWithin(path, root));
  }

  /** A layer that only an evaluation of the configuration finds is recognized by its content. */
  private isInLayer(path: string): boolean {
    for (let folder = dirname(path); !this.holdsHome(folder); folder = dirname(folder)) {
      if (this.files.stat(join(folder, 'conf/layer.conf'))?.kind === 'file') return true;
    }
    return false;
  }

  private objection(path: string): string | null {
    const home = USER_CONFIGURATION.exec(path)?.[1];
    const isSettled = home !== undefined && this.isHome(home);
    return this.nameObjection(path) ?? (isSettled ? null : this.rightsObjection(path)) ?? this.contentObjection(path);
  }

  private nameObjection(path: string): string | null {
    const location = PRIVATE_FOLDERS.find((folder) => isWithin(path, folder));
    if (location !== undefined) return `secrets are kept in ${location}`;
    for (let at = path; dirname(at) !== at; at = dirname(at)) {
      const name = basename(at);
      if (name.startsWith('.') && !BUILD_NAMES.test(name) && !isWithin(path, join(dirname(at), '.config/git')))
        return `\`${name}\` is hidden`;
      if (name === 'AppData' || (PROGRAM_FOLDERS.includes(name) && this.isHome(dirname(at))))
        return `${at} is of programs`;
    }
    return null;
  }

  private rightsObjection(path: string): string | null {
    const { reader } = this;
    const isFolder = this.files.stat(path)?.kind === 'directory';
    let isPublic = true;
    let closed: string | null = null;
    let at = path;
    while (!this.isAbove(at)) {
      const mode = reader.rightsOf(at)?.mode ?? 0o777;
      const needed = at !== path ? 0o1 : isFolder ? 0o5 : 0o4;
      isPublic &&= (mode & needed) === needed;
      if ((mode & 0o077) === 0) closed ??= at;
      if (dirname(at) === at) break;
      at = dirname(at);
    }
    if (isPublic) return null;
    if (closed !== null) return `nobody but its owner may ${closed === path ? 'read it' : `look into ${closed}`}`;
    // If the user is root, the files of the system also belong to the user.
    const isOfUser = reader.user !== 0 || this.isHome(at) || dirname(at) !== '/';
    return reader.rightsOf(path)?.owner === 0 && !(reader.user === 0 && isOfUser)
      ? 'it is a file of the system that not everybody may read'
      : null;
  }

  private contentObjection(path: string): string | null {
    if (!GIT_CONFIGURATION.test(path)) return null;
    const found = this.files.readText(path);
    return found.kind === 'text' && !CREDENTIAL.test(found.text) ? null : 'it holds a password or a token';
  }

  /**
   * Whether a folder is a home or contains the workspace. Such a folder may be closed to others, but not to the
   * metadata.
   */
  private isAbove(folder: string): boolean {
    return this.isHome(folder) || this.roots.some((root) => isWithin(root, folder));
  }

  private isHome(path: string): boolean {
    return HOME.test(path) || this.reader.homes.includes(path);
  }

  private holdsHome(folder: string): boolean {
    return holdsHome(folder, this.reader.homes);
  }
}

/** Whether a folder is a home, or above one: `homes` are the known homes; others are recognized by their paths. */
export function holdsHome(folder: string, homes: readonly string[]): boolean {
  return HOMES.test(folder) || HOME.test(folder) || homes.some((home) => isWithin(home, folder));
}
