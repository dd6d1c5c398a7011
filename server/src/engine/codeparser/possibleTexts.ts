/**
 * What a computed text can be in one datastore: each possibility, with holes for the unknown parts. Reads values, keeps
 * nothing.
 */

import type { ComputedText } from '../base/computedText';
import { words } from '../base/pythonText';
import type { Datastore } from '../datastore/datastore';
import { DatastoreError } from '../base/datastoreError';

/** Literal parts with a hole between each two; a single part is the whole text. */
export interface PossibleText {
  readonly parts: readonly string[];
  /** The code itself contains the text; otherwise it depends on current values of variables. */
  readonly isLiteral: boolean;
}

/** More possibilities than these are as useless as an unknown text. */
const MOST = 256;
/**
 * Maximum number of characters in all possibilities together. Names are far shorter, but texts that are built from each
 * other grow without end.
 */
const LONGEST = 1_000_000;

const UNKNOWN: readonly PossibleText[] = [{ parts: ['', ''], isLiteral: false }];

/** All possibilities; none where the code that uses the text does nothing with it. */
export function possibleTexts(
  text: ComputedText,
  d: Datastore,
  isExported: (name: string) => boolean,
): readonly PossibleText[] {
  const possible = (part: ComputedText): readonly PossibleText[] => possibleTexts(part, d, isExported);
  switch (text[0]) {
    case 'any':
    case 'parameter':
    case 'others':
    case 'list':
      return UNKNOWN;
    case 'item':
      return text[1][0] === 'list' ? possible(text[1][1]) : UNKNOWN;
    case 'text':
      return [{ parts: [text[1]], isLiteral: true }];
    case 'one':
      return bounded(distinct(text[1].flatMap(possible)));
    case 'join':
      return text[1].reduce<readonly PossibleText[]>(
        (before, part) => joinedAll(before, possible(part)),
        [{ parts: [''], isLiteral: true }],
      );
    case 'value':
      return bounded(possible(text[1]).flatMap((name) => valuesOf(name, d)));
    case 'expanded':
      return bounded(
        possible(text[1]).flatMap(({ parts: [whole, ...more], isLiteral }) =>
          more.length > 0 ? UNKNOWN : expansionsOf({ text: whole ?? '', isLiteral }, d),
        ),
      );
    case 'word':
      return bounded(distinct(possible(text[1]).flatMap((whole) => wordsOf(whole, text[2]))));
    case 'changed':
      return bounded(distinct(possible(text[2]).map((whole) => changed(whole, text[1], text[3]))));
    case 'exported':
      return isExported(text[1]) ? valuesOf({ parts: [text[1]], isLiteral: true }, d) : [];
    case 'filled':
      return safely(() => d.getVar(text[1], { expand: false }) !== null, true)
        ? valuesOf({ parts: [text[1]], isLiteral: true }, d)
        : possible(text[2]);
  }
}

/** Whether a text is completely unknown. */
export function isUnknown({ parts }: PossibleText): boolean {
  return parts.length > 1 && parts.every((part) => part === '');
}

/** Whether `name` can be the text, with something for each hole. */
export function fits(name: string, { parts }: PossibleText): boolean {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return name === first;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = name.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return name.length - last.length > from && name.endsWith(last);
}

function bounded(texts: readonly PossibleText[]): readonly PossibleText[] {
  return texts.length > MOST || texts.reduce((sum, text) => sum + lengthOf(text), 0) > LONGEST ? UNKNOWN : texts;
}

/** The length including the memory for holes. */
function lengthOf({ parts }: PossibleText): number {
  return parts.reduce((sum, part) => sum + part.length + 1, 0);
}

/** Each of the first combined with each of the second. */
function joinedAll(starts: readonly PossibleText[], ends: readonly PossibleText[]): readonly PossibleText[] {
  const total = [
    [starts, ends],
    [ends, starts],
  ].reduce(
    (sum, [some = [], others = []]) => sum + others.length * some.reduce((length, text) => length + lengthOf(text), 0),
    0,
  );
  if (total > LONGEST) return UNKNOWN;
  return bounded(distinct(starts.flatMap((start) => ends.map((end) => joined(start, end)))));
}

function distinct(texts: readonly PossibleText[]): readonly PossibleText[] {
  if (texts.length < 2) return texts;
  const found = new Map<string, PossibleText>();
  for (const text of texts) {
    const key = text.parts.join('\0');
    if (found.get(key)?.isLiteral !== true) found.set(key, text);
  }
  return [...found.values()];
}

function joined(start: PossibleText, end: PossibleText): PossibleText {
  const [first = '', ...rest] = end.parts;
  return {
    parts: [...start.parts.slice(0, -1), (start.parts[start.parts.length - 1] ?? '') + first, ...rest],
    isLiteral: start.isLiteral && end.isLiteral,
  };
}

function valuesOf({ parts: [name = '', ...more] }: PossibleText, d: Datastore): readonly PossibleText[] {
  if (more.length > 0) return UNKNOWN;
  return safely(() => {
    const value = d.getVar(name);
    if (value === null) return [];
    return typeof value === 'string' ? [{ parts: [value], isLiteral: false }] : UNKNOWN;
  }, UNKNOWN);
}

function expansionsOf(
  { text, isLiteral }: { readonly text: string; readonly isLiteral: boolean },
  d: Datastore,
): readonly PossibleText[] {
  return safely(() => [{ parts: [d.expand(text)], isLiteral: isLiteral && !text.includes('${') }], UNKNOWN);
}

function wordsOf(text: PossibleText, separator: string | null): readonly PossibleText[] {
  const [whole = '', ...more] = text.parts;
  if (more.length > 0) return UNKNOWN;
  const found = separator === null ? words(whole) : whole.split(separator);
  return found.map((word) => ({ parts: [word], isLiteral: text.isLiteral }));
}

function changed(text: PossibleText, method: string, [from, to]: readonly string[]): PossibleText {
  const each = (change: (part: string) => string): PossibleText => ({ ...text, parts: text.parts.map(change) });
  if (method === 'upper') return each((part) => part.toUpperCase());
  if (method === 'lower') return each((part) => part.toLowerCase());
  if (method === 'replace' && from !== undefined && to !== undefined && from.length > 0) {
    // Each result can be many times longer than its source.
    const most = text.parts.reduce((sum, part) => sum + part.length * Math.max(1, to.length / from.length), 0);
    return most > LONGEST ? (UNKNOWN[0] ?? text) : each((part) => part.split(from).join(to));
  }
  if (text.parts.length > 1) return UNKNOWN[0] ?? text;
  if (method === 'removeprefix' && from !== undefined)
    return each((part) => (part.startsWith(from) ? part.slice(from.length) : part));
  if (method === 'removesuffix' && from)
    return each((part) => (part.endsWith(from) ? part.slice(0, -from.length) : part));
  if (from !== undefined) return UNKNOWN[0] ?? text;
  if (method === 'lstrip') return each((part) => part.trimStart());
  if (method === 'rstrip') return each((part) => part.trimEnd());
  return method === 'strip' ? each((part) => part.trim()) : (UNKNOWN[0] ?? text);
}

/** The result of `read`; `otherwise` where the value is unknown. */
function safely<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DatastoreError) return otherwise;
    throw error;
  }
}
