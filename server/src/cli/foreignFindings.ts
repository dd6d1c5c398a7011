/**
 * Findings that concern nothing of the user's. A check of all recipes leaves them out: thousands of recipes are of public
 * layers, and their findings hide the user's own.
 */

import { isWithin, normalize } from '../engine/files/posixPath';
import type { EditorDiagnostic } from '../ide/api/analysisApi';
import { ownLayerOf } from '../ide/fixes/ownLayers';

export class ForeignFindings {
  private readonly found = new Set<string>();

  private readonly own: readonly string[];

  /** `own`: the user's own layers; where there are none, no finding is foreign. */
  constructor(
    own: readonly string[],
    private readonly buildDir: string,
  ) {
    this.own = own.map(normalize);
  }

  /** How many findings were left out, each cause once. */
  get count(): number {
    return this.found.size;
  }

  /**
   * Whether a finding is foreign: recipe and bbappends (`files`), location and chain are in no layer of the user's, and
   * the location is no file of the build directory. Problems of the metadata itself are never foreign.
   */
  leavesOut({ path, related, finding }: EditorDiagnostic, files: readonly string[]): boolean {
    if (!finding || this.own.length === 0 || isWithin(path, this.buildDir)) return false;
    const concerned = [...files, path, ...related.map(({ location }) => location.path)];
    if (concerned.some((file) => ownLayerOf(normalize(file), this.own) !== null)) return false;
    this.found.add(finding.id);
    return true;
  }
}
