/**
 * Collects ranges in the file while the searched text is derived further and further from the file's text: a joined
 * value, a piece of inline Python in it, a string in that. This code does not know what is searched for.
 */

import type { LogicalLine } from '../parse/lines';
import type { SourceRange } from '../base/text';

/** A text to search, and the mapping from its offsets to the file. */
export class SearchedText {
  private constructor(
    readonly text: string,
    private readonly line: LogicalLine,
    private readonly offset: number,
  ) {}

  static of(line: LogicalLine): SearchedText {
    return new SearchedText(line.text, line, 0);
  }

  slice(start: number, end: number): SearchedText {
    return new SearchedText(this.text.slice(start, end), this.line, this.offset + start);
  }

  range(start: number, end: number): SourceRange {
    return this.line.range(this.offset + start, this.offset + end);
  }
}

/** The ranges found in one file: those that BitBake uses, and those that look like them. */
export class Locations {
  private readonly certain: SourceRange[] = [];
  private readonly possible: SourceRange[] = [];

  add(range: SourceRange): void {
    this.certain.push(range);
  }

  /** Counts only if nothing certain is found. */
  addPossible(range: SourceRange): void {
    this.possible.push(range);
  }

  /** In the order of the text, each once. */
  all(): readonly SourceRange[] {
    const found = this.certain.length > 0 ? this.certain : this.possible;
    const inOrder = [...found].sort((a, b) => a.start - b.start || a.end - b.end);
    return inOrder.filter((range, i) => range.start !== inOrder[i - 1]?.start || range.end !== inOrder[i - 1]?.end);
  }
}

/** A character next to a word that shows that the word is part of something longer. */
const NAME_CHARACTER = /[\w+\-./$]/;

/** Adds the ranges of `word` as possible, if it is a separate word and not in a comment line. */
export function searchWord(source: SearchedText, word: string, locations: Locations): void {
  if (word === '') return;
  const { text } = source;
  let lineEnd = -1;
  let isComment = false;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
    const end = at + word.length;
    if (NAME_CHARACTER.test(text[at - 1] ?? ' ') || NAME_CHARACTER.test(text[end] ?? ' ')) continue;
    if (at > lineEnd) {
      const lineStart = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
      lineEnd = text.indexOf('\n', at);
      if (lineEnd === -1) lineEnd = text.length;
      isComment = text.slice(lineStart, lineEnd).trimStart().startsWith('#');
    }
    if (!isComment) locations.addPossible(source.range(at, end));
  }
}
