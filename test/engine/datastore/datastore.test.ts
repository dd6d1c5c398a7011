/**
 * The operations of the datastore, as metadata Python uses them: which operation removes what, what stays stale, and
 * what copies share.
 */

import { beforeAll, describe, expect, test } from 'vitest';
import { sorted } from '../../../server/src/engine/base/order';
import { type BitbakeRelease, RECORDED_RELEASES } from '../../../server/src/engine/base/release';
import type { Datastore } from '../../../server/src/engine/datastore/datastore';
import { DatastoreError } from '../../../server/src/engine/base/datastoreError';
import type { PythonEvaluator } from '../../../server/src/engine/python/pythonEvaluator';
import { createStore, loadTestPython } from '../../support/python';

let python: PythonEvaluator;

beforeAll(async () => {
  python = await loadTestPython();
});

const [KIRKSTONE, SCARTHGAP, WRYNOSE, MASTER] = RECORDED_RELEASES as unknown as readonly [
  BitbakeRelease,
  BitbakeRelease,
  BitbakeRelease,
  BitbakeRelease,
];
const parsing = { parsing: true } as const;

/** A store in which `assignments` were made the way statements make them. */
function store(assignments: Readonly<Record<string, string>> = {}, release = WRYNOSE): Datastore {
  const d = createStore(python, release);
  for (const [name, value] of Object.entries(assignments)) d.setVar(name, value, parsing);
  return d;
}

/** The type of the error that `action` throws. */
function failure(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof DatastoreError) return error.type;
    throw error;
  }
  return 'none';
}

describe('overrides', () => {
  const removes = { OVERRIDES: 'a:b', 'X:a:b': '1 2 3', 'X:a:b:remove': '1', 'X:remove': '2' };

  test.each([
    [SCARTHGAP, '  3'],
    [WRYNOSE, '  3'],
    [MASTER, '  3'],
    [KIRKSTONE, ' 2 3'],
  ])('the value of X:a after a read of X depends on the release, release %#', (release, after) => {
    const d = store(removes, release);
    expect(d.getVar('X')).toBe('  3');
    expect(d.getVar('X:a')).toBe(after);
  });

  test('X:a keeps the item that only X removes if it is read first', () => {
    expect(store(removes).getVar('X:a')).toBe(' 2 3');
  });

  test('setting X hides its overrides until they are set again', () => {
    const d = store({ OVERRIDES: 'a', X: 'x', 'X:a': 'xa', 'X:b': 'xb' });
    d.setVar('X', 'n');
    expect([d.getVar('X'), d.getVar('X:a')]).toEqual(['n', null]);
    d.setVar('OVERRIDES', 'b', parsing);
    expect([d.getVar('X'), d.getVar('X:b')]).toEqual(['n', 'xb']);
    d.setVar('X:b', 'again', parsing);
    expect(d.getVar('X')).toBe('again');
  });

  test('a new override of SRC applies in copies only', () => {
    const d = store({ OVERRIDES: '${SRC}', SRC: 'a', X: 'x', 'X:a': 'xa', 'X:b': 'xb' });
    expect(d.getVar('X')).toBe('xa');
    d.setVar('SRC:a', 'b', parsing);
    expect(d.getVar('X')).toBe('xa');
    // A copy computes OVERRIDES again, and finds that `a` and `b` alternate.
    expect(failure(() => d.createCopy().getVar('X'))).toBe('BBHandledException');
  });

  test('setting a variable outside of a statement drops its pending operations', () => {
    const d = store({ X: 'x', 'X:append': '+', 'X:remove': 'y' });
    d.setVar('X', 'y');
    expect(d.getVar('X')).toBe('y');
  });

  test('overrides that do not settle are an error', () => {
    const d = store({ OVERRIDES: '${S}', S: 'a', 'S:a': 'b', 'S:b': 'a', X: 'x', 'X:a': 'xa' });
    expect(failure(() => d.getVar('X'))).toBe('BBHandledException');
  });

  test('keys contain overrides and weak defaults, but no deleted variable', () => {
    const d = store({ OVERRIDES: 'a', 'X:a': '1', 'Y:b': '2', Z: 'z', W: 'w' });
    d.setVarFlag('F', 'f', '1');
    d.setVarFlag('K', '_defaultval', 'k');
    d.setVar('N', null);
    d.delVar('W');
    expect(sorted(d.keys())).toEqual(['F', 'K', 'N', 'OVERRIDES', 'X', 'X:a', 'Y:b', 'Z']);
    expect([d.has('X'), d.has('F'), d.has('N'), d.has('K')]).toEqual([true, false, false, true]);
  });
});

