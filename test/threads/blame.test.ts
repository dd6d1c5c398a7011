import { expect, test } from 'vitest';
import { blameAsked, blameEvaluated } from '../../server/src/threads/blame';
import { CulpritList } from '../../server/src/threads/culprits';
import { VitalsReader, newVitals } from '../../server/src/threads/vitals';

const HINT = 'the recipe is not evaluated again until a file that it reads changes';

/** A thread that has evaluated these recipes, and evaluates the last one. */
function thread(...evaluated: readonly string[]) {
  const fn = evaluated.at(-1);
  return {
    evaluated: new Set(evaluated),
    evaluating: fn === undefined ? null : { fn, role: 'own' as const },
    vitals: new VitalsReader(newVitals()),
    isLoading: false,
  };
}

test('a recipe is blamed that was the first of its thread', () => {
  const culprits = new CulpritList();
  expect(blameEvaluated(thread('', '/a.bb'), 'it ended', culprits)).toBe(true);
  expect(culprits.all).toEqual([{ fn: '/a.bb', role: 'own', reason: `it ended; ${HINT}` }]);
});

test('a recipe that others preceded is blamed only in its second thread', () => {
  const culprits = new CulpritList();
  blameEvaluated(thread('/a.bb', '/b.bb'), 'it ended', culprits);
  expect(culprits.all).toEqual([]);
  blameEvaluated(thread('/c.bb', '/b.bb'), 'it ended', culprits);
  expect(culprits.all.map(({ fn }) => fn)).toEqual(['/b.bb']);
});

test('nothing is blamed where nothing was evaluated', () => {
  const culprits = new CulpritList();
  expect(blameEvaluated(thread(), 'it ended', culprits)).toBe(false);
  expect(culprits.all).toEqual([]);
});

test('the recipe of a question is blamed once, and only where the question is about a recipe', () => {
  const culprits = new CulpritList();
  const hashes = { method: 'hashes', parameters: ['/a.bb'] } as const;
  expect(blameAsked({ ...hashes, method: 'hover' }, thread(), 'it ended', culprits)).toBe(false);
  expect(blameAsked(hashes, { ...thread(), isLoading: true }, 'it ended', culprits)).toBe(false);
  expect(blameAsked(hashes, thread(), 'it ended', culprits)).toBe(true);
  expect(blameAsked(hashes, thread(), 'it ended', culprits)).toBe(false);
  expect(culprits.all).toEqual([{ fn: '/a.bb', role: 'own', reason: `it ended; ${HINT}` }]);
});
