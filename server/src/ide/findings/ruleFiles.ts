/** The files that rules see while a fix is tried: they have the texts of the trial. */

import type { FileSource } from '../../engine/files/fileSource';
import type { Statement } from '../../engine/parse/statements';
import type { RuleContext } from '../../engine/rules/rule';
import { openDocument } from '../documents/document';

/** The same context with different files. */
export function withFiles(context: RuleContext, files: FileSource): RuleContext {
  if (files === context.files) return context;
  const known = new Map<string, readonly Statement[]>();
  const statements = (path: string): readonly Statement[] => {
    const found = known.get(path) ?? openDocument(path, files, context.release)?.statements ?? [];
    known.set(path, found);
    return found;
  };
  return { ...context, files, statements };
}
