/** Views of statements for the parser tests: without positions, or with the source text of every part. */

import { recordedRelease } from '../../support/releases';
import { parseConf } from '../../../server/src/engine/parse/confParser';
import { parseRecipe } from '../../../server/src/engine/parse/recipeParser';
import type { SourceRange } from '../../../server/src/engine/base/text';
import type { ParsedFile, Statement } from '../../../server/src/engine/parse/statements';

export const KIRKSTONE = recordedRelease('2.0.0');
export const SCARTHGAP = recordedRelease('2.8.1');
export const WRYNOSE = recordedRelease('2.18.0');

/** A recipe as the default release reads it. */
export function recipe(text: string, release = WRYNOSE): ParsedFile {
  return parseRecipe(text, release);
}

/** An included `.conf` file as the default release reads it. */
export function conf(text: string, release = WRYNOSE): ParsedFile {
  return parseConf(text, release, { baseConfiguration: false });
}

/** The ranges of a statement by the name of their field. */
export function rangesOf(statement: Statement): [string, SourceRange][] {
  return Object.entries(statement).filter(
    (entry): entry is [string, SourceRange] => /range$/i.test(entry[0]) && entry[1] !== null,
  );
}

/** The content of the statements, without positions and lines. */
export function meaning(file: ParsedFile): Record<string, unknown>[] {
  return file.statements.map((statement) =>
    Object.fromEntries(Object.entries(statement).filter(([key]) => !/range$|line$/i.test(key))),
  );
}

/** `VAR[flag] OP value` of each assignment, short enough for tables. */
export function assignments(file: ParsedFile): string[] {
  return file.statements.flatMap((s) => {
    if (s.kind !== 'assignment') return [];
    const flag = s.flag === null ? '' : `[${s.flag}]`;
    return [`${s.exported ? 'export ' : ''}${s.variable}${flag} ${s.operator} ${s.value}`];
  });
}

/** The source text of every range of the first statement. */
export function partsOf(text: string, file: ParsedFile): Record<string, string> {
  const [first] = file.statements;
  if (first === undefined) throw new Error('no statement');
  return Object.fromEntries(rangesOf(first).map(([key, range]) => [key, text.slice(range.start, range.end)]));
}
