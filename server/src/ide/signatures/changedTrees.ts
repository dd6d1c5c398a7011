/** Source trees outside the build whose changes make two signatures differ. */

import type { AtHead, HeadChanges } from '../../engine/files/headFiles';
import { isWithin } from '../../engine/files/posixPath';
import type { Explanation, RootCause } from '../../engine/siginfo/explainDifference';

/** A source tree, and what differs there from its commit now. Signatures do not contain the tree of an earlier time. */
export interface ChangedTree {
  readonly folder: string;
  /** The file that stands for the tree in the signature. */
  readonly file: string;
  readonly changes: AtHead<HeadChanges>;
}

/**
 * The source tree from which metadata made a file that a task hashes. null if it is a file like any other. Only the
 * workspace knows this.
 */
export type SourceTreeOf = (task: string, file: string) => Promise<ChangedTree | null>;

/** The source trees of those root causes that are files made from one. `treeOf`: null if no signature has a workspace. */
export async function changedTrees(
  { roots }: Explanation,
  treeOf: SourceTreeOf | null,
): Promise<ReadonlyMap<RootCause, ChangedTree>> {
  const trees = new Map<RootCause, ChangedTree>();
  for (const root of roots) {
    const { cause, tasks } = root;
    const [first] = tasks;
    const tree = cause.kind === 'file-changed' && first ? await treeOf?.(first.task, cause.name) : null;
    if (tree) trees.set(root, tree);
  }
  return trees;
}

/** The files of a source tree that differ from its commit; those in the tree by their paths below it. */
export function pathsBelow(folder: string, { files, unknown }: HeadChanges): readonly string[] {
  return [...files.map(({ path }) => path), ...unknown].map((path) =>
    isWithin(path, folder) ? path.slice(folder.length).replace(/^\/+/, '') : path,
  );
}
