/**
 * `ineffective-vardepsexclude`: an exclusion that changes no hash. There are three reasons. It is on the wrong key (it
 * acts only on the direct dependencies of its key). It names something that is no dependency. Or its key is in no
 * task's closure. It is proven by finding the direct dependencies without it.
 */

import { closureOf } from '../signatures/basehash';
import { isEffectiveExclusion } from '../signatures/variableDependencies';
import { excludedWords, removeWord, wordFinding } from './common/exclusionWords';
import type { Finding, Rule, RuleContext, RuleVariant } from './rule';

const CODE = 'ineffective-vardepsexclude';

export const ineffectiveVardepsexclude: Rule = {
  code: CODE,
  severity: 'warning',
  title: 'an exclusion that changes no hash',
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
      const isReached = gendeps.has(key);
      const finding = {
        ...wordFinding(
          CODE,
          found,
          variant,
          [],
          `${reason(key, word, isReached, variant)}: this exclusion changes no hash`,
        ),
        needsAll: true,
      };
      return isReached && isEffectiveExclusion(key, word, context) ? { ...finding, refutes: true } : finding;
    });
}

function reason(key: string, word: string, isReached: boolean, { signatures: { gendeps } }: RuleVariant): string {
  if (!isReached) return `in this configuration no task depends on \`${key}\``;
  const parents = [...closureOf(key, gendeps)].filter((other) => gendeps.get(other)?.has(word) === true);
  const [parent] = parents;
  if (parent === undefined) return `\`${key}\` does not depend on \`${word}\``;
  return `\`${key}\` depends on \`${word}\` only by way of \`${parent}\`, which is where it would have to be excluded`;
}
