/**
 * Which files a result depends on: every path that was requested, including misses and listings, and the state of each
 * at that time. A change to one of them makes the result stale; a change to any other file cannot.
 */

import { Budget, UnreadableFile } from '../base/budget';
import { sorted } from '../base/order';
import { encodeUtf8 } from '../digest/utf8';
import type { FileFailure, FileSource, FileStat, FileText } from './fileSource';
import { basename, dirname, normalize } from './posixPath';
import type { Question } from './question';
import { ABSENT, MOVED, type Stamp, UNSAVED, stampOfStat } from './stamp';

/** Prefix of an absolute path: the names in that folder. */
export const NAMES = 'names:';
/** Prefix of a path: the target of the link at that path. */
export const LINK = 'link:';
/** Prefix of a path that was requested and does not exist. */
export const MISSING = 'missing:';

/** Far more than any recipe asks for. */
const MOST_QUESTIONS = 50_000;

/** The paths that one evaluation requested. */
export class AccessLog {
  private readonly asked = new Set<string>();
  /** The requested paths whose content was requested too. */
  private readonly read = new Set<string>();
  /** The requested paths that do not exist. */
  private readonly missing = new Set<string>();
  /** The folders that were listed, with their names. */
  private readonly listed = new Map<string, ReadonlySet<string>>();
  /**
   * The state of each path, by the path as it was requested. With the prefix `NAMES` or `LINK` it is the state of the
   * names in the folder, or of the link.
   */
  private readonly stamps = new Map<string, Stamp>();
  /** Other private data of the user that was read. */
  private readonly secret = new Set<string>();
  /** What Python asked for, by kind and text. */
  private readonly pythonAsked = new Map<string, Question>();

  /** `onNote` receives every note at once, because an evaluation may never end. */
  constructor(private readonly onNote?: (note: string) => void) {}

  note(path: string, stamp: Stamp): void {
    const name = canonical(path);
    this.ask(name);
    if (stamp === ABSENT) {
      if (this.onNote && !this.missing.has(name)) this.onNote(MISSING + name);
      this.missing.add(name);
    }
    this.stamp(path, stamp);
  }

  private ask(name: string): void {
    const before = this.asked.size;
    this.asked.add(name);
    if (this.onNote && this.asked.size !== before) this.onNote(name);
  }

  /** Records that a file's content was requested. */
  noteRead(path: string, stamp: Stamp): void {
    this.note(path, stamp);
    this.read.add(canonical(path));
  }

  noteSecret(secret: string): void {
    this.secret.add(secret);
  }

  /** Records what Python asked for; questions beyond the limit are not recorded. */
  noteQuestion(question: Question): void {
    if (this.pythonAsked.size < MOST_QUESTIONS) this.pythonAsked.set(`${question.kind} ${question.text}`, question);
  }

  /** undefined: the folder does not exist. */
  noteListing(path: string, names: readonly string[] | undefined): void {
    const name = canonical(path);
    if (this.onNote && !this.listed.has(name)) this.onNote(NAMES + name);
    this.listed.set(name, new Set(names));
    this.stamp(NAMES + path, stampOfNames(names));
  }

  /** undefined: the path does not exist, or is not a link. */
  noteLink(path: string, target: string | undefined): void {
    this.ask(canonical(path));
    this.stamp(LINK + path, stampOfLink(target));
  }

  private stamp(name: string, stamp: Stamp): void {
    const before = this.stamps.get(name);
    this.stamps.set(name, before === undefined || before === stamp ? stamp : MOVED);
  }

  /** Each request and the state of its path at that time; `MOVED` where the state was not always the same. */
  stamped(): ReadonlyMap<string, Stamp> {
    return this.stamps;
  }

  /** Whether a change at `path` (of its text, or that it appears or disappears) can change the requested data. */
  dependsOn(path: string): boolean {
    return (
      this.asked.has(path) || this.listed.has(dirname(path)) || this.listed.has(path) || this.isBelowNewFolder(path)
    );
  }

  /** Whether the file is in a new folder: then the change is in a listing, or in a requested folder, further up. */
  private isBelowNewFolder(path: string): boolean {
    for (let child = dirname(path); child !== '/' && child !== ''; child = dirname(child)) {
      if (this.missing.has(child)) return true;
      const names = this.listed.get(dirname(child));
      if (names) return !names.has(basename(child));
    }
    return false;
  }

  /** The paths whose text or state was requested. */
  paths(): ReadonlySet<string> {
    return this.asked;
  }

  /** The paths whose content was requested. */
  reads(): ReadonlySet<string> {
    return this.read;
  }

  /** Private data of the user that was read in addition to files, in the words of a message. */
  secrets(): ReadonlySet<string> {
    return this.secret;
  }

