/**
 * Finds where the engine's and the judge's hashes differ, and describes it for the log. It only compares and formats;
 * it asks neither engine nor judge.
 */

import { sorted } from '../engine/base/order';
import type { JudgedHashes } from '../platform/platform';
import type { KeyDifference, RecipeHashes, TaskHash, VariantHashes } from '../ide/api/analysisApi';

/** A task whose hash both the engine and the judge know, and whose two hashes differ. */
export interface Divergence {
  readonly mcfn: string;
  readonly task: string;
  readonly ours: string;
  readonly theirs: string;
}

/** The tasks whose hash both sides know, and whose two hashes differ. */
export function divergencesOf(ours: RecipeHashes, theirs: readonly JudgedHashes[]): readonly Divergence[] {
  return theirs.flatMap(({ mcfn, tasks }) => {
    const own = ours.variants.find((variant) => variant.mcfn === mcfn)?.tasks ?? {};
    return sorted(Object.keys(tasks)).flatMap((task): Divergence[] => {
      const here = Object.hasOwn(own, task) ? own[task]?.basehash : undefined;
      const there = tasks[task];
      return typeof here !== 'string' || there === undefined || here === there
        ? []
        : [{ mcfn, task, ours: here, theirs: there }];
    });
  });
}

/** Each task that at least one side has, with its hash on both sides; undefined: that side has no such task. */
export function tasksOfBoth(
  own: VariantHashes['tasks'],
  judged: JudgedHashes['tasks'],
): readonly (readonly [task: string, mine: TaskHash | undefined, theirs: string | undefined])[] {
  const names = new Set([...Object.keys(judged), ...Object.keys(own)]);
  return [...names].map((name) => [
    name,
    Object.hasOwn(own, name) ? own[name] : undefined,
    Object.hasOwn(judged, name) ? judged[name] : undefined,
  ]);
}

/** The key by which a divergence is counted and logged only once. */
export function divergenceKey({ mcfn, task, theirs }: Divergence): string {
  return `${mcfn}:${task}:${theirs}`;
}

/** Longer values are shortened in the log to the text around the first difference. */
const VALUE_LENGTH = 400;

/** One line: the key, the engine's value and BitBake's value. */
export function describeDifference({ key, ours, theirs }: KeyDifference): string {
  if (ours === undefined) return `only BitBake has the key \`${key}\`, with the value ${quoted(theirs, 0)}`;
  if (theirs === undefined) return `only the engine has the key \`${key}\`, with the value ${quoted(ours, 0)}`;
  let same = 0;
  while (ours !== null && theirs !== null && same < ours.length && ours[same] === theirs[same]) same++;
  return `first differing key: \`${key}\`: the engine has ${quoted(ours, same)}, BitBake ${quoted(theirs, same)}`;
}

function quoted(value: string | null | undefined, around: number): string {
  if (value === null || value === undefined) return 'no value';
  if (value.length <= VALUE_LENGTH) return JSON.stringify(value);
  const start = Math.max(0, Math.min(around - VALUE_LENGTH / 4, value.length - VALUE_LENGTH));
  const end = start + VALUE_LENGTH;
  return `${start > 0 ? '…' : ''}${JSON.stringify(value.slice(start, end))}${end < value.length ? '…' : ''}`;
}
