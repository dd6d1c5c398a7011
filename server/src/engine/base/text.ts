/** Positions in a text: ranges as offsets, and the line index that turns them into lines and columns. */

/** A half-open range of UTF-16 offsets into one text. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/** Line and column, both counted from 0, the column in UTF-16 units as LSP counts. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Finds lines of one text. Lines end at LF, CR LF or a lone CR, as Python's universal newlines do. */
export class LineIndex {
  private readonly starts: readonly number[];

  constructor(private readonly text: string) {
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    this.starts = starts;
  }

  get lineCount(): number {
    return this.starts.length;
  }

  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - (this.starts[low] ?? 0) };
  }

  offset(position: Position): number {
    const start = this.starts[position.line];
    if (start === undefined) return this.text.length;
    const end = this.starts[position.line + 1] ?? this.text.length;
    return Math.min(start + position.character, end);
  }

  /** The range of a line (0-based) without its line ending. */
  lineRange(line: number): SourceRange {
    const start = this.starts[line] ?? this.text.length;
    let end = this.starts[line + 1] ?? this.text.length;
    while (end > start && (this.text[end - 1] === '\n' || this.text[end - 1] === '\r')) end--;
    return { start, end };
  }
}
