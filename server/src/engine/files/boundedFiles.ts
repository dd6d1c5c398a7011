/**
 * Files for code that reads outside an evaluation: every question draws on a budget. Where the caller asks for too
 * much, and where something may exist that cannot be read, it throws a `DatastoreError` with `unknown`. So no caller
 * treats the file as absent.
 */

import { type Budget, UnreadableFile } from '../base/budget';
import type { FileFailure, FileSource, FileStat, FileText } from './fileSource';

export class BoundedFiles implements FileSource {
  constructor(
    private readonly base: FileSource,
    readonly budget: Budget,
  ) {}

  stat(path: string): FileStat | undefined {
    return this.asked(path, () => this.base.stat(path));
  }

  readBytes(path: string): Uint8Array | undefined {
    return this.counted(path, () => this.base.readBytes(path));
  }

  readPart(path: string, position: number, length: number): Uint8Array | undefined {
    return this.counted(path, () => this.base.readPart(path, position, length));
  }

  readText(path: string): FileText {
    this.budget.spend('questions', 1, path);
    const found = this.base.readText(path);
    if (found.kind === 'unreadable') throw new UnreadableFile(path, found.reason);
    if (found.kind === 'text') this.budget.spend('bytes', found.text.length, path);
    return found;
  }

  list(path: string): readonly string[] | undefined {
    const names = this.asked(path, () => this.base.list(path));
    this.budget.spend('entries', names?.length ?? 0, path);
    return names;
  }

  readLink(path: string): string | undefined {
    return this.asked(path, () => this.base.readLink(path));
  }

  failure(path: string): FileFailure | undefined {
    return this.base.failure?.(path);
  }

  private counted(path: string, read: () => Uint8Array | undefined): Uint8Array | undefined {
    const bytes = this.asked(path, read);
    this.budget.spend('bytes', bytes?.length ?? 0, path);
    return bytes;
  }

  private asked<T>(path: string, ask: () => T | undefined): T | undefined {
    this.budget.spend('questions', 1, path);
    const answer = ask();
    const failure = answer === undefined ? this.base.failure?.(path) : undefined;
    if (failure !== undefined) throw new UnreadableFile(path, failure.reason, failure.isDenied);
    return answer;
  }
}
