/** `addfragments`: configuration fragments by name. Mirrors `bb.parse.ast.AddFragmentsNode`. */

import { words } from '../base/pythonText';
import type { Datastore } from '../datastore/datastore';
import { join } from '../files/posixPath';
import { collectionOf } from './collections';
import type { AddfragmentsStatement } from '../parse/statements';
import { DatastoreError } from '../base/datastoreError';
import type { Evaluation } from './evaluation';
import { includeFile } from './includes';

/** Includes each fragment of the list, or sets the variable that belongs to a builtin fragment. */
export function addFragments(
  statement: AddfragmentsStatement,
  file: string,
  d: Datastore,
  evaluation: Evaluation,
): void {
  if (d.getVar('_BB_SKIP_FRAGMENTS') === '1') return;
  const layers = words(d.getText('BBLAYERS'));
  const flagged = words(d.getText(statement.metadata));
  const builtin = new Map(
    words(d.getText(statement.builtin ?? '')).map((entry): readonly [string, string] => {
      const at = entry.indexOf(':');
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
  for (const fragment of words(d.getText(statement.list))) {
    const slash = fragment.indexOf('/');
    const prefix = fragment.slice(0, Math.max(slash, 0));
    const name = fragment.slice(slash + 1);
    const variable = builtin.get(prefix);
    if (variable !== undefined) {
      if (d.getVar(variable, { noWeakDefault: true }) !== null) {
        throw new DatastoreError(
          'BBHandledException',
          `the builtin fragment \`${fragment}\` is used while \`${variable}\` is already assigned: disable the fragment or remove the assignment`,
        );
      }
      d.setVar(variable, name, { parsing: true });
      continue;
    }
    const relative = d.expand(`${statement.prefix}/${name}.conf`);
    const path = layers
      .map((layer) => join(layer, relative))
      .find((candidate) => evaluation.files.stat(candidate) && collectionOf(candidate, d) === prefix);
    if (path === undefined)
      throw new DatastoreError(
        'BBHandledException',
        `could not find the fragment \`${fragment}\` in the enabled layers`,
      );
    includeFile(file, path, 'include fragment', d, evaluation);
    for (const name of flagged) {
      const value = d.getVar(name);
      d.setVarFlag(name, fragment, value);
      d.setVar(name, null);
    }
  }
}
