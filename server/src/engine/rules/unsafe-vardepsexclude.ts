/**
 * `unsafe-vardepsexclude`: a path is left out of a hash although the output depends on it. Either the task reads the
 * file there, and nothing else tracks the file: the cache still serves the result built from the old file. Or the path
 * itself gets into what the task makes: the cache serves the path of one host to all.
 */

import { contentsBehind, trackingLines, untracked } from './common/contents';
import { containsHostPath, destinationOfExcluded } from './common/destinations';
import { type ExcludedWord, excludedWords, wordFinding } from './common/exclusionWords';
import { reachOf } from './common/reach';
import type { Finding, FixProposal, Messages, Rule, RuleContext, RuleVariant } from './rule';

const CODE = 'unsafe-vardepsexclude';

const messages = {
  untracked: (key, word, task, file) =>
    `no hash of \`${task}\` changes with the file \`${file}\`, which it reads: \`${key}\` leaves out \`${word}\`, and nothing else tracks it; add it to \`[file-checksums]\``,
  inOutput: (key, word, task, where, advice) =>
    `the output of \`${task}\` contains the path \`${word}\`, as ${where}, and no hash does: \`${key}\` leaves it out, so others get this host's path from the cache; ${advice}`,
} satisfies Messages;

export const unsafeVardepsexclude: Rule = {
  code: CODE,
  severity: 'warning',
  title: 'a path is left out of a hash, and the output depends on it',
  messages,
  needsProof: false,
  check,
  fixes,
};

function check(variant: RuleVariant, context: RuleContext): readonly Finding[] {
  const files = unsafeWords(variant, context);
  const known = new Set(files.map(({ found }) => wordName(found)));
  return [
    ...files.map(({ found, tasks, file }) =>
      wordFinding(CODE, found, variant, tasks, messages.untracked(found.key, found.word, tasks[0] ?? '', file)),
    ),
    ...excludedWords(variant)
      .filter((found) => !known.has(wordName(found)))
      .flatMap((found) => inOutput(found, variant)),
  ];
}

/** The finding about a path that is left out of a hash and gets into what the tasks make. */
function inOutput(found: ExcludedWord, variant: RuleVariant): readonly Finding[] {
  const { key, word } = found;
  const { signatures } = variant;
  if (!signatures.gendeps.has(key) || signatures.context.ignored.has(word) || !containsHostPath(word, variant))
    return [];
  const tasks = reachOf(key, signatures)?.tasks ?? [];
  const destination = destinationOfExcluded(key, word, tasks, variant);
  if (destination.kind !== 'content') return [];
  const { where, advice } = destination;
  return [wordFinding(CODE, found, variant, tasks, messages.inOutput(key, word, tasks[0] ?? '', where, advice))];
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
