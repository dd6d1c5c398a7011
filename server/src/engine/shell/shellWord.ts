/**
 * Reads quoted and expanded units inside one shell word. It finds where `\x`, `'…'`, `"…"`, a backquote, `$name`,
 * `$(…)` and `${…}` end, and which characters line joining and quote removal drop. It also finds which command
 * substitutions a word contains. It does not know tokens or the grammar. Mirrors `WordLexer` and `make_wordtree` of
 * `bb.pysh.pyshlex`, which read differently from every real shell: `$(` ends at the first `)` outside quotes, and a
 * comment or a `(` inside it has no meaning.
 */

/** Where and why reading stopped. Only this folder throws it; `readShell` turns it into a result. */
export class ShellRefusal extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** A command substitution of a word: its inner text, with joined lines joined. */
export interface Substitution {
  readonly text: string;
  /** Where the inner text starts in the word. */
  readonly start: number;
  /** The word contains the inner text exactly so. */
  readonly verbatim: boolean;
}

/** What is recorded while units are skipped. */
export interface UnitNotes {
  /** Positions of the characters that do not reach the result, ascending. */
  readonly dropped: number[];
  /** Quoting characters are dropped, too. */
  readonly unquoting?: boolean;
  /** Receives the substitutions found at the top level and, with `insideQuotes`, directly inside a `"…"` unit. */
  readonly substitutions?: Substitution[];
  readonly insideQuotes?: boolean;
}

export const TAB = 0x09;
export const NEWLINE = 0x0a;
export const SPACE = 0x20;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const DOLLAR = 0x24;
export const AMPERSAND = 0x26;
export const SINGLE_QUOTE = 0x27;
export const OPEN_PAREN = 0x28;
export const CLOSE_PAREN = 0x29;
export const SEMICOLON = 0x3b;
export const LESS = 0x3c;
export const GREATER = 0x3e;
export const BACKSLASH = 0x5c;
export const BACKQUOTE = 0x60;
export const BAR = 0x7c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** BitBake walks units recursively and gives up before Python's recursion limit of 1000. */
const UNIT_NESTING_LIMIT = 1000;
/** One-character names that follow a `$`; the remaining digits are names of the usual kind. */
const SPECIAL_PARAMETERS = '@*#?-$!0';

/** A unit that can contain further units, identified by the character that will close it. */
interface OpenUnit {
  readonly closer: number;
  readonly start: number;
  /** How many positions are dropped before it. */
  readonly dropped: number;
}

/** The end of the unit whose first character (one of `\ ' " $` or a backquote) is at `start`. */
export function skipUnit(text: string, start: number, notes: UnitNotes): number {
  const closer = closerOf(text, start);
  return closer === 0 ? skipSimpleUnit(text, start, 0, notes) : skipNestedUnit(text, start, closer, notes);
}

/** `text` from `start` to `end` without the positions listed in `dropped` from index `from` on. */
export function withoutDropped(text: string, start: number, end: number, dropped: readonly number[], from = 0): string {
  let result = '';
  let kept = start;
  for (let i = from; i < dropped.length; i++) {
    const position = dropped[i] ?? end;
    if (position > kept) result += text.slice(kept, position);
    kept = position + 1;
  }
  return result + text.slice(kept, end);
}

/** The word with its quotes removed, in the form of the name that ends a here-document. */
export function unquoted(word: string): string {
  const dropped: number[] = [];
  skipUnits(word, { dropped, unquoting: true });
  return dropped.length === 0 ? word : withoutDropped(word, 0, word.length, dropped);
}

/**
 * The command substitutions of a word that BitBake reads: those at the top level and, with `insideQuotes`, those
 * directly inside a `"…"` unit; never deeper ones. Refuses a word that cannot be read on its own (it ends in `$`).
 */
export function substitutionsOf(
  word: string,
  { insideQuotes }: { readonly insideQuotes: boolean },
): readonly Substitution[] {
  const substitutions: Substitution[] = [];
  skipUnits(word, { dropped: [], substitutions, insideQuotes });
  return substitutions;
}

function skipUnits(word: string, notes: UnitNotes): void {
  let pos = 0;
  while (pos < word.length) {
    const c = word.charCodeAt(pos);
    pos = isQuoting(c) || c === SINGLE_QUOTE ? skipUnit(word, pos, notes) : pos + 1;
  }
}

function isQuoting(c: number): boolean {
  return c === DOLLAR || c === BACKSLASH || c === BACKQUOTE || c === DOUBLE_QUOTE;
}

