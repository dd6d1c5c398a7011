/** The allocator's settings of the server's process. */

import { expect, test } from 'vitest';
import { allocatorSettings, removeAllocatorSettings } from '../../server/src/protocol/allocator';

test('the server sees the environment that the user has', () => {
  const users = { PATH: '/bin', MALLOC_ARENA_MAX: '1' };
  const servers: Record<string, string | undefined> = { ...users, ...allocatorSettings(users) };
  expect(servers).toMatchObject({ MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '1048576' });
  removeAllocatorSettings(servers);
  expect(servers).toEqual(users);
});

test('a variable that is none of the allocator stays, whatever the environment names', () => {
  const environment: Record<string, string | undefined> = { PATH: '/bin', SIGHOUND_ALLOCATOR: 'PATH' };
  removeAllocatorSettings(environment);
  expect(environment).toEqual({ PATH: '/bin' });
});
