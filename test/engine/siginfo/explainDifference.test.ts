/** Differences that are followed to their causes, over signatures of a few tasks. */

import { describe, expect, test } from 'vitest';
import {
  type FoundSignature,
  type SignaturePair,
  explainDifference,
} from '../../../server/src/engine/siginfo/explainDifference';
import type { SignatureData } from '../../../server/src/engine/siginfo/signatureData';
import { diffSignatures } from '../../../server/src/engine/siginfo/signatureDiff';
import { baseOnly, recorded } from './support';

/** Tasks by name: the tasks they depend on, by name and hash, and one variable. */
type Tasks = Readonly<Record<string, { readonly needs: Readonly<Record<string, string>>; readonly value: string }>>;

function signatureOf({ needs, value }: Tasks[string]): SignatureData {
  return {
    ...recorded(),
    varvals: { ...recorded().varvals, V: value },
    runtaskdeps: Object.keys(needs),
    runtaskhashes: needs,
  };
}

function lookup(tasks: Tasks): (task: string, hash: string) => Promise<FoundSignature> {
  return (task) => {
    const found = tasks[task];
    return Promise.resolve(
      found
        ? { kind: 'found', data: signatureOf(found), where: `file of ${task}` }
        : { kind: 'missing', lookedAt: ['/stamps'] },
    );
  };
}

function explain(before: Tasks, after: Tasks, most?: number): ReturnType<typeof explainDifference> {
  const side = (tasks: Tasks): SignaturePair['before'] => ({
    data: signatureOf(tasks['i:do_image'] as Tasks[string]),
    where: 'given',
  });
  return explainDifference(
    { task: 'i:do_image', before: side(before), after: side(after) },
    { before: lookup(before), after: lookup(after) },
    most,
  );
}

describe('following dependencies', () => {
  const tasks = (hash: string, c: string, e: string): Tasks => ({
    'i:do_image': { needs: { 'a:do_x': `a${hash}`, 'b:do_x': `b${hash}`, 'same:do_x': 's' }, value: 'v' },
    'a:do_x': { needs: { 'c:do_x': `c${hash}` }, value: 'v' },
    'b:do_x': { needs: { 'c:do_x': `c${hash}`, 'e:do_x': `e${hash}` }, value: 'v' },
    'c:do_x': { needs: {}, value: c },
    'e:do_x': { needs: {}, value: e },
  });

  test('all dependencies are followed to the end, each once, by a shortest way', async () => {
    const {
      roots,
      unexplained,
      tasks: compared,
      isCut,
    } = await explain(tasks('1', 'old', 'old'), tasks('2', 'new', 'other'));
    expect(roots.map(({ cause, tasks: own }) => [cause, own.map(({ path }) => path)])).toEqual([
      [{ kind: 'variable-changed', name: 'V', before: 'old', after: 'new' }, [['i:do_image', 'a:do_x', 'c:do_x']]],
      [{ kind: 'variable-changed', name: 'V', before: 'old', after: 'other' }, [['i:do_image', 'b:do_x', 'e:do_x']]],
    ]);
    expect(compared.map(({ task }) => task)).toEqual(['i:do_image', 'a:do_x', 'b:do_x', 'c:do_x', 'e:do_x']);
    expect([unexplained, isCut]).toEqual([[], false]);
  });

  test('the same cause in several tasks is reported once', async () => {
    const { roots } = await explain(tasks('1', 'old', 'old'), tasks('2', 'new', 'new'));
    expect(roots.map(({ tasks: own }) => own.map(({ task }) => task))).toEqual([['c:do_x', 'e:do_x']]);
  });

  test('a missing signature is reported with the searched locations', async () => {
    const after = { ...tasks('2', 'new', 'old') };
    delete (after as Record<string, unknown>)['c:do_x'];
    const { roots, unexplained } = await explain(tasks('1', 'old', 'old'), after);
    expect(roots).toEqual([]);
    expect(unexplained).toEqual([
      {
        task: 'c:do_x',
        before: 'c1',
        after: 'c2',
        path: ['i:do_image', 'a:do_x', 'c:do_x'],
        missing: [{ side: 'after', lookedAt: ['/stamps'] }],
      },
    ]);
  });

  test('tasks that depend on each other end, and so do too many tasks', async () => {
    const ring = (hash: string): Tasks => ({
      'i:do_image': { needs: { 'a:do_x': hash }, value: 'v' },
      'a:do_x': { needs: { 'i:do_image': hash }, value: 'v' },
    });
    expect((await explain(ring('1'), ring('2'))).tasks.map(({ task }) => task)).toEqual([
      'i:do_image',
      'a:do_x',
      'i:do_image',
    ]);
    const cut = await explain(tasks('1', 'old', 'old'), tasks('2', 'new', 'new'), 2);
    expect([cut.isCut, cut.tasks.length]).toEqual([true, 3]);
  });
});

