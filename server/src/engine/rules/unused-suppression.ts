/**
 * `unused-suppression`: a comment `# sighound: ignore CODE` that hides nothing: the finding is gone, the comment is in
 * the wrong position, or there is no such rule. All findings of a file have to be known first, so the code that groups
 * findings reports this one.
 */

import type { Messages, Rule } from './rule';

const messages = {
  noRule: () =>
    'this comment names no rule; remove it, or write `# sighound: ignore CODE reason` above the statement it is about',
  unknownRule: (code, meant) =>
    `this comment names \`${code}\`, which is no rule: ${meant}; remove it, or write \`# sighound: ignore CODE reason\` above the statement it is about`,
  nothingHidden: (code) =>
    `this comment hides nothing: \`${code}\` finds nothing here; remove it, or write \`# sighound: ignore CODE reason\` above the statement it is about`,
} satisfies Messages;

export const unusedSuppression = {
  code: 'unused-suppression',
  severity: 'warning',
  title: 'a comment ignores a finding that is not there',
  messages,
  needsProof: true,
  check: () => [],
  fixes: () => [],
} satisfies Rule;
