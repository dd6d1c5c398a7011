/** `locked-sigs.inc`, compared with the file that BitBake 2.18 wrote. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RECORDED_RELEASES } from '../../../server/src/engine/base/release';
import { type LockedSig, lockedSigsText } from '../../../server/src/engine/tasks/lockedSigs';
import { WRYNOSE } from './support';

const { locked_sigs: recorded } = JSON.parse(
  readFileSync(new URL('../vectors/tasks.json', import.meta.url), 'utf8'),
) as {
  readonly locked_sigs: {
    readonly machine: string;
    readonly hash_filename: string;
    readonly tasks: readonly (readonly [pn: string, task: string, unihash: string])[];
    readonly text: string;
  };
};

const locked = (pn: string, task: string, unihash: string, more: Partial<LockedSig> = {}): LockedSig => ({
  mcfn: `/layer/${pn}.bb`,
  pn,
  task,
  taskhash: unihash,
  unihash,
  hashFilename: recorded.hash_filename.replaceAll('{pn}', pn),
  ...more,
});

test('the text equals the file that BitBake wrote, whatever the order of the tasks', () => {
  const tasks = recorded.tasks.map(([pn, task, unihash]) => locked(pn, task, unihash));
  expect(lockedSigsText(tasks.reverse(), recorded.machine, WRYNOSE)).toBe(recorded.text);
});

test('each kind of package has a type, and equivalences are written where the release supports them', () => {
  const tasks = [
    locked('a', 'do_x', '1'),
    locked('b', 'do_x', '2', { taskhash: '3', hashFilename: 'True sstate:b:x:1:r0:x86_64:14: y' }),
  ];
  const text =
    'SIGGEN_LOCKEDSIGS_t-x86-64 = "\\\n    b:do_x:2 \\\n    "\nSIGGEN_LOCKEDSIGS_t-x86-64-v3 = "\\\n    a:do_x:1 \\\n    "\nSIGGEN_LOCKEDSIGS_TYPES:m = "t-x86-64 t-x86-64-v3"\n';
  expect(lockedSigsText(tasks, 'm', RECORDED_RELEASES[1]!)).toBe(text);
  expect(lockedSigsText(tasks, 'm', WRYNOSE)).toBe(`${text}SIGGEN_UNIHASHMAP += "\\\n    b:do_x:3:2 \\\n    "\n`);
});
