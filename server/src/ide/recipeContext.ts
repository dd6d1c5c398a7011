/**
 * In which recipe an open file is looked at: a recipe is its own context; a bbappend, class, include or configuration file
 * is shown as one of the recipes that use it.
 */

import { sorted } from '../engine/base/order';
import type { Engine, RecipeResult, VariantResult } from '../engine/engine';
import { basename, dirname, normalize } from '../engine/files/posixPath';
import { realPath } from '../engine/files/realPath';

/** How many recipes may be read to find one that inherits a class. */
const TEXTS_TO_SEARCH = 2000;

/** The recipe to show `path` in; null where no recipe uses it or the configuration cannot be read. `preferred` is taken if it uses the file. */
export function contextRecipe(path: string, engine: Engine, preferred: string | null): string | null {
  const recipes = engine.recipes();
  if (!recipes) return null;
  const same = (candidate: string): boolean => samePath(candidate, path, engine);
  // A recipe that the configuration does not know (masked, or in no layer) is looked at all the same.
  if (path.endsWith('.bb')) return recipes.recipes.find(same) ?? path;
  if (preferred !== null && engine.evaluate(preferred)?.accesses.dependsOn(path)) return preferred;
  if (path.endsWith('.bbappend')) {
    const append = recipes.allAppends().find(same);
    return append === undefined ? null : (recipes.recipesOf(append)[0] ?? null);
  }
  const needle = needleFor(path);
  const near = recipes.recipes.filter((fn) => fn.startsWith(`${dirname(path)}/`));
  const others = recipes.recipes.filter((fn) => !near.includes(fn));
  if (needle !== null) {
    for (const fn of [...near, ...others].slice(0, TEXTS_TO_SEARCH)) {
      const found = engine.files.readText(fn);
      if (found.kind !== 'text' || !needle.test(found.text)) continue;
      if (engine.evaluate(fn)?.accesses.dependsOn(path)) return fn;
    }
  }
  return path.endsWith('.inc') ? null : (sorted(recipes.recipes)[0] ?? null);
}

/** Whether two paths name one file: layers are given as `BUILD/../meta-layer`, or through a link. */
function samePath(candidate: string, path: string, engine: Engine): boolean {
  if (candidate === path) return true;
  return basename(candidate) === basename(path) && (normalize(candidate) === path || realPath(engine.files, candidate) === realPath(engine.files, path));
}

/** What a recipe that uses the file says. */
function needleFor(path: string): RegExp | null {
  const name = basename(path).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (path.endsWith('.bbclass')) return new RegExp(`^inherit(_defer)?\\b.*\\b${name.replace(/\\\.bbclass$/, '')}\\b`, 'm');
  if (path.endsWith('.inc')) return new RegExp(`^(require|include)\\b.*${name.replace(/^[^_]*_/, '')}|^(require|include)\\b.*${name}`, 'm');
  return null;
}

/** The variant to speak of first: the plain one of the default configuration, else the first that is not skipped. */
export function mainVariant(result: RecipeResult): VariantResult | null {
  const usable = result.variants.filter((variant) => variant.skipped === null);
  return usable.find((variant) => variant.variant === '' && variant.multiconfig === '') ?? usable[0] ?? null;
}
