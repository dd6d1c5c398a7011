/**
 * How glibc allocates memory in the server's process. By default it gives every thread an arena and keeps the room of
 * large blocks: after some threads have ended, the process has twice the memory that it uses. glibc reads these
 * variables when a process starts, so the client has to set them.
 */

/** Few arenas, and large blocks that go back to the system. Bytes, but for the number of arenas. */
const SETTINGS: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '1048576',
  MALLOC_TRIM_THRESHOLD_: '4194304',
};
/** Names the variables that the client added. */
const ADDED = 'SIGHOUND_ALLOCATOR';

type Environment = Record<string, string | undefined>;

/** What the client adds to the environment of the server. A variable that the user has set stays as it is. */
export function allocatorSettings(environment: Readonly<Environment>): Record<string, string> {
  const added = Object.entries(SETTINGS).filter(([name]) => environment[name] === undefined);
  return { ...Object.fromEntries(added), [ADDED]: added.map(([name]) => name).join(' ') };
}

/** Removes what the client added: metadata sees the environment as the user has it. */
export function removeAllocatorSettings(environment: Environment): void {
  for (const name of (environment[ADDED] ?? '').split(' ')) if (Object.hasOwn(SETTINGS, name)) delete environment[name];
  delete environment[ADDED];
}
