/**
 * Outline and folding of one metadata file, from its statements alone: without evaluation, and so available at once.
 */

import type { Statement } from '../../engine/parse/statements';
import type { MetadataDocument } from './document';
import { type EditorRange, toEditorRange } from './editorRange';
import { shorten } from '../shorten';

const LONGEST_VALUE = 60;

/** An entry of the outline. */
export interface OutlineSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'variable' | 'property' | 'function' | 'task' | 'class' | 'file' | 'event';
  readonly range: EditorRange;
  readonly selectionRange: EditorRange;
}

export interface FoldingRange {
  readonly startLine: number;
  readonly endLine: number;
}

/** The statements that get an entry, in file order. */
export function outline({ statements, lines, text }: MetadataDocument): readonly OutlineSymbol[] {
  const symbols: OutlineSymbol[] = [];
  for (const statement of statements) {
    const described = describe(statement, text);
    if (!described) continue;
    const { selection, ...rest } = described;
    symbols.push({
      ...rest,
      range: toEditorRange(statement.range, lines),
      selectionRange: toEditorRange(selection, lines),
    });
  }
  return symbols;
}

type Described = Omit<OutlineSymbol, 'range' | 'selectionRange'> & { readonly selection: Statement['range'] };

function describe(statement: Statement, text: string): Described | null {
  switch (statement.kind) {
    case 'assignment': {
      const name = statement.flag === null ? statement.variable : `${statement.variable}[${statement.flag}]`;
      return {
        name: name || '(no name)',
        detail: `${statement.operator} ${shorten(statement.value, LONGEST_VALUE)}`,
        kind: statement.flag === null ? 'variable' : 'property',
        selection: statement.nameRange,
      };
    }
    case 'function': {
      const words = [statement.python ? 'python' : 'shell', ...(statement.fakeroot ? ['fakeroot'] : [])];
      return {
        name: statement.name,
        detail: words.join(' '),
        kind: statement.name.startsWith('do_') ? 'task' : 'function',
        selection: statement.nameRange,
      };
    }
    case 'anonymousPython':
      return { name: 'python ()', detail: 'anonymous', kind: 'function', selection: statement.headerRange };
    case 'def':
      return { name: statement.name, detail: 'def', kind: 'function', selection: statement.nameRange };
    case 'inherit':
    case 'inheritDefer':
      return { name: statement.argument, detail: 'inherit', kind: 'class', selection: statement.argumentRange };
    case 'include':
    case 'require':
    case 'includeAll':
      return { name: statement.argument, detail: statement.kind, kind: 'file', selection: statement.argumentRange };
    case 'addtask':
      return {
        name: statement.tasks.join(' ') || text.slice(statement.range.start, statement.range.end),
        detail: 'addtask',
        kind: 'event',
        selection: statement.textRange,
      };
    case 'addhandler':
      return { name: statement.argument, detail: 'addhandler', kind: 'event', selection: statement.argumentRange };
    default:
      return null;
  }
}

/** Everything that takes more than one line: functions, defs, continued values; and runs of comment lines. */
export function folding({ statements, lines, text }: MetadataDocument): readonly FoldingRange[] {
  const ranges: FoldingRange[] = [];
  for (const statement of statements) {
    const startLine = lines.position(statement.range.start).line;
    const endLine = lines.position(statement.range.end).line;
    if (endLine > startLine) ranges.push({ startLine, endLine });
  }
  let first = -1;
  for (let line = 0; line <= lines.lineCount; line++) {
    const { start } = lines.lineRange(line);
    const isComment = line < lines.lineCount && text[start] === '#';
    if (isComment && first === -1) first = line;
    if (isComment || first === -1) continue;
    if (line - first > 1) ranges.push({ startLine: first, endLine: line - 1 });
    first = -1;
  }
  return ranges.sort((a, b) => a.startLine - b.startLine);
}
