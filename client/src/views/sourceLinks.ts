/**
 * Finds the files and lines that a readable document names, so that they become links. This file must not import
 * `vscode`.
 */

/** A file location that a text names. */
export interface SourceLink {
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * `/path/to/file.bb:12` at the end of a line. A path with a host name (`//host/…`) does not match. Lines that start
 * with a bar, after any spaces, do not match either: they show values of variables, not locations.
 */
const LOCATION = /^(?! *\|).* (\/(?!\/)[^\s:]+):(\d+)$/gm;

/** The locations that `text` names, in order. */
export function sourceLinks(text: string): readonly SourceLink[] {
  return [...text.matchAll(LOCATION)].map(({ 0: whole, 1: path = '', 2: line = '', index }) => {
    const end = index + whole.length;
    return { start: end - path.length - line.length - 1, end, path, line: Number(line) };
  });
}
