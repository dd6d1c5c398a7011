/**
 * Physical lines as BitBake reads them, and logical lines joined from several physical lines. Offsets in a logical line
 * lead back to the file's text. This code does not know statements. It mirrors Python's text files (universal newlines;
 * no other character separates lines) and the `rstrip()` that `ConfHandler` and `BBHandler` apply to each line first.
 */

import { isPythonSpaceCode } from '../base/pythonText';
import type { SourceRange } from '../base/text';

/** One physical line without its line end and trailing white space. */
export interface PhysicalLine {
  readonly text: string;
  /** Offset of its first character. */
  readonly start: number;
  /** Offset after its line end. */
  readonly next: number;
  /** From 1. */
  readonly number: number;
}

/** Returns the physical lines of a text one by one. */
export class LineReader {
  private position = 0;
  private count = 0;
  // The next line ends at or after `position`; kept, since a new search for each line would be quadratic.
  private lineFeed = -1;
  private carriageReturn = -1;

  constructor(private readonly text: string) {}

  /** How many lines were returned. */
  get lineCount(): number {
    return this.count;
  }

  /** The next line, or undefined at the end of the text. */
  next(): PhysicalLine | undefined {
    const { text, position: start } = this;
    if (start >= text.length) return undefined;
    if (this.lineFeed < start) this.lineFeed = find(text, '\n', start);
    if (this.carriageReturn < start) this.carriageReturn = find(text, '\r', start);
    const lineEnd = Math.min(this.lineFeed, this.carriageReturn);
    const isPair = lineEnd === this.carriageReturn && this.lineFeed === lineEnd + 1;
    this.position = Math.min(text.length, lineEnd + (isPair ? 2 : 1));
    this.count++;
    let end = lineEnd;
    while (end > start && isPythonSpaceCode(text.charCodeAt(end - 1))) end--;
    return { text: text.slice(start, end), start, next: this.position, number: this.count };
  }
}

function find(text: string, character: string, from: number): number {
  const at = text.indexOf(character, from);
  return at < 0 ? text.length : at;
}

/** A part of a logical line that is contiguous in the file. */
export interface LinePiece {
  readonly text: string;
  readonly start: number;
}

/** A line after joining; offsets into its text lead back to the file. */
export class LogicalLine {
  readonly text: string;
  /** Offset into `text` at which each piece starts. */
  private readonly offsets: readonly number[];

  /** `pieces` must not be empty; `line` is the number BitBake records for it. */
  constructor(
    private readonly pieces: readonly LinePiece[],
    readonly line: number,
  ) {
    const offsets: number[] = [];
    let length = 0;
    for (const piece of pieces) {
      offsets.push(length);
      length += piece.text.length;
    }
    this.offsets = offsets;
    this.text = pieces.length === 1 ? (pieces[0]?.text ?? '') : pieces.map((piece) => piece.text).join('');
  }

  /** The range of `text.slice(start, end)` in the file. */
  range(start = 0, end = this.text.length): SourceRange {
    const from = this.sourceOffset(start);
    return { start: from, end: end > start ? this.sourceOffset(end - 1) + 1 : from };
  }

  private sourceOffset(offset: number): number {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.offsets[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return (this.pieces[low]?.start ?? 0) + offset - (this.offsets[low] ?? 0);
  }
}

/**
 * The logical text of `range`, the range of a statement's part such as a value or an argument. Its continuation lines
 * are joined, and `range()` of the result maps offsets in that text to the file.
 */
export function joinRange(text: string, range: SourceRange): LogicalLine {
  const source = text.slice(range.start, range.end);
  const reader = new LineReader(source);
  const pieces: LinePiece[] = [];
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    let kept = line.text;
    // A part ends inside its last line, so white space at that end belongs to the part.
    if (line.next === source.length) kept = source.slice(line.start);
    else if (kept.endsWith('\\')) kept = kept.slice(0, -1);
    else dropBackslash(pieces);
    if (kept !== '') pieces.push({ text: kept, start: range.start + line.start });
  }
  if (pieces.length === 0) pieces.push({ text: '', start: range.start });
  return new LogicalLine(pieces, reader.lineCount);
}

/** Only a blank line inside a part has no backslash: it was joined because the text before it still ended in one. */
function dropBackslash(pieces: LinePiece[]): void {
  const last = pieces.pop();
  if (last !== undefined && last.text.length > 1) pieces.push({ text: last.text.slice(0, -1), start: last.start });
}
