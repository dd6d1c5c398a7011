/** Which of a target's tasks have their object in the cache. */
import { expect, test } from 'vitest';
import { type SstateTask, coverage, objectOfTask } from '../../../server/src/engine/sstate/coverage';
import { readHashFilename } from '../../../server/src/engine/sstate/objectNames';
import type { Presence } from '../../../server/src/engine/sstate/presence';

function task(pn: string, name: string, more: Partial<SstateTask> = {}): SstateTask {
  return {
    name: `${pn}:${name}`,
    pn,
    task: name,
    unihash: 'ab'.repeat(32),
    nativeLsbString: 'universal',
    hasSetscene: true,
    hashFilename: readHashFilename(`False sstate:${pn}:arch-oe-linux:1:r0:arch:14: sstate:${pn}::1:r0::14:`),
    ...more,
  };
}

test('tasks are counted by the location of their object; tasks that no cache stores are not counted', () => {
  const tasks = [
    task('z', 'do_package'),
    task('b', 'do_deploy'),
    task('b-x', 'do_deploy'),
    task('c', 'do_package'),
    task('d', 'do_package'),
    task('e', 'do_compile', { hasSetscene: false }),
    task('f', 'do_package', { unihash: null, unknown: 'it runs differently each time' }),
    task('g', 'do_package', { hashFilename: null }),
    task('n'.repeat(240), 'do_package'),
  ];
  const local: Presence = { kind: 'local', location: '/sstate/x' };
  const paths = tasks.map((one) => objectOfTask(one).path ?? '');
  const found = coverage(
    tasks,
    new Map<string, Presence>([
      [paths[0]!, local],
      [paths[1]!, local],
      [paths[2]!, local],
      [paths[3]!, { kind: 'mirror', location: 'http://m/c' }],
      [paths[4]!, { kind: 'missing' }],
    ]),
  );
  const names = (covered: typeof found.local): string[] => covered.map(({ task: { name } }) => name);
  expect(found.wanted).toBe(8);
  // `-` comes before `:`, by code point.
  expect(names(found.local)).toEqual(['b-x:do_deploy', 'b:do_deploy', 'z:do_package']);
  expect(names(found.mirror)).toEqual(['c:do_package']);
  expect(names(found.missing)).toEqual(['d:do_package']);
  expect(found.unknown.map(({ presence }) => (presence.kind === 'unknown' ? presence.reason : presence.kind))).toEqual([
    'it runs differently each time',
    'its recipe has no `BB_HASHFILENAME`',
    'the name of its object is too long, also when it is cut',
  ]);
});

test('an object that was not looked for is unknown', () => {
  expect(coverage([task('a', 'do_package')], new Map()).unknown[0]?.presence).toEqual({
    kind: 'unknown',
    reason: 'it was not looked for',
  });
});
