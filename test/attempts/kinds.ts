import type { AttemptKind } from './attempt';

/** Every kind of attempt, in the order of the table. */
export const KINDS: readonly AttemptKind[] = [];
