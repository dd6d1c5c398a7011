/**
 * Reads a `.bb`, `.bbclass`, `.inc` or `.bbappend` file into statements. It handles functions, `def`s and the joining
 * of lines in these files; it does not know other files or values. Mirrors `BBHandler.feeder` and `get_statements`.
 */

import { isPythonSpaceCode } from '../base/pythonText';
import type { BitbakeRelease } from '../base/release';
import { readAddtask } from './addtask';
import { readArgument, readCommonStatement } from './commonStatements';
import { type LinePiece, LineReader, LogicalLine, type PhysicalLine } from './lines';
import { ParsedFileBuilder, type ProblemLocation } from './parsedFileBuilder';
import { alphanumericAnd, endOfKeyword, endOfSpace, endOfWordRun } from './scanning';
import type { SourceRange } from '../base/text';
import type { ParsedFile } from './statements';

/** The statements of the recipe, class, append or include file with this `text`. */
export function parseRecipe(text: string, release: BitbakeRelease): ParsedFile {
  const reader = new RecipeReader(release);
  const lines = new LineReader(text);
  for (let line = lines.next(); line !== undefined; line = lines.next()) reader.feed(line);
  return reader.finish(lines.lineCount + 1, text.length);
}

/** A function or `def` whose header was read. */
interface OpenBlock {
  readonly kind: 'function' | 'anonymousPython' | 'def';
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly header: LogicalLine;
  readonly headerRange: SourceRange;
  readonly python: boolean;
  readonly fakeroot: boolean;
  /** The start of the line after the header. */
  readonly bodyStart: number;
  /** The lines after the header so far, each with a newline. */
  body: string;
  /** The end of the last line that is not blank; the header counts as a line. */
  lastEnd: number;
  lastLine: number;
}

class RecipeReader {
  private readonly out = new ParsedFileBuilder();
  /** Lines that ended in a backslash and wait for their continuation. */
  private pending: LinePiece[] = [];
  private block: OpenBlock | null = null;

  constructor(private readonly release: BitbakeRelease) {}

  feed(line: PhysicalLine): void {
    const { block } = this;
    if (block !== null) {
      if (block.python && /^ *\t/.test(line.text)) this.warnOfTab(line);
      if (block.kind !== 'def') {
        if (line.text === '}') this.closeFunction(block, line);
        else addToBody(block, line);
        return;
      }
      if (line.text === '' || line.text.startsWith('#') || isPythonSpaceCode(line.text.charCodeAt(0))) {
        addToBody(block, line);
        return;
      }
      this.closeDef(block, line.number);
    }
    this.feedTopLevel(line);
  }

  /** Ends the reading; `line` is the number of the line after the last one, `length` the length of the text. */
  finish(line: number, length: number): ParsedFile {
    const { block, pending } = this;
    if (block?.kind === 'def') this.closeDef(block, line);
    else if (block !== null) this.closeFunctionAtEnd(block, line, length);
    if (pending.length > 0) {
      this.rejectEnd('the file ends in a continued line', locationOf(pending, line), 'lines');
    }
    return this.out.build();
  }

  private feedTopLevel(line: PhysicalLine): void {
    const { text } = line;
    const starting = this.pending[0];
    if (starting !== undefined) {
      const location = locationOf([line], line.number);
      if (starting.text === '') {
        // BitBake looks at the first character of the joined text and fails if there is none.
        this.out.abort('fatal', 'a lone backslash starts a continued line', location);
        this.pending = [];
      } else if (starting.text.startsWith('#')) {
        if (!text.startsWith('#')) {
          const range = { start: starting.start, end: line.start + text.length };
          const message = 'a comment is continued by a line that is no comment';
          this.out.abort('fatal', message, { range, line: line.number - this.pending.length });
          this.pending = [];
        }
      } else if (text.startsWith('#')) {
        this.out.abort('fatal', 'a comment inside a continued line', location);
        return;
      }
    }
    if (text.endsWith('\\')) {
      this.pending.push({ text: text.slice(0, -1), start: line.start });
      return;
    }
    const { pending } = this;
    this.pending = [];
    const joined = new LogicalLine(pending.length === 0 ? [line] : [...pending, line], line.number);
    if (joined.text !== '' && !joined.text.startsWith('#')) this.readStatement(joined, line.next);
  }

  private readStatement(line: LogicalLine, bodyStart: number): void {
    const { out, release } = this;
    this.block = openFunction(line, bodyStart) ?? openDef(line, bodyStart);
    if (this.block !== null) return;

    const exportFunctions = readArgument(line, 'EXPORT_FUNCTIONS', 'exportFunctions');
    if (exportFunctions !== null) {
      out.add(exportFunctions);
      return;
    }
    if (readAddtask(line, release, out)) return;
    const statement =
      readArgument(line, 'deltask', 'deltask', release.addtaskManyTasks ? '#' : '') ??
      readArgument(line, 'addhandler', 'addhandler') ??
      readArgument(line, 'inherit', 'inherit') ??
      (release.inheritDefer ? readArgument(line, 'inherit_defer', 'inheritDefer') : null);
    if (statement !== null) out.add(statement);
    else readCommonStatement(line, release, out, { addpylib: false });
  }

