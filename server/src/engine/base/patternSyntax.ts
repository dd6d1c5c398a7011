/**
 * Python's regular expressions, read as trees. The reader rejects what Python rejects. It reports as not understood
 * what only some Python versions accept, or what depends on character tables that the engine does not have. It does not
 * see the text to match.
 */

import {
  type PatternNode,
  type ReadPattern,
  type SetMember,
  InvalidPattern,
  UnknownPattern,
  hasRepeatedGroup,
  widthOf,
} from './patternTree';

const MOST_DEPTH = 100;
const PUNCTUATION_OF_RANGE = '-';
const SIMPLE_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
]);
const CATEGORIES: ReadonlyMap<string, SetMember> = new Map([
  ['d', { category: 'digit', isNegated: false }],
  ['D', { category: 'digit', isNegated: true }],
  ['s', { category: 'space', isNegated: false }],
  ['S', { category: 'space', isNegated: true }],
  ['w', { category: 'word', isNegated: false }],
  ['W', { category: 'word', isNegated: true }],
]);

/** Reads a pattern as `re.compile` does without flags. Throws `InvalidPattern` or `UnknownPattern`. */
export function readPattern(source: string): ReadPattern {
  return new PatternReader(source).read();
}

class PatternReader {
  private readonly text: readonly string[];
  private at = 0;
  private groups = 0;
  private readonly names = new Map<string, number>();
  private readonly closed = new Set<number>();
  private depth = 0;
  private refersBack = false;

  constructor(source: string) {
    this.text = [...source];
  }

  read(): ReadPattern {
    const tree = this.choice();
    // Only a closing parenthesis without an opening one ends the reading early.
    if (this.at < this.text.length) throw new InvalidPattern('unbalanced parenthesis');
    const hasRepeatedGroups = hasRepeatedGroup(tree);
    if (hasRepeatedGroups && this.refersBack)
      throw new UnknownPattern('a reference to a group that is repeated is not understood here');
    return { tree, groups: this.groups, names: this.names, hasRepeatedGroups };
  }

  private choice(): PatternNode {
    if (++this.depth > MOST_DEPTH) throw new UnknownPattern('its groups are nested too deeply');
    const branches = [this.sequence()];
    while (this.take('|')) branches.push(this.sequence());
    this.depth--;
    return branches.length === 1 ? (branches[0] as PatternNode) : { kind: 'choice', branches };
  }

  private sequence(): PatternNode {
    const items: PatternNode[] = [];
    for (let next = this.peek(); next !== '' && next !== '|' && next !== ')'; next = this.peek()) {
      const repeat = this.repeat();
      if (repeat !== null) {
        const body = items.pop();
        if (body === undefined || body.kind === 'anchor') throw new InvalidPattern('nothing to repeat');
        if (body.kind === 'repeat') throw new InvalidPattern('multiple repeat');
        items.push({ kind: 'repeat', body, ...repeat });
        continue;
      }
      const item = this.item();
      if (item !== null) items.push(item);
    }
    return { kind: 'sequence', items };
  }

  /** A repetition after the item that was read last; null where there is none. */
  private repeat(): { readonly least: number; readonly most: number; readonly isLazy: boolean } | null {
    const start = this.at;
    const bounds = this.bounds();
    if (bounds === null) {
      this.at = start;
      return null;
    }
    const isLazy = this.take('?');
    if (!isLazy && this.peek() === '+')
      throw new UnknownPattern('possessive repetitions are known to newer Pythons only');
    return { ...bounds, isLazy };
  }

  private bounds(): { readonly least: number; readonly most: number } | null {
    if (this.take('*')) return { least: 0, most: Infinity };
    if (this.take('+')) return { least: 1, most: Infinity };
    if (this.take('?')) return { least: 0, most: 1 };
    if (!this.take('{') || this.peek() === '}') return null;
    const low = this.digits();
    const high = this.take(',') ? this.digits() : low;
    if (!this.take('}')) return null;
    const [least, most] = [low === '' ? 0 : Number(low), high === '' ? Infinity : Number(high)];
    if (least > 0xfffffffe || (most !== Infinity && most > 0xfffffffe))
      throw new InvalidPattern('the repetition number is too large');
    if (most < least) throw new InvalidPattern('min repeat greater than max repeat');
    return { least, most };
  }

