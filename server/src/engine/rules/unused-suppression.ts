/**
 * `unused-suppression`: a comment `# sighound: ignore CODE` that hides nothing: the finding is gone, the comment is in
 * the wrong position, or there is no such rule. All findings of a file have to be known first, so the code that groups
 * findings reports this one.
 */

import type { Messages, Rule } from './rule';

const messages = {
  noRule: () => 'this comment hides nothing: it names no rule; remove it, or write `# sighound: ignore CODE reason`',
  unknownRule: (code, meant) =>
    `this comment hides nothing: there is no rule \`${code}\` (${meant}); correct or remove it`,
  nothingHidden: (code) => `this comment hides nothing: \`${code}\` finds nothing below it; move or remove it`,
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
