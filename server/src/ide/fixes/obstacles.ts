/**
 * Why a file that a fix would change cannot be changed: it is not the user's own, it is not writable, or it has changed
 * since the finding was made.
 */

import type { Engine } from '../../engine/engine';
import { isWithin } from '../../engine/files/posixPath';
import type { EditorObstacle } from '../api/analysisApi';
import { ownLayerOf, locationOutside } from './ownLayers';

/** What decides whether a file can be changed. */
export interface ObstacleContext {
  readonly engine: Engine;
  /** Own layers. */
  readonly own: readonly string[];
  readonly buildDir: string;
  /** Whether a file may be written, or created if it does not exist. */
  readonly isWritable: (path: string) => boolean;
}

/** Whether a file counts as the user's to change: by its name it is in an own layer, or in the build directory. */
export function isOwnFile(path: string, { own, buildDir }: Pick<ObstacleContext, 'own' | 'buildDir'>): boolean {
  return ownLayerOf(path, own) !== null || isWithin(path, buildDir);
}

/** What prevents the change of the first file that cannot be changed; null if all files can be changed. */
export function obstacleTo(paths: ReadonlySet<string>, context: ObstacleContext): EditorObstacle | null {
  const known = obstacleToTrying(paths, context);
  const path = [...paths].find((one) => !context.isWritable(one));
  if (known || path === undefined) return known;
  return {
    reason: `${path} is read-only: make it writable, or fix it in a bbappend of your own layer (\`sighound.ownLayers\`)`,
    changedFile: null,
  };
}

/**
 * The same, but only obstacles that make it useless to try the change: no other location would be searched, or the
 * change is about a text that no longer exists.
 */
export function obstacleToTrying(paths: ReadonlySet<string>, context: ObstacleContext): EditorObstacle | null {
  const { own, buildDir, engine } = context;
  for (const path of paths) {
    if (!isOwnFile(path, context)) {
      const todo =
        own.length === 0
          ? 'no layer is: name yours in `sighound.ownLayers`'
          : 'fix it in a bbappend of your own layer, or name the layer in `sighound.ownLayers`';
      return { reason: `${path} is not in a layer of yours: ${todo}`, changedFile: null };
    }
    const outside = locationOutside(path, [...own, buildDir], engine.files);
    if (outside !== null)
      return {
        reason: `${path} is really ${outside}, which is in no layer of yours: change that file yourself, or name its layer in \`sighound.ownLayers\``,
        changedFile: null,
      };
    if (!engine.isCurrent(path))
      return {
        reason: `${path} has changed on disk since it was read: wait until Sighound has checked it again, then ask again`,
        changedFile: path,
      };
  }
  return null;
}
