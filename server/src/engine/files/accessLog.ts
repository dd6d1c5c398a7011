/**
 * Which files a result depends on: every path that was asked for, misses and listings included, and what each looked
 * like then. A change to one of them makes the result stale; a change to any other file cannot.
 */

import { Budget, UnreadableFile } from '../base/budget';
import { sorted } from '../base/order';
import { encodeUtf8 } from '../digest/utf8';
import type { FileFailure, FileSource, FileStat, FileText } from './fileSource';
import { basename, dirname, normalize } from './posixPath';
import { ABSENT, MOVED, type Stamp, UNSAVED, stampOfStat } from './stamp';

/** Before a path, which is absolute: the names in that folder. */
export const NAMES = 'names:';
/** Before a path: where that leads as a link. */
export const LINK = 'link:';
/** Before a path: it was asked for and not there. */
export const MISSING = 'missing:';

/** The paths that one evaluation asked for. */
export class AccessLog {
  private readonly asked = new Set<string>();
  /** Of these, those whose content was asked for. */
  private readonly read = new Set<string>();
  /** What was asked for and not there. */
  private readonly missing = new Set<string>();
  /** Folders whose names were seen, with the names. */
  private readonly listed = new Map<string, ReadonlySet<string>>();
  /**
   * What each path looked like, by the path as it was asked for; `NAMES` or `LINK` before it stand for the names in it
   * and for its being a link.
   */
  private readonly stamps = new Map<string, Stamp>();
  /** What else was seen that is the user's business alone. */
  private readonly secret = new Set<string>();

  /** `tell` is told at once of everything that is noted: an evaluation may come to no end. */
  constructor(private readonly tell?: (note: string) => void) {}

  note(path: string, stamp: Stamp): void {
    const name = canonical(path);
    this.ask(name);
    if (stamp === ABSENT) {
      if (this.tell && !this.missing.has(name)) this.tell(MISSING + name);
      this.missing.add(name);
    }
    this.stamp(path, stamp);
  }

  private ask(name: string): void {
    const before = this.asked.size;
    this.asked.add(name);
    if (this.tell && this.asked.size !== before) this.tell(name);
  }

  /** A file's content was asked for. */
  noteRead(path: string, stamp: Stamp): void {
    this.note(path, stamp);
    this.read.add(canonical(path));
  }

  noteSecret(secret: string): void {
    this.secret.add(secret);
  }

  /** undefined: there is no such folder. */
  noteListing(path: string, names: readonly string[] | undefined): void {
    const name = canonical(path);
    if (this.tell && !this.listed.has(name)) this.tell(NAMES + name);
    this.listed.set(name, new Set(names));
    this.stamp(NAMES + path, stampOfNames(names));
  }

  /** undefined: what is there, if anything, is no link. */
  noteLink(path: string, target: string | undefined): void {
    this.ask(canonical(path));
    this.stamp(LINK + path, stampOfLink(target));
  }

  private stamp(name: string, stamp: Stamp): void {
    const before = this.stamps.get(name);
    this.stamps.set(name, before === undefined || before === stamp ? stamp : MOVED);
  }

  /** What was asked for, and what it looked like then; `MOVED` where it did not always look the same. */
  stamped(): ReadonlyMap<string, Stamp> {
    return this.stamps;
  }

  /** Whether a change at `path` (its text, its coming or going) can change what was seen. */
  dependsOn(path: string): boolean {
    return (
      this.asked.has(path) || this.listed.has(dirname(path)) || this.listed.has(path) || this.isBelowNewFolder(path)
    );
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

  /** What was seen besides files that is the user's business alone, as a message has it. */
  secrets(): ReadonlySet<string> {
    return this.secret;
  }

  /** The folders whose names were asked for. */
  listings(): Iterable<string> {
    return this.listed.keys();
  }
}

/** What a log says of one path, said of another: `at` gives that. */
export function renamed(name: string, at: (path: string) => string): string {
  const kind = [NAMES, LINK, MISSING].find((prefix) => name.startsWith(prefix)) ?? '';
  return kind + at(name.slice(kind.length));
}

/** How a path, its names or its link, as an `AccessLog` names them, look now. */
export function presentStamp(name: string, files: FileSource): Stamp {
  if (name.startsWith(NAMES)) return stampOfNames(files.list(name.slice(NAMES.length)));
  if (name.startsWith(LINK)) return stampOfLink(files.readLink(name.slice(LINK.length)));
  return stampOfStat(files.stat(name));
}

/** Not the folder's own time: file systems differ in what changes it, and how finely. */
function stampOfNames(names: readonly string[] | undefined): Stamp {
  return names === undefined ? ABSENT : `l${names.join('/')}`;
}

function stampOfLink(target: string | undefined): Stamp {
  return target === undefined ? ABSENT : `@${target}`;
}

/** One name for one path: layers are often given as `BUILD/../meta-layer`. */
function canonical(path: string): string {
  return path.includes('/.') || path.includes('//') ? normalize(path) : path;
}

const SUPPOSED_FILE: FileStat = { kind: 'file', size: 0, mtimeMs: 0, inode: 0, executable: false };
const SUPPOSED_FOLDER: FileStat = { ...SUPPOSED_FILE, kind: 'directory', executable: true };

/**
 * A `FileSource` that notes every question in the log that is set, with what the path looked like before it was read,
 * and draws on a budget for it. While a log is set it throws a `DatastoreError` where an answer is not known: too much
 * was asked for, or what is there cannot be read.
 */
export class RecordingFileSource implements FileSource {
  private log: AccessLog | null = null;
  /** Texts that stand in for those of the base while something is tried. */
  private supposed: ReadonlyMap<string, string> = new Map();
  /**
   * What each file looked like when it was read first, until it is told that it changed: whoever remembers its text
   * remembers this one.
   */
  private readonly readAs = new Map<string, Stamp>();

