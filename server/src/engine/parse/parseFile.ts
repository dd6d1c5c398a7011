/**
 * Chooses the parser for a file by its name. Mirrors the `supports` functions of BitBake's two handlers.
 */

import type { BitbakeRelease } from '../base/release';
import { type ConfOptions, parseConf } from './confParser';
import { parseRecipe } from './recipeParser';
import type { ParsedFile } from './statements';

/** The parser of a file that a statement names; null if BitBake has none, which is a `ParseError`. */
export function handlerOf(path: string): 'conf' | 'recipe' | null {
  if (path.endsWith('.conf')) return 'conf';
  const extension = extensionOf(path);
  return extension === '.bb' || extension === '.bbclass' || extension === '.inc' ? 'recipe' : null;
}

/**
 * The statements of the file at `path`. In addition to the types in `handlerOf`, a `.bbappend` is read as a recipe:
 * BitBake does so for the appends that it collected, but not for one that a statement includes.
 */
export function parseFile(
  path: string,
  text: string,
  release: BitbakeRelease,
  options: ConfOptions,
): ParsedFile | { readonly unsupported: string } {
  const handler = handlerOf(path);
  if (handler === 'conf') return parseConf(text, release, options);
  const extension = extensionOf(path);
  if (handler === 'recipe' || extension === '.bbappend') return parseRecipe(text, release);
  return { unsupported: extension };
}

/** Python's `os.path.splitext(path)[1]`: leading dots of a file name do not start an extension. */
function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 || /^\.*$/.test(name.slice(0, dot)) ? '' : name.slice(dot);
}
