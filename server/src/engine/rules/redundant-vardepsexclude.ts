/**
 * `redundant-vardepsexclude`: an exclusion of a variable that no hash contains anyway, because it is in
 * `BB_BASEHASH_IGNORE_VARS` of the configuration. It does no harm, but it wrongly suggests that the key needs it.
 */

import { excludedWords, removeWord, wordFinding } from './common/exclusionWords';
import type { Finding, Messages, Rule, RuleContext, RuleVariant } from './rule';

const CODE = 'redundant-vardepsexclude';

const messages = {
  ignored: (key, word) =>
    `\`${key}[vardepsexclude]\` need not name \`${word}\`: \`BB_BASEHASH_IGNORE_VARS\` keeps it out of every hash; remove it`,
} satisfies Messages;

export const redundantVardepsexclude: Rule = {
  code: CODE,
  severity: 'hint',
  title: 'an exclusion names a variable that no hash contains anyway',
  messages,
  needsProof: false,
  check,
  fixes: removeWord,
};

function check(variant: RuleVariant, { isOwn }: RuleContext): readonly Finding[] {
  const { ignored } = variant.signatures.context;
  return excludedWords(variant)
    .filter(({ word, entry }) => ignored.has(word) && isOwn(entry.file))
    .map((found) => wordFinding(CODE, found, variant, [], messages.ignored(found.key, found.word)));
}