  /** What Python asked for while it evaluated metadata, each once, with the last answer. */
  questions(): Iterable<Question> {
    return this.pythonAsked.values();
  }

  /** The folders whose names were requested. */
  listings(): Iterable<string> {
    return this.listed.keys();
  }
}

/** A log's name for one path, rewritten for another path: `at` returns that path. */
export function renamed(name: string, at: (path: string) => string): string {
  const kind = [NAMES, LINK, MISSING].find((prefix) => name.startsWith(prefix)) ?? '';
  return kind + at(name.slice(kind.length));
}

/** The current state of a path, of its names or of its link; `name` has the form that `AccessLog` uses. */
export function presentStamp(name: string, files: FileSource): Stamp {
  if (name.startsWith(NAMES)) return stampOfNames(files.list(name.slice(NAMES.length)));
  if (name.startsWith(LINK)) return stampOfLink(files.readLink(name.slice(LINK.length)));
  return stampOfStat(files.stat(name));
}

/** Does not use the folder's own time: file systems differ in what changes it, and in its resolution. */
function stampOfNames(names: readonly string[] | undefined): Stamp {
  return names === undefined ? ABSENT : `l${names.join('/')}`;
}

function stampOfLink(target: string | undefined): Stamp {
  return target === undefined ? ABSENT : `@${target}`;
}

/** One name for each path: layers are often written as `BUILD/../meta-layer`. */
function canonical(path: string): string {
  return path.includes('/.') || path.includes('//') ? normalize(path) : path;
}

const SUPPOSED_FILE: FileStat = { kind: 'file', size: 0, mtimeMs: 0, inode: 0, executable: false };
const SUPPOSED_FOLDER: FileStat = { ...SUPPOSED_FILE, kind: 'directory', executable: true };

/**
 * A `FileSource` that records every question in the current log, with the state of the path before it was read. Each
 * question draws on a budget. While a log is set, it throws a `DatastoreError` where an answer is unknown: the caller
 * asked for too much, or something exists that cannot be read.
 */
export class RecordingFileSource implements FileSource {
  private log: AccessLog | null = null;
  /** Texts that replace those of the base during a trial. */
  private supposed: ReadonlyMap<string, string> = new Map();
  /**
   * The state of each file at its first read, until `forget` reports a change: a caller that caches the file's text
   * caches the text of this state.
   */
  private readonly readAs = new Map<string, Stamp>();

  constructor(
    private readonly base: FileSource,
    readonly budget: Budget = new Budget(),
  ) {}

  /** Runs `body` with different texts for some files, which need not exist. */
  supposing<T>(texts: ReadonlyMap<string, string>, body: () => T): T {
    const before = this.supposed;
    this.supposed = texts;
    try {
      return body();
    } finally {
      this.supposed = before;
    }
  }

  /** Runs `body` with all questions recorded in `log`; an outer log resumes afterwards. */
  recording<T>(log: AccessLog, body: () => T): T {
    const before = this.log;
    this.log = log;
    try {
      return body();
    } finally {
      this.log = before;
    }
  }

  /** Some files changed, and no caller caches their text any more. */
  forget(paths: Iterable<string>): void {
    for (const path of paths) this.readAs.delete(canonical(path));
  }

  note(path: string): void {
    this.log?.note(path, this.stampAsRead(path));
  }

  /** The state of a file when it was read, or its current state if it was not read. */
  stampAsRead(path: string): Stamp {
    return this.readAs.get(canonical(path)) ?? stampOfStat(this.base.stat(path));
  }

  noteRead(path: string): void {
    this.log?.noteRead(path, this.stampAsRead(path));
  }

  noteSecret(secret: string): void {
    this.log?.noteSecret(secret);
  }

  noteQuestion(question: Question): void {
    this.log?.noteQuestion(question);
  }

  failure(path: string): FileFailure | undefined {
    return this.base.failure?.(path);
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

  /** Reads a file between two checks of its state; if it changed in between, its state is unknown. */
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

  /** The names in a folder including the supposed files; the folder itself need not exist. */
  private listed(path: string): readonly string[] | undefined {
    const names = this.base.list(path);
    const added = this.supposedIn(path);
    return added.length === 0 ? names : sorted(new Set([...(names ?? []), ...added]));
  }

  /** The names in a folder of supposed files, and of the folders that contain supposed files. */
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

  /** Why there is no answer; the caller must ask this before the next question. */
  private failureOf(path: string, answer: unknown): FileFailure | undefined {
    return answer === undefined && this.log !== null ? this.base.failure?.(path) : undefined;
  }

  private refuse(path: string, failure: FileFailure | undefined): void {
    if (failure !== undefined && this.log !== null) throw new UnreadableFile(path, failure.reason, failure.isDenied);
  }
}
