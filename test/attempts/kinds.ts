import type { AttemptKind } from './attempt';
import { RACES } from './races';
import { recovery } from './recovery';

/** Every kind of attempt, in the order of the table. */
export const KINDS: readonly AttemptKind[] = [RACES, recovery];
