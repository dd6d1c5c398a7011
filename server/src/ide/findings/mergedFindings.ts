/** Findings of many recipes as one list: each cause once, with all recipes it concerns. */

import type { EditorDiagnostic, RecipeFindings } from '../api/analysisApi';
import { diagnosticId } from './diagnosticId';
import { others } from './findings';

/** A diagnostic and the recipe to ask for its fix. */
export interface MergedFinding {
  readonly fn: string;
  readonly diagnostic: EditorDiagnostic;
}

export class MergedFindings {
  private readonly byId = new Map<string, { readonly fn: string; readonly diagnostics: EditorDiagnostic[] }>();
  private readonly refuted = new Set<string>();

  /** `isWhole`: every recipe is added, so that findings that need the agreement of all recipes can be reported. */
  constructor(private readonly options: { readonly isWhole: boolean }) {}

  add(fn: string, { diagnostics, refuted }: Pick<RecipeFindings, 'diagnostics' | 'refuted'>): void {
    for (const id of refuted) this.refuted.add(id);
    for (const diagnostic of diagnostics) {
      const id = diagnosticId(diagnostic);
      const known = this.byId.get(id);
      if (known) known.diagnostics.push(diagnostic);
      else this.byId.set(id, { fn, diagnostics: [diagnostic] });
    }
  }

  /** In the order in which they were first found. */
  all(): readonly MergedFinding[] {
    return [...this.byId].flatMap(([id, { fn, diagnostics }]) => {
      const [first] = diagnostics;
      if (!first || this.refuted.has(id)) return [];
      if (first.finding?.needsAll === true && !this.options.isWhole && first.path !== fn) return [];
      return [{ fn, diagnostic: merged(first, diagnostics) }];
    });
  }
}

function merged(first: EditorDiagnostic, diagnostics: readonly EditorDiagnostic[]): EditorDiagnostic {
  if (!first.finding || diagnostics.length === 1) return first;
  const affected = diagnostics.flatMap(({ finding }) => finding?.affected ?? []);
  const own = others(first.finding.affected);
  const sentence = first.message.endsWith(own)
    ? first.message.slice(0, first.message.length - own.length)
    : first.message;
  return { ...first, message: sentence + others(affected), finding: { ...first.finding, affected } };
}
