/**
 * What belongs to a build directory: its layers, the OE-Core checkout, the BitBake that serves it. Found by reading
 * files, before anything is evaluated; it is where the library comes from.
 */

import type { FileSource } from '../files/fileSource';
import { dirname, join } from '../files/posixPath';
import { realPath } from '../files/realPath';
import { layersInText } from './bblayersText';
import { gitFoldersOfAll } from './gitFolders';

/** A build directory and what serves it. */
export interface BuildWorkspace {
  readonly buildDir: string;
  /** Layers of `BBLAYERS`, as far as the text of bblayers.conf tells. */
  readonly layers: readonly string[];
  /** The git directories of the layers' checkouts: metadata asks for their revision, branch and state. */
  readonly gitFolders: readonly string[];
  /** The folder that holds the core layer and `scripts/`; null where no layer has a `conf/bitbake.conf`. */
  readonly oeRoot: string | null;
  /** The folder that holds `lib/bb`; null where none was found. */
  readonly bitbakeDir: string | null;
  /** `bb.__version__` of that BitBake; null where it says none, which only a damaged one does. */
  readonly bitbakeVersion: string | null;
}

/** Finds what serves `buildDir`. `bitbakeHints` are folders to try first. */
export function findWorkspace(buildDir: string, bitbakeHints: readonly string[], files: FileSource): BuildWorkspace {
  const layers = layersOf(buildDir, files);
  const core = coreLayerOf(layers, files);
  const oeRoot = core === null ? null : dirname(realPath(files, core));
  const gitFolders = gitFoldersOfAll(layers, files);
  const candidates = [...bitbakeHints];
  if (oeRoot !== null) candidates.push(join(oeRoot, 'bitbake'), join(dirname(oeRoot), 'bitbake'));
  for (const layer of layers)
    candidates.push(join(dirname(layer), 'bitbake'), join(dirname(dirname(layer)), 'bitbake'));
  candidates.push(join(dirname(buildDir), 'bitbake'));
  const whole = candidates.find((candidate) => versionOf(candidate, files) !== null);
  // A damaged BitBake is the workspace's all the same: another one in its place would be a guess.
  const bitbakeDir =
    whole ?? candidates.find((candidate) => files.stat(join(candidate, 'lib/bb'))?.kind === 'directory');
  if (bitbakeDir === undefined) return { buildDir, layers, gitFolders, oeRoot, bitbakeDir: null, bitbakeVersion: null };
  return {
    buildDir,
    layers,
    gitFolders,
    oeRoot,
    bitbakeDir: realPath(files, bitbakeDir),
    bitbakeVersion: versionOf(bitbakeDir, files),
  };
}

/** OE-Core's layer, which is the one with a `conf/bitbake.conf`; null where none of them is. */
export function coreLayerOf(layers: readonly string[], files: FileSource): string | null {
  return layers.find((layer) => files.stat(join(layer, 'conf/bitbake.conf')) !== undefined) ?? null;
}

function layersOf(buildDir: string, files: FileSource): readonly string[] {
  const found = files.readText(`${buildDir}/conf/bblayers.conf`);
  if (found.kind !== 'text') return [];
  return layersInText(found.text, buildDir);
}

function versionOf(bitbakeDir: string, files: FileSource): string | null {
  const found = files.readText(`${bitbakeDir}/lib/bb/__init__.py`);
  if (found.kind !== 'text') return null;
  return /^__version__ = ["']([^"']+)["']/m.exec(found.text)?.[1] ?? null;
}
