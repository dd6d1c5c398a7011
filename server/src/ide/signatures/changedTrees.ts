/** Source trees outside the build whose changes make two signatures differ. */

import type { AtHead, HeadChanges } from '../../engine/files/headFiles';
import { isWithin } from '../../engine/files/posixPath';
import type { Explanation, RootCause } from '../../engine/siginfo/explainDifference';

/** The source tree from which metadata made a file that a task hashes; null if it is a file like any other. */
export type SourceTreeOf = (task: string, file: string) => string | null;

/** A source tree, and what differs there from its commit now. Signatures do not contain the tree of an earlier time. */
export interface ChangedTree {
  readonly folder: string;
  readonly changes: AtHead<HeadChanges>;
}

/** The source trees of those root causes that are files made from one. `treeOf`: null where nothing is known of them. */
export async function changedTrees(
  { roots }: Explanation,
  treeOf: SourceTreeOf | null,
  changesIn: (folder: string) => Promise<AtHead<HeadChanges>>,
): Promise<ReadonlyMap<RootCause, ChangedTree>> {
  const trees = new Map<RootCause, ChangedTree>();
  for (const root of roots) {
    const { cause, tasks } = root;
    const [first] = tasks;
    if (cause.kind !== 'file-changed' || !first) continue;
    const folder = treeOf?.(first.task, cause.name) ?? null;
    if (folder !== null) trees.set(root, { folder, changes: await changesIn(folder) });
  }
  return trees;
}

/** The files of a source tree that differ from its commit; those in the tree by their paths below it. */
export function pathsBelow(folder: string, { files, unknown }: HeadChanges): readonly string[] {
  return [...files.map(({ path }) => path), ...unknown].map((path) =>
    isWithin(path, folder) ? path.slice(folder.length).replace(/^\/+/, '') : path,
  );
}
