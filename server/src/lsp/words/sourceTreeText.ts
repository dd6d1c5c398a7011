/** The lens of a recipe whose sources are outside the build: whether they differ from their commit. */

import type { AtHead, HeadChanges } from '../../engine/files/headFiles';
import type { SourceTree } from '../../ide/api/analysisApi';
import { listedFiles } from '../../ide/counted';
import { pathsBelow } from '../../ide/signatures/changedTrees';
import { label } from '../../text/labels';
import { plain } from '../../text/characters';
import type { ShownLens } from './shown';
import { toRange } from './toProto';

/** So many files fit into a title. */
const NAMED_IN_TITLE = 2;
/** So many files fit into a tooltip. */
const NAMED_IN_TOOLTIP = 20;

/** The lens stays where it is while its text changes. `changes`: null while the tree was not looked through yet. */
export function sourceTreeLens({ folder, range }: SourceTree, changes: AtHead<HeadChanges> | null): ShownLens {
  const { title, details } = words(folder, changes);
  return {
    range: toRange(range),
    // Nothing to run: editors show such a lens as text.
    command: { title: label(title), tooltip: plain([folder, ...details].join('\n')), command: '' },
  };
}

function words(
  folder: string,
  changes: AtHead<HeadChanges> | null,
): { readonly title: string; readonly details: readonly string[] } {
  if (changes === null) return { title: 'source tree …', details: [] };
  if (changes.kind === 'none')
    return { title: 'source tree without a commit', details: ['its files are in the hashes, whatever they contain'] };
  if (changes.kind === 'unknown') return { title: 'source tree: changes not known', details: [changes.reason] };
  const paths = pathsBelow(folder, changes.value);
  if (paths.length === 0) return { title: 'source tree as committed', details: [changes.value.commit] };
  return {
    title: `source tree changed: ${listedFiles(paths, NAMED_IN_TITLE)}`,
    details: [listedFiles(paths, NAMED_IN_TOOLTIP, '\n')],
  };
}
