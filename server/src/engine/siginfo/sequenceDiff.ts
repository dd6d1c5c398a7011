/**
 * Compares two sequences in the way of Python's `difflib` (lines) and of the `simplediff` that BitBake contains
 * (words), so that the output equals that of BitBake's tools. Both search for the longest common run, which takes long
 * for long sequences of few different items. If the step limit is reached, the rest counts as replaced.
 */

import { addTo } from '../base/lists';

/** A run of items; `-` is in the first sequence, `+` in the second, `=` in both. */
export interface SequenceRun {
  readonly kind: '=' | '-' | '+';
  readonly items: readonly string[];
}

/** A run that is in both sequences. */
interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

/** A part of both sequences: from, to, from, to. */
type Part = readonly [aFrom: number, aTo: number, bFrom: number, bTo: number];

/** Comparisons of items that one difference may take: about one second. */
const MOST_STEPS = 5_000_000;
/**
 * The limit of `difflib`: in sequences of this length or more, it does not search for items that make up more than a
 * hundredth of them.
 */
const LONG = 200;

/** Compares two lists of words. Mirrors `simplediff.diff`. */
export function diffWords(before: readonly string[], after: readonly string[]): readonly SequenceRun[] {
  const indexes = indexesOf(before);
  const effort = { steps: 0 };
  const changes: SequenceRun[] = [];
  const add = (kind: SequenceRun['kind'], items: readonly string[]): void => {
    if (items.length > 0) changes.push({ kind, items });
  };
  const matches = matchesOf([0, before.length, 0, after.length], ([aFrom, aTo, bFrom, bTo]) => {
    // Of equally long runs, the first one in the second sequence.
    const found = longestRun(bFrom, bTo, aFrom, aTo, (at) => indexes.get(after[at] ?? '') ?? [], effort);
    return { a: found.other, b: found.own, size: found.size };
  });
  let [a, b] = [0, 0];
  for (const match of [...matches, { a: before.length, b: after.length, size: 0 }]) {
    add('-', before.slice(a, match.a));
    add('+', after.slice(b, match.b));
    add('=', before.slice(match.a, match.a + match.size));
    a = match.a + match.size;
    b = match.b + match.size;
  }
  return changes;
}

/**
 * A unified diff with `context` lines around the differences, without the lines that name the files. Mirrors
 * `difflib.unified_diff`.
 */
export function unifiedDiff(before: readonly string[], after: readonly string[], context = 3): readonly string[] {
  const lines: string[] = [];
  for (const group of grouped(lineMatches(before, after), before.length, after.length, context)) {
    const [first] = group;
    const last = group[group.length - 1];
    if (!first || !last) continue;
    lines.push(`@@ -${rangeText(first.part[0], last.part[1])} +${rangeText(first.part[2], last.part[3])} @@`);
    for (const {
      isSame,
      part: [aFrom, aTo, bFrom, bTo],
    } of group) {
      for (const line of before.slice(aFrom, aTo)) lines.push(`${isSame ? ' ' : '-'}${line}`);
      if (!isSame) for (const line of after.slice(bFrom, bTo)) lines.push(`+${line}`);
    }
  }
  return lines;
}

function rangeText(from: number, to: number): string {
  if (to - from === 1) return String(from + 1);
  return `${to === from ? from : from + 1},${to - from}`;
}

/**
 * The lines that are in both, in order, with adjacent matches merged. Mirrors
 * `difflib.SequenceMatcher.get_matching_blocks`.
 */
function lineMatches(before: readonly string[], after: readonly string[]): readonly Match[] {
  const indexes = indexesOf(after);
  if (after.length >= LONG) {
    const popular = Math.floor(after.length / 100) + 1;
    for (const [line, at] of indexes) if (at.length > popular) indexes.delete(line);
  }
  const effort = { steps: 0 };
  const matches = matchesOf([0, before.length, 0, after.length], ([aFrom, aTo, bFrom, bTo]) => {
    const found = longestRun(aFrom, aTo, bFrom, bTo, (at) => indexes.get(before[at] ?? '') ?? [], effort);
    let { own: a, other: b, size } = found;
    // Lines that are too common for the search still belong to a run next to them.
    while (a > aFrom && b > bFrom && before[a - 1] === after[b - 1]) {
      a--;
      b--;
      size++;
    }
    while (a + size < aTo && b + size < bTo && before[a + size] === after[b + size]) size++;
    return { a, b, size };
  });
  const merged: Match[] = [];
  for (const match of matches) {
    const last = merged[merged.length - 1];
    if (last && last.a + last.size === match.a && last.b + last.size === match.b)
      merged[merged.length - 1] = { ...last, size: last.size + match.size };
    else merged.push(match);
  }
  return merged;
}

