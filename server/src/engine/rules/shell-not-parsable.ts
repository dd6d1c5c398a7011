/**
 * `shell-not-parsable`: a shell function of a task that BitBake's shell parser refuses. A shell may well run it;
 * BitBake reads it to find what the function calls, and gives up the whole recipe.
 */

import type { Rule } from './rule';

export const shellNotParsable: Rule = {
  code: 'shell-not-parsable',
  severity: 'error',
  title: 'a shell function that BitBake cannot read',
  needsProof: false,
  errorTypes: ['ShellSyntaxError'],
  check: () => [],
  fixes: () => [],
};
