/** A second evaluation of the same workspace: on another host, in another run on this host, or for another machine. */

import type { Engine } from '../../engine/engine';

/** An engine that sees the same files at its own paths. */
export interface OtherEngine {
  readonly engine: Engine;
  /** The other host's path for a path of this host. */
  readonly there: (path: string) => string;
  /** This host's path for a path of the other host. */
  readonly here: (path: string) => string;
  /** Whether the file at one of the other host's paths is its own, and not a file of this host. */
  readonly hasOwn: (path: string) => boolean;
  /** Called once nothing asks it any more. */
  readonly end?: () => void;
}
