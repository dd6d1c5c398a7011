/** Which tasks a change re-runs, on small handwritten graphs. */

import { describe, expect, it } from 'vitest';
import { type Impact, type TasksBefore, asBefore, impactOf, pathOf } from '../../../server/src/ide/tasks/impact';
import type { TaskNodes } from '../../../server/src/ide/api/tasksApi';
import { type GivenTask, taskGraph as graph } from '../../support/taskGraph';

function reported(impact: Impact): readonly string[] {
  return impact.tasks.map(({ pnid }) => pnid);
}

function path(impact: Impact, pnid: string): readonly string[] {
  return pathOf(impact, reported(impact).indexOf(pnid)).map((task) => task.pnid);
}

function causes(impact: Impact): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    impact.tasks.filter((task) => task.causes.length > 0).map((task) => [task.pnid, task.causes]),
  );
}

const CHAIN = {
  'lib:do_fetch': { hash: '1' },
  'lib:do_compile': { hash: '2', on: ['lib:do_fetch'] },
  'app:do_fetch': { hash: '3' },
  'app:do_compile': { hash: '4', on: ['app:do_fetch', 'lib:do_compile'] },
  'app:do_build': { hash: '5', on: ['app:do_compile'] },
};

describe('the list of tasks with a new hash', () => {
  it('is empty where nothing has changed', () => {
    const impact = impactOf(asBefore(graph(CHAIN)), graph(CHAIN));
    expect(impact).toEqual({
      tasks: [],
      recipes: [],
      gone: [],
      everyTime: [],
      locked: [],
      unknown: [],
      compared: 5,
      fates: { run: 0, fetch: 0, covered: 0 },
    });
  });

  it('is grouped by recipe, each task after its dependencies', () => {
    const after = graph({
      ...CHAIN,
      'lib:do_compile': { hash: '2b', on: ['lib:do_fetch'], basehash: 'other' },
      'app:do_compile': { ...CHAIN['app:do_compile'], hash: '4b' },
      'app:do_build': { hash: '5b', on: ['app:do_compile'] },
    });
    const impact = impactOf(asBefore(graph(CHAIN)), after);
    expect(reported(impact)).toEqual(['app:do_compile', 'app:do_build', 'lib:do_compile']);
    expect(impact.recipes).toEqual([
      { mcfn: '/m/app.bb', pn: 'app', tasks: [0, 1] },
      { mcfn: '/m/lib.bb', pn: 'lib', tasks: [2] },
    ]);
    expect(impact.tasks[0]).toMatchObject({ before: '4', after: '4b', causes: [], via: 2 });
    expect(causes(impact)).toEqual({ 'lib:do_compile': [{ kind: 'basehash' }] });
    expect(path(impact, 'app:do_build')).toEqual(['app:do_build', 'app:do_compile', 'lib:do_compile']);
  });

  it('has the shortest way to a change', () => {
    const state = (to: string): TaskNodes =>
      graph({
        'a:do_x': { hash: `1${to}`, basehash: to },
        'b:do_x': { hash: `2${to}`, on: ['a:do_x'] },
        'c:do_x': { hash: `3${to}`, on: ['b:do_x'] },
        'd:do_x': { hash: `4${to}`, on: ['c:do_x', 'a:do_x'] },
      });
    expect(path(impactOf(asBefore(state('')), state('b')), 'd:do_x')).toEqual(['d:do_x', 'a:do_x']);
  });

  it('contains new and removed tasks only where the baseline knows all tasks', () => {
    const { 'app:do_build': build, ...less } = CHAIN;
    const grown = impactOf(asBefore(graph(less)), graph(CHAIN));
    expect(causes(grown)).toEqual({ 'app:do_build': [{ kind: 'new' }] });
    expect(grown.tasks[0]?.before).toBeNull();
    expect(impactOf(asBefore(graph(CHAIN)), graph(less)).gone).toEqual(['/m/app.bb:do_build']);
    const partly: TasksBefore = {
      isComplete: false,
      asked: [],
      tasks: new Map([['/m/lib.bb:do_fetch', { hash: '0' }]]),
    };
    const partial = impactOf(partly, graph({ ...CHAIN, 'app:do_build': build }));
    expect(reported(partial)).toEqual(['lib:do_fetch']);
    expect(partial.compared).toBe(1);
  });

  it('separates tasks that run every time, and tasks with unknown hashes', () => {
    const odd = graph({ 'a:do_now': { hash: null, nostamp: true }, 'b:do_odd': { hash: null } });
    const impact = impactOf(asBefore(odd), odd);
    expect(impact.everyTime).toEqual([{ mcfn: '/m/a.bb', pn: 'a', task: 'do_now' }]);
    expect(impact.unknown).toEqual([{ mcfn: '/m/b.bb', pn: 'b', task: 'do_odd', reason: 'nobody knows' }]);
    expect(
      impactOf(asBefore(odd), graph({ 'a:do_now': { hash: '1' }, 'b:do_odd': { hash: '2' } })).unknown,
    ).toHaveLength(2);
  });

  it.each([
    ['its own variables', { basehash: 'edited' }, {}],
    ['what it depends on', {}, { hash: '1b', basehash: 'edited' }],
  ])('names a locked task that keeps its hash while the edit changes %s', (_, own, below) => {
    const locked = { kind: 'known', taskhash: 'L', unihash: 'L', equivalence: 'locked' } as const;
    const state = (edit: object, editBelow: object): TaskNodes => {
      const { nodes, ...rest } = graph({
        'a:do_x': { hash: '1', ...editBelow },
        'a:do_y': { hash: 'L', on: ['a:do_x'], ...edit },
      });
      return { nodes: nodes.map((node) => (node.task === 'do_y' ? { ...node, hash: locked } : node)), ...rest };
    };
    expect(impactOf(asBefore(state({}, {})), state({}, {})).locked).toEqual([]);
    const impact = impactOf(asBefore(state({}, {})), state(own, below));
    expect(impact.locked).toEqual([{ mcfn: '/m/a.bb', pn: 'a', task: 'do_y', pnid: 'a:do_y', hash: 'L' }]);
    expect(reported(impact)).not.toContain('a:do_y');
  });

  it('shows a way through tasks that were not asked for, and does not count them', () => {
    const state = (to: string): TaskNodes =>
      graph(
        {
          'a:do_x': { hash: `1${to}`, basehash: to },
          'b:do_x': { hash: `2${to}`, on: ['a:do_x'] },
          'c:do_x': { hash: `3${to}`, on: ['a:do_x'] },
        },
        ['b:do_x'],
      );
    const impact = impactOf(asBefore(state('')), state('b'));
    expect(reported(impact)).toEqual(['a:do_x', 'b:do_x']);
    expect(impact.recipes.map(({ pn }) => pn)).toEqual(['b']);
    expect(impact.fates).toEqual({ run: 1, fetch: 0, covered: 0 });
    expect(impact.compared).toBe(1);
  });
});

