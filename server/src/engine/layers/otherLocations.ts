/** The paths of a workspace's folders on another host: the same files at different paths. */

import type { Move } from '../files/movedFileSource';
import { basename, dirname, isWithin, join } from '../files/posixPath';
import type { BuildWorkspace } from './workspace';

/** The folder that contains everything on the other host, by default. */
const OTHER_FOLDER = '/srv/other-host';

/**
 * The paths of a workspace's folders on the other host. Folders that are together stay together, because everybody who
 * has the same checkout has the same paths from one to the other. If one folder contains them all, this folder is moved
 * with its content.
 */
export function movesOf(
  { buildDir, bitbakeDir, layers, oeRoot }: BuildWorkspace,
  folder: string = OTHER_FOLDER,
): readonly Move[] {
  const locations = [
    buildDir,
    ...layers,
    ...(bitbakeDir === null ? [] : [bitbakeDir]),
    ...(oeRoot === null ? [] : [oeRoot]),
  ];
  const common = locations.reduce(commonFolder);
  if (dirname(common) !== common) return [{ from: common, to: join(folder, basename(common)) }];
  return locations.map((from) => ({ from, to: join(folder, from.slice(1)) }));
}

/**
 * The new path below `folder` that would overlap with a folder of the workspace; null where the other host's paths are
 * free.
 */
export function occupiedLocation(workspace: BuildWorkspace, folder: string): string | null {
  const moves = movesOf(workspace, folder);
  const isTaken = (to: string): boolean => moves.some(({ from }) => isWithin(to, from) || isWithin(from, to));
  return moves.find(({ to }) => isTaken(to))?.to ?? null;
}

function commonFolder(a: string, b: string): string {
  let common = a;
  while (!isWithin(b, common)) common = dirname(common);
  return common;
}
