/**
 * The engine's only view of a disk: synchronous, read-only, over absolute POSIX paths. Hosts implement it (a real disk,
 * a snapshot in memory); the engine never bypasses it. A miss is an answer like any other, so that an `AccessLog`
 * around a source can record what a result depends on.
 */

import type { Question } from './question';

/** What a path points to after following symbolic links. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other';
  readonly size: number;
  /** Whole milliseconds since the epoch; 0 where the source has no clock. */
  readonly mtimeMs: number;
  /** Inode number, or 0 where the source has none. */
  readonly inode: number;
  /**
   * Time of the last change, including attributes: milliseconds since the epoch, with fractions. Absent where the
   * source does not know it.
   */
  readonly ctimeMs?: number;
  /** The last change is so recent that the source cannot detect the next one from the times. */
  readonly isUnsettled?: boolean;
  /** Whether its owner may execute it. */
  readonly executable: boolean;
  /** The user id of its owner, if that is not the current user. */
  readonly foreignOwner?: number;
}

/** A file's text, decoded as strict UTF-8; line endings and a byte order mark are kept. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'directory' }
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** `offset`: byte position of the first byte that is not UTF-8. */
  | { readonly kind: 'not-utf8'; readonly offset: number };

/** Why the state of a file is unknown. */
export interface FileFailure {
  readonly reason: string;
  /** The user may not read it: every other program of that user, including BitBake, gets the same answer. */
  readonly isDenied?: boolean;
}

/** Read-only files at absolute, normalized POSIX paths. No method throws. */
export interface FileSource {
  /** Follows symbolic links; undefined where nothing exists (or a link dangles). */
  stat(path: string): FileStat | undefined;
  /** The bytes of a file; undefined for anything that is not a readable file. */
  readBytes(path: string): Uint8Array | undefined;
  /**
   * At most `length` bytes of a file from `position` on, for files that are too big to read whole; fewer only at the
   * end of the file.
   */
  readPart(path: string, position: number, length: number): Uint8Array | undefined;
  readText(path: string): FileText;
  /** Names in a directory in code-point order; undefined where there is no directory. */
  list(path: string): readonly string[] | undefined;
  /** The target text of a symbolic link as stored; undefined where `path` is not a link. */
  readLink(path: string): string | undefined;
  /**
   * Why the last question about `path` was answered as if nothing existed, although something may exist. The user must
   * not read it, it is too big, or it is not a regular file. Undefined where nothing exists.
   */
  failure?(path: string): FileFailure | undefined;
  /** Reports a path whose answer the caller has cached, for a source that keeps a log of requests. */
  note?(path: string): void;
  /** The same for a file whose content is cached. */
  noteRead?(path: string): void;
  /** Reports that other private data of the user was requested, in the words of a message. */
  noteSecret?(secret: string): void;
  /** Reports that Python asked for something while it evaluated metadata. */
  noteQuestion?(question: Question): void;
}
