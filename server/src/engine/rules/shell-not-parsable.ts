/**
 * `shell-not-parsable`: a shell function of a task that BitBake's shell parser refuses. A shell may well run it;
 * BitBake reads it to find what the function calls, and gives up the whole recipe.
 */

import type { Messages, Rule } from './rule';

const messages = {
  refused: (problem) => `${problem}; it refuses the recipe until you rewrite this`,
} satisfies Messages;

export const shellNotParsable: Rule = {
  code: 'shell-not-parsable',
  severity: 'error',
  title: 'BitBake cannot read a shell function of a task',
  messages,
  needsProof: false,
  errors: { ShellSyntaxError: messages.refused },
  check: () => [],
  fixes: () => [],
};