describe('copies and caches', () => {
  test('the store computes a value once until something is set', () => {
    const d = store({
      T: "${@__import__('itertools').count().__next__() if False else d.getVar('N', False) + str(len(seen.append(1) or seen))}",
      N: 'n',
    });
    python.define('seen = []', 'x', 1);
    expect([d.getVar('T'), d.getVar('T')]).toEqual(['n1', 'n1']);
    d.setVar('OTHER', '1');
    expect(d.getVar('T')).toBe('n2');
  });

  test('a copy keeps the values that it read', () => {
    const d = store({ N: 'old' });
    const copy = d.createCopy();
    expect(copy.getVar('N')).toBe('old');
    d.setVar('N', 'new');
    expect([copy.getVar('N'), d.createCopy().getVar('N')]).toEqual(['old', 'new']);
  });

  test('operations that are added to a copy or to its original stay there', () => {
    const d = store({ X: 'x', 'X:append': '1' });
    const copy = d.createCopy();
    copy.appendVar('X', '2');
    d.appendVar('X', '3');
    copy.appendVar('X', '4');
    d.appendVar('X', '5');
    expect([d.getVar('X'), copy.getVar('X')]).toEqual(['x135', 'x124']);
    copy.setVar('X:b', 'b', parsing);
    d.setVar('X:c', 'c', parsing);
    expect([d.hasOverrides('X'), d.createCopy().keys().includes('X:b'), copy.keys().includes('X:b')]).toEqual([
      true,
      false,
      true,
    ]);
    d.setVar('OVERRIDES', 'b:c', parsing);
    copy.setVar('OVERRIDES', 'b:c', parsing);
    expect([d.getVar('X'), copy.getVar('X')]).toEqual(['c135', 'b124']);
  });

  test('a deleted variable hides the variable of the store below', () => {
    const d = store({ X: 'x', 'X:a': 'xa' });
    const copy = d.createCopy();
    copy.delVar('X');
    expect([copy.getVar('X'), copy.keys().includes('X'), d.getVar('X'), copy.getVar('X:a')]).toEqual([
      null,
      false,
      'x',
      'xa',
    ]);
  });

  test.each([
    [KIRKSTONE, 'w'],
    [SCARTHGAP, 'w'],
    [WRYNOSE, null],
    [MASTER, null],
  ])('the cache answers reads without weak defaults, release %#', (release, expected) => {
    const d = store({}, release);
    d.setVarFlag('X', '_defaultval', 'w');
    expect([d.getVar('X'), d.getVar('X', { noWeakDefault: true })]).toEqual(['w', expected]);
  });
});

describe('flags', () => {
  test('flags can be read, appended to and deleted', () => {
    const d = store({ X: 'x', Y: 'y' });
    d.setVarFlag('X', 'f', '${Y}');
    d.appendVarFlag('X', 'f', '+');
    d.prependVarFlag('X', 'f', '-');
    d.appendVarFlag('X', 'g', 'new');
    expect([d.getVarFlag('X', 'f'), d.getVarFlag('X', 'f', { expand: false }), d.getVarFlag('X', '')]).toEqual([
      '-y+',
      '-${Y}+',
      null,
    ]);
    expect(Object.fromEntries(d.getVarFlags('X', { expand: ['f'] }) ?? [])).toEqual({ f: '-y+', g: 'new' });
    d.delVarFlags('X');
    expect([d.getVar('X'), d.getVarFlags('X')]).toEqual(['x', null]);
  });

  test('a weak flag applies until a flag is set', () => {
    const d = store();
    d.setWeakFlag('X', 'f', 'weak');
    expect([d.getVarFlag('X', 'f'), d.getVarFlag('X', 'f', { noWeakDefault: true })]).toEqual(['weak', null]);
    expect(Object.fromEntries(d.getVarFlags('X') ?? [])).toEqual({ f: 'weak' });
    d.delVarFlag('X', 'f');
    expect(d.getVarFlag('X', 'f')).toBe('weak');
    d.setVarFlag('X', 'f', 'strong');
    expect(d.getVarFlag('X', 'f')).toBe('strong');
    d.delVarFlag('X', 'f');
    expect(d.getVarFlag('X', 'f')).toBeNull();
  });

  test('a weak flag set by its inner name is an ordinary flag in releases without weak flags', () => {
    const read = (release: BitbakeRelease): unknown => {
      const d = store({}, release);
      d.setVarFlag('X', '_defaultval_flag_f', 'weak');
      return d.getVarFlag('X', 'f');
    };
    expect([read(SCARTHGAP), read(WRYNOSE)]).toEqual([null, 'weak']);
  });

  test('overrides do not apply to flags', () => {
    const d = store({ OVERRIDES: 'a', X: 'x', 'X:a': 'xa' });
    d.setVarFlag('X:a', 'f', 'fa');
    expect(d.getVarFlag('X', 'f')).toBeNull();
  });

  test('a filter changes the expanded value', () => {
    const d = store({ X: 'b a', 'X:remove': 'c' });
    d.setVarFilter('X', 'sort(val)');
    expect([d.getVar('X'), d.getVar('X', { expand: false }), d.getVar('X', { parsing: true })]).toEqual([
      'a b',
      'b a',
      'a b',
    ]);
    d.setVarFilter('X', '');
    d.setVar('X', 'b a');
    expect(d.getVar('X')).toBe('b a');
    const emptied = store({ X: 'c', 'X:remove': 'c' });
    emptied.setVarFilter('X', 'prefix(val, "p") + "!"');
    expect(emptied.getVar('X')).toBe('');
  });
});

