import type { AttemptKind } from './attempt';
import { BOUNDS } from './bounds';
import { COMMAND_LINE } from './commandLine';
import { EDITOR } from './editor';
import { ISOLATION } from './isolation';
import { NETWORK } from './network';
import { OBJECTS } from './objects';
import { CREATED_FILES } from './createdFiles';
import { PROTOCOL } from './protocol';
import { RACES } from './races';
import { READING } from './reading';
import { recovery } from './recovery';
import { STORE } from './store';
import { TERMINAL } from './terminal';
import { WATCHING } from './watching';

/** Every kind of attempt, in the order of the table. */
export const KINDS: readonly AttemptKind[] = [
  RACES,
  ISOLATION,
  BOUNDS,
  OBJECTS,
  READING,
  WATCHING,
  TERMINAL,
  COMMAND_LINE,
  EDITOR,
  PROTOCOL,
  CREATED_FILES,
  recovery,
  { kind: 'network', attempts: NETWORK },
  { kind: 'store', attempts: STORE },
];
