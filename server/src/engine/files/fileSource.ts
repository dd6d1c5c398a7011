/**
 * The engine's only view of a disk: synchronous, read-only, over absolute POSIX paths. Hosts implement it (a real disk,
 * a snapshot in memory); the engine never reaches around it. A miss is an answer like any other, so that an
 * `AccessLog` around a source can record what a result depended on.
 */

/** What a path points to after following symbolic links. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other';
  readonly size: number;
  /** Whole milliseconds since the epoch; 0 where the source has no clock. */
  readonly mtimeMs: number;
  /** Inode number, or 0 where the source has none. */
  readonly inode: number;
  /**
   * When anything of it was changed last, attributes included: milliseconds since the epoch with fractions. Not there
   * where the source does not know.
   */
  readonly ctimeMs?: number;
  /** It was changed so recently that the source cannot tell the next change by its times. */
  readonly isUnsettled?: boolean;
  /** For its owner. */
  readonly executable: boolean;
  /** Whom it belongs to, where that is another user than the one who asks. */
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

/** Why nothing can be said of a file. */
export interface FileFailure {
  readonly reason: string;
  /** The user may not read it: every other program of that user, BitBake included, is told so, too. */
  readonly isDenied?: boolean;
}

/** Read-only files at absolute, normalized POSIX paths. No method throws. */
export interface FileSource {
  /** Follows symbolic links; undefined where nothing is there (or a link dangles). */
  stat(path: string): FileStat | undefined;
  /** The bytes of a file; undefined for anything that is not a readable file. */
  readBytes(path: string): Uint8Array | undefined;
  /**
   * At most `length` bytes of a file from `position` on, for what is too big to be read whole; fewer only where it
   * ends.
   */
  readPart(path: string, position: number, length: number): Uint8Array | undefined;
  readText(path: string): FileText;
  /** Names in a directory in code-point order; undefined where there is no directory. */
  list(path: string): readonly string[] | undefined;
  /** The target text of a symbolic link as stored; undefined where `path` is no link. */
  readLink(path: string): string | undefined;
  /**
   * Why the question about `path` that was asked last was answered as if nothing were there, where something may be: it
   * must not be read, it is too big, or no file that holds still. undefined where nothing is there.
   */
  failure?(path: string): FileFailure | undefined;
  /** Told of a path whose answer is remembered from before, where a source keeps a log of what was asked. */
  note?(path: string): void;
  /** The same of a file whose content is remembered. */
  noteRead?(path: string): void;
  /** Told of something else that is the user's business alone and that was asked for, as a message has it. */
  noteSecret?(secret: string): void;
}
