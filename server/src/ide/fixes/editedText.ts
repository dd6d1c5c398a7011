/**
 * A text that is changed repeatedly and remembers what is left of the original. So all changes become one set of edits
 * of the original.
 */

import type { SourceRange } from '../../engine/base/text';

/** New text for a range. */
export interface RangeChange {
  readonly range: SourceRange;
  readonly text: string;
}

interface Piece {
  readonly text: string;
  /** The offset in the original; null for new text. */
  readonly from: number | null;
}

export class EditedText {
  private pieces: readonly Piece[];

  constructor(private readonly original: string) {
    this.pieces = [{ text: original, from: 0 }];
  }

  get text(): string {
    return this.pieces.map((piece) => piece.text).join('');
  }

  /**
   * Makes changes. Their ranges refer to the present text and do not overlap; changes at the same offset keep their
   * order.
   */
  apply(changes: readonly RangeChange[]): void {
    const fromTheEnd = changes
      .map((change, index) => ({ ...change, index }))
      .sort((a, b) => b.range.start - a.range.start || b.index - a.index);
    for (const { range, text } of fromTheEnd) this.replace(range, text);
  }

  /** The changes that turn the original into the present text, in the order of the original. */
  edits(): readonly RangeChange[] {
    const edits: RangeChange[] = [];
    let at = 0;
    let added = '';
    for (const { text, from } of [...this.pieces, { text: '', from: this.original.length }]) {
      if (from === null) {
        added += text;
        continue;
      }
      if (from > at || added !== '') edits.push({ range: { start: at, end: from }, text: added });
      at = from + text.length;
      added = '';
    }
    return edits;
  }

  private replace({ start, end }: SourceRange, text: string): void {
    this.pieces = [...this.cut(0, start), { text, from: null }, ...this.cut(end, Infinity)];
  }

  /** The pieces between two offsets of the present text. */
  private cut(start: number, end: number): readonly Piece[] {
    let offset = 0;
    return this.pieces.flatMap(({ text, from }): Piece[] => {
      const first = Math.max(start - offset, 0);
      const last = Math.min(end - offset, text.length);
      offset += text.length;
      return first < last ? [{ text: text.slice(first, last), from: from === null ? null : from + first }] : [];
    });
  }
}
