/** The folders of a workspace: metadata may read everything in them, whatever the permissions are. */

import type { FileSource } from '../files/fileSource';
import { dirname, isWithin, join } from '../files/posixPath';
import { realPath } from '../files/realPath';
import { checkoutOf, worktreeFolders } from './gitFolders';
import type { BuildWorkspace } from './workspace';

/**
 * Build directory, layers, BitBake, OE-Core's folder, and the checkouts that contain these, with no link in their
 * paths. An entry in a `bblayers.conf` or in a setting is not enough: a layer needs a `conf/layer.conf`, a BitBake
 * needs its library.
 */
export function readableRoots(
  { buildDir, layers, oeRoot, bitbakeDir }: BuildWorkspace,
  files: FileSource,
): readonly string[] {
  const contains = (folder: string, file: string): boolean => files.stat(join(folder, file))?.kind === 'file';
  const own = [
    ...(contains(buildDir, 'conf/bblayers.conf') ? [buildDir] : []),
    ...layers.filter((layer) => contains(layer, 'conf/layer.conf')),
    ...(oeRoot !== null && contains(oeRoot, 'oe-init-build-env') ? [oeRoot] : []),
    ...(bitbakeDir !== null && contains(bitbakeDir, 'lib/bb/__init__.py') ? [bitbakeDir] : []),
  ].map((folder) => realPath(files, folder));
  return [
    ...new Set(own.flatMap((folder) => [folder, ...checkoutFolders(folder, files), ...manifestFolders(folder, files)])),
  ];
}

/**
 * The checkout that contains a folder, and the checkout of which it is a submodule. For a worktree also the git
 * directories, because they are elsewhere.
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

/** The folder in which the tool `repo` keeps the git directories of the checkouts that it made. */
function manifestFolders(folder: string, files: FileSource): readonly string[] {
  for (let at = folder; dirname(at) !== at; at = dirname(at)) {
    if (files.stat(join(at, '.repo/manifest.xml')) !== undefined) return [realPath(files, join(at, '.repo'))];
  }
  return [];
}
