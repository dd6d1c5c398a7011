/** All rules. Codes are permanent: a rule that goes leaves its code behind in a comment here. */

import { hostPath } from './host-path';
import type { Rule } from './rule';

export const RULES: readonly Rule[] = [hostPath];
