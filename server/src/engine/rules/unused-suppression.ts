/**
 * `unused-suppression`: a comment `# sighound: ignore CODE` that hides nothing: the finding is gone, the comment stands
 * at another place, or there is no such rule. What is hidden is known only when all findings of a file are, so that it
 * is found where findings are grouped.
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
