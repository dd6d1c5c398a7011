import type { AttemptKind } from './attempt';
import { BOUNDS } from './bounds';
import { RACES } from './races';

/** Every kind of attempt, in the order of the table. */
export const KINDS: readonly AttemptKind[] = [RACES, BOUNDS];
