/** How the BitBake of a workspace behaves: asked once for each content of its library, and stored. */

import { ASSUMED_BEHAVIORS, type ProbedBehaviors } from '../../engine/base/release';
import type { FileSource } from '../../engine/files/fileSource';
import { join } from '../../engine/files/posixPath';
import type { BuildWorkspace } from '../../engine/layers/workspace';
import type { ResultStore } from '../../ide/resultStore';
import { type ProbeOptions, QUESTIONS, probeBehaviors } from '../pyodide/behaviorProbes';
import { openResultStore } from './diskResultStore';
import { nodeSha256 } from './nodeDigest';

/** The behaviors of the workspace's BitBake; the newest release's where it has none. `cacheFolder`: where answers are kept, or null. */
export async function bitbakeBehaviors(
  workspace: BuildWorkspace, cacheFolder: string | null, options: Omit<ProbeOptions, 'bitbakeDirectory' | 'coreLayer'>,
): Promise<ProbedBehaviors> {
  const { bitbakeDir } = workspace;
  if (bitbakeDir === null) return ASSUMED_BEHAVIORS;
  const { files } = options;
  const coreLayer = workspace.layers.find((layer) => files.stat(join(layer, 'conf/bitbake.conf')) !== undefined) ?? null;
  const store: ResultStore | null = cacheFolder === null ? null : openResultStore(cacheFolder, ['behaviors', QUESTIONS]);
  const key = contentOf([join(bitbakeDir, 'lib/bb'), ...(coreLayer === null ? [] : [join(coreLayer, 'lib/oe')])], files);
  const known = store?.get<ProbedBehaviors>(key);
  if (known) return known.value;
  const found = await probeBehaviors({ ...options, bitbakeDirectory: bitbakeDir, coreLayer });
  // An answer that was cut off is another one next time.
  if (Object.keys(found.unknown).length === 0) store?.put(key, { value: found, stamps: [] });
  return found;
}

/** A digest of all Python below some folders, by content. */
function contentOf(folders: readonly string[], files: FileSource): string {
  const parts: string[] = [];
  const walk = (folder: string): void => {
    for (const name of files.list(folder) ?? []) {
      const path = join(folder, name);
      if (name === 'tests' || name === '__pycache__') continue;
      if (name.endsWith('.py')) {
        const found = files.readText(path);
        parts.push(path.slice(folder.length), found.kind === 'text' ? nodeSha256(found.text) : found.kind);
      } else if (!name.includes('.') && files.stat(path)?.kind === 'directory') walk(path);
    }
  };
  for (const folder of folders) walk(folder);
  return nodeSha256(parts.join('\0'));
}
