/** Signatures written down so that later builds take them as they are. Mirrors `dump_lockedsigs` of OE-Core's signature generators. */

import type { BitbakeRelease } from '../base/release';
import { compareCodePoints, sorted } from '../base/order';

/** A task whose signature is to be locked. */
export interface LockedSig {
  readonly mcfn: string;
  readonly pn: string;
  readonly task: string;
  readonly taskhash: string;
  readonly unihash: string;
  /** The recipe's `BB_HASHFILENAME`, which tells the kind of its packages. */
  readonly hashFilename: string;
}

/** The text of `locked-sigs.inc`. */
export function lockedSigsText(tasks: readonly LockedSig[], machine: string, release: Pick<BitbakeRelease, 'unihashMap'>): string {
  const byTid = [...tasks].sort((a, b) => compareCodePoints(a.pn, b.pn) || compareCodePoints(`${a.mcfn}:${a.task}`, `${b.mcfn}:${b.task}`));
  const types = new Map<string, string[]>();
  for (const { pn, task, unihash, hashFilename } of byTid) {
    const type = `t-${(hashFilename.split(' ')[1]?.split(':')[5] ?? '').replaceAll('_', '-')}`;
    types.set(type, [...(types.get(type) ?? []), `${pn}:${task}:${unihash}`]);
  }
  const names = sorted(types.keys());
  const mapped = byTid.filter(({ taskhash, unihash }) => taskhash !== unihash).map(({ pn, task, taskhash, unihash }) => `${pn}:${task}:${taskhash}:${unihash}`);
  return [
    ...names.map((name) => assignment(`SIGGEN_LOCKEDSIGS_${name} =`, types.get(name) ?? [])),
    `SIGGEN_LOCKEDSIGS_TYPES:${machine} = "${names.join(' ')}"\n`,
    ...(release.unihashMap ? [assignment('SIGGEN_UNIHASHMAP +=', mapped)] : []),
  ].join('');
}

function assignment(start: string, words: readonly string[]): string {
  return `${start} "\\\n${words.map((word) => `    ${word} \\\n`).join('')}    "\n`;
}