describe('renaming', () => {
  test('renaming moves operations, but no other flags', () => {
    const d = store({ X: 'x', 'X:append': '1', Y: 'y', 'Y:append': '0' });
    d.setVarFlag('X', 'f', '1');
    d.renameVar('X', 'Y');
    expect([d.getVar('Y'), d.getVarFlag('Y', 'f'), d.getVar('X')]).toEqual(['x01', null, null]);
  });

  test('overrides are renamed together with their variable', () => {
    const d = store({ OVERRIDES: 'a', X: 'x', 'X:a': 'xa', 'Y:a': 'ya' });
    d.renameVar('X', 'Y');
    expect([d.getVar('Y'), d.getVar('Y:a'), d.getVar('X:a')]).toEqual(['xa', 'xa', null]);
  });

  test.each([
    ['Y', 'Y:a', { 'Y:a': 'b' }],
    ['V', 'V:ab', { V: 'v' }],
  ])('renaming %s to its own override %s ends with an error', (from, to, assignments) => {
    expect(failure(() => store(assignments).renameVar(from, to))).toBe('RecursionError');
  });
});

describe('references', () => {
  test('expandVarref replaces the text in this store only', () => {
    const d = store({ X: 'x', Y: 'a${X}${X}', Z: '${Y}' });
    d.expandVarref('X');
    expect([d.getVar('Y', { expand: false }), d.getVar('Z', { expand: false })]).toEqual(['axx', '${Y}']);
    expect(failure(() => store({ Y: '${U}' }).expandVarref('U'))).toBe('TypeError');
    expect(failure(() => store({ Y: 'y' }).expandVarref('U'))).toBe('none');
  });

  test('an expansion reports the variables that it refers to', () => {
    const d = store({
      X: "${Y} ${U} ${@d.getVar('P') or d.getVarFlag('Q', 'f') or bb.utils.contains('C', 'a b', '1', '0', d)}",
      Y: '${DEEP}',
      DEEP: 'deep',
      C: 'a',
    });
    const { parse } = d.getParse('X');
    expect(sorted(parse.references)).toEqual(['P', 'Q[f]', 'U', 'Y']);
    expect([...parse.contains].map(([name, items]) => [name, [...items]])).toEqual([['C', ['a b']]]);
  });

  test('inline code expands the vardeps of its variable', () => {
    const d = store({ X: '${@1}' });
    d.setVarFlag('X', 'vardeps', "${@d.setVar('SEEN', '1') or ''}");
    expect([d.getVar('X'), d.getVar('SEEN')]).toEqual(['1', '1']);
    d.setVarFlag('X', 'vardeps', '${@1/0}');
    expect(failure(() => d.getVar('X'))).toBe('ExpansionError');
  });
});

describe('an endless expansion', () => {
  test.each([
    ['through references', { A: '${B}', B: '${A}' }],
    ['through Python', { A: "${@d.getVar('B')}", B: "${@d.getVar('A')}" }],
    ['through Python and references', { A: '${B}', B: "${@d.getVar('A')}" }],
    ['through an override', { OVERRIDES: 'a', A: 'x', 'A:a': '${A}' }],
    ['through removes', { A: 'x', 'A:remove': '${A}' }],
    ['through OVERRIDES', { OVERRIDES: '${A}', A: '${OVERRIDES}' }],
  ])('%s is an error, and the store stays usable', (_name, assignments) => {
    const d = store();
    const act = (): unknown => {
      for (const [name, value] of Object.entries(assignments)) d.setVar(name, value, parsing);
      return d.getVar('A');
    };
    expect(failure(act)).toMatch(/ExpansionError|BBHandledException/);
    expect(store({ X: '${@1+1}' }).getVar('X')).toBe('2');
  });

  test('code that catches the error continues', () => {
    const d = store({ A: '${@caught(d)}' });
    python.define(
      'def caught(d):\n    try:\n        return d.getVar("A")\n    except Exception as e:\n        return "caught"\n',
      'x',
      1,
    );
    expect(d.getVar('A')).toBe('caught');
  });

  test('a long chain of references ends with a value', () => {
    const chain = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`V${i + 1}`, `\${@d.getVar('V${i}')}`]));
    expect(store({ V0: 'x', ...chain }).getVar('V20')).toBe('x');
  });
});

