/** Where the folders of a workspace are on another host: the same files at other paths. */

import type { Move } from '../files/movedFileSource';
import { basename, dirname, isWithin, join } from '../files/posixPath';
import type { BuildWorkspace } from './workspace';

/** Where everything is on the other host, as long as nobody says otherwise. */
const OTHER_FOLDER = '/srv/other-host';

/**
 * Where the folders of a workspace are on the other host. What lies together stays together, since paths from one to
 * the other are the same for everybody who has the same checkout: one folder is moved with all that is in it, where
 * there is one above them all.
 */
export function movesOf(
  { buildDir, bitbakeDir, layers, oeRoot }: BuildWorkspace,
  folder: string = OTHER_FOLDER,
): readonly Move[] {
  const places = [
    buildDir,
    ...layers,
    ...(bitbakeDir === null ? [] : [bitbakeDir]),
    ...(oeRoot === null ? [] : [oeRoot]),
  ];
  const common = places.reduce(commonFolder);
  if (dirname(common) !== common) return [{ from: common, to: join(folder, basename(common)) }];
  return places.map((from) => ({ from, to: join(folder, from.slice(1)) }));
}

/** The place that `folder` would put on top of what is there already; null where the other host's places are free. */
export function occupiedPlace(workspace: BuildWorkspace, folder: string): string | null {
  const moves = movesOf(workspace, folder);
  const isTaken = (to: string): boolean => moves.some(({ from }) => isWithin(to, from) || isWithin(from, to));
  return moves.find(({ to }) => isTaken(to))?.to ?? null;
}

function commonFolder(a: string, b: string): string {
  let common = a;
  while (!isWithin(b, common)) common = dirname(common);
  return common;
}
