/**
 * Determines which layers are the user's own, so that fixes may be written into them. A layer is foreign if its
 * collection and content are those of a public layer, wherever the copy is. A layer from the projects' own repositories
 * is foreign, too. Layers that the user names have priority.
 */

import type { FileSource } from '../../engine/files/fileSource';
import { basename, dirname, isWithin, join, normalize } from '../../engine/files/posixPath';
import { realPath } from '../../engine/files/realPath';
import type { BuildWorkspace } from '../../engine/layers/workspace';
import { upstreamCollection } from './upstreamLayers';

/** The repositories of public layers that users build with and do not change. */
const PUBLIC_REPOSITORIES =
  /^\s*url\s*=\s*\S*(git\.yoctoproject\.org|git\.openembedded\.org|github\.com[:/](?:openembedded|yoctoproject)\/)/m;

/** A layer, and why it counts as the user's own or not. */
export interface JudgedLayer {
  readonly path: string;
  readonly isOwn: boolean;
  readonly reason: string;
}

/**
 * The layers of a workspace with the answer for each. `named`: folders that the user says are (or contain) own layers;
 * if there are none, the answer comes from the workspace.
 */
export function judgedLayers(
  { layers, oeRoot }: BuildWorkspace,
  named: readonly string[],
  files: FileSource,
): readonly JudgedLayer[] {
  // A user may reach a folder by a different path than the one in bblayers.conf.
  const folders = named.map((folder) => realPath(files, folder));
  return layers.map((path): JudgedLayer => {
    if (folders.length > 0) {
      const isOwn = folders.some((folder) => isWithin(realPath(files, path), folder));
      return { path, isOwn, reason: isOwn ? 'you name it' : 'you name others' };
    }
    const collection = upstreamCollection(path, files);
    if (collection !== null)
      return { path, isOwn: false, reason: `it is the public layer of the collection ${collection}` };
    // Users put their own layers next to those of OE-Core, into its repository.
    const isBesideCore = dirname(path) === oeRoot;
    if (isBesideCore && isOfCore(path, files)) return { path, isOwn: false, reason: 'it comes with OE-Core' };
    const repository = isBesideCore ? null : publicRepository(path, files);
    return repository === null
      ? { path, isOwn: true, reason: 'it is no public layer that Sighound knows' }
      : { path, isOwn: false, reason: `its repository comes from ${repository.replace(':', '/')}` };
  });
}

/** The own layers of a workspace: see `judgedLayers`. */
export function ownLayers(workspace: BuildWorkspace, named: readonly string[], files: FileSource): readonly string[] {
  return judgedLayers(workspace, named, files)
    .filter(({ isOwn }) => isOwn)
    .map(({ path }) => path);
}

/** A line for people about each layer. */
export function layerLines(layers: readonly JudgedLayer[]): readonly string[] {
  return layers.map(({ path, isOwn, reason }) => `${isOwn ? 'own layer' : 'foreign layer'}: ${path} (${reason})`);
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

/** The public server that a layer's repository was taken from; null if its repository is not public, or if it has none. */
function publicRepository(layer: string, files: FileSource): string | null {
  for (let folder = layer; ; folder = dirname(folder)) {
    const config = files.readText(join(gitFolder(folder, files), 'config'));
    if (config.kind === 'text') return PUBLIC_REPOSITORIES.exec(config.text)?.[1] ?? null;
    if (dirname(folder) === folder) return null;
  }
}

/** The folder with git's data about a checkout: `.git`, or where the file `.git` of a submodule says. */
function gitFolder(checkout: string, files: FileSource): string {
  const git = join(checkout, '.git');
  const link = files.readText(git);
  const target = link.kind === 'text' ? /^gitdir:[ \t]*(.*?)[ \t\r]*$/m.exec(link.text)?.[1] : undefined;
  if (target === undefined || target === '') return git;
  const folder = normalize(target.startsWith('/') ? target : join(checkout, target));
  // The data of a further work tree is in a folder of the first one's.
  return folder.replace(/\/worktrees\/[^/]+$/, '');
}
