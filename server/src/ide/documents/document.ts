/** One open metadata file as the features use it: text, lines and statements, and the names that statements concern. */

import { LineIndex } from '../../engine/base/text';
import type { BitbakeRelease } from '../../engine/base/release';
import type { FileSource } from '../../engine/files/fileSource';
import { parseFile } from '../../engine/parse/parseFile';
import type { ParseProblem, Statement } from '../../engine/parse/statements';

export interface MetadataDocument {
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly statements: readonly Statement[];
  readonly problems: readonly ParseProblem[];
}

/** Reads a text as metadata. For a text that BitBake would reject, the result has the statements that can be read. */
export function readDocument(path: string, text: string, release: BitbakeRelease): MetadataDocument {
  const parsed = parseFile(path, text, release, { baseConfiguration: path.endsWith('.conf') });
  const { statements, problems } = 'unsupported' in parsed ? { statements: [], problems: [] } : parsed;
  return { path, text, lines: new LineIndex(text), statements, problems };
}

/** The document at `path` as in the engine's files; null if it cannot be read. */
export function openDocument(path: string, files: FileSource, release: BitbakeRelease): MetadataDocument | null {
  const found = files.readText(path);
  return found.kind === 'text' ? readDocument(path, found.text, release) : null;
}

/** `do_install:append:class-target` as `do_install`: the name whose value a statement changes. */
export function baseName(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(0, colon);
}

/** The variable, function or task that a statement defines or changes; null if it names none. */
export function definedName(statement: Statement): string | null {
  switch (statement.kind) {
    case 'assignment':
    case 'export':
    case 'unset':
    case 'unsetFlag':
      return baseName(statement.variable);
    case 'function':
    case 'def':
      return baseName(statement.name);
    default:
      return null;
  }
}
