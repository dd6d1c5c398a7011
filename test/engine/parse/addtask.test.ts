import { describe, expect, it } from 'vitest';
import { KIRKSTONE, partsOf, recipe, SCARTHGAP } from './support';

/** `tasks < before > after` of the first statement. */
function wordsOf(text: string, release?: typeof SCARTHGAP): string | null {
  const [statement] = recipe(text, release).statements;
  if (statement?.kind !== 'addtask') return null;
  return [statement.tasks, statement.before, statement.after].map((names) => names.join(',')).join(' | ');
}

describe('addtask', () => {
  it.each([
    ['addtask a', 'a |  | '],
    ['addtask do_a after do_b before do_c', 'do_a | do_c | do_b'],
    ['addtask do_q after do_a before do_b after c', 'do_q | do_b | do_ac'],
    ['addtask a before b after c before d', 'a | bd | c'],
    ['addtask a after b after c', 'a |  | b,c'],
    ['addtask t1 t2 before t3 t4 after t5', 't1,t2 | t3,t4 | t5'],
    ['addtask u1\tbefore u2', 'u1,before,u2 |  | '],
    ['addtask v1 before', 'v1,before |  | '],
    ['addtask before before after b', 'before |  | '],
    ['addtask  before aafter after before # x', 'before,aafter,after |  | '],
    ['addtask a after ${W} # comment before x', 'a |  | ${W}'],
    ['addtask a#b', 'a |  | '],
    ['addtask  # c', ' |  | '],
    ['addtask # c', null],
    ['addtask', null],
    ['addtask a \\\n  after b \\\n  c', 'a |  | b,c'],
  ])('%j', (text, expected) => {
    expect(wordsOf(text)).toBe(expected);
    expect(recipe(text).failed === null).toBe(expected !== null);
  });

  it('refuses the name of an operation anywhere in the line', () => {
    for (const text of ['addtask a:append_x', 'addtask b after c:remove_x', 'addtask b # a:prepend_b']) {
      expect(recipe(text)).toMatchObject({ statements: [], failed: { severity: 'parse-error', line: 1 } });
    }
    expect(recipe('addtask a:append').failed).toBeNull();
  });

  it('has the range of its text', () => {
    const text = 'addtask  a after b # c';
    expect(partsOf(text, recipe(text))).toEqual({ range: text, textRange: 'a after b ' });
    expect(recipe(text).statements).toMatchObject([{ text: 'a after b ' }]);
  });
});

describe('addtask of older releases', () => {
  it.each([
    ['addtask do_q after do_a before do_b after c', 'do_q | do_b | c'],
    ['addtask a before b', 'a | b | '],
    ['addtask a after b # c', 'a |  | b,#,c'],
    ['addtask t1 t2 before t3', 't1 |  | '],
    ['addtask a-b', 'a |  | '],
    ['addtask a beforexafter y', 'a | x | y'],
    ['addtask a before b before c', 'a | b,before,c | '],
    ['addtask ${X}', null],
    ['addtask é_1', 'é_1 |  | '],
  ])('%j', (text, expected) => {
    for (const release of [KIRKSTONE, SCARTHGAP]) expect(wordsOf(text, release)).toBe(expected);
  });

  it('reports a warning about the words that it leaves out', () => {
    const warnings = (text: string) => recipe(text, SCARTHGAP).problems.map(({ message }) => message);
    expect(warnings('addtask a b')).toEqual(['ignored in `addtask`: ` b`']);
    expect(warnings('addtask a before b before c')).toEqual(['`addtask` takes only one `before`']);
    expect(warnings('addtask a before b after c')).toEqual([]);
  });
});

describe('deltask', () => {
  it('ends at a comment, except in older releases', () => {
    expect(recipe('deltask a ${B} # c').statements).toMatchObject([{ kind: 'deltask', argument: 'a ${B} ' }]);
    expect(recipe('deltask a # c', SCARTHGAP).statements).toMatchObject([{ argument: 'a # c' }]);
    expect(recipe('deltask # c').failed?.severity).toBe('parse-error');
  });
});
