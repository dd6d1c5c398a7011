/**
 * What rules find in single files, independent of what is evaluated with them. A file is checked once until it changes:
 * hundreds of recipes read the same classes.
 */

import { LineIndex } from '../../engine/base/text';
import { RULES } from '../../engine/rules/registry';
import type { ConfiguredNames, Rule, TextFinding } from '../../engine/rules/rule';
import type { EditorDiagnostic } from '../api/analysisApi';
import type { MetadataDocument } from '../documents/document';
import { toEditorRange } from '../documents/editorRange';

/** What a rule finds in a file. */
export interface FileFinding {
  /** Identifies the cause and its location. */
  readonly id: string;
  readonly path: string;
  readonly rule: Rule;
  readonly finding: TextFinding;
  readonly diagnostic: EditorDiagnostic;
}

export class FileFindings {
  private readonly known = new Map<string, readonly FileFinding[]>();

  /**
   * The findings in the file at `path`. `read` reads the file if its findings are not known; none if `read` returns
   * null.
   */
  of(path: string, names: ConfiguredNames, read: (path: string) => MetadataDocument | null): readonly FileFinding[] {
    const known = this.known.get(path);
    if (known) return known;
    const document = read(path);
    const found = document ? fileFindings(document, names) : [];
    this.known.set(path, found);
    return found;
  }

  /** Files have changed: all findings are forgotten, because the configuration may concern all files. */
  forget(): void {
    this.known.clear();
  }
}

/** The findings of all rules that check texts, in the order of the rules and of the file. */
export function fileFindings(
  { path, text, statements }: MetadataDocument,
  names: ConfiguredNames,
): readonly FileFinding[] {
  const lines = new LineIndex(text);
  return RULES.flatMap((rule) =>
    (rule.checkText?.({ ...names, path, text, statements }) ?? []).map((finding): FileFinding => {
      const { code, severity } = rule;
      const { variable, message } = finding;
      const range = toEditorRange(finding.range, lines);
      const id = JSON.stringify([code, path, range, variable]);
      return {
        id,
        path,
        rule,
        finding,
        diagnostic: {
          path,
          range,
          severity,
          code,
          message,
          related: [],
          finding: { id, mcfn: null, task: null, variable, key: variable, value: '', chain: [variable], affected: [] },
        },
      };
    }),
  );
}
