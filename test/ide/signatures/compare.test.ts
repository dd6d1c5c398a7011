/** The first key in which two signatures differ. */
import { describe, expect, test } from 'vitest';
import type { SignatureInputs } from '../../../server/src/ide/api/analysisApi';
import { firstDifference } from '../../../server/src/ide/signatures/compare';

const signature = (
  varvals: Record<string, string | null>,
  taskdeps = Object.keys(varvals).filter((key) => key !== 'do_x'),
): SignatureInputs => ({ taskdeps, varvals, gendeps: {} });

describe('the first difference of two signatures', () => {
  test('finds nothing where keys and values are equal, whatever the references', () => {
    expect(
      firstDifference(signature({ do_x: 'echo', A: null }), {
        ...signature({ A: null, do_x: 'echo' }),
        gendeps: { do_x: ['A'] },
      }),
    ).toBeNull();
  });

  test('treats a key without a recorded value as a key without a value', () => {
    expect(firstDifference(signature({ do_x: 'echo' }, ['A']), signature({ do_x: 'echo', A: null }))).toBeNull();
  });

  test('finds a different value', () => {
    expect(
      firstDifference(signature({ do_x: 'echo', B: '1', A: '' }), signature({ do_x: 'cat', B: '2', A: null })),
    ).toEqual({ key: 'A', ours: '', theirs: null });
  });

  test('finds a key that one side lacks', () => {
    expect(firstDifference(signature({ do_x: '', A: '1' }), signature({ do_x: '' }))).toEqual({
      key: 'A',
      ours: '1',
      theirs: undefined,
    });
    expect(firstDifference(signature({ do_x: '' }), signature({ do_x: '' }, ['A']))).toEqual({
      key: 'A',
      ours: undefined,
      theirs: null,
    });
  });

  test('compares the keys in the order of code points', () => {
    const keys = ['\uffee', '\u{1f40d}'];
    expect(firstDifference(signature(Object.fromEntries(keys.map((key) => [key, '1']))), signature({}))?.key).toBe(
      '\uffee',
    );
  });

  test('treats names of object properties like any other keys', () => {
    expect(firstDifference(signature({}, ['constructor']), signature({ constructor: 'x' } as never))).toEqual({
      key: 'constructor',
      ours: null,
      theirs: 'x',
    });
  });
});
