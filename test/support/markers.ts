/**
 * Fixtures with marked positions. A fixture is one string that contains one or several files:
 *
 * - A line `#- PATH` starts a file; the line itself belongs to no file. Text before the first such line is the file
 *   `DEFAULT_PATH`, if there is any. In a fixture without such lines all text is that file.
 * - A line end at the very start of the fixture is removed, so that a template literal may start on its own line.
 *   Nothing else is changed: indentation stays, because it is significant in metadata.
 * - `<|` and `|>` enclose a range, `<|>` marks a cursor. Ranges may be nested. All marks are removed before the text is
 *   used: a mark left in a task's body would change its hash. The three marks are never metadata text in a fixture; a
 *   pipe into a redirection must be written with a space (`| >file`).
 *
 * To compare results, put the marks back: `expect(mark(file.text, ranges)).toBe(fixture)` asserts the text and the
 * position of every range, and a failure shows both together.
 *
 *     const { text, ranges } = parseMarked('A = "${<|B|>}"');
 *     // text: 'A = "${B}"', ranges: [{ start: 7, end: 8 }]
 *
 * A line `^^^ MESSAGE` is a note: something says MESSAGE about what the carets are below. The line is removed, so it may
 * be anywhere, also in a task. A file has either notes or the other marks. A note about several lines has a line with carets only below the first of them, and the
 * message below the last. `annotate` puts notes back.
 */

/** A half-open range of UTF-16 offsets. */
interface MarkedRange {
  readonly start: number;
  readonly end: number;
}

/** A message about a range that is not empty. */
interface Note extends MarkedRange {
  readonly message: string;
}

/** One file of a fixture, without its marks. */
export interface MarkedFile {
  readonly path: string;
  readonly text: string;
  /** In the order of their starts; of two with the same start, the outer one first. */
  readonly ranges: readonly MarkedRange[];
  readonly cursors: readonly number[];
  /** In the order of their lines of carets. */
  readonly notes: readonly Note[];
}

/** The path of text before the first `#- PATH` line. */
export const DEFAULT_PATH = 'test.bb';

/** The files of a fixture in their order. Throws where marks do not match or a path occurs twice. */
export function parseFixture(source: string): readonly MarkedFile[] {
  const parts = [{ path: DEFAULT_PATH, text: '' }];
  for (const line of dropFirstLineEnd(source).split(/(?<=\n)/)) {
    const path = /^#- (\S+)\s*$/.exec(line)?.[1];
    if (path === undefined) {
      const last = parts[parts.length - 1];
      if (last) last.text += line;
      continue;
    }
    if (parts[0]?.text === '' && parts.length === 1 && parts[0].path === DEFAULT_PATH) parts.pop();
    if (parts.some((other) => other.path === path)) throw new Error(`the fixture has two files ${path}`);
    parts.push({ path, text: '' });
  }
  return parts.map(({ path, text }) => takeMarks(path, text));
}

/** The only file of a fixture. */
export function parseMarked(source: string): MarkedFile {
  const [file, ...others] = parseFixture(source);
  if (!file || others.length > 0) throw new Error('the fixture has more than one file');
  return file;
}

/** `text` with marks around `ranges` and at `cursors`: what `parseMarked` undoes. */
export function mark(text: string, ranges: readonly MarkedRange[], cursors: readonly number[] = []): string {
  const marks = [
    // At one offset a range ends before the next starts; an outer one starts first and ends last.
    ...ranges.map(({ start, end }) => ({ at: end, order: start === end ? 2 : 0, length: end - start, mark: '|>' })),
    ...ranges.map(({ start, end }) => ({ at: start, order: start === end ? 2 : 3, length: start - end, mark: '<|' })),
    ...cursors.map((at) => ({ at, order: 1, length: 0, mark: '<|>' })),
  ];
  // An empty range opens before it closes, which the two lists above do not express.
  marks.sort((a, b) => a.at - b.at || a.order - b.order || a.length - b.length || (a.mark < b.mark ? -1 : 1));
  let result = '';
  let from = 0;
  for (const { at, mark: written } of marks) {
    result += text.slice(from, at) + written;
    from = at;
  }
  return result + text.slice(from);
}