  private item(): PatternNode | null {
    const character = this.next();
    switch (character) {
      case '.':
        return { kind: 'any' };
      case '^':
        return { kind: 'anchor', anchor: 'start' };
      case '$':
        return { kind: 'anchor', anchor: 'lineEnd' };
      case '(':
        return this.group();
      case '[':
        return this.set();
      case '\\':
        return this.escape();
      default:
        return { kind: 'character', code: codeOf(character) };
    }
  }

  private group(): PatternNode | null {
    if (!this.take('?')) return this.body(++this.groups);
    const kind = this.next();
    switch (kind) {
      case ':':
        return this.body(null);
      case 'P':
        return this.named();
      case '=':
        return this.look({ isBehind: false, isNegated: false });
      case '!':
        return this.look({ isBehind: false, isNegated: true });
      case '<':
        return this.behind();
      case '#': {
        while (this.peek() !== ')') if (this.next() === '') throw new InvalidPattern('missing ), unterminated comment');
        this.next();
        return null;
      }
      case '':
        throw new InvalidPattern('unexpected end of pattern');
      default:
        throw new UnknownPattern('flags, conditions and atomic groups are not understood here');
    }
  }

  private body(index: number | null): PatternNode {
    const body = this.choice();
    this.close();
    if (index !== null) this.closed.add(index);
    return { kind: 'group', index, body };
  }

