/**
 * Which files a result depends on: every path that was asked for, misses and listings included. A change to one of them
 * makes the result stale; a change to any other file cannot.
 */

import { sorted } from '../base/order';
import { encodeUtf8 } from '../digest/utf8';
import type { FileSource, FileStat, FileText } from './fileSource';
import { basename, dirname, normalize } from './posixPath';

/** The paths that one evaluation asked for. */
export class AccessLog {
  private readonly asked = new Set<string>();
  /** Of these, those whose content was asked for. */
  private readonly read = new Set<string>();
  /** What was asked for and not there. */
  private readonly missing = new Set<string>();
  /** Folders whose names were seen, with the names. */
  private readonly listed = new Map<string, ReadonlySet<string>>();

  note(path: string): void {
    this.asked.add(canonical(path));
  }

  /** A file's content was asked for. */
  noteRead(path: string): void {
    this.note(path);
    this.read.add(canonical(path));
  }

  noteMissing(path: string): void {
    this.missing.add(canonical(path));
  }

  noteListing(path: string, names: readonly string[]): void {
    this.listed.set(canonical(path), new Set(names));
  }

  /** Whether a change at `path` (its text, its coming or going) can change what was seen. */
  dependsOn(path: string): boolean {
    return this.asked.has(path) || this.listed.has(dirname(path)) || this.listed.has(path) || this.isBelowNewFolder(path);
  }

  /** A file in a folder that came with it: what changed is a listing, or a folder that was asked for, further up. */
  private isBelowNewFolder(path: string): boolean {
    for (let child = dirname(path); child !== '/' && child !== ''; child = dirname(child)) {
      if (this.missing.has(child)) return true;
      const names = this.listed.get(dirname(child));
      if (names) return !names.has(basename(child));
    }
    return false;
  }

  /** The paths whose text or state was asked for. */
  paths(): ReadonlySet<string> {
    return this.asked;
  }

  /** The paths whose content was asked for. */
  reads(): ReadonlySet<string> {
    return this.read;
  }

  /** The folders whose names were asked for. */
  listings(): Iterable<string> {
    return this.listed.keys();
  }
}

/** One name for one path: layers are often given as `BUILD/../meta-layer`. */
function canonical(path: string): string {
  return path.includes('/.') || path.includes('//') ? normalize(path) : path;
}

const SUPPOSED_FILE: FileStat = { kind: 'file', size: 0, mtimeMs: 0, inode: 0, executable: false };
const SUPPOSED_FOLDER: FileStat = { ...SUPPOSED_FILE, kind: 'directory', executable: true };

/** A `FileSource` that notes every question in the log that is set. */
export class RecordingFileSource implements FileSource {
  private log: AccessLog | null = null;
  /** Texts that stand in for those of the base while something is tried. */
  private supposed: ReadonlyMap<string, string> = new Map();

  constructor(private readonly base: FileSource) {}

  /** Runs `body` with other texts for some files, which need not be there. */
  supposing<T>(texts: ReadonlyMap<string, string>, body: () => T): T {
    const before = this.supposed;
    this.supposed = texts;
    try {
      return body();
    } finally {
      this.supposed = before;
    }
  }

  /** Runs `body` with all questions noted in `log`; an outer log resumes afterwards. */
  recording<T>(log: AccessLog, body: () => T): T {
    const before = this.log;
    this.log = log;
    try {
      return body();
    } finally {
      this.log = before;
    }
  }

  note(path: string): void {
    this.log?.note(path);
  }

  stat(path: string): FileStat | undefined {
    const supposed = this.supposed.size === 0 ? undefined : this.supposed.get(canonical(path));
    const there = this.base.stat(path);
    const found = supposed !== undefined ? { ...(there ?? SUPPOSED_FILE), size: encodeUtf8(supposed).length } : (there ?? (this.supposedIn(path).length > 0 ? SUPPOSED_FOLDER : undefined));
    this.log?.note(path);
    if (found === undefined) this.log?.noteMissing(path);
    return found;
  }

  readBytes(path: string): Uint8Array | undefined {
    this.log?.noteRead(path);
    const supposed = this.supposed.get(canonical(path));
    return supposed === undefined ? this.base.readBytes(path) : encodeUtf8(supposed);
  }

  readPart(path: string, position: number, length: number): Uint8Array | undefined {
    this.log?.noteRead(path);
    const supposed = this.supposed.get(canonical(path));
    return supposed === undefined ? this.base.readPart(path, position, length) : encodeUtf8(supposed).subarray(position, position + length);
  }

  readText(path: string): FileText {
    this.log?.noteRead(path);
    const text = this.supposed.size === 0 ? undefined : this.supposed.get(canonical(path));
    return text === undefined ? this.base.readText(path) : { kind: 'text', text };
  }

  list(path: string): readonly string[] | undefined {
    const names = this.listed(path);
    this.log?.noteListing(path, names ?? []);
    return names;
  }

  /** With what is supposed to be in the folder, which need not be there itself. */
  private listed(path: string): readonly string[] | undefined {
    const names = this.base.list(path);
    const added = this.supposedIn(path);
    return added.length === 0 ? names : sorted(new Set([...(names ?? []), ...added]));
  }

  /** The names in a folder of supposed files, and of the folders they are in. */
  private supposedIn(path: string): readonly string[] {
    if (this.supposed.size === 0) return [];
    const prefix = canonical(path) === '/' ? '/' : `${canonical(path)}/`;
    return [...this.supposed.keys()].flatMap((file) => (file.startsWith(prefix) ? [file.slice(prefix.length).split('/')[0] ?? ''] : []));
  }

  readLink(path: string): string | undefined {
    this.log?.note(path);
    return this.base.readLink(path);
  }
}
