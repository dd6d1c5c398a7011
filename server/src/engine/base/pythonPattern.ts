/**
 * Patterns of metadata, which are Python's regular expressions: they mean the same as in Python's `re`. Each match
 * draws on a budget, so that none can continue without end. JavaScript's own expressions serve only for patterns
 * without choices, which cannot take long and mean the same.
 */

import type { Budget } from './budget';
import { DatastoreError } from './datastoreError';
import { readPattern } from './patternSyntax';
import { type Instruction, type PatternProgram, compileProgram } from './patternProgram';
import {
  InvalidPattern,
  type PatternNode,
  type ReadPattern,
  UnknownPattern,
  isInSet,
  isWordCharacter,
} from './patternTree';
import { literalPattern } from './patterns';

/** Where a pattern matched, in UTF-16 units, with the text of each group that took part. */
export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  /** The first is the whole match. */
  readonly groups: readonly (string | undefined)[];
}

/** How many steps are counted together: counting each step would cost more than the step itself. */
const STEPS_AT_ONCE = 1000;
/** The longest text for a plain pattern, which may be tried at each position of the text. */
const LONGEST_PLAIN_TEXT = 4096;

/** One pattern. Reading it never fails: its errors are reported when it is used. */
export class PythonPattern {
  /** Why Python rejects it; null where Python accepts it. */
  readonly invalid: string | null;
  readonly names: ReadonlyMap<string, number>;
  readonly groupCount: number;
  /** The contents of its groups are not known exactly. */
  readonly hasRepeatedGroups: boolean;
  private readonly unknown: string | null;
  private readonly program: PatternProgram | null;
  /** The same pattern for JavaScript where there is nothing to choose; null where there is. */
  private readonly plain: RegExp | null;

  constructor(readonly source: string) {
    let read: ReadPattern | null = null;
    let program: PatternProgram | null = null;
    let [invalid, unknown]: (string | null)[] = [null, null];
    try {
      read = readPattern(source);
      program = compileProgram(read);
    } catch (error) {
      if (error instanceof InvalidPattern) invalid = error.message;
      else if (error instanceof UnknownPattern) unknown = error.message;
      else throw error;
    }
    this.invalid = invalid ?? null;
    this.unknown = unknown ?? null;
    this.program = program;
    this.names = read?.names ?? new Map();
    this.groupCount = read?.groups ?? 0;
    this.hasRepeatedGroups = read?.hasRepeatedGroups ?? false;
    this.plain = read === null ? null : plainExpression(read.tree);
  }

  /** Whether it matches at the start of a text, like `re.match`. */
  startsText(text: string, budget: Budget): boolean {
    if (this.plain !== null && text.length <= LONGEST_PLAIN_TEXT) return this.plainMatch(text, 0);
    return this.match(text, budget) !== null;
  }

  /** Whether it matches anywhere in a text, like `re.search`. */
  isIn(text: string, budget: Budget): boolean {
    if (this.plain !== null && text.length <= LONGEST_PLAIN_TEXT) return this.plainSearch(text);
    const matcher = this.matcher(text, budget);
    for (let start = 0; start <= matcher.length; start++) if (matcher.matchAt(start)) return true;
    return false;
  }

  /** The match at the start of a text; null where there is none. */
  match(text: string, budget: Budget): PatternMatch | null {
    const matcher = this.matcher(text, budget);
    return matcher.matchAt(0) ? matcher.found(this.groupCount) : null;
  }

  private plainMatch(text: string, at: number): boolean {
    const { plain } = this;
    if (plain === null) return false;
    plain.lastIndex = at;
    return plain.test(text);
  }

  private plainSearch(text: string): boolean {
    for (let start = 0; start <= text.length; start++) if (this.plainMatch(text, start)) return true;
    return false;
  }

  private matcher(text: string, budget: Budget): Matcher {
    if (this.program === null) throw this.refusal(this.invalid ?? this.unknown ?? '');
    return new Matcher(this.program, text, this.source, budget, (reason) => this.refusal(reason));
  }

