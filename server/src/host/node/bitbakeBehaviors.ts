/** How the BitBake of a workspace behaves: asked once for each content of its library, and stored. */

import { ASSUMED_BEHAVIORS, type ProbedBehaviors } from '../../engine/base/release';
import type { FileSource } from '../../engine/files/fileSource';
import { join } from '../../engine/files/posixPath';
import { type BuildWorkspace, coreLayerOf } from '../../engine/layers/workspace';
import type { ResultStore } from '../../ide/resultStore';
import { type ProbeOptions, QUESTIONS, probeBehaviors } from '../pyodide/behaviorProbes';
import { openSmallStore } from './diskResultStore';
import { nodeSha256 } from './nodeDigest';

/** The behaviors of the workspace's BitBake; the newest release's where it has none. `cacheFolder`: where answers are kept, or null. */
export async function bitbakeBehaviors(
  workspace: BuildWorkspace, cacheFolder: string | null, options: Omit<ProbeOptions, 'bitbakeDirectory' | 'coreLayer'>,
): Promise<ProbedBehaviors> {
  const { bitbakeDir } = workspace;
  if (bitbakeDir === null) return ASSUMED_BEHAVIORS;
  const { files } = options;
  const coreLayer = coreLayerOf(workspace.layers, files);
  const store: ResultStore | null = cacheFolder === null ? null : openSmallStore(cacheFolder, ['behaviors', QUESTIONS]);
  const key = bitbakeContent(workspace, files) ?? '';
  const known = store?.get<ProbedBehaviors>(key);
  if (known) return known.value;
  const found = await probeBehaviors({ ...options, bitbakeDirectory: bitbakeDir, coreLayer });
  // An answer that was cut off is another one next time.
  if (Object.keys(found.unknown).length === 0) store?.put(key, { value: found, stamps: [] });
  return found;
}

/** What tells one BitBake, with the OE-Core beside it, from another: a digest of their Python. null where the workspace has no BitBake. */
export function bitbakeContent({ bitbakeDir, layers }: BuildWorkspace, files: FileSource): string | null {
  if (bitbakeDir === null) return null;
  const coreLayer = coreLayerOf(layers, files);
  return contentOf([join(bitbakeDir, 'lib/bb'), ...(coreLayer === null ? [] : [join(coreLayer, 'lib/oe')])], files);
}

/** A digest of all Python below some folders, by content. */
function contentOf(folders: readonly string[], files: FileSource): string {
  const parts = modulesBelow(folders, files).flatMap(({ path, name }) => {
    const found = files.readText(path);
    return [name, found.kind === 'text' ? nodeSha256(found.text) : found.kind];
  });
  return nodeSha256(parts.join('\0'));
}

/** Tells whether a BitBake's library has been changed on the disk, by what the disk says of its files. */
export function libraryStamp(bitbakeDir: string, files: FileSource): string {
  return modulesBelow([join(bitbakeDir, 'lib/bb')], files).map(({ path, name }) => {
    const stat = files.stat(path);
    return `${name} ${stat?.size} ${stat?.mtimeMs}`;
  }).join('\0');
}

/** The Python modules below some folders; `name` is the path below the folder. */
function modulesBelow(folders: readonly string[], files: FileSource): readonly { readonly path: string; readonly name: string }[] {
  const found: { path: string; name: string }[] = [];
  const walk = (folder: string, prefix: string): void => {
    for (const entry of files.list(folder) ?? []) {
      if (entry === 'tests' || entry === '__pycache__') continue;
      const path = join(folder, entry);
      const name = `${prefix}${entry}`;
      if (entry.endsWith('.py')) found.push({ path, name });
      else if (!entry.includes('.') && files.stat(path)?.kind === 'directory') walk(path, `${name}/`);
    }
  };
  for (const folder of folders) walk(folder, '');
  return found;
}
