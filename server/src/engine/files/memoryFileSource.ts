/** Files in memory: a `FileSource` for tests and for hosts without a disk. */

import { encodeUtf8 } from '../digest/utf8';
import { sorted } from '../base/order';
import type { FileSource, FileStat, FileText } from './fileSource';
import { dirname, normalize } from './posixPath';

/** A fixed set of files by absolute path; a folder exists if it contains files. */
export class MemoryFileSource implements FileSource {
  private readonly texts: ReadonlyMap<string, string>;
  private readonly folders = new Map<string, Set<string>>();

  constructor(files: Readonly<Record<string, string>>) {
    this.texts = new Map(Object.entries(files));
    for (const path of this.texts.keys()) {
      for (let child = path; child !== '/'; child = dirname(child)) {
        const folder = dirname(child);
        const names = this.folders.get(folder);
        const name = child.slice(folder === '/' ? 1 : folder.length + 1);
        if (names) names.add(name);
        else this.folders.set(folder, new Set([name]));
      }
    }
  }

  stat(given: string): FileStat | undefined {
    const path = normalize(given);
    const text = this.texts.get(path);
    if (text === undefined && !this.folders.has(path)) return undefined;
    return {
      kind: text === undefined ? 'directory' : 'file',
      size: text?.length ?? 0,
      mtimeMs: 0,
      inode: 0,
      executable: false,
    };
  }

  readBytes(path: string): Uint8Array | undefined {
    const text = this.texts.get(normalize(path));
    return text === undefined ? undefined : encodeUtf8(text);
  }

  readPart(path: string, position: number, length: number): Uint8Array | undefined {
    return this.readBytes(path)?.subarray(position, position + length);
  }

  readText(given: string): FileText {
    const path = normalize(given);
    const text = this.texts.get(path);
    if (text !== undefined) return { kind: 'text', text };
    return { kind: this.folders.has(path) ? 'directory' : 'missing' };
  }

  list(path: string): readonly string[] | undefined {
    const names = this.folders.get(normalize(path));
    return names && sorted(names);
  }

  readLink(): undefined {
    return undefined;
  }
}