describe('the causes of a change', () => {
  const one = (more: Partial<GivenTask>): TaskNodes =>
    graph({ 'x:do_a': { hash: '1' }, 'x:do_b': { hash: '2' }, 'x:do_c': { hash: '3', ...more } });
  const causeOf = (before: Partial<GivenTask>, after: Partial<GivenTask>): unknown =>
    causes(impactOf(asBefore(one(before)), one({ hash: '4', ...after })))['x:do_c'];

  it('name the files', () => {
    const then = [
      { path: '/p/same', md5: '1' },
      { path: '/p/./old', md5: '2' },
      { path: '/p/edited', md5: '3' },
    ];
    const now = [
      { path: '/p/same', md5: '1' },
      { path: '/p/edited', md5: '4' },
      { path: '/p/new', md5: '5' },
    ];
    expect(causeOf({ checksums: then }, { checksums: now })).toEqual([
      { kind: 'files', paths: ['/p/edited', '/p/new', '/p/old'] },
    ]);
  });

  it('name the dependencies', () => {
    expect(causeOf({ on: ['x:do_a'] }, { on: ['x:do_b'] })).toEqual([
      { kind: 'dependencies', added: ['/m/x.bb:do_b'], removed: ['/m/x.bb:do_a'] },
    ]);
  });

  it('contain a taint', () => {
    expect(causeOf({}, { taint: 'uuid' })).toEqual([{ kind: 'taint' }]);
  });

  it('contain a different unihash of the same task hash', () => {
    expect(causeOf({}, {})).toEqual([{ kind: 'equivalence' }]);
  });

  it('may be several', () => {
    expect(causeOf({}, { basehash: 'other', on: ['x:do_a'] })).toEqual([
      { kind: 'basehash' },
      { kind: 'dependencies', added: ['/m/x.bb:do_a'], removed: [] },
    ]);
  });

  it('follow from the dependencies where the baseline has hashes only', () => {
    const before: TasksBefore = {
      isComplete: true,
      asked: [],
      tasks: new Map([
        ['/m/a.bb:do_x', { hash: '0' }],
        ['/m/b.bb:do_x', { hash: '0' }],
      ]),
    };
    const impact = impactOf(before, graph({ 'a:do_x': { hash: '1' }, 'b:do_x': { hash: '2', on: ['a:do_x'] } }));
    expect(causes(impact)).toEqual({ 'a:do_x': [{ kind: 'unknown' }] });
    expect(path(impact, 'b:do_x')).toEqual(['b:do_x', 'a:do_x']);
  });
});

describe('the fate of a task', () => {
  const state = (to: string): TaskNodes =>
    graph({
      'lib:do_compile': { hash: `1${to}`, basehash: to },
      'lib:do_sysroot': { hash: `2${to}`, on: ['lib:do_compile'], hasSetscene: true },
      'app:do_compile': { hash: `3${to}`, on: ['lib:do_sysroot'] },
      'app:do_package': { hash: `4${to}`, on: ['app:do_compile'], hasSetscene: true },
      'tool:do_sysroot': { hash: `5${to}`, hasSetscene: true, basehash: to },
      'image:do_rootfs': { hash: `6${to}`, on: ['app:do_package'], after: ['tool:do_sysroot'] },
    });
  const fates = (cached: readonly string[]): Readonly<Record<string, string>> => {
    const impact = impactOf(asBefore(state('')), state('b'), { hasObject: ({ pnid }) => cached.includes(pnid) });
    return Object.fromEntries(impact.tasks.map(({ pnid, fate }) => [pnid, fate]));
  };

  it('is to run if the cache is empty', () => {
    expect(new Set(Object.values(fates([])))).toEqual(new Set(['run']));
  });

  it('is to be covered if only cached tasks need it', () => {
    expect(fates(['app:do_package', 'tool:do_sysroot'])).toEqual({
      'lib:do_compile': 'covered',
      'lib:do_sysroot': 'covered',
      'app:do_compile': 'covered',
      'app:do_package': 'fetch',
      'tool:do_sysroot': 'fetch',
      'image:do_rootfs': 'run',
    });
    expect(fates(['lib:do_sysroot'])).toMatchObject({
      'lib:do_compile': 'covered',
      'lib:do_sysroot': 'fetch',
      'app:do_compile': 'run',
    });
  });

  it('is not to be fetched without a setscene task', () => {
    expect(fates(['app:do_compile'])).toMatchObject({ 'app:do_compile': 'run' });
  });
});
