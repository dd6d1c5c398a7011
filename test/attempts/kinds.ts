import type { AttemptKind } from './attempt';
import { EDITOR } from './editor';
import { RACES } from './races';
import { READING } from './reading';

/** Every kind of attempt, in the order of the table. */
export const KINDS: readonly AttemptKind[] = [RACES, READING, EDITOR];
