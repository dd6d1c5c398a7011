/**
 * Which layers are the user's own, so that fixes may be written into them. A layer is foreign that comes with OE-Core
 * or from the projects' own repositories; what a user names counts before that.
 */

import type { FileSource } from '../../engine/files/fileSource';
import { basename, dirname, isWithin, join } from '../../engine/files/posixPath';
import { realPath } from '../../engine/files/realPath';
import type { BuildWorkspace } from '../../engine/layers/workspace';

/** Where layers are published that users build with and do not write. */
const PUBLIC_REPOSITORIES =
  /^\s*url\s*=\s*\S*(git\.yoctoproject\.org|git\.openembedded\.org|github\.com[:/](openembedded|yoctoproject)\/)/m;

/**
 * The own layers of a workspace. `named`: folders that the user says are (or hold) own layers; none leaves it to be
 * found out.
 */
export function ownLayers(
  { layers, oeRoot }: BuildWorkspace,
  named: readonly string[],
  files: FileSource,
): readonly string[] {
  // A user may come to a folder by another way than bblayers.conf.
  if (named.length > 0)
    return layers.filter((layer) => named.some((folder) => isWithin(realPath(files, layer), realPath(files, folder))));
  return layers.filter((layer) => (dirname(layer) === oeRoot ? !isOfCore(layer, files) : !isPublished(layer, files)));
}

/** The own layer that a file is in, by its name; null where it is in none. */
export function ownLayerOf(path: string, own: readonly string[]): string | null {
  return own.find((layer) => isWithin(path, layer)) ?? null;
}

/** Where a file really is, when a link leads from one of these folders out of all of them; null where none does. */
export function placeOutside(path: string, folders: readonly string[], files: FileSource): string | null {
  const real = realPath(files, path);
  return folders.some((folder) => isWithin(real, realPath(files, folder))) ? null : real;
}

/** OE-Core's and poky's own layers; beside them users put theirs. */
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
