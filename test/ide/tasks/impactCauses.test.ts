/** The causes of an impact by name, and what lists leave out. */

import { expect, test } from 'vitest';
import type { TaskConfiguration } from '../../../server/src/engine/tasks/taskConfiguration';
import type { TaskNode, TaskNodes } from '../../../server/src/ide/api/tasksApi';
import { asBefore, impactOf } from '../../../server/src/ide/tasks/impact';
import { changedVariables, leftOutOf, namedCauses } from '../../../server/src/ide/tasks/impactCauses';

const node = (pn: string, hash: string, more: Partial<TaskNode> = {}): TaskNode => ({
  mcfn: `/layers/${pn}.bb`,
  pn,
  task: 'do_one',
  pnid: `${pn}:do_one`,
  basehash: hash,
  hash: { kind: 'known', taskhash: hash, unihash: hash } as TaskNode['hash'],
  dependencies: [],
  otherDependencies: [],
  checksums: [],
  hasSetscene: false,
  isNostamp: false,
  isNoexec: false,
  stamp: '',
  stampExtraInfo: '',
  hashFilename: '',
  ...more,
});

const state = (nodes: readonly TaskNode[]): TaskNodes => ({
  nodes,
  wanted: nodes.map((_, index) => index),
  unknownTargets: [],
  problems: [],
});

const impact = (a: readonly TaskNode[], b: readonly TaskNode[]): ReturnType<typeof impactOf> =>
  impactOf(asBefore(state(a)), state(b));

test('a variable that several recipes read is one cause, with its counts', async () => {
  const source = (value: string) => ({
    hashedVariables: async () => ({ gendeps: { do_one: ['A'], A: [] }, varvals: { do_one: 'echo', A: value } }),
    changedAssignment: async () => ({
      path: '/layers/a.inc',
      range: { start: { line: 2, character: 0 }, end: { line: 2, character: 1 } },
      variable: 'A',
      text: value,
    }),
  });
  const after = (hash: string, basehash: string): TaskNode =>
    node('last', hash, { basehash, dependencies: [0], task: 'do_two' });
  const found = impact(
    [node('one', '1'), node('two', '2'), after('3', 'x')],
    [node('one', '4'), node('two', '5'), after('6', 'x')],
  );
  const { byTask, notCompared } = await changedVariables(found, source('old'), source('new'));
  expect(notCompared).toBe(0);
  expect(namedCauses(found, byTask)).toMatchObject([
    { kind: 'variable', name: 'A', before: 'old', after: 'new', tasks: 2, recipes: 2, followers: 1, isVaried: false },
  ]);
});

test('a task that leaves a changed recipe out is counted with the list that says so', () => {
  const nodes = (hash: string): readonly TaskNode[] => [
    node('base-files', hash),
    node('one', '1', { otherDependencies: [0] }),
    node('two', '2', { otherDependencies: [0] }),
  ];
  const lists = { SIGGEN_EXCLUDERECIPES_ABISAFE: 'base-files', SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS: 'two->base-files' };
  const configuration = { variables: lists } as unknown as TaskConfiguration;
  const found = impact(nodes('old'), nodes('new'));
  expect(leftOutOf(found, state(nodes('new')), [configuration])).toEqual([
    { pn: 'base-files', by: 'SIGGEN_EXCLUDERECIPES_ABISAFE', entry: 'base-files', tasks: 1, recipes: 1 },
    { pn: 'base-files', by: 'SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS', entry: 'two->base-files', tasks: 1, recipes: 1 },
  ]);
});
