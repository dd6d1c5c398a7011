/** Compares the files that two tasks depend on. */

import { addTo } from '../base/lists';

/** A file's name and MD5. */
export type Checksum = readonly [name: string, md5: string];

export interface ChecksumDiff {
  readonly changed: readonly { readonly name: string; readonly before: string; readonly after: string }[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * What is in one list and not in the other; repeated entries count. An entry whose name is in both rests has changed.
 */
export function diffChecksums(before: readonly Checksum[], after: readonly Checksum[]): ChecksumDiff {
  const added = without(after, before);
  const removed = without(before, after);
  const waiting = new Map<string, number[]>();
  for (const [index, [name]] of added.entries()) addTo(waiting, name, index);
  const paired = new Set<number>();
  const changed: { name: string; before: string; after: string }[] = [];
  const gone: string[] = [];
  for (const [name, md5] of removed) {
    const index = waiting.get(name)?.shift();
    const partner = index === undefined ? undefined : added[index];
    if (index === undefined || !partner) {
      gone.push(name);
      continue;
    }
    paired.add(index);
    changed.push({ name, before: md5, after: partner[1] });
  }
  return { changed, added: added.filter((_, index) => !paired.has(index)).map(([name]) => name), removed: gone };
}

/** The entries of `list` that `other` does not have, or not as often. */
function without(list: readonly Checksum[], other: readonly Checksum[]): readonly Checksum[] {
  const counts = new Map<string, number>();
  const keyOf = ([name, md5]: Checksum): string => `${name}\0${md5}`;
  for (const entry of other) counts.set(keyOf(entry), (counts.get(keyOf(entry)) ?? 0) - 1);
  for (const entry of list) counts.set(keyOf(entry), (counts.get(keyOf(entry)) ?? 0) + 1);
  return list.filter((entry) => {
    const left = counts.get(keyOf(entry)) ?? 0;
    counts.set(keyOf(entry), left - 1);
    return left > 0;
  });
}
