/** The folders of a workspace: what is in them is metadata's, whatever the permissions are. */

import type { FileSource } from '../files/fileSource';
import { dirname, isWithin, join } from '../files/posixPath';
import { realPath } from '../files/realPath';
import { checkoutOf, worktreeFolders } from './gitFolders';
import type { BuildWorkspace } from './workspace';

/**
 * Build directory, layers, BitBake, OE-Core's folder, and the checkouts that these are in, with no link on the way.
 * What only claims to be one, in a `bblayers.conf` or in a setting, is none: a layer has a `conf/layer.conf`, a BitBake
 * its library.
 */
export function readableRoots(
  { buildDir, layers, oeRoot, bitbakeDir }: BuildWorkspace,
  files: FileSource,
): readonly string[] {
  const holds = (folder: string, file: string): boolean => files.stat(join(folder, file))?.kind === 'file';
  const own = [
    ...(holds(buildDir, 'conf/bblayers.conf') ? [buildDir] : []),
    ...layers.filter((layer) => holds(layer, 'conf/layer.conf')),
    ...(oeRoot !== null && holds(oeRoot, 'oe-init-build-env') ? [oeRoot] : []),
    ...(bitbakeDir !== null && holds(bitbakeDir, 'lib/bb/__init__.py') ? [bitbakeDir] : []),
  ].map((folder) => realPath(files, folder));
  return [
    ...new Set(own.flatMap((folder) => [folder, ...checkoutFolders(folder, files), ...manifestFolders(folder, files)])),
  ];
}

/**
 * The checkout that a folder is in, and the one that it is a submodule of; of a worktree the git directories as well,
 * since they are elsewhere.
 */
function checkoutFolders(folder: string, files: FileSource): readonly string[] {
  const checkout = checkoutOf(folder, files);
  if (checkout === null) return [];
  const { top, git, isLinked } = checkout;
  if (!isLinked) return files.stat(join(git, 'HEAD')) === undefined ? [] : [top];
  const outer = /^(.*)\/\.git\/modules\//.exec(git)?.[1];
  const isSubmodule = outer !== undefined && top !== outer && isWithin(top, outer);
  return [
    top,
    ...(worktreeFolders(checkout, files) ?? []),
    ...(isSubmodule ? checkoutFolders(dirname(top), files) : []),
  ];
}

/** Where the tool `repo` keeps the git directories of the checkouts that it made. */
function manifestFolders(folder: string, files: FileSource): readonly string[] {
  for (let at = folder; dirname(at) !== at; at = dirname(at)) {
    if (files.stat(join(at, '.repo/manifest.xml')) !== undefined) return [realPath(files, join(at, '.repo'))];
  }
  return [];
}
