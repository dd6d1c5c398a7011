/**
 * Reads the words of an `addtask` line. It does not know the `do_` prefix or any task. Mirrors the `addtask` part of
 * `BBHandler.feeder`. That code cuts at the texts ` before ` and ` after `, so blanks decide what counts as a keyword.
 * It joins the pieces of a repeated keyword without a blank.
 */

import { words } from '../base/pythonText';
import type { BitbakeRelease } from '../base/release';
import type { LogicalLine } from './lines';
import type { ParsedFileBuilder } from './parsedFileBuilder';
import { argumentStart, endOfKeyword, endOfSpace, endOfWordRun } from './scanning';
import type { AddtaskWords } from './statements';

const OPERATION_MARKS = [':append_', ':prepend_', ':remove_'];

/** Adds the `addtask` statement in `line`, or the problem with it; false if `line` is no `addtask`. */
export function readAddtask(line: LogicalLine, release: BitbakeRelease, out: ParsedFileBuilder): boolean {
  const parts = release.addtaskManyTasks ? readManyTasks(line.text) : readOneTask(line, out);
  if (parts === null) return false;

  const range = line.range();
  // Upstream quirk: the whole line is searched, including a comment.
  const refused = words(line.text).find((word) => OPERATION_MARKS.some((mark) => word.includes(mark)));
  if (refused !== undefined) {
    out.abort('parse-error', `task name \`${refused}\` contains the name of an operation`, { range, line: line.line });
    return true;
  }
  const { start, end, tasks, before, after } = parts;
  out.add({
    kind: 'addtask',
    line: line.line,
    range,
    text: line.text.slice(start, end),
    textRange: line.range(start, end),
    tasks: words(tasks),
    before: words(before),
    after: words(after),
  });
  return true;
}

/** The texts that are split into words, and their position in the line. */
interface AddtaskParts extends Record<keyof AddtaskWords, string> {
  readonly start: number;
  readonly end: number;
}

function readManyTasks(line: string): AddtaskParts | null {
  const start = argumentStart(line, 'addtask', '#');
  if (start < 0) return null;
  const comment = line.indexOf('#', start);
  const end = comment < 0 ? line.length : comment;
  const text = line.slice(start, end);
  // One cut after the other: if the keywords share a blank, cutting at ` before ` removes the last character of
  // ` after `.
  const tasks = textBefore(textBefore(text, ' before '), ' after ');
  return { start, end, tasks, before: tails(text, ' after ', ' before '), after: tails(text, ' before ', ' after ') };
}

function textBefore(text: string, part: string): string {
  const index = text.indexOf(part);
  return index < 0 ? text : text.slice(0, index);
}

/** The text after the first `keyword` in each piece between `separator`s, with further keywords replaced by a blank. */
function tails(text: string, separator: string, keyword: string): string {
  return text
    .split(separator)
    .map((piece) => piece.split(keyword).slice(1).join(' '))
    .join('');
}

/** The older form takes one task. The keywords are also found inside words, and the last one of each kind counts. */
function readOneTask(line: LogicalLine, out: ParsedFileBuilder): AddtaskParts | null {
  const { text } = line;
  const start = endOfKeyword(text, 'addtask');
  const taskEnd = start < 0 ? start : endOfWordRun(text, start);
  if (taskEnd === start) return null;

  const parts = { before: '', after: '' };
  let position = endOfSpace(text, taskEnd);
  for (let keyword = keywordAt(text, position); keyword !== null; keyword = keywordAt(text, position)) {
    const from = endOfSpace(text, position + keyword.length);
    const next = text.lastIndexOf(keyword === 'before' ? 'after' : 'before');
    const to = next >= from ? next : text.length;
    parts[keyword] = text.slice(from, to);
    position = to;
  }

  const location = { range: line.range(), line: line.line };
  if (words(text.slice(0, position)).length === 2 && taskEnd < text.length) {
    out.warn(`ignored in \`addtask\`: \`${text.slice(taskEnd)}\``, location);
  }
  for (const keyword of ['before', 'after']) {
    if (words(text).filter((word) => word === keyword).length > 1) {
      out.warn(`\`addtask\` takes only one \`${keyword}\``, location);
    }
  }
  return { start, end: text.length, tasks: text.slice(start, taskEnd), ...parts };
}

function keywordAt(text: string, position: number): 'before' | 'after' | null {
  if (text.startsWith('before', position)) return 'before';
  return text.startsWith('after', position) ? 'after' : null;
}
