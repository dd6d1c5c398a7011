/**
 * Where the lines of a fix go: into a file of the user's own layers, after the statement that they belong to. What is
 * in a foreign layer is fixed from a bbappend of the recipe in an own layer; if there is none, the bbappend is created.
 */

import { words } from '../../engine/base/pythonText';
import type { VariantResult } from '../../engine/engine';
import { basename, dirname, join, normalize } from '../../engine/files/posixPath';
import { type TextSource, definitionsOf, splitKey } from '../documents/chains';
import { type MetadataDocument, definedName, readDocument } from '../documents/document';
import { type ObstacleContext, isOwnFile } from './obstacles';
import { ownLayerOf } from './ownLayers';

/** A line about a key, and the task it is written for. */
export interface PlannedLine {
  readonly key: string;
  readonly text: string;
  readonly task: string | null;
}

/** What a plan needs to know about the workspace. */
export interface PlanContext extends ObstacleContext {
  readonly layers: readonly string[];
}

/** Text to insert at an offset of a file's present text. */
export interface Insertion {
  readonly path: string;
  readonly offset: number;
  readonly text: string;
}

/**
 * The files that may get a line about `key`, the best first: where the key is defined, the recipe, a bbappend, the
 * configuration of the build. Only files of own layers and of the build directory are possible.
 */
export function filesForLine(
  key: string,
  shown: string,
  variant: VariantResult,
  fn: string,
  appends: readonly string[],
  context: PlanContext,
): readonly string[] {
  const { buildDir } = context;
  const isMetadata = (path: string): boolean => /\.(bb|bbappend|inc|bbclass|conf)$/.test(path);
  const found = [
    normalize(shown),
    ...definitionsOf(key, variant.d).map(({ file }) => normalize(file)),
    normalize(fn),
  ].filter((path) => isMetadata(path) && isOwnFile(path, context));
  const append = appendFor(fn, appends, context);
  if (append !== null) found.push(append);
  found.push(join(buildDir, 'conf/local.conf'));
  return [...new Set(found)];
}

/**
 * The bbappend of a foreign recipe in an own layer, which exists or is to be created; null if the recipe is an own one
 * or if there is no own layer.
 */
function appendFor(fn: string, appends: readonly string[], { own, layers }: PlanContext): string | null {
  const recipe = normalize(fn);
  const present = appends.find((path) => ownLayerOf(normalize(path), own) !== null);
  if (present !== undefined) return normalize(present);
  const [layer] = own;
  const home = layers.find((candidate) => recipe.startsWith(`${candidate}/`));
  if (layer === undefined || home === undefined || ownLayerOf(recipe, own) !== null) return null;
  return join(
    join(layer, dirname(recipe.slice(home.length + 1))),
    `${basename(recipe).replace(/\.bb$/, '').split('_')[0] ?? ''}_%.bbappend`,
  );
}

/** A file's text and statements; a missing file is empty. */
export function documentAt(path: string, { files, release }: TextSource): MetadataDocument | null {
  const found = files.readText(path);
  if (found.kind === 'missing') return readDocument(path, '', release);
  return found.kind === 'text' ? readDocument(path, found.text, release) : null;
}

/**
 * Where the line goes in a document: after the last statement about the key, else after the last one about the task,
 * else at the end of the file.
 */
export function insertionOf({ key, text: line, task }: PlannedLine, document: MetadataDocument): Insertion {
  const about = (name: string): number => {
    let end = -1;
    for (const statement of document.statements)
      if (definedName(statement) === splitKey(name).variable) end = Math.max(end, statement.range.end);
    return end;
  };
  const own = about(key);
  const end = own !== -1 || task === null ? own : about(task);
  const { path, text } = document;
  const newline = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
  if (end === -1) {
    const separator = text === '' || /[\r\n]$/.test(text) ? '' : newline;
    return { path, offset: text.length, text: `${separator}${line}${newline}` };
  }
  return {
    path,
    offset: text.startsWith('\r\n', end) || end === text.length ? end : skipTrailing(text, end),
    text: `${newline}${line}`,
  };
}

/**
 * Skips blanks that are not part of a statement's range, so that the new line does not separate them from the
 * statement.
 */
function skipTrailing(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r' && words(text.charAt(at)).length === 0) at++;
  return at;
}
