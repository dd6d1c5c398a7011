/** Python modules below folders: all of them, or the reason why the list is unknown. */

import { expect, test } from 'vitest';
import { Budget } from '../../../server/src/engine/base/budget';
import { EVALUATION_LIMITS } from '../../../server/src/engine/base/limits';
import type { FileSource } from '../../../server/src/engine/files/fileSource';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { modulesBelow } from '../../../server/src/engine/files/libraryModules';

test('modules are named by the path below their folder', () => {
  const files = new MemoryFileSource({
    '/lib/a.py': '',
    '/lib/sub/b.py': '',
    '/lib/tests/c.py': '',
    '/lib/readme.txt': '',
  });
  expect(modulesBelow(['/lib'], files).map(({ name }) => name)).toEqual(['a.py', 'sub/b.py']);
});

test('folders that contain each other endlessly end', () => {
  const endless = { list: () => ['a'], stat: () => ({ kind: 'directory' }) } as unknown as FileSource;
  expect(() => modulesBelow(['/lib'], endless)).toThrow('folders stand in each other more than 200 deep');
  const doubling = {
    list: () => ['a', 'b'],
    stat: (path: string) => (path.length < 200 ? { kind: 'directory' } : undefined),
  } as unknown as FileSource;
  expect(() => modulesBelow(['/lib'], doubling, new Budget({ ...EVALUATION_LIMITS, questions: 1000 }))).toThrow(
    'it takes more than 1000 questions for files',
  );
});

test('a folder that cannot be listed does not count as empty', () => {
  const denied = {
    list: () => undefined,
    failure: () => ({ reason: 'you are not allowed to read it (EACCES)' }),
  } as unknown as FileSource;
  expect(() => modulesBelow(['/lib'], denied)).toThrow(
    '`/lib` cannot be read: you are not allowed to read it (EACCES)',
  );
});