/** All common runs, in order: the longest one, then those before and after it. */
function matchesOf(whole: Part, longest: (part: Part) => Match): readonly Match[] {
  const found: Match[] = [];
  const pending: Part[] = [whole];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    const [aFrom, aTo, bFrom, bTo] = part;
    if (aFrom === aTo || bFrom === bTo) continue;
    const match = longest(part);
    if (match.size === 0) continue;
    found.push(match);
    pending.push([aFrom, match.a, bFrom, match.b], [match.a + match.size, aTo, match.b + match.size, bTo]);
  }
  return found.sort((x, y) => x.a - y.a);
}

/**
 * The longest run of the first sequence that the second one contains as well; of equally long runs, the first one in
 * the first sequence.
 */
function longestRun(
  from: number,
  to: number,
  otherFrom: number,
  otherTo: number,
  indexesAt: (at: number) => readonly number[],
  effort: { steps: number },
): { readonly own: number; readonly other: number; readonly size: number } {
  let best = { own: from, other: otherFrom, size: 0 };
  /** The length of the run that ends at each index of the other sequence. */
  let lengths = new Map<number, number>();
  for (let at = from; at < to; at++) {
    const next = new Map<number, number>();
    for (const index of indexesAt(at)) {
      if (++effort.steps > MOST_STEPS) return best;
      if (index < otherFrom) continue;
      if (index >= otherTo) break;
      const size = (lengths.get(index - 1) ?? 0) + 1;
      next.set(index, size);
      if (size > best.size) best = { own: at - size + 1, other: index - size + 1, size };
    }
    lengths = next;
  }
  return best;
}

function indexesOf(items: readonly string[]): Map<string, number[]> {
  const indexes = new Map<string, number[]>();
  items.forEach((item, at) => addTo(indexes, item, at));
  return indexes;
}

/** A part of both sequences that is the same in both, or not. */
interface Step {
  readonly isSame: boolean;
  readonly part: Part;
}

/** The differences with their context, in groups that have more than twice the context between them. */
function grouped(
  matches: readonly Match[],
  aLength: number,
  bLength: number,
  context: number,
): readonly (readonly Step[])[] {
  const steps: Step[] = [];
  let [a, b] = [0, 0];
  for (const match of [...matches, { a: aLength, b: bLength, size: 0 }]) {
    if (a < match.a || b < match.b) steps.push({ isSame: false, part: [a, match.a, b, match.b] });
    if (match.size > 0)
      steps.push({ isSame: true, part: [match.a, match.a + match.size, match.b, match.b + match.size] });
    a = match.a + match.size;
    b = match.b + match.size;
  }
  const groups: Step[][] = [];
  let group: Step[] = [];
  const close = (): void => {
    if (group.some(({ isSame }) => !isSame)) groups.push(group);
    group = [];
  };
  steps.forEach(({ isSame, part: [aFrom, aTo, bFrom, bTo] }, index) => {
    if (!isSame) {
      group.push({ isSame, part: [aFrom, aTo, bFrom, bTo] });
      return;
    }
    const size = aTo - aFrom;
    const head = index === 0 ? 0 : Math.min(size, context);
    const tail = index === steps.length - 1 ? 0 : Math.min(size, context);
    if (index > 0 && index < steps.length - 1 && size <= 2 * context) {
      group.push({ isSame, part: [aFrom, aTo, bFrom, bTo] });
      return;
    }
    if (head > 0) group.push({ isSame, part: [aFrom, aFrom + head, bFrom, bFrom + head] });
    close();
    if (tail > 0) group.push({ isSame, part: [aTo - tail, aTo, bTo - tail, bTo] });
  });
  close();
  return groups;
}
