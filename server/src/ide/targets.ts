/** Finds what a target on a command line names, from the names of recipe files alone. */

import { nameInFile, recipeOf } from '../engine/base/recipeNames';
import { basename, normalize } from '../engine/files/posixPath';

/**
 * The recipes that `target` (a path, a mcfn, `zlib`, `zlib_1.3`, `zlib_1.3.bb`) names by its text alone; none if more
 * information is needed.
 */
export function recipesByName(target: string, recipes: Iterable<string>): readonly string[] {
  const fn = recipeOf(target);
  if (fn.startsWith('/')) return [...recipes].filter((path) => path === fn || normalize(path) === fn);
  return [...recipes].filter((path) => {
    const name = basename(path);
    return name === target || name === `${target}.bb` || nameInFile(path) === target;
  });
}
