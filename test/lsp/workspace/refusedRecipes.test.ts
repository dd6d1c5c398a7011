/** What the engines of a session refuse to evaluate, as the status shows it. */

import { expect, test } from 'vitest';
import { RefusedRecipes } from '../../../server/src/lsp/workspace/refusedRecipes';
import type { StatusParams } from '../../../server/src/protocol/protocol';
import { CulpritList } from '../../../server/src/threads/culprits';

const A = '/layer/a.bb';
const B = '/layer/b.bb';

function session(): {
  readonly refused: RefusedRecipes;
  readonly reported: StatusParams['refused'][];
  readonly lists: { readonly background: CulpritList; readonly tasks: CulpritList };
} {
  const reported: StatusParams['refused'][] = [];
  const refused = new RefusedRecipes({ newCulprits: () => new CulpritList() }, (status) => reported.push(status));
  const lists = {
    background: refused.of('background') as CulpritList,
    tasks: refused.of('tasks') as CulpritList,
  };
  return { refused, reported, lists };
}

test('a recipe that several engines refuse counts once', () => {
  const { refused, reported } = session();
  refused.set('editor', [{ fn: A, reason: 'it hangs' }]);
  refused.set('background', [
    { fn: A, reason: 'it hangs' },
    { fn: B, reason: 'it ends the thread' },
  ]);
  expect(reported).toEqual([
    { count: 1, text: 'it hangs' },
    { count: 2, text: 'it hangs' },
  ]);
});

test('a change of a file allows another try, and the status follows', () => {
  const { refused, reported, lists } = session();
  for (const list of [lists.background, lists.tasks]) list.add(A, 'own', 'it hangs', new Set());
  refused.set('background', lists.background.all);
  refused.set('tasks', lists.tasks.all);
  refused.filesChanged([A]);
  expect([lists.background.all, lists.tasks.all]).toEqual([[], []]);
  expect(reported[reported.length - 1]).toBeUndefined();
});

test('an unsaved text allows another try only for the engine of the task hashes', () => {
  const { refused, lists } = session();
  for (const list of [lists.background, lists.tasks]) list.add(A, 'own', 'it hangs', new Set());
  refused.textChanged(A);
  expect(lists.tasks.all).toEqual([]);
  expect(lists.background.all).toHaveLength(1);
});

test('clearing allows everything, and what the editor refused is no longer shown', () => {
  const { refused, reported, lists } = session();
  lists.tasks.add(A, 'own', 'it hangs', null);
  refused.set('editor', [{ fn: B, reason: 'it hangs' }]);
  refused.clear();
  expect(lists.tasks.all).toEqual([]);
  expect(reported).toEqual([{ count: 1, text: 'it hangs' }, undefined]);
});
