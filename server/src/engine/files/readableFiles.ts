/**
 * Which files metadata may read. Its code and its `include` statements can name any file of the user, keys and
 * passwords among them, and what is read gets into values, messages and hashes. So that contents are told of three
 * kinds of files only: those of the workspace, those that everybody on the machine may read, and the user's own that
 * are neither private nor hidden. Whether a file is there, how big and how old it is, is told of all files: hashes
 * depend on it. Checksums of what `file://` names are taken of all files, too; no text comes out of them.
 */

import type { FileSource } from './fileSource';
import { basename, dirname, isWithin, join } from './posixPath';
import { realPath } from './realPath';

/** Whose a file or folder is, and its permissions as `chmod` counts them. */
export interface FileRights {
  readonly owner: number;
  readonly mode: number;
}

/** What a host knows beyond its files. */
export interface ReadingUser {
  /** Follows symbolic links; undefined where nothing is there, or the host does not know. */
  readonly rightsOf: (path: string) => FileRights | undefined;
  /** Number of the user who reads. */
  readonly user: number;
  /** Homes that are known; others are recognized by where they are. */
  readonly homes: readonly string[];
}

/** Says why the content at a path is not told to metadata; null where it is. */
export type Refusal = (path: string) => string | null;

/** Where systems have homes, in Windows below Linux as well. */
const HOME = /^\/(root|(home|Users|var\/home|mnt\/[^/]+\/Users)\/[^/]+)$/;
/** Folders that hold homes. */
const HOMES = /^\/(home|Users|var|var\/home|mnt\/[^/]+\/Users)?$/;
/** Places of secrets and letters that the system's permissions do not tell from others. */
const PRIVATE_PLACES: readonly string[] = ['/run/secrets', '/run/credentials', '/run/user', '/var/mail', '/var/spool'];
/** Folders of a home in which programs keep what is nobody else's, although their names are not hidden. */
const PROGRAM_FOLDERS: readonly string[] = ['AppData', 'Library', 'snap'];
/** Hidden names that builds go by: of git and repo, and folders in which users keep a `site.conf`. */
const BUILD_NAMES =
  /^\.(git|repo|yocto|oe|openembedded|bitbake|git(config|ignore|attributes|modules|ignore_global)([-.][\w.-]+)?)$/;
/** git's configuration, which may hold a password or a token. */
const GIT_CONFIGURATION = /\/(\.gitconfig[^/]*|\.config\/git\/[^/]+|\.(git|repo)\/([^/]+\/)*config(\.worktree)?)$/;
/** The user's own of it, which homes and their `.config` often close to others: what is in it decides. */
const USER_CONFIGURATION = /^(.*)\/(\.git(config|ignore|attributes)[^/]*|\.config\/git\/[^/]+)$/;
const CREDENTIAL =
  /https?:\/\/[^\s/"]*@|:\/\/[^\s/"@]*:[^\s/"@]*@|^[ \t]*(?!askpass)[\w-]*(pass|passwd|password|token|secret|extraheader|cookie)[ \t]*=|PRIVATE KEY-/im;

/** Decides by a workspace's folders, by rights and by names. */
export class ReadableFiles {
  private readonly roots: readonly string[];

  /**
   * `roots`: folders whose files are metadata's, with no link on the way to them; those that hold a home are left out.
   */
  constructor(
    private readonly files: FileSource,
    private readonly reader: ReadingUser,
    roots: readonly string[],
  ) {
    this.roots = [...new Set(roots)].filter((root) => !this.holdsHome(root));
  }

  /** Why the content of what a path leads to is not told. */
  readonly refusal: Refusal = (path) => this.refusalOfReal(realPath(this.files, path));

  /** The same for a path on which there is no link. */
  readonly refusalOfReal: Refusal = (path) => {
    if (this.isOfWorkspace(path)) return null;
    const reason = this.objection(path);
    if (reason === null || this.isInLayer(path)) return null;
    return `the content of ${path}, which it may not read: ${reason}; what a build needs belongs into a layer, or into a folder that others may read`;
  };

  private isOfWorkspace(path: string): boolean {
    return this.roots.some((root) => isWithin(path, root));
  }

  /** A layer that only an evaluation of the configuration finds is one by what is in it. */
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
    const place = PRIVATE_PLACES.find((folder) => isWithin(path, folder));
    if (place !== undefined) return `secrets are kept in ${place}`;
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
    // The files of the system belong to the user as well where that is root.
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

  /** A folder that the workspace itself is in is closed to others, not to its metadata; so is a home. */
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

/**
 * Whether a folder is a home, or above one: `homes` are those that are known, others are recognized by where they are.
 */
export function holdsHome(folder: string, homes: readonly string[]): boolean {
  return HOMES.test(folder) || HOME.test(folder) || homes.some((home) => isWithin(home, folder));
}