  private refusal(reason: string): DatastoreError {
    const message = `what the pattern \`${this.source.length > 120 ? `${this.source.slice(0, 119)}…` : this.source}\` matches is not known: ${reason}`;
    return new DatastoreError('UnknownPattern', message, message);
  }
}

/**
 * JavaScript's expression for a sequence of characters, with anchors around it and a repeated `.` at its end; null for
 * everything else.
 */
function plainExpression(tree: PatternNode): RegExp | null {
  if (tree.kind !== 'sequence') return null;
  const items = [...tree.items];
  let source = '';
  const isAnchored = items[0]?.kind === 'anchor' && items[0].anchor === 'start';
  if (isAnchored) items.shift();
  const last = items.at(-1);
  const tail = last?.kind === 'anchor' && last.anchor === 'lineEnd' ? '(?:\\n?(?![^]))' : '';
  if (tail !== '') items.pop();
  for (const [index, item] of items.entries()) {
    if (item.kind === 'character') source += literalPattern(String.fromCodePoint(item.code));
    else if (item.kind === 'any') source += '[^\\n]';
    else if (
      item.kind === 'repeat' &&
      index === items.length - 1 &&
      item.body.kind === 'any' &&
      item.least <= 1 &&
      item.most === Infinity
    )
      source += item.least === 0 ? '[^\\n]*' : '[^\\n]+';
    else return null;
  }
  return new RegExp(`${isAnchored ? '(?<![^])' : ''}${source}${tail}`, 'uy');
}

/** What to try when the current path fails: an instruction and a position, or a slot to restore. */
type Alternative =
  { readonly at: number; readonly position: number } | { readonly slot: number; readonly value: number };

/** One text being matched. */
class Matcher {
  readonly length: number;
  private readonly codes: readonly number[];
  private slots: number[] = [];
  private start = 0;
  private end = 0;
  private steps = 0;

  constructor(
    private readonly program: PatternProgram,
    private readonly text: string,
    private readonly source: string,
    private readonly budget: Budget,
    private readonly refusal: (reason: string) => DatastoreError,
  ) {
    this.codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
    this.length = this.codes.length;
  }

  matchAt(start: number): boolean {
    this.slots = new Array<number>(this.program.slots).fill(-1);
    this.start = start;
    try {
      const end = this.run(this.program.instructions, start);
      if (end === null) return false;
      this.end = end;
      return true;
    } catch (error) {
      throw error instanceof UnknownPattern ? this.refusal(error.message) : error;
    } finally {
      this.budget.spend('steps', this.steps, this.source);
      this.steps = 0;
    }
  }

  found(groups: number): PatternMatch {
    // The offsets are the same as long as each character is one unit.
    const offset =
      this.text.length === this.length
        ? (at: number): number => at
        : (at: number): number => this.codes.slice(0, at).reduce((length, code) => length + (code > 0xffff ? 2 : 1), 0);
    const [start, end] = [offset(this.start), offset(this.end)];
    const texts: (string | undefined)[] = [this.text.slice(start, end)];
    for (let index = 1; index <= groups; index++) {
      const [from = -1, to = -1] = [this.slots[2 * index], this.slots[2 * index + 1]];
      texts.push(from === -1 || to === -1 ? undefined : this.text.slice(offset(from), offset(to)));
    }
    return { start, end, groups: texts };
  }

  /** The end of a match that begins at `from`; null where there is none. */
  private run(program: readonly Instruction[], from: number): number | null {
    const alternatives: Alternative[] = [];
    let position = from;
    let at = 0;
    for (;;) {
      const next = this.step(program[at] as Instruction, at, position, alternatives);
      if (next === MATCHED) return position;
      if (next !== FAILED) {
        at = next;
        position = this.position;
        continue;
      }
      let alternative = alternatives.pop();
      while (alternative !== undefined && 'slot' in alternative) {
        this.slots[alternative.slot] = alternative.value;
        alternative = alternatives.pop();
      }
      if (alternative === undefined) return null;
      ({ at, position } = alternative);
    }
  }

