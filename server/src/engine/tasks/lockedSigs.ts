/**
 * Writes signatures to a file so that later builds use them unchanged. Mirrors `dump_lockedsigs` of OE-Core's signature
 * generators.
 */

import { addTo } from '../base/lists';
import type { BitbakeRelease } from '../base/release';
import { compareCodePoints, sorted } from '../base/order';

/** A task whose signature is to be locked. */
export interface LockedSig {
  readonly mcfn: string;
  readonly pn: string;
  readonly task: string;
  readonly taskhash: string;
  readonly unihash: string;
  /** The recipe's `BB_HASHFILENAME`, which shows the type of its packages. */
  readonly hashFilename: string;
}

/**
 * Characters that a word in the file cannot contain: they would end the word, the value or the line, or be expanded.
 */
const NO_WORD = /[\s\p{C}"'\\$]/u;

/** Why a task or a machine cannot be written to `locked-sigs.inc`; null if it can. */
export function unlockable(
  names: Partial<Pick<LockedSig, 'pn' | 'task' | 'unihash' | 'hashFilename'>> & { readonly machine?: string },
): string | null {
  const { pn = '', task = '', unihash = '', hashFilename = '', machine = '' } = names;
  const parts = { PN: pn, task, unihash, MACHINE: machine, BB_HASHFILENAME: typeOf(hashFilename) };
  for (const [name, text] of Object.entries(parts))
    if (NO_WORD.test(text)) return `its ${name} is \`${text}\`, which is no word that a configuration file can hold`;
  return null;
}

function typeOf(hashFilename: string): string {
  return `t-${(hashFilename.split(' ')[1]?.split(':')[5] ?? '').replaceAll('_', '-')}`;
}

/** The text of `locked-sigs.inc`. */
export function lockedSigsText(
  tasks: readonly LockedSig[],
  machine: string,
  release: Pick<BitbakeRelease, 'unihashMap'>,
): string {
  const byTid = [...tasks].sort(
    (a, b) => compareCodePoints(a.pn, b.pn) || compareCodePoints(`${a.mcfn}:${a.task}`, `${b.mcfn}:${b.task}`),
  );
  const types = new Map<string, string[]>();
  for (const { pn, task, unihash, hashFilename } of byTid) {
    addTo(types, typeOf(hashFilename), `${pn}:${task}:${unihash}`);
  }
  const names = sorted(types.keys());
  const mapped = byTid
    .filter(({ taskhash, unihash }) => taskhash !== unihash)
    .map(({ pn, task, taskhash, unihash }) => `${pn}:${task}:${taskhash}:${unihash}`);
  return [
    ...names.map((name) => assignment(`SIGGEN_LOCKEDSIGS_${name} =`, types.get(name) ?? [])),
    `SIGGEN_LOCKEDSIGS_TYPES:${machine} = "${names.join(' ')}"\n`,
    ...(release.unihashMap ? [assignment('SIGGEN_UNIHASHMAP +=', mapped)] : []),
  ].join('');
}

function assignment(start: string, words: readonly string[]): string {
  return `${start} "\\\n${words.map((word) => `    ${word} \\\n`).join('')}    "\n`;
}
