/** All rules. Codes are permanent: if a rule is removed, a comment here keeps its code. */

import { environmentInSignature } from './environment-in-signature';
import { frozenLayerPath } from './frozen-layer-path';
import { hostDependentSignature } from './host-dependent-signature';
import { hostPath } from './host-path';
import { ignoredByOverwrite } from './ignored-by-overwrite';
import { ineffectiveVardepsexclude } from './ineffective-vardepsexclude';
import { movingObjectName } from './moving-object-name';
import { movingRevision } from './moving-revision';
import { nostampTask } from './nostamp-task';
import { parseTimeRead } from './parse-time-read';
import { redundantVardepsexclude } from './redundant-vardepsexclude';
import { renamedVariable } from './renamed-variable';
import type { Rule } from './rule';
import { sharedStamp } from './shared-stamp';
import { shellNotParsable } from './shell-not-parsable';
import { unstableBasehash } from './unstable-basehash';
import { unsafeVardepsexclude } from './unsafe-vardepsexclude';
import { untrackedDependency } from './untracked-dependency';
import { untrackedInput } from './untracked-input';
import { unusedSuppression } from './unused-suppression';

export const RULES: readonly Rule[] = [
  unstableBasehash,
  hostDependentSignature,
  environmentInSignature,
  frozenLayerPath,
  hostPath,
  ineffectiveVardepsexclude,
  redundantVardepsexclude,
  unsafeVardepsexclude,
  ignoredByOverwrite,
  parseTimeRead,
  movingRevision,
  movingObjectName,
  nostampTask,
  sharedStamp,
  shellNotParsable,
  renamedVariable,
  untrackedDependency,
  untrackedInput,
  unusedSuppression,
];
