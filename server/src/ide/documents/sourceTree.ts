/** Where an open file shows the folder outside the build from which its recipe takes the sources. */

import type { SourceTree } from '../api/analysisApi';
import { normalize } from '../../engine/files/posixPath';
import { words } from '../../engine/base/pythonText';
import type { Statement } from '../../engine/parse/statements';
import { baseName, type MetadataDocument } from './document';
import { type EditorRange, toEditorRange } from './editorRange';

/**
 * The source tree at the statement of `document` that brings it in. A recipe or append without such a
 * statement, as after `devtool modify`, shows it at its start; another file does not show it.
 */
export function sourceTreeIn(document: MetadataDocument, sourceTree: string): SourceTree | null {
  // Changed files have normal paths.
  const folder = normalize(sourceTree);
  const statement =
    document.statements.find((candidate) => isAssignment(candidate)) ??
    document.statements.find((candidate) => isInherit(candidate));
  if (statement) return { folder, range: toEditorRange(statement.range, document.lines) };
  return /\.(bb|bbappend)$/.test(document.path) ? { folder, range: START } : null;
}

const START: EditorRange = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function isAssignment(statement: Statement): boolean {
  return statement.kind === 'assignment' && baseName(statement.variable) === 'EXTERNALSRC';
}

function isInherit(statement: Statement): boolean {
  return ['inherit', 'inheritDefer'].includes(statement.kind) && 'argument' in statement
    ? words(statement.argument).includes('externalsrc')
    : false;
}
