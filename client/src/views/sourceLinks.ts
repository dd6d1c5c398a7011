/** Finds the files and lines that a readable document names, so that they become links. It must not import `vscode`. */

/** A place that a text names. */
export interface SourceLink {
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * `/path/to/file.bb:12`, at the end of a line, never with the name of a machine (`//host/…`): values of variables are
 * shown behind a bar, and are no places.
 */
const PLACE = /^(?! *\|).* (\/(?!\/)[^\s:]+):(\d+)$/gm;

/** The places that `text` names, in order. */
export function sourceLinks(text: string): readonly SourceLink[] {
  return [...text.matchAll(PLACE)].map(({ 0: whole, 1: path = '', 2: line = '', index }) => {
    const end = index + whole.length;
    return { start: end - path.length - line.length - 1, end, path, line: Number(line) };
  });
}
