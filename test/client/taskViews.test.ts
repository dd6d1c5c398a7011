/** What the trees of signatures and impact show, and which locations in a document are links. */
import { expect, test } from 'vitest';
import { impactChildren, impactLook, impactRoots } from '../../client/src/views/impactNodes';
import { childrenOf, groupsOf, lookOf } from '../../client/src/views/signatureNodes';
import type { SignatureNode } from '../../client/src/views/signatureNodes';
import { sourceLinks } from '../../client/src/views/sourceLinks';
import type { TaskEntry } from '../../server/src/protocol/protocol';

const task = (name: string): TaskEntry => ({
  mcfn: '/ws/zlib.bb',
  task: 'do_compile',
  name,
  document: 'd',
  summary: '5f0c1234 · in sstate',
  details: ['taskhash: 5f0c'],
});
const VALUES = [
  { name: 'do_compile', value: 'oe_runmake', dependencies: ['oe_runmake', 'CC'] },
  { name: 'CC', value: 'gcc ${CFLAGS}', dependencies: ['CFLAGS'] },
  { name: 'CFLAGS', value: null, dependencies: [] },
  { name: 'oe_runmake', value: 'x\n'.repeat(200), dependencies: [] },
];
const [TASKS, VARIABLES, FILES] = groupsOf(
  task('zlib:do_compile'),
  {
    dependencies: [task('zlib:do_configure'), task('glibc:do_build')],
    files: [{ uri: 'file:///ws/a.patch', path: '/ws/a.patch', md5: '0123456789' }],
  },
  { variables: VALUES },
) as [SignatureNode, SignatureNode, SignatureNode];

const labels = (node: SignatureNode, filter = ''): readonly string[] =>
  childrenOf(node, filter)!.map((child) => lookOf(child).label);

test('the inputs of a hash are in groups, with counts', () => {
  expect([TASKS, VARIABLES, FILES].map((node) => [lookOf(node).label, lookOf(node).description])).toEqual([
    ['Tasks', '2'],
    ['Variables', '4'],
    ['Files', '1'],
  ]);
  expect(labels(TASKS)).toEqual(['zlib:do_configure', 'glibc:do_build']);
  expect(lookOf(childrenOf(TASKS, '')![0]!)).toMatchObject({
    description: '5f0c1234 · in sstate',
    context: 'task',
    isExpandable: true,
  });
  expect(childrenOf(childrenOf(TASKS, '')![0]!, '')).toBeUndefined();
  expect(childrenOf(FILES, '')!.map(lookOf)).toMatchObject([
    { label: 'a.patch', description: '01234567', isExpandable: false },
  ]);
});

test("the variables begin with the task's own code, then its references, and so on below", () => {
  const shown = childrenOf(VARIABLES, '')!;
  expect(shown.map((node) => lookOf(node).label)).toEqual(['do_compile', 'CC', 'oe_runmake']);
  expect(shown.map((node) => lookOf(node).isExpandable)).toEqual([false, true, false]);
  expect(labels(shown[1]!)).toEqual(['CFLAGS']);
  expect(lookOf(childrenOf(shown[1]!, '')![0]!).description).toBe('no value');
  expect(lookOf(shown[2]!).description.length).toBeLessThan(130);
});

test('a filter checks every name, at any depth', () => {
  expect(labels(VARIABLES, 'flags')).toEqual(['CFLAGS']);
  expect(labels(TASKS, 'zlib')).toEqual(['zlib:do_configure']);
  expect(labels(FILES, 'zlib')).toEqual([]);
});

test('the impact has recipes with counts, tasks with both hashes, and the way to the change', () => {
  const entry = {
    mcfn: '/ws/zlib.bb',
    task: 'do_compile',
    name: 'zlib:do_compile',
    document: 'd',
    before: 'aaaaaaaabb',
    after: 'ccccccccdd',
    fate: 'fetch' as const,
    causes: [],
    path: [{ name: 'zlib:do_configure', causes: ['its variables have changed'] }],
  };
  const roots = impactRoots({
    summary: '',
    leftOut: 3,
    recipes: [{ name: 'zlib', mcfn: '/ws/zlib.bb', tasks: [entry] }],
  });
  expect(roots.map(impactLook)).toMatchObject([
    { label: 'zlib', description: '1 task' },
    { label: 'and 3 more tasks' },
  ]);
  const [shown] = impactChildren(roots[0]!);
  expect(impactLook(shown!)).toMatchObject({
    label: 'do_compile',
    description: 'aaaaaaaa → cccccccc · from the cache',
    icon: 'cloud-download',
    isExpandable: true,
  });
  expect(impactChildren(shown!).map(impactLook)).toMatchObject([
    { label: 'zlib:do_configure', description: 'its variables have changed', icon: 'edit' },
  ]);
  expect(
    impactLook({ kind: 'task', task: { ...entry, before: null, fate: 'run', causes: ['it is new'], path: [] } }),
  ).toMatchObject({ description: 'new → cccccccc · it is new', isExpandable: false });
});

test('locations are links at the end of a line, and not as part of a value', () => {
  const text =
    '1. variable A changed  /ws/meta/a_1.0.bb:12\n     -/etc/x:1\nMYVAR    # /ws/b.inc:3\n    | see /ws/c.bb:4\nno location: 5\n';
  expect(sourceLinks(text).map(({ start, end, path, line }) => [text.slice(start, end), path, line])).toEqual([
    ['/ws/meta/a_1.0.bb:12', '/ws/meta/a_1.0.bb', 12],
    ['/ws/b.inc:3', '/ws/b.inc', 3],
  ]);
});
