/**
 * What comments can do about diagnostics. A comment that hides a finding is written above its statement, never into a
 * function, whose comments are hashed. A comment that hides nothing is removed; this is tried like a fix, because the
 * comment may be in a function after all.
 */

import type { EditorAction, EditorDiagnostic } from '../api/analysisApi';
import { diagnosticId } from '../findings/diagnosticId';
import { readDocument, type MetadataDocument } from '../documents/document';
import { EditedText } from './editedText';
import { type EditorRange, toEditorRange } from '../documents/editorRange';
import { type Attempt, type FixBase, textsOf } from './fixes';
import { documentAt } from './fixLocations';
import { type ObstacleContext, obstacleTo } from './obstacles';
import { type Suppression, suppresses, suppressionsIn, unusedDiagnostic } from '../findings/suppressions';

/** The placeholder that the user replaces with the reason. */
const REASON = 'reason';

/** Something that a comment may hide. */
export type Hideable = Pick<EditorDiagnostic, 'code' | 'path' | 'range' | 'message' | 'finding'>;

/** Comments that hide findings: one for each finding whose statement can have a comment. */
export function ignoreActions(found: readonly Hideable[], context: ObstacleContext): readonly EditorAction[] {
  return found.flatMap((diagnostic): EditorAction[] => {
    const { code, path } = diagnostic;
    const id = diagnosticId(diagnostic);
    const document = documentAt(path, context.engine);
    const comment = document && commentFor(diagnostic, document, context);
    if (!comment) return [];
    const obstacle = obstacleTo(new Set([path]), context);
    const range = toEditorRange({ start: comment.offset, end: comment.offset }, document.lines);
    return [
      {
        title: `Ignore ${code} here`,
        code,
        id,
        newFiles: [],
        changedTasks: [],
        obstacle,
        edits: obstacle ? [] : [{ path, range, newText: comment.text, placeholder: REASON }],
      },
    ];
  });
}

/** Attempts to remove comments that hide nothing. */
export function removalAttempts(
  unused: readonly Suppression[],
  base: FixBase,
  context: ObstacleContext,
): readonly Attempt[] {
  const texts = textsOf(base, context.engine);
  const mcfn = base.recipe?.result.variants.find(({ signatures }) => signatures !== null)?.mcfn;
  return mcfn === undefined
    ? []
    : unused.flatMap((suppression): Attempt[] => {
        const { path, range } = suppression;
        const document = documentAt(path, texts);
        if (!document) return [];
        const { lines, text } = document;
        const start = lines.offset({ line: range.start.line, character: 0 });
        const line = lines.lineRange(range.start.line);
        const end = line.end + (/^(\r\n|\r|\n)/.exec(text.slice(line.end))?.[0].length ?? 0);
        const diagnostic = unusedDiagnostic(suppression);
        return [
          {
            aim: {
              title: 'Remove this comment',
              code: diagnostic.code,
              id: diagnosticId(diagnostic),
              mcfn,
              task: null,
              variable: '',
              isAim: () => false,
            },
            plans: [[{ path, range: { start, end }, text: '' }]],
          },
        ];
      });
}

/** The comment and its offset; null if the finding is in no statement, or if the comment would not hide the finding. */
function commentFor(
  found: Hideable,
  document: MetadataDocument,
  { engine }: ObstacleContext,
): { readonly offset: number; readonly text: string } | null {
  const { path, text, lines, statements } = document;
  const { code } = found;
  const index = lines.offset(found.range.start);
  const statement = statements.find(({ range }) => range.start <= index && index <= range.end);
  if (!statement) return null;
  const indentation = /[ \t]*$/.exec(text.slice(0, statement.range.start))?.[0] ?? '';
  const offset = statement.range.start - indentation.length;
  const newline = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
  const comment = `${indentation}# sighound: ignore ${code} ${REASON}${newline}`;
  const edited = new EditedText(text);
  edited.apply([{ range: { start: offset, end: offset }, text: comment }]);
  const after = readDocument(path, edited.text, engine.release);
  const isSame = after.problems.length === document.problems.length && after.statements.length === statements.length;
  // A comment right after a `def` is part of it.
  const isHashed = after.statements.some(({ range }) => range.start < offset && offset < range.end);
  return isSame &&
    !isHashed &&
    suppressionsIn(after).some((suppression) => suppresses(suppression, { ...found, range: moved(found.range) }))
    ? { offset, text: comment }
    : null;
}

/** The range after one more line was inserted above it. */
function moved({ start, end }: EditorRange): EditorRange {
  return { start: { ...start, line: start.line + 1 }, end: { ...end, line: end.line + 1 } };
}
