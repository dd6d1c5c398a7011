/** File accesses without an evaluation are limited, and a file that cannot be read is not absent. */

import { expect, test } from 'vitest';
import { Budget, LimitExceeded, UnreadableFile } from '../../../server/src/engine/base/budget';
import { EVALUATION_LIMITS } from '../../../server/src/engine/base/limits';
import { BoundedFiles } from '../../../server/src/engine/files/boundedFiles';
import type { FileSource } from '../../../server/src/engine/files/fileSource';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';

const bounded = (
  limits: Partial<typeof EVALUATION_LIMITS>,
  base: FileSource = new MemoryFileSource({ '/d/a': 'four', '/d/b': '', '/d/c': '' }),
): BoundedFiles => new BoundedFiles(base, new Budget({ ...EVALUATION_LIMITS, ...limits } as typeof EVALUATION_LIMITS));

test.each([
  ['questions', (files: BoundedFiles) => [files.stat('/d/a'), files.stat('/none'), files.readLink('/d/a')]],
  ['entries', (files: BoundedFiles) => files.list('/d')],
  ['bytes', (files: BoundedFiles) => files.readBytes('/d/a')],
  ['bytes', (files: BoundedFiles) => files.readPart('/d/a', 0, 4)],
  ['bytes', (files: BoundedFiles) => files.readText('/d/a')],
] as const)('the budget counts %s: %s', (resource, ask) => {
  expect(() => ask(bounded({ [resource]: 2 }))).toThrow(LimitExceeded);
  expect(() => ask(bounded({ [resource]: 4 }))).not.toThrow();
});

test('a missing file is absent; a file that may exist and cannot be read is an error', () => {
  const base = new MemoryFileSource({});
  expect([bounded({}, base).stat('/x'), bounded({}, base).list('/x'), bounded({}, base).readBytes('/x')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  const closed = Object.assign(Object.create(base) as FileSource, {
    failure: () => ({ reason: 'permission denied', isDenied: true }),
  });
  for (const ask of ['stat', 'list', 'readBytes', 'readLink'] as const)
    expect(() => bounded({}, closed)[ask]('/x')).toThrow(UnreadableFile);
});
