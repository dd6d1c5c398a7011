/** The texts about what an edit re-runs. */

import { describe, expect, test } from 'vitest';
import type { Impact, ImpactCause, ImpactTask } from '../../../server/src/ide/tasks/impact';
import type { FileImpact } from '../../../server/src/lsp/background/impactWatch';
import { impactLens, toImpactResult } from '../../../server/src/lsp/words/impactText';

const RECIPE = '/l/a_1.0.bb';
const URI = `file://${RECIPE}`;
const task = (pn: string, causes: readonly ImpactCause[] = []): ImpactTask => ({
  mcfn: `/l/${pn}_1.0.bb`,
  pn,
  task: 'do_x',
  pnid: `${pn}:do_x`,
  before: '1',
  after: '2',
  causes,
  via: null,
  fate: 'run',
  isAsked: true,
});

function known(tasks: readonly ImpactTask[], more: Partial<Impact> = {}): FileImpact {
  const recipes = [...new Set(tasks.map(({ pn }) => pn))].map((pn) => ({
    pn,
    mcfn: `/l/${pn}_1.0.bb`,
    tasks: tasks.flatMap((one, index) => (one.pn === pn ? [index] : [])),
  }));
  const impact = { tasks, recipes, gone: [], everyTime: [], locked: [], unknown: [], compared: 9, ...more };
  return { kind: 'known', impact: { fates: { run: tasks.length, fetch: 0, covered: 0 }, ...impact } as Impact };
}

const changed: ImpactCause = { kind: 'basehash' } as ImpactCause;
const locked = [{ mcfn: RECIPE, pn: 'z', task: 'do_x', pnid: 'z:do_x', hash: '3' }];
const lensOf = (found: FileImpact | null, uri = URI, recipe: string | null = RECIPE): string | undefined =>
  impactLens(found, uri, recipe)?.command.title;

describe('the lens', () => {
  test.each<[string, FileImpact | null, string | undefined]>([
    ['shows nothing before there is an answer', null, undefined],
    ['shows nothing for an unchanged file', { kind: 'same', as: 'saved' }, undefined],
    ['counts recipes where they are many', { kind: 'many', recipes: 200 }, 'this edit concerns 200 recipes'],
    ['says that nothing runs', known([]), 'this edit re-runs nothing'],
    ['names locked tasks', known([], { locked }), 'this edit re-runs nothing; 1 task is locked'],
    ['counts the tasks of the recipe', known([task('a', [changed])]), 'this edit re-runs 1 task here'],
    [
      'counts the tasks of other recipes besides',
      known([task('a', [changed]), task('b'), task('c')]),
      'this edit re-runs 1 task here and 2 in 2 recipes',
    ],
  ])('%s', (_, found, title) => expect(lensOf(found)).toBe(title));

  test('of a shared file has no `here`', () => {
    const found = known([task('a', [changed]), task('b')]);
    expect(lensOf(found, 'file:///l/x.bbclass', null)).toBe('this edit re-runs 2 tasks in 2 recipes');
  });
});

describe('the tree', () => {
  test('begins with the recipes in which something changed', () => {
    const { summary, recipes, leftOut } = toImpactResult(known([task('b'), task('a', [changed])]));
    expect(recipes.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(summary).toBe('2 tasks in 2 recipes get another hash: 2 to run, 0 to take from the cache');
    expect(leftOut).toBe(0);
  });

  test('has no more tasks than a user reads, and counts the others', () => {
    const many = known(Array.from({ length: 5_003 }, (_, index) => task(index < 4_000 ? 'a' : 'b', [changed])));
    const { recipes, leftOut } = toImpactResult(many);
    expect(recipes.map(({ tasks }) => tasks.length)).toEqual([4_000, 1_000]);
    expect(leftOut).toBe(3);
  });

  test.each<[FileImpact, RegExp]>([
    [{ kind: 'same', as: 'committed' }, /as in the last commit/],
    [{ kind: 'same', as: 'saved' }, /as it is saved/],
    [{ kind: 'unknown', reason: 'a reason' }, /a reason$/],
    [known([], { locked }), /locks z:do_x: /],
    [known([], { locked: [...locked, ...locked] }), /locks z:do_x and 1 more task: /],
  ])('has only a sentence where there is nothing to list: %j', (found, sentence) => {
    expect(toImpactResult(found).recipes).toEqual([]);
    expect(toImpactResult(found).summary).toMatch(sentence);
  });

  test.each<[ImpactCause, string]>([
    [changed, 'its variables have changed'],
    [{ kind: 'files', paths: ['/l/f'] } as unknown as ImpactCause, 'files have changed: /l/f'],
    [
      { kind: 'dependencies', added: ['/l/x.bb:do_x'], removed: ['/l/y.bb:do_y'] } as unknown as ImpactCause,
      'depends on x.bb:do_x; no longer depends on y.bb:do_y',
    ],
    [{ kind: 'new' } as ImpactCause, 'it is new'],
  ])('says why: %j', (cause, text) =>
    expect(toImpactResult(known([task('a', [cause])])).recipes[0]?.tasks[0]?.causes).toEqual([text]),
  );
});
