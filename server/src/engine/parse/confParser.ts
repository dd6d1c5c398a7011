/**
 * Reads a `.conf` file into statements. It decides how the file's lines are joined; it does not know other files or
 * values. Mirrors `ConfHandler.handle` up to the evaluation. A line that ends in a backslash continues on the next line
 * in every case, so a comment inside a value becomes part of the value.
 */

import type { BitbakeRelease } from '../base/release';
import { readCommonStatement } from './commonStatements';
import { type LinePiece, LineReader, LogicalLine, type PhysicalLine } from './lines';
import { ParsedFileBuilder } from './parsedFileBuilder';
import type { ParsedFile } from './statements';

/** How a `.conf` file is read. */
export interface ConfOptions {
  /** The file is read directly as part of the base configuration (not included), so `addpylib` is a statement in it. */
  readonly baseConfiguration: boolean;
}

/** The statements of the `.conf` file with this `text`. */
export function parseConf(text: string, release: BitbakeRelease, options: ConfOptions): ParsedFile {
  const out = new ParsedFileBuilder();
  const reader = new LineReader(text);
  const common = { addpylib: options.baseConfiguration };
  let first = reader.next();
  while (first !== undefined) {
    if (first.text === '') {
      first = reader.next();
      continue;
    }
    const joined = joinLines(first, reader, out);
    if (joined.line !== null && !joined.line.text.startsWith('#'))
      readCommonStatement(joined.line, release, out, common);
    first = joined.next;
  }
  return out.build();
}

interface Joined {
  /** Null if the lines cannot be joined. */
  readonly line: LogicalLine | null;
  /** The line to continue with. */
  readonly next: PhysicalLine | undefined;
}

function joinLines(first: PhysicalLine, reader: LineReader, out: ParsedFileBuilder): Joined {
  // No piece is empty: the end of the joined text decides whether the line continues, not the end of the last physical
  // line. After a blank line the joined text may end in the second backslash of the previous line.
  const pieces: LinePiece[] = [first];
  let number = first.number;
  for (;;) {
    const starting = pieces[0];
    const last = pieces.pop();
    if (starting === undefined || last === undefined) {
      const location = { range: new LogicalLine([first], number).range(), line: number };
      out.abort('fatal', 'a lone backslash is continued by an empty line', location);
      return { line: null, next: reader.next() };
    }
    if (!last.text.endsWith('\\')) {
      pieces.push(last);
      return { line: new LogicalLine(pieces, number), next: reader.next() };
    }
    const next = reader.next();
    number++;
    if (starting.text.startsWith('#') && next?.text.startsWith('#') !== true) {
      const location = { range: new LogicalLine([...pieces, last], number).range(), line: first.number };
      out.abort('fatal', 'a comment is continued by a line that is no comment', location);
      return { line: null, next };
    }
    const kept = last.text.slice(0, -1);
    if (kept !== '') pieces.push({ text: kept, start: last.start });
    if (next !== undefined && next.text !== '') pieces.push(next);
  }
}
