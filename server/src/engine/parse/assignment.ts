/**
 * Reads assignments, `[export ]VAR[flag] OP "value"`, from a logical line. Mirrors `ConfHandler`'s assignment pattern:
 * the name is as short as the rest of the line allows (`A+="x"` appends to `A`). A value may contain its own quote
 * character unless that makes exactly three of them, and there are no escapes.
 */

import type { BitbakeRelease } from '../base/release';
import type { LogicalLine } from './lines';
import type { ParsedFileBuilder } from './parsedFileBuilder';
import { alphanumericAnd, type CharacterSet, endOfKeyword, endOfRun, endOfSpace, isMemberAt } from './scanning';
import type { AssignmentOperator } from './statements';

/** Characters of a variable's name; a colon is allowed only in an assignment. */
export const VARIABLE_CHARACTERS = alphanumericAnd('-_+.${}/~');
const ASSIGNED_CHARACTERS = alphanumericAnd('-_+.${}/~:');

/** Characters that a flag's name may start with. */
export const FLAG_START = alphanumericAnd('-_+.');
const FLAG_WITH_AT = alphanumericAnd('-_+.@');
const FLAG_WITH_AT_AND_SLASH = alphanumericAnd('-_+.@/');

/** In the order in which they are tried. */
const OPERATORS: readonly AssignmentOperator[] = [':=', '??=', '?=', '+=', '=+', '=.', '.=', '='];

/** The positions of an assignment's parts in a logical line. */
interface AssignmentParts {
  readonly name: readonly [number, number];
  readonly flag: readonly [number, number] | null;
  readonly operator: AssignmentOperator;
  readonly operatorStart: number;
  readonly value: readonly [number, number];
}

/** Adds the assignment in `line`, or the problem with it; false if `line` is no assignment. */
export function readAssignment(line: LogicalLine, release: BitbakeRelease, out: ParsedFileBuilder): boolean {
  const { text } = line;
  const afterExport = endOfKeyword(text, 'export');
  let parts = afterExport < 0 ? null : findParts(text, afterExport, release);
  const exported = parts !== null;
  parts ??= findParts(text, 0, release);
  if (parts === null) return false;

  const { name, flag, operator, operatorStart, value } = parts;
  const range = line.range();
  const operatorEnd = operatorStart + operator.length;
  if (name[0] === name[1]) {
    out.abort('parse-error', 'assignment to an empty variable name', { range, line: line.line });
    return true;
  }
  const nameEnd = flag === null ? name[1] : flag[1] + 1;
  if (release.assignmentBlankWarning && (nameEnd === operatorStart || operatorEnd === value[0] - 1)) {
    const location = { range: line.range(operatorStart, operatorEnd), line: line.line };
    out.warn(`missing white space beside \`${operator}\``, location);
  }
  out.add({
    kind: 'assignment',
    line: line.line,
    range,
    variable: text.slice(name[0], name[1]),
    flag: flag === null ? null : text.slice(flag[0], flag[1]),
    operator,
    exported,
    value: text.slice(value[0], value[1]),
    nameRange: line.range(name[0], name[1]),
    flagRange: flag === null ? null : line.range(flag[0], flag[1]),
    operatorRange: line.range(operatorStart, operatorEnd),
    valueRange: line.range(value[0], value[1]),
  });
  return true;
}

function findParts(text: string, start: number, release: BitbakeRelease): AssignmentParts | null {
  const shortestName = release.emptyVariableNames ? 1 : 0;
  const runEnd = endOfRun(text, start, ASSIGNED_CHARACTERS);

  // `:`, `+` and `.` are name characters and also start operators: they count as an operator if a value follows.
  const early = text[runEnd] === '=' ? operatorAt(text, runEnd - 1) : null;
  if (early !== null && runEnd - 1 - start >= shortestName) {
    const value = findValue(text, runEnd + 1);
    if (value !== null) {
      return { name: [start, runEnd - 1], flag: null, operator: early, operatorStart: runEnd - 1, value };
    }
  }

  if (runEnd - start < shortestName) return null;
  let position = runEnd;
  let flag: readonly [number, number] | null = null;
  if (text[position] === '[') {
    const flagEnd = endOfFlag(text, position + 1, release);
    if (flagEnd < 0 || text[flagEnd] !== ']') return null;
    flag = [position + 1, flagEnd];
    position = flagEnd + 1;
  }
  const operatorStart = endOfSpace(text, position);
  const operator = operatorAt(text, operatorStart);
  if (operator === null) return null;
  const value = findValue(text, operatorStart + operator.length);
  return value && { name: [start, runEnd], flag, operator, operatorStart, value };
}

function endOfFlag(text: string, start: number, release: BitbakeRelease): number {
  if (!isMemberAt(text, start, FLAG_START)) return -1;
  return endOfRun(text, start, flagCharacters(release));
}

function flagCharacters(release: BitbakeRelease): CharacterSet {
  if (release.slashInFlagNames) return FLAG_WITH_AT_AND_SLASH;
  return release.atInFlagNames ? FLAG_WITH_AT : FLAG_START;
}

function operatorAt(text: string, position: number): AssignmentOperator | null {
  return OPERATORS.find((operator) => text.startsWith(operator, position)) ?? null;
}

/** The text inside the quotes, if nothing but a quoted value follows `position`. */
function findValue(text: string, position: number): readonly [number, number] | null {
  const opening = endOfSpace(text, position);
  const quote = text[opening];
  const closing = text.length - 1;
  if ((quote !== '"' && quote !== "'") || closing <= opening || text[closing] !== quote) return null;
  const second = text.indexOf(quote, opening + 1);
  const isExactlyThree = second !== closing && text.indexOf(quote, second + 1) === closing;
  return isExactlyThree ? null : [opening + 1, closing];
}
