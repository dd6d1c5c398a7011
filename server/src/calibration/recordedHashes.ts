/** The basehashes that real BitBake wrote in the build directory, in the signatures among its stamps. */

import { multiconfigOf, recipeOf } from '../engine/base/recipeNames';
import type { FileSource } from '../engine/files/fileSource';
import { join } from '../engine/files/posixPath';
import { modulesBelow } from '../engine/files/libraryModules';
import { unlessUnknown } from '../engine/layers/behaviors';
import { SignatureFinder, signatureFolders } from '../engine/siginfo/findSignatures';
import type { ZstdCodec } from '../engine/siginfo/zstd';
import type { AnalysisService } from '../platform/platform';

/** The basehashes written for a task, the newest first. */
export type RecordedHashes = (
  mcfn: string,
  task: string,
) => Promise<readonly { readonly path: string; readonly basehash: string }[]>;

/** At most this many signatures of a task are read: older ones describe older text. */
const MOST_FILES = 4;

/** The time of a library's last change. If it is unknown, no signature counts as written since then. */
function libraryTime(folder: string, files: FileSource): number {
  return unlessUnknown(
    () =>
      modulesBelow([folder], files).reduce((newest, { path }) => Math.max(newest, files.stat(path)?.mtimeMs ?? 0), 0),
    () => Infinity,
  );
}

/**
 * Looks in the folders where the configurations put signatures. A signature that is older than a file of BitBake's
 * library was written by a different BitBake.
 */
export async function recordedHashes(
  analysis: Pick<AnalysisService, 'hashes' | 'taskConfigurations'>,
  bitbakeDir: string,
  files: FileSource,
  codec: ZstdCodec,
): Promise<RecordedHashes> {
  const changed = libraryTime(join(bitbakeDir, 'lib/bb'), files);
  const configurations = await analysis.taskConfigurations();
  const finders = new Map<string, SignatureFinder>();
  const finderOf = (multiconfig: string): SignatureFinder => {
    const known = finders.get(multiconfig);
    if (known) return known;
    const made = new SignatureFinder(
      files,
      signatureFolders(
        configurations.filter((each) => each.multiconfig === multiconfig).map(({ variables }) => variables),
      ),
      codec,
    );
    finders.set(multiconfig, made);
    return made;
  };
  return async (mcfn, task) => {
    const hashes = await analysis.hashes(recipeOf(mcfn));
    const pn = hashes?.variants.find((variant) => variant.mcfn === mcfn)?.pn;
    if (pn === undefined) return [];
    const finder = finderOf(multiconfigOf(mcfn));
    return finder
      .inStamps(pn, task)
      .filter(({ mtimeMs }) => mtimeMs >= changed)
      .slice(0, MOST_FILES)
      .flatMap(({ path }) => {
        const read = finder.read(path);
        return read.kind === 'refused' ? [] : [{ path, basehash: read.data.basehash }];
      });
  };
}
