import type { AttemptKind } from './attempt';
import { ISOLATION } from './isolation';
import { RACES } from './races';

/** Every kind of attempt, in the order of the table. */
export const KINDS: readonly AttemptKind[] = [RACES, ISOLATION];
