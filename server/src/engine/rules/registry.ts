/** All rules. Codes are permanent: a rule that goes leaves its code behind in a comment here. */

import { frozenLayerPath } from './frozen-layer-path';
import { hostDependentSignature } from './host-dependent-signature';
import { hostPath } from './host-path';
import { ineffectiveVardepsexclude } from './ineffective-vardepsexclude';
import { movingRevision } from './moving-revision';
import { nostampTask } from './nostamp-task';
import { redundantVardepsexclude } from './redundant-vardepsexclude';
import type { Rule } from './rule';
import { unstableBasehash } from './unstable-basehash';
import { untrackedDependency } from './untracked-dependency';
import { unusedSuppression } from './unused-suppression';

export const RULES: readonly Rule[] = [
  unstableBasehash, hostDependentSignature, frozenLayerPath, hostPath, ineffectiveVardepsexclude, redundantVardepsexclude, movingRevision, nostampTask, untrackedDependency, unusedSuppression,
];
