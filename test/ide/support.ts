/**
 * Shared helpers of the tests of editor features: a workspace from a fixture, with marks as offsets and locations as
 * `file:line:column`.
 */

import { LineIndex, type Position } from '../../server/src/engine/base/text';
import type { EditorRange } from '../../server/src/ide/documents/editorRange';
import { LAYER, RECIPE, type TestAnalysis } from '../support/analysis';
import { DEFAULT_PATH, type MarkedFile, mark, parseFixture } from '../support/markers';

export interface OpenedFixture extends Omit<ReturnType<TestAnalysis['open']>, 'files'> {
  /** The fixture's files by absolute path; text outside any file is the recipe `RECIPE`. */
  readonly files: ReadonlyMap<string, MarkedFile>;
  /** Path and file of the first file that has marks, otherwise of the first file. */
  readonly path: string;
  readonly file: MarkedFile;
}

/** Opens the example with the fixture's files; their paths are relative to the layer, or absolute. */
export function openFixture(tests: TestAnalysis, source: string): OpenedFixture {
  const files = new Map(parseFixture(source).map((file) => [pathOf(file.path), file] as const));
  const entries = [...files];
  const [path, file] = entries.find(([, { ranges, cursors }]) => ranges.length + cursors.length > 0) ?? entries[0]!;
  return { ...tests.open(Object.fromEntries(entries.map(([name, { text }]) => [name, text]))), files, path, file };
}

function pathOf(path: string): string {
  if (path === DEFAULT_PATH) return RECIPE;
  return path.startsWith('/') ? path : `${LAYER}/${path}`;
}

/** A marked offset as a position in the editor. */
export function positionOf({ text }: MarkedFile, offset: number): Position {
  return new LineIndex(text).position(offset);
}

/** The text with marks around editor ranges. */
export function withMarks(text: string, ranges: readonly EditorRange[]): string {
  const lines = new LineIndex(text);
  return mark(
    text,
    ranges.map(({ start, end }) => ({ start: lines.offset(start), end: lines.offset(end) })),
  );
}

/** The text with marks around its marked ranges: the expected result of `withMarks`. */
export function marked({ text, ranges }: MarkedFile): string {
  return mark(text, ranges);
}