  /** The position after the last step. */
  private position = 0;

  private step(instruction: Instruction, at: number, position: number, alternatives: Alternative[]): number {
    if (++this.steps >= STEPS_AT_ONCE) {
      this.budget.spend('steps', this.steps, this.source);
      this.steps = 0;
      if (alternatives.length > MOST_ALTERNATIVES) throw new UnknownPattern('it takes too much memory');
    }
    this.position = position;
    switch (instruction.op) {
      case 'character':
        return this.codes[position] === instruction.code ? this.take(at) : FAILED;
      case 'any':
        return position < this.length && this.codes[position] !== NEWLINE ? this.take(at) : FAILED;
      case 'set':
        return position < this.length && isInSet(instruction, this.codes[position] ?? 0) ? this.take(at) : FAILED;
      case 'split':
        alternatives.push({ at: instruction.second, position });
        return instruction.first;
      case 'jump':
        return instruction.to;
      case 'save':
      case 'mark':
        alternatives.push({ slot: instruction.slot, value: this.slots[instruction.slot] ?? -1 });
        this.slots[instruction.slot] = position;
        return at + 1;
      case 'check':
        return this.slots[instruction.slot] === position ? instruction.out : at + 1;
      case 'anchor':
        return this.isAt(instruction.anchor, position) ? at + 1 : FAILED;
      case 'look':
        return this.looks(instruction, position, alternatives) ? at + 1 : FAILED;
      case 'reference':
        return this.repeats(instruction.index, position) ? at + 1 : FAILED;
      case 'match':
        return MATCHED;
    }
  }

  /** Goes on after the present character. */
  private take(at: number): number {
    this.position++;
    return at + 1;
  }

  private isAt(anchor: Extract<PatternNode, { readonly kind: 'anchor' }>['anchor'], position: number): boolean {
    switch (anchor) {
      case 'start':
        return position === 0;
      case 'end':
        return position === this.length;
      case 'lineEnd':
        return position === this.length || (position === this.length - 1 && this.codes[position] === NEWLINE);
      case 'wordEdge':
        return this.isWordEdge(position);
      // In an empty text, `\B` matches nowhere for Pythons before 3.14.
      case 'noWordEdge': {
        if (this.length === 0) throw new UnknownPattern('Pythons differ in what `\\B` is in an empty text');
        return !this.isWordEdge(position);
      }
    }
  }

  private isWordEdge(position: number): boolean {
    const isWord = (at: number): boolean => at >= 0 && at < this.length && isWordCharacter(this.codes[at] ?? 0);
    return isWord(position - 1) !== isWord(position);
  }

  private looks(
    { program, width, isNegated }: Extract<Instruction, { readonly op: 'look' }>,
    position: number,
    alternatives: Alternative[],
  ): boolean {
    const before = [...this.slots];
    const isFound = position >= width && this.run(program, position - width) !== null;
    this.position = position;
    // A look-around that fails or is negated sets no groups.
    if (isNegated || !isFound) this.slots = before;
    else
      for (const [slot, value] of before.entries()) if (value !== this.slots[slot]) alternatives.push({ slot, value });
    return isFound !== isNegated;
  }

  private repeats(index: number, position: number): boolean {
    const [from = -1, to = -1] = [this.slots[2 * index], this.slots[2 * index + 1]];
    if (from === -1 || to === -1) return false;
    for (let i = 0; i < to - from; i++) if (this.codes[from + i] !== this.codes[position + i]) return false;
    this.steps += to - from;
    this.position = position + to - from;
    return true;
  }
}

const NEWLINE = 10;
const FAILED = -1;
const MATCHED = -2;
const MOST_ALTERNATIVES = 5_000_000;