  constructor(
    private readonly base: FileSource,
    readonly budget: Budget = new Budget(),
  ) {}

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

  /** Files changed, and nobody remembers their text any more. */
  forget(paths: Iterable<string>): void {
    for (const path of paths) this.readAs.delete(canonical(path));
  }

  note(path: string): void {
    this.log?.note(path, this.stampAsRead(path));
  }

  /** What a file looked like when it was read, or looks like where it was not. */
  stampAsRead(path: string): Stamp {
    return this.readAs.get(canonical(path)) ?? stampOfStat(this.base.stat(path));
  }

  noteRead(path: string): void {
    this.log?.noteRead(path, this.stampAsRead(path));
  }

  noteSecret(secret: string): void {
    this.log?.noteSecret(secret);
  }

  stat(path: string): FileStat | undefined {
    this.spend('questions', 1, path);
    const there = this.base.stat(path);
    const failure = this.failureOf(path, there);
    const found = this.supposed.size === 0 ? there : this.supposedStat(path, there);
    this.log?.note(path, stampOfStat(found));
    if (found === undefined) this.refuse(path, failure);
    return found;
  }

  private supposedStat(path: string, there: FileStat | undefined): FileStat | undefined {
    const supposed = this.supposed.get(canonical(path));
    if (supposed !== undefined) return { ...(there ?? SUPPOSED_FILE), size: encodeUtf8(supposed).length };
    return there ?? (this.supposedIn(path).length > 0 ? SUPPOSED_FOLDER : undefined);
  }

  readBytes(path: string): Uint8Array | undefined {
    const supposed = this.supposed.get(canonical(path));
    const bytes = this.noting(path, supposed, () =>
      supposed === undefined ? this.base.readBytes(path) : encodeUtf8(supposed),
    );
    this.spend('bytes', bytes?.length ?? 0, path);
    return bytes;
  }

  readPart(path: string, position: number, length: number): Uint8Array | undefined {
    const supposed = this.supposed.get(canonical(path));
    const bytes = this.noting(path, supposed, () =>
      supposed === undefined
        ? this.base.readPart(path, position, length)
        : encodeUtf8(supposed).subarray(position, position + length),
    );
    this.spend('bytes', bytes?.length ?? 0, path);
    return bytes;
  }

  readText(path: string): FileText {
    const supposed = this.supposed.get(canonical(path));
    const found = this.noting(path, supposed, (): FileText =>
      supposed === undefined ? this.base.readText(path) : { kind: 'text', text: supposed },
    );
    if (found.kind === 'unreadable') this.refuse(path, found);
    this.spend('bytes', found.kind === 'text' ? found.text.length : 0, path);
    return found;
  }

  /** Reads a file between two looks at it: what changed between them is of no known state. */
  private noting<T>(path: string, supposed: string | undefined, read: () => T): T {
    if (supposed !== undefined) {
      this.log?.noteRead(path, UNSAVED);
      return read();
    }
    const before = stampOfStat(this.base.stat(path));
    const content = read();
    const failure = this.failureOf(path, content);
    const after = stampOfStat(this.base.stat(path));
    const name = canonical(path);
    const remembered = this.readAs.get(name) ?? before;
    const stamp = before === after && remembered === before ? before : MOVED;
    this.readAs.set(name, stamp);
    this.log?.noteRead(path, stamp);
    this.refuse(path, failure);
    return content;
  }

  list(path: string): readonly string[] | undefined {
    this.spend('questions', 1, path);
    const names = this.listed(path);
    const failure = this.failureOf(path, names);
    this.log?.noteListing(path, names);
    this.refuse(path, failure);
    this.spend('entries', names?.length ?? 0, path);
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
    return [...this.supposed.keys()].flatMap((file) =>
      file.startsWith(prefix) ? [file.slice(prefix.length).split('/')[0] ?? ''] : [],
    );
  }

  readLink(path: string): string | undefined {
    this.spend('questions', 1, path);
    const target = this.base.readLink(path);
    const failure = this.failureOf(path, target);
    this.log?.noteLink(path, target);
    this.refuse(path, failure);
    return target;
  }

  private spend(resource: 'questions' | 'bytes' | 'entries', amount: number, path: string): void {
    if (this.log !== null) this.budget.spend(resource, amount, path);
  }

  /** Why there is no answer; to be asked before the next question. */
  private failureOf(path: string, answer: unknown): FileFailure | undefined {
    return answer === undefined && this.log !== null ? this.base.failure?.(path) : undefined;
  }

  private refuse(path: string, failure: FileFailure | undefined): void {
    if (failure !== undefined && this.log !== null) throw new UnreadableFile(path, failure.reason, failure.isDenied);
  }
}