describe("a task's own causes", () => {
  const changes = (change: Partial<SignatureData>): unknown => diffSignatures(recorded(), { ...recorded(), ...change });

  test('a variable that was added is reported with its reference, and so is a variable that was removed', () => {
    const more = {
      gendeps: { V: ['N', 'W'], W: [], N: [] },
      varvals: { do_x: 'body', V: 'one two', W: 'w', N: 'nv' },
      taskdeps: ['N', 'V', 'W'],
    };
    expect(changes(more)).toEqual({
      causes: [{ kind: 'variable-added', name: 'N', value: 'nv', by: ['V'] }],
      dependencies: [],
    });
    expect(diffSignatures({ ...recorded(), ...more }, recorded()).causes).toEqual([
      { kind: 'variable-removed', name: 'N', value: 'nv', by: ['V'] },
    ]);
  });

  test('values that are hashed alike are equal', () => {
    expect(
      diffSignatures(
        { ...recorded(), varvals: { ...recorded().varvals, W: null, V: 1 } },
        { ...recorded(), varvals: { ...recorded().varvals, W: '', V: '1' } },
      ).causes,
    ).toEqual([]);
    expect(
      changes({
        runtaskdeps: ['p:do_a', 's:do_b'],
        runtaskhashes: { 'p:do_a': 'a'.repeat(64), 's:do_b': 'b'.repeat(64) },
      }),
    ).toEqual({ causes: [], dependencies: [] });
  });

  test('changed, added, removed and reordered files are reported', () => {
    const [first, second] = recorded().file_checksum_values as readonly [
      readonly [string, string],
      readonly [string, string],
    ];
    expect(
      changes({
        file_checksum_values: [
          [first[0], 'new'],
          ['more', 'm'],
        ],
      }),
    ).toEqual({
      causes: [
        { kind: 'file-changed', name: first[0], before: first[1], after: 'new' },
        { kind: 'file-added', name: 'more' },
        { kind: 'file-removed', name: second[0] },
      ],
      dependencies: [],
    });
    expect(changes({ file_checksum_values: [second, first] })).toEqual({
      causes: [{ kind: 'file-order', before: [first[0], second[0]], after: [second[0], first[0]] }],
      dependencies: [],
    });
  });

  test('changed, added, removed and reordered dependencies are reported', () => {
    const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
    expect(changes({ runtaskdeps: ['p:do_a', 'r:do_c'], runtaskhashes: { 'p:do_a': 'x', 'r:do_c': 'c' } })).toEqual({
      causes: [
        { kind: 'dependency-added', task: 'r:do_c', hash: 'c' },
        { kind: 'dependency-removed', task: 'q:do_b', hash: b },
      ],
      dependencies: [{ task: 'p:do_a', before: a, after: 'x' }],
    });
    expect(changes({ runtaskdeps: ['o:do_b', 'p:do_a'], runtaskhashes: { 'o:do_b': b, 'p:do_a': a } })).toEqual({
      causes: [{ kind: 'dependency-order', before: ['q:do_b'], after: ['o:do_b'] }],
      dependencies: [],
    });
  });

  test('taints are reported, and a different unihash of the same task hash', () => {
    expect(changes({ taint: 'nostamp:1' })).toEqual({
      causes: [{ kind: 'taint', before: null, after: 'nostamp:1' }],
      dependencies: [],
    });
    expect(changes({ unihash: 'u' })).toEqual({
      causes: [{ kind: 'unihash', before: recorded().unihash, after: 'u' }],
      dependencies: [],
    });
  });

  test('ignored variables are reported where they matter', () => {
    expect(changes({ basehash_ignore_vars: ['A', 'B'] })).toEqual({ causes: [], dependencies: [] });
    const without = {
      basehash_ignore_vars: ['A', 'W'],
      taskdeps: ['V'],
      gendeps: { V: [] },
      varvals: { do_x: 'body', V: 'one two' },
    };
    expect(changes(without)).toEqual({
      causes: [
        { kind: 'variable-removed', name: 'W', value: 'w', by: ['V'] },
        { kind: 'ignored-variables', added: ['W'], removed: [] },
      ],
      dependencies: [],
    });
  });

  test('a signature that has only a basehash is compared by the basehash', () => {
    expect(diffSignatures(baseOnly(), recorded())).toEqual({ causes: [], dependencies: [] });
  });
});
