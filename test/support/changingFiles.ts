/**
 * A disk in memory that is written while it is read: each write gives a file a different change time, as a real disk
 * does.
 */

import type { FileSource, FileStat, FileText } from '../../server/src/engine/files/fileSource';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import { normalize } from '../../server/src/engine/files/posixPath';

/** What is asked about a path. */
type Question = 'stat' | 'content' | 'names';

export class ChangingFiles implements FileSource {
  private readonly texts: Map<string, string>;
  private readonly changed = new Map<string, number>();
  private memory: MemoryFileSource | null = null;
  private clock = 0;
  /** Called before each question about a path. */
  onAsked: (path: string) => void = () => undefined;
  /** Called after each question, when its answer can no longer change. */
  onAnswered: (path: string, question: Question) => void = () => undefined;

  constructor(files: Readonly<Record<string, string>>) {
    this.texts = new Map(Object.entries(files));
  }

  /**
   * null removes the file. Size and modification time do not show a change: a text with the same length is nevertheless
   * a different text.
   */
  write(path: string, text: string | null): void {
    if (text === null) this.texts.delete(path);
    else this.texts.set(path, text);
    this.changed.set(path, ++this.clock);
    this.memory = null;
  }

  textOf(path: string): string | null {
    return this.texts.get(path) ?? null;
  }

  all(): Record<string, string> {
    return Object.fromEntries(this.texts);
  }

  stat(path: string): FileStat | undefined {
    return this.asking(path, 'stat', () => {
      const found = this.files.stat(path);
      return found && { ...found, ctimeMs: this.changed.get(normalize(path)) ?? 0 };
    });
  }

  readText(path: string): FileText {
    return this.asking(path, 'content', () => this.files.readText(path));
  }

  readBytes(path: string): Uint8Array | undefined {
    return this.asking(path, 'content', () => this.files.readBytes(path));
  }

  readPart(path: string, position: number, length: number): Uint8Array | undefined {
    return this.asking(path, 'content', () => this.files.readPart(path, position, length));
  }

  list(path: string): readonly string[] | undefined {
    return this.asking(path, 'names', () => this.files.list(path));
  }

  readLink(path: string): undefined {
    this.onAsked(path);
  }

  private get files(): MemoryFileSource {
    return (this.memory ??= new MemoryFileSource(Object.fromEntries(this.texts)));
  }

  private asking<T>(path: string, question: Question, answer: () => T): T {
    this.onAsked(path);
    const found = answer();
    this.onAnswered(path, question);
    return found;
  }
}
