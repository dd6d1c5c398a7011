/**
 * Determines which layers are the user's own, so that fixes may be written into them. A layer is foreign if it comes
 * with OE-Core or from the projects' own repositories; layers that the user names have priority.
 */

import type { FileSource } from '../../engine/files/fileSource';
import { basename, dirname, isWithin, join } from '../../engine/files/posixPath';
import { realPath } from '../../engine/files/realPath';
import type { BuildWorkspace } from '../../engine/layers/workspace';

/** The repositories of public layers that users build with and do not change. */
const PUBLIC_REPOSITORIES =
  /^\s*url\s*=\s*\S*(git\.yoctoproject\.org|git\.openembedded\.org|github\.com[:/](openembedded|yoctoproject)\/)/m;

/**
 * The own layers of a workspace. `named`: folders that the user says are (or contain) own layers; if there are none,
 * the own layers are determined from the workspace.
 */
export function ownLayers(
  { layers, oeRoot }: BuildWorkspace,
  named: readonly string[],
  files: FileSource,
): readonly string[] {
  // A user may reach a folder by a different path than the one in bblayers.conf.
  if (named.length > 0)
    return layers.filter((layer) => named.some((folder) => isWithin(realPath(files, layer), realPath(files, folder))));
  return layers.filter((layer) => (dirname(layer) === oeRoot ? !isOfCore(layer, files) : !isPublished(layer, files)));
}

/** The own layer that a file is in, by its name; null if it is in none. */
export function ownLayerOf(path: string, own: readonly string[]): string | null {
  return own.find((layer) => isWithin(path, layer)) ?? null;
}

/** The real path of a file, if a link leads from one of these folders out of all of them; else null. */
export function locationOutside(path: string, folders: readonly string[], files: FileSource): string | null {
  const real = realPath(files, path);
  return folders.some((folder) => isWithin(real, realPath(files, folder))) ? null : real;
}

/** OE-Core's and poky's own layers; users put their layers next to them. */
const CORE_LAYERS: readonly string[] = ['meta', 'meta-poky', 'meta-selftest', 'meta-skeleton', 'meta-yocto-bsp'];

function isOfCore(layer: string, files: FileSource): boolean {
  return CORE_LAYERS.includes(basename(layer)) && files.stat(join(dirname(layer), 'oe-init-build-env')) !== undefined;
}

function isPublished(layer: string, files: FileSource): boolean {
  for (let folder = layer; ; folder = dirname(folder)) {
    const config = files.readText(join(folder, '.git/config'));
    if (config.kind === 'text') return PUBLIC_REPOSITORIES.test(config.text);
    if (dirname(folder) === folder) return false;
  }
}
