/**
 * What belongs to a build directory: its layers, the OE-Core checkout, and the BitBake that it uses. They are found by
 * reading files, before anything is evaluated, because the library for the evaluation comes from them.
 */

import type { FileSource } from '../files/fileSource';
import { dirname, join } from '../files/posixPath';
import { realPath } from '../files/realPath';
import { layersInText } from './bblayersText';
import { gitFoldersOfAll } from './gitFolders';

/** A build directory and the folders that it uses. */
export interface BuildWorkspace {
  readonly buildDir: string;
  /** Layers of `BBLAYERS`, as far as the text of bblayers.conf shows them. */
  readonly layers: readonly string[];
  /** The git directories of the layers' checkouts: metadata asks for their revision, branch and state. */
  readonly gitFolders: readonly string[];
  /** The folder that contains the core layer and `scripts/`; null where no layer has a `conf/bitbake.conf`. */
  readonly oeRoot: string | null;
  /** The folder that contains `lib/bb`; null where none was found. */
  readonly bitbakeDir: string | null;
  /** `bb.__version__` of that BitBake; null where it has none, which happens only in a damaged BitBake. */
  readonly bitbakeVersion: string | null;
}

/** Finds the folders that `buildDir` uses. `bitbakeHints` are folders to try first. */
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
  // A damaged BitBake still belongs to the workspace: a different one instead of it would be a guess.
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

/** OE-Core's layer, which is the one with a `conf/bitbake.conf`; null where no layer has that file. */
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
