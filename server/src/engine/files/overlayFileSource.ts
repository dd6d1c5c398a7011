/**
 * Unsaved text over a disk: a `FileSource` that answers for some paths from memory and for the rest from a base. A path
 * may also be missing on purpose (a file deleted in the editor, not yet on disk). Every change gets its own
 * modification time, whole seconds apart from the last and far from any disk's. So caches keyed by time (BitBake has
 * several, some in whole seconds) never take new text for old. It knows nothing of editors.
 */

import { sorted } from '../base/order';
import { encodeUtf8 } from '../digest/utf8';
import type { FileFailure, FileSource, FileStat, FileText } from './fileSource';
import { basename, dirname } from './posixPath';
import { realPath } from './realPath';
import { FIRST_UNSAVED_SECOND } from './stamp';

/** Text, or bytes that are not UTF-8 with the position of the first invalid one. */
export type FileContent = string | { readonly bytes: Uint8Array; readonly firstBadByte: number };

interface Entry {
  /** null: the file does not exist. */
  readonly content: FileContent | null;
  readonly bytes: Uint8Array;
  readonly stat: FileStat;
}

/** A `FileSource` with changeable text in memory over a base. */
export class OverlayFileSource implements FileSource {
  private readonly entries = new Map<string, Entry>();
  /** How many entries have this file name: a fast check that a path cannot be one of the entries. */
  private readonly names = new Map<string, number>();
  private changes = 0;

  constructor(private readonly base: FileSource) {}

  /** Sets the content of a path; null means that the file does not exist. */
  set(path: string, content: FileContent | null): void {
    const canonical = realPath(this.base, path);
    const known = this.base.stat(path);
    const bytes =
      content === null ? new Uint8Array() : typeof content === 'string' ? encodeUtf8(content) : content.bytes;
    this.changes++;
    this.remember(canonical, {
      content,
      bytes,
      stat: {
        kind: 'file',
        size: bytes.length,
        mtimeMs: (FIRST_UNSAVED_SECOND + this.changes) * 1000,
        inode: known?.inode ?? 0,
        executable: known?.executable ?? false,
      },
    });
  }

  /** Lets the base answer for a path again. */
  clear(path: string): void {
    const canonical = realPath(this.base, path);
    if (this.entries.delete(canonical)) this.countName(canonical, -1);
  }

  /** The paths that are answered from memory, in code-point order, with symbolic links followed. */
  paths(): readonly string[] {
    return sorted(this.entries.keys());
  }

  stat(path: string): FileStat | undefined {
    const entry = this.find(path);
    if (entry !== undefined) return entry.content === null ? undefined : entry.stat;
    return this.base.stat(path) ?? (this.containsUnsaved(path) ? VIRTUAL_DIRECTORY : undefined);
  }

  readBytes(path: string): Uint8Array | undefined {
    const entry = this.find(path);
    if (entry === undefined) return this.base.readBytes(path);
    return entry.content === null ? undefined : entry.bytes;
  }

  readPart(path: string, position: number, length: number): Uint8Array | undefined {
    const entry = this.find(path);
    if (entry === undefined) return this.base.readPart(path, position, length);
    return entry.content === null ? undefined : entry.bytes.subarray(position, position + length);
  }

  readText(path: string): FileText {
    const entry = this.find(path);
    if (entry === undefined) return this.base.readText(path);
    const { content } = entry;
    if (content === null) return { kind: 'missing' };
    return typeof content === 'string'
      ? { kind: 'text', text: content }
      : { kind: 'not-utf8', offset: content.firstBadByte };
  }

  list(path: string): readonly string[] | undefined {
    const listed = this.base.list(path);
    if (this.entries.size === 0) return listed;
    const prefix = withSlash(realPath(this.base, path));
    const names = new Set(listed);
    let found = listed !== undefined;
    for (const [entryPath, entry] of this.entries) {
      if (!entryPath.startsWith(prefix)) continue;
      const rest = entryPath.slice(prefix.length);
      const slash = rest.indexOf('/');
      if (entry.content !== null) {
        names.add(slash < 0 ? rest : rest.slice(0, slash));
        found = true;
      } else if (slash < 0) names.delete(rest);
    }
    return found ? sorted(names) : undefined;
  }

  readLink(path: string): string | undefined {
    return this.find(path, 'itself') === undefined ? this.base.readLink(path) : undefined;
  }

  failure(path: string): FileFailure | undefined {
    return this.find(path) === undefined ? this.base.failure?.(path) : undefined;
  }

  private remember(path: string, entry: Entry): void {
    if (!this.entries.has(path)) this.countName(path, 1);
    this.entries.set(path, entry);
  }

  private countName(path: string, by: 1 | -1): void {
    const name = basename(path);
    const count = (this.names.get(name) ?? 0) + by;
    if (count === 0) this.names.delete(name);
    else this.names.set(name, count);
  }

  /** The entry for a path, found by its own name or through symbolic links of directories. */
  private find(path: string, meaning: 'followed' | 'itself' = 'followed'): Entry | undefined {
    if (this.entries.size === 0) return undefined;
    const direct = this.entries.get(path);
    if (direct !== undefined) return direct;
    if (this.names.has(basename(path))) {
      const parent = dirname(path);
      const found = this.entries.get(withSlash(realPath(this.base, parent)) + basename(path));
      if (found !== undefined) return found;
    }
    // A link to an unsaved file: this is rare, so it is checked only where the base has a link.
    if (meaning === 'itself' || this.base.readLink(path) === undefined) return undefined;
    return this.entries.get(realPath(this.base, path));
  }

  /** Whether a path is a directory only because there is text in memory below it. */
  private containsUnsaved(path: string): boolean {
    if (this.entries.size === 0) return false;
    const prefix = withSlash(realPath(this.base, path));
    for (const [entryPath, entry] of this.entries)
      if (entry.content !== null && entryPath.startsWith(prefix)) return true;
    return false;
  }
}

const VIRTUAL_DIRECTORY: FileStat = {
  kind: 'directory',
  size: 0,
  mtimeMs: FIRST_UNSAVED_SECOND * 1000,
  inode: 0,
  executable: true,
};

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
