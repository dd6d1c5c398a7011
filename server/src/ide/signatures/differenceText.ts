/** An explained difference of signatures, in lines for people to read. */

import type { AtHead, HeadChanges } from '../../engine/files/headFiles';
import { splitLines } from '../../engine/siginfo/pythonRepr';
import { shownTaint } from '../../engine/siginfo/dumpSignature';
import type { Explanation, RootCause, UnexplainedTask } from '../../engine/siginfo/explainDifference';
import { diffWords, unifiedDiff } from '../../engine/siginfo/sequenceDiff';
import type { SignatureCause } from '../../engine/siginfo/signatureDiff';
import type { SignatureValue } from '../../engine/siginfo/signatureData';
import type { ChangedSource } from '../documents/chains';
import { listedFiles } from '../counted';
import type { CauseLocation } from './causeLocations';
import { type ChangedTree, pathsBelow } from './changedTrees';
import { shorten } from '../shorten';

/** At most this many tasks, and lines of a value, are shown; of the others only the number is shown. */
const MOST_TASKS = 5;
const MOST_LINES = 40;
const LONGEST_LINE = 400;

/** The lines about a difference, with the file and line of each cause, or its source tree, if known. */
export function explanationLines(
  { roots, unexplained, isCut }: Explanation,
  locations: ReadonlyMap<RootCause, CauseLocation>,
  trees: ReadonlyMap<RootCause, ChangedTree>,
): readonly string[] {
  return [
    ...roots.flatMap((root, index) => {
      const location = locations.get(root);
      const tree = trees.get(root);
      const lines = causeLines(root.cause);
      const [first, ...inner] = tree ? [...treeLines(tree), ...lines.slice(1)] : lines;
      return [
        `${index + 1}. ${first ?? ''}${location ? `  ${locationsText(location)}` : ''}`,
        ...sourceLines(root, location?.after ?? location?.before ?? null),
        ...inner.map((line) => `     ${line}`),
        ...taskLines(root).map((line) => `   ${line}`),
      ];
    }),
    ...unexplained.flatMap(unexplainedLines),
    ...(isCut ? ['There are too many tasks to follow: not all causes are shown.'] : []),
  ];
}

/** Both locations, where the sides differ in them. */
function locationsText({ before, after }: CauseLocation): string {
  const locations = [before, after].flatMap((one) => (one ? [`${one.path}:${one.range.start.line + 1}`] : []));
  return [...new Set(locations)].join(' → ');
}