/** `text` with `notes` below the lines that they are about. */
export function annotate(text: string, notes: readonly Note[]): string {
  const below = new Map<number, string[]>();
  const lines = text.split('\n');
  const starts = lineStarts(lines);
  const add = (line: number, start: number, end: number, message: string): void => {
    const pad = (lines[line] ?? '').slice(0, start).replace(/[^\t]/g, ' ');
    below.set(line, [...(below.get(line) ?? []), `${pad}${'^'.repeat(end - start)}${message}`]);
  };
  for (const { start, end, message } of [...notes].sort(inOrder)) {
    if (start === end) throw new Error(`a note about nothing at offset ${start}: ${message}`);
    const first = starts.filter((offset) => offset <= start).length - 1;
    const last = starts.filter((offset) => offset < end).length - 1;
    const [from, to] = [starts[first] ?? 0, starts[last] ?? 0];
    if (first !== last) add(first, start - from, (lines[first] ?? '').length, '');
    add(last, first === last ? start - to : 0, end - to, ` ${message.replaceAll('\n', '\\n')}`);
  }
  return lines.flatMap((line, index) => [line, ...(below.get(index) ?? [])]).join('\n');
}

function inOrder(a: Note, b: Note): number {
  return a.start - b.start || a.end - b.end || (a.message < b.message ? -1 : 1);
}

function lineStarts(lines: readonly string[]): readonly number[] {
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length + 1);
  return starts.slice(0, -1);
}

/** Takes the lines of carets out of a text without other marks. */
function takeNotes(path: string, annotated: string): { readonly text: string; readonly notes: readonly Note[] } {
  const kept: string[] = [];
  const notes: Note[] = [];
  let begun: number | null = null;
  /** Where the last kept line starts. */
  let from = 0;
  for (const line of annotated.split('\n')) {
    const [, pad, carets, message] = /^([ \t]*)(\^+)(?: (.*))?$/.exec(line) ?? [];
    if (pad === undefined || carets === undefined) {
      if (kept.length > 0) from += (kept.at(-1) ?? '').length + 1;
      kept.push(line);
      continue;
    }
    if (kept.length === 0) throw new Error(`${path}: the carets are below nothing: ${line}`);
    const start: number = begun ?? from + pad.length;
    if (message !== undefined) notes.push({ start, end: from + pad.length + carets.length, message });
    begun = message === undefined ? start : null;
  }
  if (begun !== null) throw new Error(`${path}: the carets at offset ${begun} have no message`);
  return { text: kept.join('\n'), notes };
}

function dropFirstLineEnd(source: string): string {
  return source.startsWith('\n') ? source.slice(1) : source;
}

function takeMarks(path: string, marked: string): MarkedFile {
  let text = '';
  const open: number[] = [];
  const ranges: MarkedRange[] = [];
  const cursors: number[] = [];
  for (const piece of marked.split(/(<\|>|<\||\|>)/)) {
    if (piece === '<|>') cursors.push(text.length);
    else if (piece === '<|') open.push(text.length);
    else if (piece === '|>') {
      const start = open.pop();
      if (start === undefined) throw new Error(`${path}: a \`|>\` closes nothing at offset ${text.length}`);
      ranges.push({ start, end: text.length });
    } else text += piece;
  }
  if (open.length > 0) throw new Error(`${path}: a \`<|\` at offset ${open[0]} is not closed`);
  ranges.sort((a, b) => a.start - b.start || b.end - a.end);
  const noted = takeNotes(path, text);
  // A mark in a line would move the columns of the carets below it.
  if (noted.notes.length > 0 && ranges.length + cursors.length > 0)
    throw new Error(`${path}: marks and notes do not go together`);
  return { path, ranges, cursors, ...noted };
}
