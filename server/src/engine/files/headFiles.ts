/**
 * What files of git repositories are at HEAD: questions and answers as plain data. Hosts answer them from the
 * repositories' own files.
 */

import type { FileContent } from './overlayFileSource';

/** An answer about a repository; `none` outside of one, or before its first commit. */
export type AtHead<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A file that is another than at HEAD. */
export interface ChangedFile {
  /** Absolute. */
  readonly path: string;
  /** What it is at HEAD; null where it is not there. */
  readonly content: FileContent | null;
}

/** How the files below a folder differ from HEAD. What git does not know of, ignored or not, is not there at HEAD. */
export interface HeadChanges {
  /** The working tree's folder. */
  readonly top: string;
  readonly commit: string;
  /** By path. */
  readonly files: readonly ChangedFile[];
  /** Absolute paths of links that differ, and of files that git would convert: what they are at HEAD is not told. */
  readonly unknown: readonly string[];
}

export interface HeadFiles {
  changes(folder: string): AtHead<HeadChanges>;
  /** A file's content; null where it is not there. */
  content(path: string): AtHead<FileContent | null>;
}