  private named(): PatternNode {
    const isReference = this.take('=');
    if (!isReference && !this.take('<')) throw new InvalidPattern('unknown extension ?P');
    let name = '';
    for (let next = this.next(); next !== (isReference ? ')' : '>'); next = this.next()) {
      if (next === '') throw new InvalidPattern('missing end of a group name');
      name += next;
    }
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      if (/^[\0-\x7f]*$/.test(name)) throw new InvalidPattern('bad character in group name');
      throw new UnknownPattern('a name of a group is not plain');
    }
    if (isReference) {
      const index = this.names.get(name);
      if (index === undefined) throw new InvalidPattern('unknown group name');
      return this.reference(index);
    }
    if (this.names.has(name)) throw new InvalidPattern('redefinition of a group name');
    this.names.set(name, ++this.groups);
    return this.body(this.groups);
  }

  private behind(): PatternNode {
    const kind = this.next();
    if (kind !== '=' && kind !== '!') throw new InvalidPattern('unknown extension ?<');
    return this.look({ isBehind: true, isNegated: kind === '!' });
  }

  private look({ isBehind, isNegated }: { readonly isBehind: boolean; readonly isNegated: boolean }): PatternNode {
    const body = this.choice();
    this.close();
    if (isBehind && widthOf(body) === null) throw new InvalidPattern('look-behind requires fixed-width pattern');
    return { kind: 'look', body, isBehind, isNegated };
  }

  private close(): void {
    if (!this.take(')')) throw new InvalidPattern('missing ), unterminated subpattern');
  }

  private reference(index: number): PatternNode {
    if (index > this.groups) throw new InvalidPattern('invalid group reference');
    if (!this.closed.has(index)) throw new InvalidPattern('cannot refer to an open group');
    this.refersBack = true;
    return { kind: 'reference', index };
  }

  private escape(): PatternNode {
    const character = this.peek();
    const category = CATEGORIES.get(character);
    if (category) {
      this.next();
      return { kind: 'set', members: [category], isNegated: false };
    }
    switch (character) {
      case 'A':
        this.next();
        return { kind: 'anchor', anchor: 'start' };
      case 'Z':
        this.next();
        return { kind: 'anchor', anchor: 'end' };
      case 'b':
        this.next();
        return { kind: 'anchor', anchor: 'wordEdge' };
      case 'B':
        this.next();
        return { kind: 'anchor', anchor: 'noWordEdge' };
      case 'z':
        throw new UnknownPattern('`\\z` is known to newer Pythons only');
    }
    if (/^[1-9]$/.test(character)) return this.referenceOrOctal();
    return { kind: 'character', code: this.escapedCharacter() };
  }

  private referenceOrOctal(): PatternNode {
    const [first = '', second = '', third = ''] = this.text.slice(this.at, this.at + 3);
    if (/^[0-7]{3}$/.test(first + second + third)) {
      const code = Number.parseInt(first + second + third, 8);
      if (code > 0o377) throw new InvalidPattern('octal escape value outside of range 0-0o377');
      this.at += 3;
      return { kind: 'character', code };
    }
    const digits = /^[0-9]$/.test(second) ? first + second : first;
    this.at += digits.length;
    return this.reference(Number(digits));
  }

  /** The character of an escape, after the backslash. */
  private escapedCharacter(): number {
    const character = this.next();
    if (character === '') throw new InvalidPattern('bad escape (end of pattern)');
    const simple = SIMPLE_ESCAPES.get(character);
    if (simple !== undefined) return simple;
    if (character === 'x') return this.hexadecimal(2);
    if (character === 'u') return this.hexadecimal(4);
    if (character === 'U') return this.hexadecimal(8);
    if (character === '0') {
      let digits = '0';
      while (digits.length < 3 && /^[0-7]$/.test(this.peek())) digits += this.next();
      return Number.parseInt(digits, 8);
    }
    if (character === 'N') throw new UnknownPattern('names of characters are not known here');
    if (/^[A-Za-z0-9]$/.test(character)) throw new InvalidPattern('bad escape');
    return codeOf(character);
  }

  private hexadecimal(length: number): number {
    const digits = this.text.slice(this.at, this.at + length).join('');
    if (digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits)) throw new InvalidPattern('incomplete escape');
    this.at += length;
    const code = Number.parseInt(digits, 16);
    if (code > 0x10ffff) throw new InvalidPattern('bad escape');
    return code;
  }

  private set(): PatternNode {
    const isNegated = this.take('^');
    const members: SetMember[] = [];
    for (let isFirst = true; isFirst || this.peek() !== ']'; isFirst = false) {
      const low = this.setMember();
      if (this.peek() !== PUNCTUATION_OF_RANGE) {
        members.push(low);
        continue;
      }
      this.next();
      if (this.peek() === ']') {
        members.push(low, single(codeOf(PUNCTUATION_OF_RANGE)));
        break;
      }
      const high = this.setMember();
      if (!('first' in low) || !('first' in high) || high.first < low.first)
        throw new InvalidPattern('bad character range');
      members.push({ first: low.first, last: high.first });
    }
    this.next();
    return { kind: 'set', members, isNegated };
  }

  private setMember(): SetMember {
    const character = this.next();
    if (character === '') throw new InvalidPattern('unterminated character set');
    if (character !== '\\') return single(codeOf(character));
    const category = CATEGORIES.get(this.peek());
    if (category) {
      this.next();
      return category;
    }
    if (this.take('b')) return single(8);
    if (/^[0-7]$/.test(this.peek())) {
      let digits = '';
      while (digits.length < 3 && /^[0-7]$/.test(this.peek())) digits += this.next();
      const code = Number.parseInt(digits, 8);
      if (code > 0o377) throw new InvalidPattern('octal escape value outside of range 0-0o377');
      return single(code);
    }
    return single(this.escapedCharacter());
  }

  private digits(): string {
    let digits = '';
    while (/^[0-9]$/.test(this.peek())) digits += this.next();
    return digits;
  }

  private peek(): string {
    return this.text[this.at] ?? '';
  }

  private next(): string {
    return this.text[this.at++] ?? '';
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }
}

function single(code: number): SetMember {
  return { first: code, last: code };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
