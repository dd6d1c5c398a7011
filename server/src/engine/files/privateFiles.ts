/**
 * Which files are private to the user: files outside the layers, BitBake and the build directory that not everybody on
 * the machine may read. Metadata may read them as it does in BitBake. Nothing that may result from them is sent to any
 * server: their content cannot leave through the address of a server, a method, or a hash.
 */

import type { AccessLog } from './accessLog';
import type { FileSource } from './fileSource';
import { dirname, isWithin, join, normalize } from './posixPath';
import { realPath } from './realPath';

export interface PrivacyOptions {
  /** Without a log: a request here does not make metadata depend on the file. */
  readonly files: FileSource;
  /** The build directory, BitBake's folder, the layers and their git folders. */
  readonly locations: readonly string[];
  /** The user's home: a folder that contains it does not belong to the workspace. */
  readonly home: string | null;
  /**
   * Whether everybody on this machine may read the file or folder at a path, and only root has written it. Links in the
   * path have been followed.
   */
  readonly isPublic: (path: string) => boolean;
}

/** The number of links that Linux follows before it reports a loop. */
const MOST_LINKS = 40;

/** A repository's own configuration, which is in a layer's checkout. */
const GIT_CONFIGURATION = /\/\.git\/(?:.*\/)?config(?:\.worktree)?$/;
/** Credentials in it: logins in URLs, headers, and similar. */
const CREDENTIALS = /https?:\/\/[^/\s]*@|extraheader|password|token/i;

export class PrivateFiles {
  private readonly locations: readonly string[];
  /** Folders with their links followed. */
  private readonly folders = new Map<string, string>();
  private readonly known = new Map<string, boolean>();

  constructor(private readonly options: PrivacyOptions) {
    const { files, locations, home } = options;
    const realHome = home === null ? null : realPath(files, home);
    this.locations = [...new Set(locations.map((location) => realPath(files, location)))].filter(
      (location) => location !== '/' && (realHome === null || !isWithin(realHome, location)),
    );
  }

  /** Private data that an evaluation has read, in the words of a message; undefined where there is none. */
  secretIn(log: AccessLog): string | undefined {
    for (const secret of log.secrets()) return secret;
    for (const path of log.reads()) if (this.isPrivate(path)) return describe(path);
    for (const folder of log.listings()) if (this.isPrivate(folder)) return describe(folder);
    return undefined;
  }

  /** The first private file among `paths`, in the words of a message. */
  secretAmong(paths: Iterable<string>): string | undefined {
    for (const path of paths) if (this.isPrivate(normalize(path))) return describe(normalize(path));
    return undefined;
  }

  private isPrivate(path: string): boolean {
    const known = this.known.get(path);
    if (known !== undefined) return known;
    const found = this.findOut(this.follow(path));
    this.known.set(path, found);
    return found;
  }

  private findOut(path: string): boolean {
    const { files, isPublic } = this.options;
    if (this.locations.some((location) => isWithin(path, location)))
      return GIT_CONFIGURATION.test(path) && this.hasCredentials(path);
    return files.stat(path) !== undefined && !isPublic(path);
  }

  private hasCredentials(path: string): boolean {
    const found = this.options.files.readText(path);
    return found.kind !== 'missing' && (found.kind !== 'text' || CREDENTIALS.test(found.text));
  }

  /** A path with its links followed. Folders are cached, because most paths share their folders with others. */
  private follow(path: string, links = 0): string {
    const folder = dirname(path);
    if (folder === path) return path;
    let real = this.folders.get(folder);
    if (real === undefined) this.folders.set(folder, (real = realPath(this.options.files, folder)));
    const here = join(real, path.slice(folder.endsWith('/') ? folder.length : folder.length + 1));
    const target = links < MOST_LINKS ? this.options.files.readLink(here) : undefined;
    return target === undefined ? here : this.follow(normalize(join(real, target)), links + 1);
  }
}

/**
 * The git folders that belong to checkouts of layers. A `.git` file may name any folder, and only one of git's own
 * folders refers back to it.
 */
export function gitFoldersOfLayers(
  gitFolders: readonly string[],
  layers: readonly string[],
  files: FileSource,
): readonly string[] {
  const real = layers.map((layer) => realPath(files, layer));
  const holdsLayer = (folder: string): boolean => folder !== '/' && real.some((layer) => isWithin(layer, folder));
  return gitFolders.flatMap((folder): readonly string[] => {
    const [, checkout = ''] = /^(.*)\/\.git(?:\/modules\/.*)?$/.exec(folder) ?? [];
    if (checkout !== '' && holdsLayer(checkout)) return [folder];
    const back = files.readText(join(folder, 'gitdir'));
    if (back.kind !== 'text' || !holdsLayer(dirname(realPath(files, back.text.trim())))) return [];
    const common = files.readText(join(folder, 'commondir'));
    return common.kind === 'text' ? [folder, normalize(join(folder, common.text.trim()))] : [folder];
  });
}

function describe(path: string): string {
  return `\`${path}\`, which metadata reads and which is private: it is outside of the workspace`;
}
