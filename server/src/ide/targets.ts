/** What a target on a command line names, as far as the names of recipe files tell. */

import { nameInFile, recipeOf } from '../engine/base/recipeNames';
import { basename, normalize } from '../engine/files/posixPath';

/**
 * The recipes that `target` (a path, a mcfn, `zlib`, `zlib_1.3`, `zlib_1.3.bb`) names by itself; none where more has to
 * be known.
 */
export function recipesByName(target: string, recipes: Iterable<string>): readonly string[] {
  const fn = recipeOf(target);
  if (fn.startsWith('/')) return [...recipes].filter((path) => path === fn || normalize(path) === fn);
  return [...recipes].filter((path) => {
    const name = basename(path);
    return name === target || name === `${target}.bb` || nameInFile(path) === target;
  });
}
