/**
 * `ineffective-vardepsexclude`: an exclusion that changes no hash. There are three reasons. It is on the wrong key (it
 * acts only on the direct dependencies of its key). It names something that is no dependency. Or its key is in no
 * task's closure. It is proven by finding the direct dependencies without it.
 */

import { closureOf } from '../signatures/basehash';
import { isEffectiveExclusion } from '../signatures/variableDependencies';
import { excludedWords, removeWord, wordFinding } from './common/exclusionWords';
import type { Finding, Messages, Rule, RuleContext, RuleVariant } from './rule';

const CODE = 'ineffective-vardepsexclude';

const messages = {
  unreached: (key) => `this exclusion changes no hash: in this configuration no task depends on \`${key}\`; remove it`,
  noDependency: (key, word) => `this exclusion changes no hash: \`${key}\` does not depend on \`${word}\`; remove it`,
  elsewhere: (key, word, parent) =>
    `this exclusion changes no hash: \`${key}\` depends on \`${word}\` only by way of \`${parent}\`; exclude it there`,
} satisfies Messages;

export const ineffectiveVardepsexclude: Rule = {
  code: CODE,
  severity: 'warning',
  title: 'an exclusion changes no hash',
  messages,
  needsProof: false,
  check,
  fixes: removeWord,
};

function check(variant: RuleVariant, { isOwn }: RuleContext): readonly Finding[] {
  const { signatures } = variant;
  const { context, gendeps } = signatures;
  // An exclusion in another layer may be for configurations that do not exist here.
  return excludedWords(variant)
    .filter(({ word, entry }) => !context.ignored.has(word) && isOwn(entry.file))
    .map((found): Finding => {
      const { key, word } = found;
      const finding = {
        ...wordFinding(CODE, found, variant, [], messageOf(key, word, variant)),
        needsAll: true,
      };
      return gendeps.has(key) && isEffectiveExclusion(key, word, context) ? { ...finding, refutes: true } : finding;
    });
}

function messageOf(key: string, word: string, { signatures: { gendeps } }: RuleVariant): string {
  if (!gendeps.has(key)) return messages.unreached(key);
  const parents = [...closureOf(key, gendeps)].filter((other) => gendeps.get(other)?.has(word) === true);
  const [parent] = parents;
  if (parent === undefined) return messages.noDependency(key, word);
  return messages.elsewhere(key, word, parent);
}
