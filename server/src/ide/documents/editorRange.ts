/** Positions in documents as an editor counts them: plain data in LSP's form, made from the engine's offsets. */

import { LineIndex, type Position, type SourceRange } from '../../engine/base/text';
import type { FileSource } from '../../engine/files/fileSource';
import { normalize } from '../../engine/files/posixPath';

export interface EditorRange {
  readonly start: Position;
  readonly end: Position;
}

/** A range in a file. */
export interface EditorLocation {
  readonly path: string;
  readonly range: EditorRange;
}

export function toEditorRange(range: SourceRange, lines: LineIndex): EditorRange {
  return { start: lines.position(range.start), end: lines.position(range.end) };
}

/** The range of a line's text (1-based) in a file, without its indentation; the first line if the line is unknown. */
export function lineLocation(path: string, line: number, files: FileSource): EditorLocation {
  const found = files.readText(path);
  const text = found.kind === 'text' ? found.text : '';
  const lines = new LineIndex(text);
  const index = Math.min(Math.max(line - 1, 0), lines.lineCount - 1);
  return { path: normalize(path), range: toEditorRange(lines.lineRange(index), lines) };
}

/** Whether two ranges share a position. */
export function overlaps(a: EditorRange, b: EditorRange): boolean {
  return compare(a.start, b.end) <= 0 && compare(b.start, a.end) <= 0;
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
