/**
 * What is watched on the disk for a workspace: its layers, its configuration, and a few files in git directories. Those
 * files change with commits and checkouts. A `bblayers.conf` may list a folder that is not a layer, such as `/` or a
 * home. Watching it would make the editor watch the whole disk. So only its `conf/layer.conf` is watched, to see
 * whether it becomes a layer.
 */

import { sorted } from '../../engine/base/order';
import type { FileSource } from '../../engine/files/fileSource';
import { isWithin, join } from '../../engine/files/posixPath';
import { holdsHome } from '../../engine/files/readableFiles';
import type { OpenedWorkspace } from '../../ide/api/analysisApi';

export const METADATA_FILES = '**/*.{bb,bbclass,bbappend,inc,conf,py}';
/** Files directly in a git directory. The pattern does not search below it, where all objects are. */
const GIT_STATE = '{HEAD,index,packed-refs}';

/** A folder, and the pattern of the files to watch in it. */
export interface WatchedFolder {
  readonly folder: string;
  readonly pattern: string;
}

/** What is watched in addition to `folders`, which the client watches itself. */
export function watchedFolders(
  opened: Pick<OpenedWorkspace, 'layers' | 'buildDir' | 'gitFolders'>,
  folders: readonly string[],
  files: FileSource,
  home: string | undefined,
): readonly WatchedFolder[] {
  const isWatched = (path: string, among: readonly string[]): boolean => among.some((folder) => isWithin(path, folder));
  const homes = home?.startsWith('/') === true ? [home] : [];
  const isLayer = (path: string): boolean =>
    !holdsHome(path, homes) && files.stat(join(path, 'conf/layer.conf')) !== undefined;
  const elsewhere = opened.layers.filter((path) => !isWatched(path, folders));
  const layers = outermost(elsewhere.filter(isLayer));
  const supposed = outermost(elsewhere.filter((path) => !isLayer(path)))
    .map((path) => join(path, 'conf'))
    .filter((path) => !isWatched(path, layers));
  const configuration = [join(opened.buildDir, 'conf')].filter((path) => !isWatched(path, [...folders, ...layers]));
  return [
    ...[...layers, ...configuration].map((folder) => ({ folder, pattern: METADATA_FILES })),
    ...supposed.map((folder) => ({ folder, pattern: 'layer.conf' })),
    ...opened.gitFolders.flatMap((folder) => [
      { folder, pattern: GIT_STATE },
      { folder: join(folder, 'refs'), pattern: '**' },
    ]),
  ];
}

function outermost(paths: readonly string[]): readonly string[] {
  const all = sorted(new Set(paths));
  return all.filter((path) => !all.some((other) => other !== path && isWithin(path, other)));
}
