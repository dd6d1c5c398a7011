/** How the BitBake of a workspace behaves: probed once for each content of its library, and stored. */

import { ASSUMED_BEHAVIORS, type ProbedBehaviors } from '../engine/base/release';
import type { FileSource } from '../engine/files/fileSource';
import { basename, dirname, join } from '../engine/files/posixPath';
import { modulesBelow } from '../engine/files/libraryModules';
import { fingerprintOf } from '../engine/files/stamp';
import { unlessUnknown } from '../engine/layers/behaviors';
import { type BuildWorkspace, coreLayerOf } from '../engine/layers/workspace';
import type { ResultStore } from '../ide/resultStore';
import { isBehaviors } from '../ide/stored/storedShapes';
import { type ProbeOptions, QUESTIONS, probeBehaviors } from '../pyodide/behaviorProbes';
import { openSmallStore } from './diskResultStore';
import { nodeSha256 } from './nodeDigest';

/**
 * The behaviors of the workspace's BitBake; those of the newest release where it has none. `cacheFolder`: where answers
 * are stored, or null.
 */
export async function bitbakeBehaviors(
  workspace: BuildWorkspace,
  cacheFolder: string | null,
  options: Omit<ProbeOptions, 'bitbakeDirectory' | 'coreLayer'>,
): Promise<ProbedBehaviors> {
  const { bitbakeDir } = workspace;
  if (bitbakeDir === null) return ASSUMED_BEHAVIORS;
  const { files } = options;
  const store: ResultStore | null = cacheFolder === null ? null : openSmallStore(cacheFolder, ['behaviors', QUESTIONS]);
  const { coreLayer, parts } = askedOf(bitbakeDir, workspace, files);
  const key = contentOf(parts, files);
  const known = store?.get<ProbedBehaviors>(key);
  if (known && isBehaviors(known.value)) return known.value;
  const found = await probeBehaviors({ ...options, bitbakeDirectory: bitbakeDir, coreLayer });
  // A library that fails to load may depend on files outside of `parts`.
  if (found.unusable === undefined && found.isCutShort !== true) store?.put(key, { value: found, stamps: [] });
  return found;
}

/**
 * Identifies a BitBake and the OE-Core next to it: a digest of their Python. null where the workspace has no BitBake.
 */
export function bitbakeContent(
  workspace: BuildWorkspace,
  cacheFolder: string | null,
  files: FileSource,
): string | null {
  const { bitbakeDir } = workspace;
  if (bitbakeDir === null) return null;
  // These are hundreds of files. They are read only when the disk reports a change since the last time.
  const { parts } = askedOf(bitbakeDir, workspace, files);
  const { isWhole, text } = stampOf(parts, files);
  const store = cacheFolder === null || !isWhole ? null : openSmallStore(cacheFolder, 'contents of libraries');
  const stamp = nodeSha256(text);
  const known = store?.get<string>(stamp);
  if (typeof known?.value === 'string') return known.value;
  const content = contentOf(parts, files);
  store?.put(stamp, { value: content, stamps: [] });
  return content;
}

/** The files that decide the answers: modules below folders, and single files. */
interface Asked {
  readonly folders: readonly string[];
  readonly single: readonly string[];
}

/** The libraries of BitBake and OE-Core, BitBake's worker, and the class that names objects of the shared state cache. */
function askedOf(
  bitbakeDir: string,
  { layers }: Pick<BuildWorkspace, 'layers'>,
  files: FileSource,
): { readonly coreLayer: string | null; readonly parts: Asked } {
  // The text of bblayers.conf may not name the core layer in full. Checkouts have it in one of these folders.
  const beside = ['meta', 'openembedded-core/meta'].map((name) => join(dirname(bitbakeDir), name));
  const coreLayer = coreLayerOf([...layers, ...beside], files);
  const ofCore = coreLayer === null ? [] : [coreLayer];
  return {
    coreLayer,
    parts: {
      folders: [join(bitbakeDir, 'lib/bb'), ...ofCore.map((layer) => join(layer, 'lib/oe'))],
      single: [
        join(bitbakeDir, 'bin/bitbake-worker'),
        ...ofCore.flatMap((layer) =>
          ['classes-global', 'classes'].map((folder) => join(layer, `${folder}/sstate.bbclass`)),
        ),
      ],
    },
  };
}

/** The modules below folders, or a text that says why not all of them can be examined. */
function allModules(folders: readonly string[], files: FileSource): ReturnType<typeof modulesBelow> | string {
  return unlessUnknown(
    () => modulesBelow(folders, files),
    (reason) => reason,
  );
}

/** A digest of the content of all these files. */
function contentOf({ folders, single }: Asked, files: FileSource): string {
  const modules = allModules(folders, files);
  // A library that was not examined may differ each time, so this digest never matches a stored one.
  if (typeof modules === 'string') return nodeSha256(`${modules} ${process.pid} ${process.hrtime.bigint()}`);
  const parts = [...modules, ...single.map((path) => ({ path, name: basename(path) }))].flatMap(({ path, name }) => {
    const found = files.readText(path);
    return [name, found.kind === 'text' ? nodeSha256(found.text) : found.kind];
  });
  return nodeSha256(parts.join('\0'));
}

/**
 * A text that changes when one of these files changes on the disk, made from their `stat`; empty where there is no
 * BitBake.
 */
export function libraryStamp(workspace: BuildWorkspace, files: FileSource): string {
  const { bitbakeDir } = workspace;
  if (bitbakeDir === null) return '';
  return stampOf(askedOf(bitbakeDir, workspace, files).parts, files).text;
}

/** The `stat` of all these files, or why not all of them can be examined. */
function stampOf({ folders, single }: Asked, files: FileSource): { readonly isWhole: boolean; readonly text: string } {
  const modules = allModules(folders, files);
  if (typeof modules === 'string') return { isWhole: false, text: modules };
  const lines = [...modules.map(({ path }) => path), ...single].map((path) => {
    const stat = files.stat(path);
    return `${path} ${stat === undefined ? '' : fingerprintOf(stat)}`;
  });
  return { isWhole: true, text: lines.join('\0') };
}
