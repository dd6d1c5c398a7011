/**
 * Identifies a diagnostic: by the finding's id, which is the same in all variants and recipes, or else by its code,
 * location and message.
 */

import type { EditorDiagnostic } from '../api/analysisApi';

export function diagnosticId({
  code,
  path,
  range,
  message,
  finding,
}: Pick<EditorDiagnostic, 'code' | 'path' | 'range' | 'message' | 'finding'>): string {
  return finding?.id ?? JSON.stringify([code, path, range, message]);
}
