/**
 * Reads from a logical line the statements that every kind of metadata file may contain: assignments, includes,
 * `export`, `unset`, `addpylib`, `addfragments`. Anything else is an unparsed line. Mirrors `ConfHandler.feeder`.
 */

import type { BitbakeRelease } from '../base/release';
import { FLAG_START, readAssignment, VARIABLE_CHARACTERS } from './assignment';
import type { LogicalLine } from './lines';
import type { ParsedFileBuilder } from './parsedFileBuilder';
import { alphanumericAnd, argumentsFromRight, argumentStart, endOfKeyword, endOfRun, isMemberAt } from './scanning';
import type { ArgumentStatement, Statement } from './statements';

const UNSET_FLAG_CHARACTERS = alphanumericAnd('-_+.@');

/** Adds the statement in `line` to `out`. `addpylib`: whether the file may contain that statement. */
export function readCommonStatement(
  line: LogicalLine,
  release: BitbakeRelease,
  out: ParsedFileBuilder,
  { addpylib }: { readonly addpylib: boolean },
): void {
  if (readAssignment(line, release, out)) return;
  const statement =
    readArgument(line, 'include', 'include') ??
    readArgument(line, 'require', 'require') ??
    (release.includeAll ? readArgument(line, 'include_all', 'includeAll') : null) ??
    readExport(line) ??
    readUnset(line, release) ??
    (addpylib && release.addpylib ? readAddpylib(line) : null) ??
    (release.fragments ? readAddfragments(line, release) : null);
  if (statement !== null) out.add(statement);
  else out.abort('parse-error', `unparsed line: \`${excerpt(line.text)}\``, { range: line.range(), line: line.line });
}

/** `keyword` and the rest of the line. A `stop` character ends the argument. */
export function readArgument(
  line: LogicalLine,
  keyword: string,
  kind: ArgumentStatement['kind'],
  stop = '',
): ArgumentStatement | null {
  const { text } = line;
  const start = argumentStart(text, keyword, stop);
  if (start < 0) return null;
  const stopAt = stop === '' ? -1 : text.indexOf(stop, start);
  const end = stopAt < 0 ? text.length : stopAt;
  const argumentRange = line.range(start, end);
  return { kind, line: line.line, range: line.range(), argument: text.slice(start, end), argumentRange };
}

function readExport(line: LogicalLine): Statement | null {
  const { text } = line;
  const start = endOfKeyword(text, 'export');
  if (start < 0 || start === text.length) return null;
  if (endOfRun(text, start, VARIABLE_CHARACTERS) < text.length) return null;
  const variable = text.slice(start);
  return { kind: 'export', line: line.line, range: line.range(), variable, nameRange: line.range(start) };
}

function readUnset(line: LogicalLine, release: BitbakeRelease): Statement | null {
  const { text } = line;
  const start = endOfKeyword(text, 'unset');
  if (start < 0) return null;
  const nameEnd = endOfRun(text, start, VARIABLE_CHARACTERS);
  if (nameEnd === start) return null;
  const base = { line: line.line, range: line.range() };
  const variable = text.slice(start, nameEnd);
  const nameRange = line.range(start, nameEnd);
  if (nameEnd === text.length) return { kind: 'unset', ...base, variable, nameRange };

  const flagStart = nameEnd + 1;
  const flagEnd = text.length - 1;
  if (text[nameEnd] !== '[' || text[flagEnd] !== ']' || !isMemberAt(text, flagStart, FLAG_START)) return null;
  const characters = release.atInFlagNames ? UNSET_FLAG_CHARACTERS : FLAG_START;
  if (endOfRun(text, flagStart, characters) !== flagEnd) return null;
  // Upstream quirk: the releases that allow `@` use a pattern that needs a second character.
  if (release.atInFlagNames && flagEnd - flagStart < 2) return null;
  const flag = text.slice(flagStart, flagEnd);
  return { kind: 'unsetFlag', ...base, variable, flag, nameRange, flagRange: line.range(flagStart, flagEnd) };
}

function readAddpylib(line: LogicalLine): Statement | null {
  const [directory, namespace] = argumentsFromRight(line.text, 'addpylib', 2) ?? [];
  if (directory === undefined || namespace === undefined) return null;
  return {
    kind: 'addpylib',
    line: line.line,
    range: line.range(),
    directory: line.text.slice(...directory),
    namespace: line.text.slice(...namespace),
    directoryRange: line.range(...directory),
    namespaceRange: line.range(...namespace),
  };
}

function readAddfragments(line: LogicalLine, release: BitbakeRelease): Statement | null {
  const found = argumentsFromRight(line.text, 'addfragments', release.builtinFragments ? 4 : 3) ?? [];
  const [prefix, list, metadata, builtin = null] = found;
  if (prefix === undefined || list === undefined || metadata === undefined) return null;
  return {
    kind: 'addfragments',
    line: line.line,
    range: line.range(),
    prefix: line.text.slice(...prefix),
    list: line.text.slice(...list),
    metadata: line.text.slice(...metadata),
    builtin: builtin && line.text.slice(...builtin),
    prefixRange: line.range(...prefix),
    listRange: line.range(...list),
    metadataRange: line.range(...metadata),
    builtinRange: builtin && line.range(...builtin),
  };
}

/** Enough of a line to recognize it in a message. */
function excerpt(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
