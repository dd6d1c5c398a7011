/** Taint files next to stamps: what the engine reads of them, and what it cannot read. */

import { expect, test } from 'vitest';
import type { FileSource } from '../../../server/src/engine/files/fileSource';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { Taints } from '../../../server/src/engine/tasks/taints';
import { hashesOf, recipe, task } from './support';

const TASK = { recipe: recipe('r'), task: task('do_x') };
const PATH = '/stamps/r.do_x.taint';
const DENIED = { reason: 'you are not allowed to read it (EACCES)', isDenied: true };

function files(content: Readonly<Record<string, string>>, denied: readonly string[] = []): FileSource {
  const memory = new MemoryFileSource(content);
  return Object.assign(Object.create(memory) as MemoryFileSource, {
    list: (path: string) => (denied.includes(path) ? undefined : memory.list(path)),
    stat: (path: string) => (denied.includes(path) ? undefined : memory.stat(path)),
    failure: (path: string) => (denied.includes(path) ? DENIED : undefined),
  });
}

test('a taint is its text', () => {
  expect(new Taints(files({ [PATH]: 'uuid' })).of(TASK)).toBe('uuid');
  expect(new Taints(files({ [PATH]: 'nostamp:uuid' })).of(TASK)).toBe('uuid');
  expect(new Taints(files({ '/stamps/r.do_y.taint': 'uuid' })).of(TASK)).toBeNull();
});

test('a taint in a folder that cannot be listed is looked for by its name', () => {
  expect(new Taints(files({ [PATH]: 'uuid' }, ['/stamps'])).of(TASK)).toBe('uuid');
  expect(new Taints(files({ '/stamps/r.do_y.taint': 'uuid' }, ['/stamps'])).of(TASK)).toBeNull();
});

test('a taint that cannot be read, or is too big, makes the hash unknown', async () => {
  const hash = async (source: FileSource): Promise<unknown> =>
    (await hashesOf({ recipes: [recipe('r', { tasks: [task('do_x')] })], files: source }, 'r:do_x'))['r:do_x'];
  expect(await hash(files({ [PATH]: 'uuid' }, [PATH]))).toMatchObject({
    kind: 'unknown',
    reason: `its taint: \`${PATH}\` cannot be read: ${DENIED.reason}`,
  });
  expect(await hash(files({ [PATH]: 'x'.repeat(100_000) }))).toMatchObject({
    kind: 'unknown',
    reason: `its taint: \`${PATH}\` has more than 65536 bytes, and BitBake writes taints of 36`,
  });
});
