/**
 * Reads the taints that `bitbake -f` and `-C` leave next to stamps: text that goes into a task's hash, so that the task
 * runs again.
 */

import { Budget, LimitExceeded, UnreadableFile } from '../base/budget';
import { DatastoreError } from '../base/datastoreError';
import { LEFTOVER_LIMITS, MOST_TAINT_BYTES } from '../base/limits';
import { BoundedFiles } from '../files/boundedFiles';
import type { FileSource } from '../files/fileSource';
import { basename, dirname } from '../files/posixPath';
import { taintPath } from '../sstate/stampNames';
import type { GraphTask } from './taskGraph';

/** Reads taints, and lists each folder once: there are tens of thousands of tasks, and almost none is tainted. */
export class Taints {
  /**
   * The names of taints, by folder: several recipes may have their stamps in one folder. null if a folder cannot be
   * listed or has too many names.
   */
  private readonly names = new Map<string, ReadonlySet<string> | null>();
  private readonly folders: BoundedFiles;

  constructor(private readonly files: FileSource) {
    this.folders = new BoundedFiles(files, new Budget(LEFTOVER_LIMITS));
  }

  /** The taint of a task; null if it has none. Throws a `DatastoreError` if there may be one that cannot be read. */
  of({ recipe, task }: GraphTask): string | null {
    const path = taintPath({ stamp: recipe.stamp, task: task.name });
    const names = this.namesIn(dirname(path));
    // BitBake lists no folder: if the folder cannot be listed, the file can still be read by its name.
    if (names !== null && !names.has(basename(path))) return null;
    return this.read(path);
  }

  private read(path: string): string | null {
    // Each read has separate limits: there is only one additional read for each task.
    const files = new BoundedFiles(this.files, new Budget(LEFTOVER_LIMITS));
    const stat = files.stat(path);
    if (stat === undefined || stat.kind === 'directory') return null;
    if (stat.kind === 'other') throw new UnreadableFile(path, 'only regular files are read');
    if (stat.size > MOST_TAINT_BYTES) throw tooBig(path);
    const found = files.readText(path);
    if (found.kind === 'not-utf8') throw new UnreadableFile(path, 'it is no UTF-8, and BitBake cannot read it either');
    if (found.kind !== 'text' || found.text === '') return null;
    if (found.text.length > MOST_TAINT_BYTES) throw tooBig(path);
    // Python reads the file as text, so that all line ends are the same.
    const text = found.text.replace(/\r\n?/g, '\n');
    return text.startsWith('nostamp:') ? text.slice('nostamp:'.length) : text;
  }

  private namesIn(folder: string): ReadonlySet<string> | null {
    const known = this.names.get(folder);
    if (known !== undefined) return known;
    const names = this.list(folder);
    this.names.set(folder, names);
    return names;
  }

  private list(folder: string): ReadonlySet<string> | null {
    try {
      return new Set((this.folders.list(folder) ?? []).filter((name) => name.endsWith('.taint')));
    } catch (error) {
      if (error instanceof DatastoreError) return null;
      throw error;
    }
  }
}

function tooBig(path: string): LimitExceeded {
  return new LimitExceeded(`\`${path}\` has more than ${MOST_TAINT_BYTES} bytes, and BitBake writes taints of 36`);
}
