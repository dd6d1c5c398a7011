/**
 * `unsafe-vardepsexclude`: a path is left out of a hash although the task reads the file there, and nothing else tracks
 * the file. The hash stays the same when the file changes: the cache still serves the result built from the old file.
 */

import { contentsBehind, trackingLines, untracked } from './common/contents';
import { type ExcludedWord, excludedWords, wordFinding } from './common/exclusionWords';
import { reachOf } from './common/reach';
import type { Finding, FixProposal, Messages, Rule, RuleContext, RuleVariant } from './rule';

const CODE = 'unsafe-vardepsexclude';

const messages = {
  untracked: (key, word, task, file) =>
    `no hash of \`${task}\` changes with the file \`${file}\`, which it reads: \`${key}\` leaves out \`${word}\`, and nothing else tracks it; add it to \`[file-checksums]\``,
} satisfies Messages;

export const unsafeVardepsexclude: Rule = {
  code: CODE,
  severity: 'warning',
  title: 'the path of a file is left out of a hash, and nothing tracks the content that the task reads there',
  messages,
  needsProof: false,
  check,
  fixes,
};

function check(variant: RuleVariant, context: RuleContext): readonly Finding[] {
  return unsafeWords(variant, context).map(({ found, tasks, file }) =>
    wordFinding(CODE, found, variant, tasks, messages.untracked(found.key, found.word, tasks[0] ?? '', file)),
  );
}

function fixes({ tasks, variable }: Finding, variant: RuleVariant, context: RuleContext): readonly FixProposal[] {
  const named = unsafeWords(variant, context)
    .filter(({ found }) => wordName(found) === variable)
    .flatMap(({ found }) => untracked(contentsBehind(found.key, found.word, variant, context), variant));
  const [first] = named;
  if (!first) return [];
  return [
    {
      title: `Track ${first.expression} with ${tasks.map((task) => `${task}[file-checksums]`).join(', ')}`,
      lines: trackingLines(tasks, named),
    },
  ];
}

interface UnsafeWord {
  readonly found: ExcludedWord;
  readonly tasks: readonly string[];
  readonly file: string;
}

function unsafeWords(variant: RuleVariant, context: RuleContext): readonly UnsafeWord[] {
  const { signatures } = variant;
  return excludedWords(variant).flatMap((found): readonly UnsafeWord[] => {
    const { key, word } = found;
    if (!signatures.gendeps.has(key) || signatures.context.ignored.has(word)) return [];
    const [file] = untracked(contentsBehind(key, word, variant, context), variant);
    if (!file) return [];
    return [{ found, tasks: reachOf(key, signatures)?.tasks ?? [], file: file.path }];
  });
}

function wordName({ key, word }: ExcludedWord): string {
  return `${key}[vardepsexclude] ${word}`;
}
