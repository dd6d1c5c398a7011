/**
 * Compares two signatures in the words of `bitbake-diffsigs`. Mirrors `bb.siggen.compare_sigfiles`. BitBake shows a set
 * in a different order in each run; here it is sorted. BitBake fails if a value is a number; here it is shown like a
 * text.
 */

import { sorted } from '../base/order';
import { words } from '../base/pythonText';
import { diffChecksums } from './checksumDiff';
import { shownTaint } from './dumpSignature';
import { listText, repr, setText, splitLines, valueText } from './pythonRepr';
import { diffWords, unifiedDiff } from './sequenceDiff';
import type { SignatureData, SignatureValue } from './signatureData';

export interface CompareOptions {
  /** The messages about a dependency whose hashes differ; empty if nothing is known. */
  readonly recurse?: (dependency: string, before: string, after: string) => readonly string[];
  /** Only the changes themselves, not the tasks that led to them. */
  readonly isCollapsed?: boolean;
}

/** The messages, in order; each may have several lines. */
export function compareSignatures(
  a: SignatureData,
  b: SignatureData,
  { recurse, isCollapsed = false }: CompareOptions = {},
): readonly string[] {
  let output = [
    ...baseMessages(a, b, { isCollapsed }),
    ...fileMessages(a, b),
    ...(isCollapsed ? [] : orderMessages(a, b)),
    ...presenceMessages(a, b),
  ];
  const before = a.runtaskhashes ?? {};
  const after = b.runtaskhashes ?? {};
  for (const name of sorted(keysOf(before).filter((key) => after[key] !== undefined && after[key] !== before[key]))) {
    const message = `Hash for task dependency ${name} changed from ${before[name] ?? ''} to ${after[name] ?? ''}`;
    if (!isCollapsed) output.push(message);
    const nested = recurse?.(name, before[name] ?? '', after[name] ?? '') ?? [];
    if (isCollapsed) {
      for (const line of nested) output.push(line);
    } else if (nested.length > 0) {
      // Upstream quirk: the messages about the first dependency replace all earlier messages, and BitBake does not look
      // at any other dependency.
      output = [message, ...nested];
      break;
    }
  }
  if (a.taint !== b.taint)
    output.push(`Taint (by forced/invalidated task) changed from ${taintText(a.taint)} to ${taintText(b.taint)}`);
  return output;
}

function keysOf(record: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(record);
}

function taintText(taint: string | undefined): string {
  return taint === undefined ? 'None' : shownTaint(taint);
}

/** Messages about what goes into the basehash. */
function baseMessages(
  a: SignatureData,
  b: SignatureData,
  { isCollapsed }: { readonly isCollapsed: boolean },
): readonly string[] {
  const messages: string[] = [];
  const ignored = [a.basehash_ignore_vars, b.basehash_ignore_vars] as const;
  if (!isSameSet(...ignored)) {
    messages.push(
      `basehash_ignore_vars changed from '${setText(ignored[0])}' to '${setText(ignored[1])}'`,
      ...changedItems(...ignored),
    );
  }
  if (a.taskhash_ignore_tasks !== b.taskhash_ignore_tasks) {
    messages.push(
      `taskhash_ignore_tasks changed from '${valueText(a.taskhash_ignore_tasks)}' to '${valueText(b.taskhash_ignore_tasks)}'`,
    );
  }
  if (!isSameSet(a.taskdeps, b.taskdeps))
    messages.push(`Task dependencies changed from:\n${namesText(a.taskdeps)}\nto:\n${namesText(b.taskdeps)}`);
  if (a.basehash !== b.basehash && !isCollapsed) messages.push(`basehash changed from ${a.basehash} to ${b.basehash}`);
  const both = new Set(ignored[0].filter((name) => ignored[1].includes(name)));
  for (const name of sorted(keysOf(a.gendeps))) {
    const [before, after] = [a.gendeps[name] ?? [], b.gendeps[name]];
    if (after === undefined || both.has(name) || isSameSet(before, after)) continue;
    messages.push(
      `List of dependencies for variable ${name} changed from '${setText(before)}' to '${setText(after)}'`,
      ...changedItems(before, after),
    );
  }
  for (const name of sorted(keysOf(b.gendeps)))
    if (a.gendeps[name] === undefined) messages.push(`Dependency on variable ${name} was added`);
  for (const name of sorted(keysOf(a.gendeps)))
    if (b.gendeps[name] === undefined) messages.push(`Dependency on Variable ${name} was removed`);
  for (const name of sorted(keysOf(a.varvals))) {
    const [before, after] = [a.varvals[name] ?? null, b.varvals[name]];
    if (after !== undefined && before !== after) messages.push(valueMessage(name, before, after));
  }
  return messages;
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  const known = new Set(a);
  return known.size === new Set(b).size && b.every((name) => known.has(name));
}