/** The character that closes the unit starting at `pos`, or 0 if that unit cannot contain others. */
function closerOf(text: string, pos: number): number {
  const c = text.charCodeAt(pos);
  if (c === DOUBLE_QUOTE || c === BACKQUOTE) return c;
  if (c !== DOLLAR) return 0;
  if (pos + 1 >= text.length) throw new ShellRefusal('`$` ends the word', pos);
  const next = text.charCodeAt(pos + 1);
  if (next === OPEN_BRACE) return CLOSE_BRACE;
  if (next !== OPEN_PAREN) return 0;
  if (text.charCodeAt(pos + 2) === OPEN_PAREN) {
    throw new ShellRefusal('arithmetic expansion `$((` cannot be read', pos);
  }
  return CLOSE_PAREN;
}

/** Skips a unit that contains no other units; `closer` is the closer of the unit around it. */
function skipSimpleUnit(text: string, pos: number, closer: number, notes: UnitNotes): number {
  const c = text.charCodeAt(pos);
  if (c === DOLLAR) {
    // A parameter's name is skipped as plain text; only the special names have characters with a meaning of their own.
    return SPECIAL_PARAMETERS.includes(text.charAt(pos + 1)) ? pos + 2 : pos + 1;
  }
  if (c === SINGLE_QUOTE) {
    const end = text.indexOf("'", pos + 1);
    if (end < 0) throw new ShellRefusal("`'` has no end", pos);
    if (notes.unquoting) notes.dropped.push(pos, end);
    return end + 1;
  }
  if (pos + 1 >= text.length) throw new ShellRefusal('`\\` ends the text', pos);
  const next = text.charCodeAt(pos + 1);
  if (next === NEWLINE) notes.dropped.push(pos, pos + 1);
  else if (notes.unquoting && isEscapable(next, closer)) notes.dropped.push(pos);
  return pos + 2;
}

/** Whether a backslash before `c` quotes it, in a unit closed by `closer`; otherwise the backslash stays. */
function isEscapable(c: number, closer: number): boolean {
  if (closer !== DOUBLE_QUOTE && closer !== BACKQUOTE) return true;
  return c === DOLLAR || c === BACKSLASH || c === BACKQUOTE || (c === DOUBLE_QUOTE && closer === DOUBLE_QUOTE);
}

function skipNestedUnit(text: string, start: number, closer: number, notes: UnitNotes): number {
  const around: OpenUnit[] = [];
  let unit = openUnit(start, closer, notes);
  let pos = contentStart(unit);
  for (;;) {
    pos = nextMeaningful(text, pos, unit.closer);
    if (pos >= text.length) throw new ShellRefusal(`${opening(text, unit)} has no end`, unit.start);
    if (text.charCodeAt(pos) === unit.closer) {
      close(text, unit, pos, around, notes);
      pos++;
      const outer = around.pop();
      if (outer === undefined) return pos;
      unit = outer;
      continue;
    }
    const inner = closerOf(text, pos);
    if (inner === 0) {
      pos = skipSimpleUnit(text, pos, unit.closer, notes);
      continue;
    }
    if (around.length >= UNIT_NESTING_LIMIT) throw new ShellRefusal('nested too deeply', pos);
    around.push(unit);
    unit = openUnit(pos, inner, notes);
    pos = contentStart(unit);
  }
}

function openUnit(start: number, closer: number, notes: UnitNotes): OpenUnit {
  if (notes.unquoting && closer === DOUBLE_QUOTE) notes.dropped.push(start);
  return { closer, start, dropped: notes.dropped.length };
}

function contentStart(unit: OpenUnit): number {
  return unit.start + (unit.closer === CLOSE_PAREN || unit.closer === CLOSE_BRACE ? 2 : 1);
}

/** Records what ends with the unit that is closed at `pos`; `around` are the units that contain it. */
function close(text: string, unit: OpenUnit, pos: number, around: readonly OpenUnit[], notes: UnitNotes): void {
  const { dropped, substitutions } = notes;
  if (notes.unquoting && unit.closer === DOUBLE_QUOTE) dropped.push(pos);
  if (substitutions === undefined || (unit.closer !== CLOSE_PAREN && unit.closer !== BACKQUOTE)) return;
  const isQuoted = around.length === 1 && around[0]?.closer === DOUBLE_QUOTE;
  if (around.length > 0 && !(isQuoted && notes.insideQuotes)) return;
  const start = contentStart(unit);
  substitutions.push({
    text: withoutDropped(text, start, pos, dropped, unit.dropped),
    start,
    verbatim: dropped.length === unit.dropped,
  });
}

/** The next character in a unit that is not plain text there: its closer or the start of another unit. */
function nextMeaningful(text: string, from: number, closer: number): number {
  const quote = closer === DOUBLE_QUOTE ? DOUBLE_QUOTE : SINGLE_QUOTE;
  let pos = from;
  while (pos < text.length) {
    const c = text.charCodeAt(pos);
    if (c === closer || c === quote || isQuoting(c)) return pos;
    pos++;
  }
  return pos;
}

function opening(text: string, unit: OpenUnit): string {
  // A backquote cannot be between backquotes.
  return unit.closer === BACKQUOTE ? 'a backquote' : `\`${text.slice(unit.start, contentStart(unit))}\``;
}
