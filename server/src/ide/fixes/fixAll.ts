/**
 * All fixes of a file as one change. Each fix is made on top of the fixes before it and tried together with them, until
 * nothing is left that can be fixed. So no two fixes conflict, all of them work together, and a second run has nothing
 * to offer.
 */

import type { EditorFixAll, EditorObstacle, EditorTextEdit } from '../api/analysisApi';
import { EditedText } from './editedText';
import { toEditorRange } from '../documents/editorRange';
import { type Aim, type Attempt, type FixBase, type FixContext, changedTasks, firstVerified } from './fixes';
import { documentAt } from './fixLocations';

/** At most this many fixes are made; more are left to another run. */
const MOST_FIXES = 100;

/**
 * Makes the fixes that `attemptsIn` proposes for a state of the files, and then for each state that results. null if
 * there is nothing to fix.
 */
export async function fixAll(
  start: FixBase,
  attemptsIn: (base: FixBase) => readonly Attempt[],
  context: FixContext,
): Promise<EditorFixAll | null> {
  const edited = new Map<string, EditedText>();
  const failed = new Set<string>();
  let base = start;
  let first: Aim | null = null;
  let obstacle: EditorObstacle | null = null;
  let count = 0;
  while (count < MOST_FIXES) {
    // A fix with a risk is for the user to decide.
    const attempts = attemptsIn(base).filter(({ aim }) => aim.risk === undefined);
    // A finding that could not be fixed before is tried again after all others.
    const isNew = ({ aim }: Attempt): boolean => !failed.has(nameOf(aim));
    const outcome = await firstVerified(
      [...attempts.filter(isNew), ...attempts.filter((attempt) => !isNew(attempt))],
      base,
      context,
    );
    for (const { aim } of attempts) if (outcome.failed.includes(aim.id)) failed.add(nameOf(aim));
    obstacle = outcome.obstacle;
    if (!outcome.verified) break;
    for (const path of new Set(outcome.verified.changes.map((change) => change.path))) {
      const text = edited.get(path) ?? new EditedText(documentAt(path, context.engine)?.text ?? '');
      text.apply(outcome.verified.changes.filter((change) => change.path === path));
      edited.set(path, text);
    }
    base = outcome.verified.after;
    first ??= attempts.find(({ aim }) => aim.id === outcome.verified?.fix.id)?.aim ?? null;
    count++;
  }
  if (!first) return obstacle && { count, edits: [], newFiles: [], changedTasks: [], obstacle };
  return {
    count,
    edits: [...edited].flatMap(([path, text]) => editsOf(path, text, context)),
    newFiles: [...edited.keys()].filter((path) => context.engine.files.stat(path) === undefined),
    changedTasks: changedTasks(first, start, base),
    obstacle: null,
  };
}

/** A name that a finding keeps when other fixes move it. */
function nameOf({ code, mcfn, variable, title }: Aim): string {
  return JSON.stringify([code, mcfn, variable, title]);
}

function editsOf(path: string, text: EditedText, { engine }: FixContext): readonly EditorTextEdit[] {
  const document = documentAt(path, engine);
  return document
    ? text.edits().map(({ range, text: newText }) => ({ path, range: toEditorRange(range, document.lines), newText }))
    : [];
}
