/**
 * Finds where in one file's text a variable or function refers to a dependency, for ranges in the editor. The
 * dependencies themselves are already known from `signatures/`; this code only searches for the words that express
 * them. An empty answer means that no word was found, not that there is no dependency.
 */

import { isPythonSpaceCode } from '../base/pythonText';
import type { SourceRange } from '../base/text';
import { type LinePiece, joinRange, LineReader, LogicalLine } from '../parse/lines';
import type { Statement } from '../parse/statements';
import { definesVariable } from './definitions';
import { Locations, SearchedText, searchWord } from './locations';
import { findInPython, findInValue } from './pythonLocations';
import { findInShell } from './shellLocations';
import { type SyntaxParsers, TreeReader } from './treeSitter';

/** A variable or function, or one flag of it. */
export interface DependencyOwner {
  readonly variable: string;
  readonly flag?: string | null;
}

/** Flags whose words are dependencies of their variable. */
const LIST_FLAGS = ['vardeps', 'prefuncs', 'postfuncs', 'exports'];

/**
 * The ranges in `text` where definitions of `owner` refer to `name` (a variable, a function, or `VAR[flag]`), in the
 * order of the text. A range covers the bare name, without braces or quotes around it. `statements` are those of
 * `text`. Without parsers, or in code that is too long or too broken for them, it searches for `name` as a word. If no
 * range is certain, it returns the likely ones: a word among a command's arguments, a string that is passed to a
 * function.
 */
export function findDependency(
  text: string,
  statements: readonly Statement[],
  owner: DependencyOwner,
  name: string,
  parsers: SyntaxParsers | null,
): readonly SourceRange[] {
  const locations = new Locations();
  if (name === '') return [];
  const trees = new TreeReader(parsers);
  for (const statement of statements) searchStatement(text, statement, owner, name, trees, locations);
  return locations.all();
}

function searchStatement(
  text: string,
  statement: Statement,
  owner: DependencyOwner,
  name: string,
  trees: TreeReader,
  locations: Locations,
): void {
  const flag = owner.flag ?? null;
  switch (statement.kind) {
    case 'assignment': {
      if (!definesVariable(statement.variable, owner.variable)) return;
      if (statement.flag === flag) {
        findInValue(SearchedText.of(joinRange(text, statement.valueRange)), name, trees, locations);
      } else if (flag === null && statement.flag !== null && statement.flagRange !== null) {
        if (name === `${owner.variable}[${statement.flag}]`)
          locations.add({ start: statement.nameRange.start, end: statement.flagRange.end + 1 });
        if (!LIST_FLAGS.includes(statement.flag)) return;
        const value = SearchedText.of(joinRange(text, statement.valueRange));
        findWord(value, name, locations);
        // Inline Python may choose the word.
        searchWord(value, name, locations);
      }
      return;
    }
    case 'function': {
      if (flag !== null || !definesVariable(statement.name, owner.variable)) return;
      const body = SearchedText.of(readLines(text, statement.bodyRange));
      if (statement.python) findInPython(body, name, trees, locations);
      else findInShell(body, name, trees, locations);
      return;
    }
    case 'def':
      if (flag === null && statement.name === owner.variable)
        findInPython(SearchedText.of(readLines(text, statement.range)), name, trees, locations);
      return;
    case 'exportFunctions':
      // Gives `do_x` a body that runs `<class>_do_x`.
      if (flag === null && name.endsWith(`_${owner.variable}`))
        findWord(SearchedText.of(joinRange(text, statement.argumentRange)), owner.variable, locations);
      return;
    default:
  }
}

/** Adds the ranges of `word` between white space. */
function findWord(source: SearchedText, word: string, locations: Locations): void {
  const { text } = source;
  const isEdge = (at: number): boolean => at < 0 || at >= text.length || isPythonSpaceCode(text.charCodeAt(at));
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
    if (isEdge(at - 1) && isEdge(at + word.length)) locations.add(source.range(at, at + word.length));
  }
}

/** The lines of a body as BitBake stores it: each without trailing white space, which could hide a backslash. */
export function readLines(text: string, range: SourceRange): LogicalLine {
  const reader = new LineReader(text.slice(range.start, range.end));
  const pieces: LinePiece[] = [];
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    pieces.push({ text: `${line.text}\n`, start: range.start + line.start });
  }
  if (pieces.length === 0) pieces.push({ text: '', start: range.start });
  return new LogicalLine(pieces, reader.lineCount);
}
