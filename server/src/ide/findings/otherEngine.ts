/** A second evaluation of the same workspace: on another host, or in another run on this one. */

import type { Engine } from '../../engine/engine';

/** An engine that sees the same files at its own paths. */
export interface OtherEngine {
  readonly engine: Engine;
  /** A path of this host as that one has it. */
  readonly there: (path: string) => string;
  /** A path of that host as this one has it. */
  readonly here: (path: string) => string;
  /** Whether what that host has at one of its paths is its own, and not a file of this one. */
  readonly hasOwn: (path: string) => boolean;
}
