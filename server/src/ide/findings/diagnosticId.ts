/** What names a diagnostic: the finding's id, which is the same in all variants and recipes, or all that it says. */

import type { EditorDiagnostic } from '../analysisApi';

export function diagnosticId({
  code,
  path,
  range,
  message,
  finding,
}: Pick<EditorDiagnostic, 'code' | 'path' | 'range' | 'message' | 'finding'>): string {
  return finding?.id ?? JSON.stringify([code, path, range, message]);
}
