/**
 * `unused-suppression`: a comment `# sighound: ignore CODE` that hides nothing: the finding is gone, the comment is in
 * the wrong position, or there is no such rule. All findings of a file have to be known first, so the code that groups
 * findings reports this one.
 */

import type { Rule } from './rule';

export const unusedSuppression: Rule = {
  code: 'unused-suppression',
  severity: 'warning',
  title: 'a comment that ignores a finding there is not',
  needsProof: true,
  check: () => [],
  fixes: () => [],
};
