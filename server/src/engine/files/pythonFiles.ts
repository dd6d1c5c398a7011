/**
 * The files that metadata's Python sees: those of the engine, with a record of every question, and with other answers
 * while a supposition holds. The parser asks the engine's files directly, because BitBake knows what it parses. Here is
 * what BitBake does not know: files that Python opens, names that it lists, paths that it checks, and commands.
 */

import { sorted } from '../base/order';
import { encodeUtf8 } from '../digest/utf8';
import type { RecordingFileSource } from './accessLog';
import type { FileFailure, FileSource, FileStat, FileText } from './fileSource';
import { normalize } from './posixPath';
import type { Question } from './question';

/** Answers that Python gets instead of the true ones. */
export interface Supposition {
  /** The content of files by their normalized paths; they need not exist. */
  readonly texts?: ReadonlyMap<string, string>;
  /** Whether nothing exists at a normalized path. */
  readonly isAbsent?: (path: string) => boolean;
  /** What a command prints instead of a text. */
  readonly output?: (command: string, text: string) => string;
  /** Variables of the session, as `BB_ORIGENV` shows them. */
  readonly environment?: ReadonlyMap<string, string>;
}

/** A source that hears of Python's questions, and that may answer for commands. */
export interface PythonFileSource extends FileSource {
  /** Records a question. */
  asked?(question: Question): void;
  /** What a command prints, given its true output. */
  output?(command: string, text: string): string;
  /** Whether something is only supposed to be at a path, or below it. */
  isSupposed?(path: string): boolean;
}

const NOTHING: Supposition = {};
const FILE: FileStat = { kind: 'file', size: 0, mtimeMs: 0, inode: 0, executable: false };
const FOLDER: FileStat = { ...FILE, kind: 'directory', executable: true };

export class PythonFiles implements PythonFileSource {
  private supposition: Supposition = NOTHING;

  constructor(private readonly base: RecordingFileSource) {}

  /** Runs `body`, in which Python gets other answers. */
  supposing<T>(supposition: Supposition, body: () => T): T {
    const before = this.supposition;
    this.supposition = supposition;
    try {
      return body();
    } finally {
      this.supposition = before;
    }
  }

  asked(question: Question): void {
    this.base.noteQuestion(question);
  }

  output(command: string, text: string): string {
    return this.supposition.output?.(command, text) ?? text;
  }

  isSupposed(path: string): boolean {
    return this.textAt(path) !== undefined || this.addedTo(path).length > 0;
  }

  stat(path: string): FileStat | undefined {
    const text = this.textAt(path);
    if (text !== undefined) return { ...FILE, size: encodeUtf8(text).length };
    const found = this.isAbsent(path) ? undefined : this.base.stat(path);
    return found ?? (this.addedTo(path).length > 0 ? FOLDER : undefined);
  }

  readBytes(path: string): Uint8Array | undefined {
    const text = this.textAt(path);
    if (text !== undefined) return encodeUtf8(text);
    return this.isAbsent(path) ? undefined : this.base.readBytes(path);
  }

  readPart(path: string, position: number, length: number): Uint8Array | undefined {
    const text = this.textAt(path);
    if (text !== undefined) return encodeUtf8(text).subarray(position, position + length);
    return this.isAbsent(path) ? undefined : this.base.readPart(path, position, length);
  }

  readText(path: string): FileText {
    const text = this.textAt(path);
    if (text !== undefined) return { kind: 'text', text };
    return this.isAbsent(path) ? { kind: 'missing' } : this.base.readText(path);
  }

  list(path: string): readonly string[] | undefined {
    const added = this.addedTo(path);
    const found = this.isAbsent(path) ? undefined : this.base.list(path);
    const prefix = normalize(path) === '/' ? '/' : `${normalize(path)}/`;
    const names = found?.filter((name) => !this.isAbsent(prefix + name));
    return added.length === 0 ? names : sorted(new Set([...(names ?? []), ...added]));
  }

  readLink(path: string): string | undefined {
    return this.textAt(path) !== undefined || this.isAbsent(path) ? undefined : this.base.readLink(path);
  }

  failure(path: string): FileFailure | undefined {
    return this.base.failure(path);
  }

  private textAt(path: string): string | undefined {
    return this.supposition.texts?.get(normalize(path));
  }

  private isAbsent(path: string): boolean {
    return this.supposition.isAbsent?.(normalize(path)) === true;
  }

  /** The supposed names in a folder. */
  private addedTo(path: string): readonly string[] {
    const { texts } = this.supposition;
    if (texts === undefined || texts.size === 0) return [];
    const prefix = normalize(path) === '/' ? '/' : `${normalize(path)}/`;
    return [...texts.keys()].flatMap((file) =>
      file.startsWith(prefix) ? [file.slice(prefix.length).split('/')[0] ?? ''] : [],
    );
  }
}
