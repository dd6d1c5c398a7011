/** Finds the words of `vardepsexclude` flags with their positions, and removes them. */

import { literalPattern } from '../../base/patterns';
import { words } from '../../base/pythonText';
import { textOf } from '../../datastore/datastore';
import type { HistoryEntry } from '../../datastore/history';
import { assignmentsOf, statementOf, withoutStatement } from './assignments';
import type { Finding, FixProposal, RuleContext, RuleVariant, TextChange } from '../rule';

/** A word of `KEY[vardepsexclude]` and the assignment that adds it. */
export interface ExcludedWord {
  readonly key: string;
  readonly word: string;
  readonly entry: HistoryEntry;
}

/** All words of all exclusions that a file contains, in the order of keys and statements. */
export function excludedWords({ d }: RuleVariant): readonly ExcludedWord[] {
  return d.namesWithFlag('vardepsexclude').flatMap((key) => {
    const present = new Set(words(textOf(d.getVarFlag(key, 'vardepsexclude') ?? '')));
    const seen = new Set<string>();
    return assignmentsOf(key, 'vardepsexclude', d).flatMap((entry) =>
      words(typeof entry.detail === 'string' ? entry.detail : '').flatMap((word) => {
        if (!present.has(word) || seen.has(word)) return [];
        seen.add(word);
        return [{ key, word, entry }];
      }),
    );
  });
}

/** The finding of a rule about such a word. */
export function wordFinding(
  code: string,
  { key, word, entry }: ExcludedWord,
  { mcfn }: RuleVariant,
  tasks: readonly string[],
  message: string,
): Finding {
  return {
    code,
    mcfn,
    tasks,
    variable: `${key}[vardepsexclude] ${word}`,
    value: word,
    chain: [key],
    location: entry.origin,
    message,
  };
}

/** Removes the word of a finding from the value, or removes the whole statement if it is the only word. */
export function removeWord(
  { variable, value: word }: Finding,
  variant: RuleVariant,
  context: RuleContext,
): readonly FixProposal[] {
  const found = excludedWords(variant).find((one) => `${one.key}[vardepsexclude] ${one.word}` === variable);
  const statement = found && statementOf(found.entry, context);
  if (!found || !statement) return [];
  const { file: path } = found.entry;
  const text = context.files.readText(path);
  if (text.kind !== 'text') return [];
  const change =
    words(statement.value).length === 1
      ? withoutStatement(path, text.text, statement.range)
      : withoutWord(path, text.text, statement.valueRange, word);
  return change ? [{ title: `Remove ${word} from ${found.key}[vardepsexclude]`, changes: [change] }] : [];
}

function withoutWord(path: string, text: string, { start, end }: TextChange['range'], word: string): TextChange | null {
  const value = text.slice(start, end);
  const escaped = literalPattern(word);
  const found = new RegExp(`(^|[ \\t])${escaped}(?=[ \\t]|$)[ \\t]*|(^|[ \\t])${escaped}(?=\\\\|$)`).exec(value);
  if (!found) return null;
  // One blank stays between the words next to it.
  const between = (found[1] ?? '') !== '' && found.index + found[0].length < value.length ? ' ' : '';
  return { path, range: { start: start + found.index, end: start + found.index + found[0].length }, text: between };
}
