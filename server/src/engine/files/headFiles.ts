/**
 * The state of files of git repositories at HEAD: questions and answers as plain data. Hosts answer them from the
 * repositories' own files.
 */

import type { FileContent } from './overlayFileSource';

/** An answer about a repository; `none` outside of one, or before its first commit. */
export type AtHead<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A file that differs from HEAD. */
export interface ChangedFile {
  /** Absolute. */
  readonly path: string;
  /** Its content at HEAD; null where it does not exist there. */
  readonly content: FileContent | null;
}

/**
 * How the files below a folder differ from HEAD. Files that git does not track, ignored or not, do not exist at HEAD.
 */
export interface HeadChanges {
  /** The working tree's folder. */
  readonly top: string;
  readonly commit: string;
  /** By path. */
  readonly files: readonly ChangedFile[];
  /** Absolute paths of links that differ, and of files that git would convert: their content at HEAD is unknown. */
  readonly unknown: readonly string[];
}

export interface HeadFiles {
  changes(folder: string): AtHead<HeadChanges>;
  /** The same without the files that git ignores. */
  sourceChanges(folder: string): AtHead<HeadChanges>;
  /** A file's content; null where the file does not exist. */
  content(path: string): AtHead<FileContent | null>;
}
