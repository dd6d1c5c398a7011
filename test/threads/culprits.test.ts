/** When a recipe that ended a thread gets another chance. */

import { expect, test } from 'vitest';
import { AccessLog } from '../../server/src/engine/files/accessLog';
import { ABSENT } from '../../server/src/engine/files/stamp';
import { CulpritList } from '../../server/src/threads/culprits';

const FN = '/layers/a/../meta/recipes/x/x_1.0.bb';

/** Whether a change lifts the refusal of a recipe that has read some files. */
function lifts(path: string, asks: ((log: AccessLog) => void) | null): boolean {
  const notes = new Set<string>();
  asks?.(new AccessLog((note) => notes.add(note)));
  const culprits = new CulpritList();
  culprits.add(FN, 'own', 'it hangs', asks && notes);
  culprits.lift([path]);
  return culprits.all.length === 0;
}

const reads = (log: AccessLog): void => {
  log.noteRead('/layers/meta/recipes/x/x.inc', 'as it was');
  log.noteRead('/build/conf/../conf/local.conf', 'as it was');
  log.note('/layers/meta/recipes/x/files', ABSENT);
  log.noteListing('/layers/meta/recipes/x/x', ['a.patch']);
};

test.each([
  ['/layers/meta/recipes/x/x_1.0.bb', true],
  ['/layers/meta/recipes/x/x.inc', true],
  ['/build/conf/local.conf', true],
  ['/layers/meta/recipes/x/files/new/b.patch', true],
  ['/layers/meta/recipes/x/x/b.patch', true],
  ['/layers/meta/lib/oe/path.py', true],
  ['/layers/meta/recipes/y/y.inc', false],
  ['/layers/meta/recipes/x/y.inc', false],
  ['/layers/meta/recipes/y/y_1.0.bb', false],
  ['/layers/meta/classes/other.bbclass', false],
])('a change of %s: %s', (path, expected) => {
  expect(lifts(path, reads)).toBe(expected);
});

test.each([
  ['/layers/meta/recipes/y/y.inc', true],
  ['/layers/meta/recipes/y/y_1.0.bb', false],
])('where the read files are unknown, a change of %s: %s', (path, expected) => {
  expect(lifts(path, null)).toBe(expected);
});

test('every listener is notified of changes until it leaves', () => {
  const culprits = new CulpritList();
  const lists: string[] = [];
  const leave = culprits.onChange(() => lists.push(culprits.all.map(({ fn }) => fn).join()));
  culprits.add('/a.bb', 'own', 'it hangs', null);
  culprits.add('/b.bb', 'other', 'it hangs', null);
  culprits.lift(['/c.bb']);
  culprits.lift(['/a.bb']);
  culprits.clear();
  leave();
  culprits.add('/a.bb', 'own', 'it hangs', null);
  expect(lists).toEqual(['/a.bb', '/a.bb,/b.bb', '/b.bb', '']);
});