  private closeFunction(block: OpenBlock, brace: PhysicalLine): void {
    this.addFunction(block, brace.number, brace.number, brace.start, brace.start + 1);
  }

  private closeFunctionAtEnd(block: OpenBlock, line: number, length: number): void {
    const location = { range: block.headerRange, line };
    this.rejectEnd(`function \`${block.name}\` is never closed`, location, block.body === '' ? 'nothing' : 'lines');
    this.addFunction(block, line, block.lastLine, length, block.lastEnd);
  }

  /** `left`: whether unprocessed lines remain. Newer releases check only for these before they evaluate. */
  private rejectEnd(message: string, location: ProblemLocation, left: 'lines' | 'nothing'): void {
    if (left === 'lines' && this.release.unfinishedFilesRejected) this.out.abort('parse-error', message, location);
    else this.out.abortLate(message, location);
  }

  private addFunction(block: OpenBlock, line: number, lastLine: number, bodyEnd: number, end: number): void {
    const { kind, name, nameRange, python, fakeroot, header, headerRange, bodyStart, body } = block;
    this.block = null;
    const base = {
      line,
      range: { start: headerRange.start, end },
      headerLine: header.line,
      headerRange,
      bodyRange: { start: bodyStart, end: bodyEnd },
      lastLine,
      fakeroot,
      body,
    };
    if (kind === 'anonymousPython') this.out.add({ kind, ...base });
    else this.out.add({ kind: 'function', ...base, name, nameRange, python });
  }

  private closeDef(block: OpenBlock, line: number): void {
    this.block = null;
    const { name, nameRange, header, headerRange, bodyStart, lastEnd, lastLine } = block;
    this.out.add({
      kind: 'def',
      line,
      range: { start: headerRange.start, end: lastEnd },
      headerLine: header.line,
      headerRange,
      bodyRange: { start: Math.min(bodyStart, lastEnd), end: lastEnd },
      lastLine,
      name,
      nameRange,
      text: `${header.text}\n${block.body}`.slice(0, -1),
    });
  }

  private warnOfTab(line: PhysicalLine): void {
    const range = { start: line.start, end: line.start + endOfSpace(line.text, 0) };
    this.out.warn('tab in the indentation of Python code', { range, line: line.number });
  }
}

function addToBody(block: OpenBlock, line: PhysicalLine): void {
  block.body += `${line.text}\n`;
  if (line.text === '') return;
  block.lastEnd = line.start + line.text.length;
  block.lastLine = line.number;
}

const FUNCTION_NAME_MARKS = alphanumericAnd('_.-+{}$:');

/** `[python|fakeroot]… [NAME] () {` and nothing after it. */
function openFunction(line: LogicalLine, bodyStart: number): OpenBlock | null {
  const { text } = line;
  // Most lines are no headers; checking the end of the line is the quickest test.
  if (!text.endsWith('{')) return null;
  let position = 0;
  let python = false;
  let fakeroot = false;
  for (;;) {
    if (text.startsWith('python', position) && followedBySpace(text, position + 6, '(')) {
      python = true;
      position = endOfSpace(text, position + 6);
    } else if (text.startsWith('fakeroot', position) && followedBySpace(text, position + 8)) {
      fakeroot = true;
      position = endOfSpace(text, position + 8);
    } else break;
  }
  const nameEnd = endOfWordRun(text, position, FUNCTION_NAME_MARKS);
  const opening = endOfSpace(text, nameEnd);
  const closing = endOfSpace(text, opening + 1);
  if (text[opening] !== '(' || text[closing] !== ')') return null;
  if (endOfSpace(text, closing + 1) !== text.length - 1) return null;

  const name = nameEnd > position ? text.slice(position, nameEnd) : '__anonymous';
  const isAnonymous = name === '__anonymous';
  const headerRange = line.range();
  return {
    kind: isAnonymous ? 'anonymousPython' : 'function',
    name,
    nameRange: line.range(position, nameEnd),
    header: line,
    headerRange,
    python: python || isAnonymous,
    fakeroot,
    bodyStart,
    body: '',
    lastEnd: headerRange.end,
    lastLine: line.line,
  };
}

function followedBySpace(text: string, position: number, other?: string): boolean {
  return isPythonSpaceCode(text.charCodeAt(position)) || (other !== undefined && text[position] === other);
}

/** `def NAME` with a colon anywhere after it. */
function openDef(line: LogicalLine, bodyStart: number): OpenBlock | null {
  const { text } = line;
  const start = endOfKeyword(text, 'def');
  if (start < 0) return null;
  const nameEnd = endOfWordRun(text, start);
  if (nameEnd === start || text.indexOf(':', nameEnd) < 0) return null;
  const headerRange = line.range();
  return {
    kind: 'def',
    name: text.slice(start, nameEnd),
    nameRange: line.range(start, nameEnd),
    header: line,
    headerRange,
    python: true,
    fakeroot: false,
    bodyStart,
    body: '',
    lastEnd: headerRange.end,
    lastLine: line.line,
  };
}

/** The location of `pieces` for a problem on `line`. */
function locationOf(pieces: readonly LinePiece[], line: number): ProblemLocation {
  return { range: new LogicalLine(pieces, line).range(), line };
}