function changedItems(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.length === 0 || b.length === 0) return [];
  const [inA, inB] = [new Set(a), new Set(b)];
  return [`changed items: ${setText([...a.filter((name) => !inB.has(name)), ...b.filter((name) => !inA.has(name))])}`];
}

function namesText(names: readonly string[]): string {
  return listText(sorted(names).map(repr));
}

function valueMessage(name: string, before: SignatureValue, after: SignatureValue): string {
  const [old, now] = [valueText(before), valueText(after)];
  const has = (part: string): boolean =>
    isReported(before) && isReported(after) && (old.includes(part) || now.includes(part));
  if (has('\n')) return `Variable ${name} value changed:\n${unifiedDiff(splitLines(old), splitLines(now)).join('\n')}`;
  if (has(' ')) return `Variable ${name} value changed:\n${wordDiffText(old, now)}`;
  return `Variable ${name} value changed from '${old}' to '${now}'`;
}

/** Whether there is something to compare: a value that is not None, not empty and not 0. */
function isReported(value: SignatureValue): boolean {
  return value !== null && value !== '' && value !== 0;
}

function wordDiffText(before: string, after: string): string {
  const shown = diffWords(before.split(' '), after.split(' ')).map(({ kind, items }) => {
    const text = items.join(' ');
    return kind === '=' ? text : kind === '+' ? `{+${text}+}` : `[-${text}-]`;
  });
  const isOnlySpace = before !== after && words(before).join(' ') === words(after).join(' ');
  return `"${shown.join(' ')}"${isOnlySpace ? ' (whitespace changed)' : ''}`;
}

function fileMessages(a: SignatureData, b: SignatureData): readonly string[] {
  const { changed, added, removed } = diffChecksums(a.file_checksum_values ?? [], b.file_checksum_values ?? []);
  return [
    ...changed.map(({ name, before, after }) => `Checksum for file ${name} changed from ${before} to ${after}`),
    ...added.map((name) => `Dependency on checksum of file ${name} was added`),
    ...removed.map((name) => `Dependency on checksum of file ${name} was removed`),
  ];
}

/** Compares the task dependencies index by index. */
function orderMessages(a: SignatureData, b: SignatureData): readonly string[] {
  const [before, after] = [a.runtaskdeps ?? [], b.runtaskdeps ?? []];
  const changed: string[] = [];
  if (before.length !== after.length) {
    changed.push('Number of task dependencies changed');
  } else {
    before.forEach((name, index) => {
      const other = after[index] ?? '';
      const [hash, otherHash] = [valueText(a.runtaskhashes?.[name]), valueText(b.runtaskhashes?.[other])];
      if (hash !== otherHash) changed.push(`${name} with hash ${hash}\n changed to\n${other} with hash ${otherHash}`);
    });
  }
  if (changed.length === 0) return [];
  const isSame = before.length === after.length && before.every((name, index) => name === after[index]);
  return [`runtaskdeps changed:${isSame ? '' : `\n${listDiffText(before, after)}`}`, changed.join('\n')];
}

function listDiffText(before: readonly string[], after: readonly string[]): string {
  return listText(
    diffWords(before, after).map(({ kind, items }) =>
      kind === '=' ? `'${items.join(' ')}'` : `${kind}${items.join(' ')}`,
    ),
  );
}

/** Tasks that only one side depends on; a task that replaces another one with the same hash is not reported. */
function presenceMessages(a: SignatureData, b: SignatureData): readonly string[] {
  const [before, after] = [a.runtaskhashes, b.runtaskhashes];
  if (!before || !after) return [];
  const added = sorted(keysOf(after).filter((name) => before[name] === undefined));
  const removed = sorted(keysOf(before).filter((name) => after[name] === undefined));
  const hashesOf = (names: readonly string[], of: Readonly<Record<string, string>>): ReadonlySet<string> =>
    new Set(names.map((name) => of[name] ?? ''));
  const [inAdded, inRemoved] = [hashesOf(added, after), hashesOf(removed, before)];
  return [
    ...added
      .filter((name) => !inRemoved.has(after[name] ?? ''))
      .map((name) => `Dependency on task ${name} was added with hash ${after[name] ?? ''}`),
    ...removed
      .filter((name) => !inAdded.has(before[name] ?? ''))
      .map((name) => `Dependency on task ${name} was removed with hash ${before[name] ?? ''}`),
  ];
}