describe('names as they were before a change', () => {
  const change: readonly (readonly [string, (d: Datastore) => void])[] = [
    ['a new name', (d) => d.setVar('NEW', '1')],
    ['a name that is written again', (d) => d.setVar('DELETED', '1')],
    ['a name that is deleted', (d) => d.delVar('OWN')],
    ['a name of the store it was copied from', (d) => d.delVar('BASE')],
    ['a name whose only flag is deleted', (d) => d.delVarFlag('FLAGGED', 'f')],
    ['a name whose flags are deleted', (d) => d.delVarFlags('FLAGGED')],
    ['a flag of a new name', (d) => d.setVarFlag('NEW', 'f', '1')],
    ['an override', (d) => d.setVar('NEW:o', '1')],
    ['a renaming', (d) => d.renameVar('OWN', 'NEW')],
  ];

  test.each(change)('stay after %s', (_what, write) => {
    const d = store({ OVERRIDES: 'o', BASE: '1', DELETED: '1' }).createCopy();
    d.setVar('OWN', '1');
    d.setVarFlag('FLAGGED', 'f', '1');
    d.delVar('DELETED');
    const names = ['BASE', 'DELETED', 'OWN', 'FLAGGED', 'NEW', 'NEW:o'];
    const isName = d.namesNow();
    const before = names.filter(isName);
    expect(before).toEqual(['BASE', 'OWN', 'FLAGGED']);
    write(d);
    expect(names.filter(isName)).toEqual(before);
    expect(names.filter(d.namesNow())).toEqual(names.filter((name) => d.keys().includes(name)));
    expect(names.filter(d.namesNow())).not.toEqual(before);
  });
});

describe('the list of names', () => {
  const staysFor: readonly (readonly [string, (d: Datastore) => void])[] = [
    ['a value', (d) => d.setVar('BASE', '2')],
    ['a flag', (d) => d.setVarFlag('BASE', 'f', '1')],
    ['an operation', (d) => d.setVar('BASE:append', '2', parsing)],
  ];

  function copied(): Datastore {
    const d = store({ OVERRIDES: 'o', BASE: '1', FLAGGED: '1', DELETED: '1' });
    d.setVarFlag('FLAGGED', 'f', '1');
    return d.createCopy();
  }

  test.each(staysFor)('is the same after %s', (_what, write) => {
    const d = copied();
    const before = d.keys();
    write(d);
    expect(d.keys()).toBe(before);
    expect(sorted(d.createCopy().keys())).toEqual(sorted(before));
  });

  const changes: readonly (readonly [string, (d: Datastore) => void, readonly string[]])[] = [
    ['a new name', (d) => d.setVar('NEW', '1'), ['BASE', 'DELETED', 'FLAGGED', 'NEW', 'OVERRIDES']],
    ['a name that goes', (d) => d.delVar('DELETED'), ['BASE', 'FLAGGED', 'OVERRIDES']],
    [
      'one that goes and comes again',
      (d) => {
        d.delVar('BASE');
        d.keys();
        d.setVar('BASE', '1');
        d.delVar('DELETED');
      },
      ['BASE', 'FLAGGED', 'OVERRIDES'],
    ],
    ['an active override', (d) => d.setVar('X:o', '1'), ['BASE', 'DELETED', 'FLAGGED', 'OVERRIDES', 'X', 'X:o']],
    [
      'other overrides',
      (d) => {
        d.setVar('X:p', '1');
        d.keys();
        d.setVar('OVERRIDES', 'p');
      },
      ['BASE', 'DELETED', 'FLAGGED', 'OVERRIDES', 'X', 'X:p'],
    ],
    ['a renaming', (d) => d.renameVar('BASE', 'ROOT'), ['DELETED', 'FLAGGED', 'OVERRIDES', 'ROOT']],
    [
      'a write to what it was copied from',
      (d) => {
        const copy = d.createCopy();
        copy.keys();
        d.setVar('NEW', '1');
        expect(copy.keys()).toContain('NEW');
      },
      ['BASE', 'DELETED', 'FLAGGED', 'NEW', 'OVERRIDES'],
    ],
  ];

  test.each(changes)('differs after %s', (_what, write, after) => {
    const d = copied();
    const before = [...d.keys()];
    write(d);
    expect(sorted(d.keys())).toEqual(after);
    expect(sorted(before)).toEqual(['BASE', 'DELETED', 'FLAGGED', 'OVERRIDES']);
  });
});
