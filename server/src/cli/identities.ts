/**
 * The name of a finding from one run to the next. It stays the same for every user, in every folder, and after lines
 * were added above the finding. Two findings may have the same name; a baseline counts them.
 */

import { dirname, isWithin, normalize } from '../engine/files/posixPath';
import type { EditorDiagnostic, OpenedWorkspace } from '../ide/api/analysisApi';
import { wellFormed } from '../text/characters';

export class Identities {
  /** The folders that have a different path in another checkout, the innermost first. */
  private readonly folders: readonly string[];

  constructor({ layers, buildDir, bitbakeDir }: OpenedWorkspace) {
    const folders = new Set([...layers, buildDir, ...(bitbakeDir === null ? [] : [bitbakeDir])].map(normalize));
    this.folders = [...folders].sort((a, b) => b.length - a.length);
  }

  /** Code and path. For a rule's finding also variable and key, for a problem of the metadata its message. */
  of({ code, path, message, finding }: EditorDiagnostic): string {
    const what = finding
      ? [finding.variable, ...(finding.key === finding.variable ? [] : [finding.key])]
      : [this.withoutLocations(message)];
    return wellFormed([code, this.inLayer(path), ...what].join(' '));
  }

  /** A path relative to its layer, or to the nearest layer. */
  private inLayer(path: string): string {
    const home = this.folders.find((folder) => isWithin(path, folder));
    if (home !== undefined) return path.slice(home.length + 1);
    const [nearest] = this.folders.map((folder) => fromFolder(path, folder)).sort((a, b) => a.length - b.length);
    return nearest ?? path;
  }

  private withoutLocations(message: string): string {
    const text = this.folders.reduce((found, folder) => found.replaceAll(`${folder}/`, ''), message);
    return text.replace(/(:|\bline )\d+/g, '$1');
  }
}

/** The relative path from a folder to a path; the path itself if they have nothing in common. */
function fromFolder(path: string, folder: string): string {
  let steps = '';
  for (let above = folder; dirname(above) !== above; above = dirname(above)) {
    if (isWithin(path, above)) return steps + path.slice(above.length + 1);
    steps += '../';
  }
  return path;
}