/** The variable or file that a person changed, where it is not the cause's own. */
function sourceLines({ cause }: RootCause, source: ChangedSource | null): readonly string[] {
  if (!source || !('name' in cause) || source.text === null) return [];
  const { variable, text } = source;
  if (variable !== null && variable.split(':', 1)[0] === cause.name.split(/[:[]/, 1)[0]) return [];
  const shown = shorten(JSON.stringify(text), LONGEST_LINE);
  return [`     made of ${variable === null ? `the content ${shown}` : `${variable} = ${shown}`}`];
}

/** A source tree in place of the file that metadata made of it. */
function treeLines({ folder, file, changes }: ChangedTree): readonly string[] {
  return [`source tree ${folder} changed`, ...stateLines(folder, changes), `it is hashed as the file ${file}`];
}

function stateLines(folder: string, changes: AtHead<HeadChanges>): readonly string[] {
  if (changes.kind === 'none') return [];
  if (changes.kind === 'unknown') return [`what is not committed there is not known: ${changes.reason}`];
  const paths = pathsBelow(folder, changes.value);
  return [paths.length === 0 ? 'everything there is committed' : `not committed: ${listedFiles(paths, MOST_LINES)}`];
}

function taskLines({ tasks }: RootCause): readonly string[] {
  const [first, ...others] = tasks;
  if (!first) return [];
  const shown = others
    .slice(0, MOST_TASKS)
    .map(({ task }) => task)
    .join(', ');
  return [
    `in ${first.path.length > 1 ? [...first.path].reverse().join(' ← ') : first.task}`,
    ...(others.length > 0
      ? [`and in ${shown}${others.length > MOST_TASKS ? ` and ${others.length - MOST_TASKS} more tasks` : ''}`]
      : []),
  ];
}

function unexplainedLines({ task, before, after, path, missing }: UnexplainedTask): readonly string[] {
  return [
    `? ${task} has another hash (${before} → ${after}), and why is not known`,
    `   in ${[...path].reverse().join(' ← ')}`,
    ...missing.flatMap(({ side, lookedAt }) => [
      `   ${side === 'before' ? 'the first' : 'the second'} signature was not found${lookedAt.length > 0 ? '; looked at' : ': nothing is known of where it could be'}`,
      ...lookedAt.map((location) => `     ${location}`),
    ]),
  ];
}

/** A cause: what it is, and what differs in it. */
export function causeLines(cause: SignatureCause): readonly string[] {
  switch (cause.kind) {
    case 'variable-changed':
      return [`variable ${cause.name} changed`, ...valueLines(cause.before, cause.after)];
    case 'variable-added':
      return [`variable ${cause.name} was added${byText(cause.by)}`, ...valueLines(null, cause.value)];
    case 'variable-removed':
      return [`variable ${cause.name} was removed${byText(cause.by)}`, ...valueLines(cause.value, null)];
    case 'file-changed':
      return [`file ${cause.name} changed`, `-${cause.before}`, `+${cause.after}`];
    case 'file-added':
      return [`file ${cause.name} was added`];
    case 'file-removed':
      return [`file ${cause.name} was removed`];
    case 'file-order':
      return ['the order of the files differs', ...unifiedDiff(cause.before, cause.after)];
    case 'dependency-added':
      return [`dependency on ${cause.task} was added, with hash ${cause.hash}`];
    case 'dependency-removed':
      return [`dependency on ${cause.task} was removed, with hash ${cause.hash}`];
    case 'dependency-order':
      return [
        'dependencies replace others with the same hashes, in a different order',
        ...unifiedDiff(cause.before, cause.after),
      ];
    case 'taint':
      return [`taint changed: ${taintText(cause.before)} → ${taintText(cause.after)}`];
    case 'ignored-variables':
      return [
        'the variables that no hash contains differ (BB_BASEHASH_IGNORE_VARS)',
        ...cause.removed.map((name) => `-${name}`),
        ...cause.added.map((name) => `+${name}`),
      ];
    case 'unihash':
      return [`its inputs are the same, but its equivalent hash differs: ${cause.before} → ${cause.after}`];
  }
}

function byText(by: readonly string[]): string {
  return by.length === 0
    ? ''
    : `, by ${by.slice(0, MOST_TASKS).join(', ')}${by.length > MOST_TASKS ? ` and ${by.length - MOST_TASKS} more` : ''}`;
}

function taintText(taint: string | null): string {
  if (taint === null) return 'none';
  return taint.startsWith('nostamp:')
    ? `${shownTaint(taint)} (the task runs in every build)`
    : `${taint} (the task was forced to run)`;
}

/** What differs in a value: its lines, or the words of a single-line value. */
function valueLines(before: SignatureValue, after: SignatureValue): readonly string[] {
  const [old, now] = [textOf(before), textOf(after)];
  const isOneLine = !old.includes('\n') && !now.includes('\n');
  if (!isOneLine) return bounded(unifiedDiff(splitLines(old), splitLines(now)));
  if (before === null || after === null || (!old.includes(' ') && !now.includes(' '))) {
    return bounded([...(before === null ? [] : [`-${old}`]), ...(after === null ? [] : [`+${now}`])]);
  }
  const changes = diffWords(old.split(' '), now.split(' ')).filter(({ kind }) => kind !== '=');
  const words = changes.map(({ kind, items }) => `${kind}${items.join(' ')}`);
  return words.every((word) => word.slice(1).trim() === '')
    ? ['only white space differs', `-${JSON.stringify(old)}`, `+${JSON.stringify(now)}`]
    : bounded(words);
}

function textOf(value: SignatureValue): string {
  return value === null ? '' : String(value);
}

function bounded(lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, MOST_LINES).map((line) => shorten(line, LONGEST_LINE));
  return lines.length > MOST_LINES ? [...shown, `… and ${lines.length - MOST_LINES} more lines`] : shown;
}
