/** Proposes to report a file to BitBake before metadata reads it, so that a change of the file makes BitBake parse again. */

import type {
  AnonymousPythonStatement,
  AssignmentStatement,
  DefStatement,
  FunctionStatement,
  Statement,
} from '../../parse/statements';
import { basename } from '../../files/posixPath';
import type { FixProposal, RuleContext, RuleVariant, TextChange } from '../rule';

type CodeStatement = AnonymousPythonStatement | AssignmentStatement | DefStatement | FunctionStatement;

/** Calls whose first argument is the path that they read. */
const READS = /(?<![\w.])(?:open|io\.open|codecs\.open|os\.listdir|os\.scandir|os\.path\.(?:exists|isfile|isdir))\(/g;
/** More marks than this are not tried. */
const MOST_PLACES = 4;

/** A read of a path in code, and where it is in its file. */
interface Read {
  readonly start: number;
  readonly argument: string;
}

/** The ways to mark `path`, the most probable first: each is tried before it is offered. */
export function markings(path: string, { d }: RuleVariant, context: RuleContext): readonly FixProposal[] {
  const files = [context.fn, ...d.fileDependencies()].filter((file) => context.isOwn(file));
  const found = [...new Set(files)].flatMap((file) => {
    const text = context.files.readText(file);
    if (text.kind !== 'text') return [];
    return context
      .statements(file)
      .flatMap((statement) =>
        isCode(statement)
          ? readsIn(statement, text.text).map((read) => ({ change: markingOf(file, text.text, statement, read), read }))
          : [],
      );
  });
  const name = basename(path);
  const named = found.filter(({ read }) => read.argument.includes(name));
  return [...named, ...found.filter((one) => !named.includes(one))].slice(0, MOST_PLACES).map(({ change }) => ({
    title: `Mark ${name} as a dependency of the recipe (bb.parse.mark_dependency)`,
    changes: [change],
  }));
}

function isCode(statement: Statement): statement is CodeStatement {
  return (
    statement.kind === 'anonymousPython' ||
    (statement.kind === 'function' && statement.python) ||
    (statement.kind === 'def' && /^[^\n]*\(([^\n]*,)?\s*d\b/.test(statement.text)) ||
    (statement.kind === 'assignment' && statement.value.includes('${@'))
  );
}

function readsIn(statement: CodeStatement, text: string): readonly Read[] {
  const { start, end } = statement.kind === 'assignment' ? statement.valueRange : statement.bodyRange;
  return [...text.slice(start, end).matchAll(READS)].flatMap((found): Read[] => {
    const from = start + found.index;
    const open = from + found[0].length;
    let depth = 1;
    let comma: number | null = null;
    for (let at = open; at < end; at++) {
      const character = text.charAt(at);
      if ('([{'.includes(character)) depth++;
      else if (')]}'.includes(character)) depth--;
      else if (character === ',' && depth === 1) comma ??= at;
      if (depth === 0) return [{ start: from, argument: text.slice(open, comma ?? at).trim() }];
    }
    return [];
  });
}

function markingOf(path: string, text: string, statement: CodeStatement, { start, argument }: Read): TextChange {
  const mark = `bb.parse.mark_dependency(d, ${argument})`;
  if (statement.kind === 'assignment') {
    // `:=` expands its value in a copy of the datastore, where a mark would be lost.
    const { start: before } = statement.range;
    return { path, range: { start: before, end: before }, text: `python () {\n    ${mark}\n}\n` };
  }
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(line))?.[0] ?? '';
  return { path, range: { start: line, end: line }, text: `${indent}${mark}\n` };
}
