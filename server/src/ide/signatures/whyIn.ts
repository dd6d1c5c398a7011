/** The way by which a name gets into a task's hash in one variant, or acts on it from outside, as plain data. */

import { textOf } from '../../engine/datastore/datastore';
import type { VariantResult } from '../../engine/engine';
import { normalize } from '../../engine/files/posixPath';
import { type Signatures, chainTo } from '../../engine/signatures/basehash';
import { type IndirectWay, indirectWay } from '../../engine/signatures/indirect';
import type { ChainLink, WhyAnswer } from '../api/analysisApi';
import {
  type Documents,
  type LocationContext,
  type LocatedLink,
  assignmentsOf,
  documentsOf,
  locationChain,
} from '../documents/chains';

/** Empty if the variant has no such task, or if the name does not act on its hash. */
export function whyIn(
  variant: VariantResult,
  task: string,
  name: string,
  context: LocationContext,
): readonly WhyAnswer[] {
  const { mcfn, d, signatures } = variant;
  if (!signatures?.gendeps.has(task)) return [];
  const open = documentsOf(context.engine);
  const linksOf = (chain: readonly string[]): readonly ChainLink[] =>
    locationChain(chain, d, context).map((link) => linkOf(link, variant, signatures, open));
  const direct = chainTo(task, name, signatures.gendeps);
  if (direct) return [{ mcfn, links: linksOf(direct) }];
  const way = indirectWay(task, name, d, signatures, (path) => open(path)?.statements ?? []);
  if (!way) return [];
  const key = way.chain.at(-1) ?? task;
  // The key that is in the hash stands in both parts, unless the second one begins with a flag of it.
  const reads = way.reads[0] === key ? way.reads.slice(1) : way.reads;
  return [
    { mcfn, links: linksOf([...way.chain, ...reads]), through: { kind: way.kind, key, text: wordsFor(way, key) } },
  ];
}

/** What brings the value in. */
function wordsFor({ kind, by, reads }: IndirectWay, key: string): string {
  const name = reads.at(-1) ?? '';
  const at = by ? ` at ${normalize(by.file)}:${by.line}` : '';
  switch (kind) {
    case 'vardepvalue':
      return `the hash contains \`${key}[vardepvalue]\`, whose value is made of \`${name}\``;
    case 'contains':
      return `the hash contains only which of the words that \`${key}\` asks for are in \`${name}\``;
    case 'immediate':
      return `the hash contains what \`:=\` wrote into \`${key}\`${at}, and that read \`${name}\``;
    case 'anonymous':
      return `the hash contains what anonymous Python${at} set \`${key}\` to, and that reads \`${name}\``;
    case 'flag':
      return `the taskhash follows \`${reads[0] ?? key}\`, whose value is made of \`${name}\``;
  }
}

function linkOf(
  { key, location }: LocatedLink,
  { d }: VariantResult,
  signatures: Signatures,
  open: Documents,
): ChainLink {
  const value = signatures.varvals.get(key) ?? d.getVar(key, { expand: false });
  return {
    key,
    location,
    value: value === null ? null : textOf(value),
    assignments: assignmentsOf(key, d, open).map(({ file, ...one }) => ({
      ...one,
      path: file === '' ? '' : normalize(file),
    })),
  };
}
