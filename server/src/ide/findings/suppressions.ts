/**
 * Comments that mark a finding as known. `# sighound: ignore CODE reason` on a line of its own applies to the statement
 * below it; inside a function, it applies to the line below. A comment inside a function is part of what is hashed; a
 * comment above the function is not.
 */

import type { SourceRange } from '../../engine/base/text';
import { RULES } from '../../engine/rules/registry';
import { unusedSuppression } from '../../engine/rules/unused-suppression';
import type { EditorDiagnostic } from '../api/analysisApi';
import type { MetadataDocument } from '../documents/document';
import { toEditorRange, type EditorRange } from '../documents/editorRange';

/** A comment and what it applies to. */
export interface Suppression {
  readonly path: string;
  readonly code: string;
  readonly reason: string;
  /** The comment. */
  readonly range: EditorRange;
  /** The statement or line that it applies to; null if nothing follows. */
  readonly target: EditorRange | null;
}

const COMMENT = /^[ \t]*#[ \t]*sighound:[ \t]*ignore(?:[ \t]+(\S+))?(?:[ \t]+(.*?))?[ \t]*$/gm;

/** Whether a text may contain suppressions, and so is worth reading. */
export function mayHaveSuppressions(text: string): boolean {
  return text.includes('sighound:');
}

/** The suppressions of a document, in file order. */
export function suppressionsIn(document: MetadataDocument): readonly Suppression[] {
  const { path, text, lines, statements } = document;
  return [...text.matchAll(COMMENT)].map(([comment, code = '', reason = ''], index, all): Suppression => {
    const start = all[index]?.index ?? 0;
    const range: SourceRange = {
      start: start + (/^[ \t]*/.exec(comment)?.[0].length ?? 0),
      end: start + comment.length,
    };
    const inside = statements.find((statement) => statement.range.start < start && start < statement.range.end);
    const target = inside
      ? lineBelow(range.end, document)
      : (statements.find((statement) => statement.range.start >= range.end)?.range ?? null);
    return { path, code, reason, range: toEditorRange(range, lines), target: target && toEditorRange(target, lines) };
  });
}

function lineBelow(offset: number, { lines }: MetadataDocument): SourceRange {
  return lines.lineRange(lines.position(offset).line + 1);
}

/** Whether a suppression applies to what a rule found at a location. */
export function suppresses(
  { path, code, target }: Suppression,
  found: { readonly code: string; readonly path: string; readonly range: EditorRange },
): boolean {
  if (target === null || path !== found.path || code !== found.code) return false;
  const { start } = found.range;
  const isBehind =
    start.line > target.start.line || (start.line === target.start.line && start.character >= target.start.character);
  const isBefore =
    start.line < target.end.line || (start.line === target.end.line && start.character <= target.end.character);
  return isBehind && isBefore;
}

/** Whether a suppression names a rule. */
export function namesRule({ code }: Suppression): boolean {
  return RULES.some((one) => one.code === code);
}

/** A suppression that hides nothing, as a diagnostic. */
export function unusedDiagnostic(suppression: Suppression): EditorDiagnostic {
  const { path, code, range } = suppression;
  const { code: own, severity, messages } = unusedSuppression;
  const message =
    code === ''
      ? messages.noRule()
      : namesRule(suppression)
        ? messages.nothingHidden(code)
        : messages.unknownRule(code, meantRules(code));
  return { path, range, severity, code: own, message, related: [] };
}

/** The rules that an unknown code may mean: the rules that share most of its words, or else all rules. */
function meantRules(code: string): string {
  const words = new Set(code.toLowerCase().split(/[^a-z]+/));
  const shared = RULES.map((rule) => ({ rule, count: rule.code.split('-').filter((word) => words.has(word)).length }));
  const most = Math.max(...shared.map(({ count }) => count));
  const named = shared.filter(({ count }) => count === most).map(({ rule }) => `\`${rule.code}\``);
  return most === 0 ? `the rules are ${named.join(', ')}` : `did you mean ${named.join(' or ')}?`;
}
