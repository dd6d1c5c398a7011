/**
 * A bbappend that no recipe belongs to: rules can report nothing about it, and no fix can be tried. BitBake does not
 * even begin a build.
 */

import { textOf } from '../../engine/datastore/datastore';
import type { Engine } from '../../engine/engine';
import { basename } from '../../engine/files/posixPath';
import type { EditorDiagnostic } from '../api/analysisApi';
import { lineLocation } from '../documents/editorRange';
import { samePath } from '../documents/recipeContext';

/** The problem of a bbappend without a recipe that the user views; null if it has a recipe, or is no bbappend. */
export function danglingAppend(path: string, engine: Engine): EditorDiagnostic | null {
  const outcome = engine.configuration();
  if (!path.endsWith('.bbappend') || !outcome.ok) return null;
  const collections = engine.multiconfigs().flatMap((multiconfig) => engine.recipes(multiconfig) ?? []);
  const appends = collections.map((collection) => ({
    collection,
    append: collection.allAppends().find((candidate) => samePath(candidate, path, engine)),
  }));
  if (appends.some(({ collection, append }) => append !== undefined && collection.recipesOf(append).length > 0))
    return null;
  const name = basename(path).replace(/\.bbappend$/, '');
  const isCollected = appends.some(({ append }) => append !== undefined);
  const warnOnly = outcome.configuration.stores.get('')?.getVar('BB_DANGLINGAPPENDS_WARNONLY') ?? null;
  const isFatal =
    isCollected && !['1', 'yes', 'true'].includes(warnOnly === null ? '' : textOf(warnOnly).toLowerCase());
  const message = isCollected
    ? `this bbappend has no recipe: BitBake looks for \`${name}.bb\`${name.includes('%') ? ' with anything for `%`' : ''}${isFatal ? ' and refuses every build without it' : ''}; rename the bbappend after its recipe, or remove it`
    : 'no layer has this bbappend in its `BBFILES`: it changes nothing; move it to where its layer looks for recipes';
  return {
    ...lineLocation(path, 1, engine.files),
    severity: isFatal ? 'error' : 'warning',
    code: isFatal ? 'metadata-error' : 'metadata-warning',
    message,
    related: [],
  };
}
