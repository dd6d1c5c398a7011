/**
 * Reads the tokens of BitBake's shell dialect, one at a time. It handles line joining, comments, operators, reserved
 * words in any position, and the order of here-documents: the body comes right after its name, although the rest of the
 * line is between them in the text. It does not know the grammar. Mirrors `Lexer` of `bb.pysh.pyshlex`: quotes stay in
 * the token, and a word is an assignment only if the text ends right after it.
 */
import {
  AMPERSAND,
  BACKQUOTE,
  BACKSLASH,
  BAR,
  CLOSE_PAREN,
  DOLLAR,
  DOUBLE_QUOTE,
  GREATER,
  HASH,
  LESS,
  NEWLINE,
  OPEN_PAREN,
  SEMICOLON,
  ShellRefusal,
  SINGLE_QUOTE,
  skipUnit,
  SPACE,
  TAB,
  unquoted,
  withoutDropped,
} from './shellWord';

/** An operator's kind is its text. */
export type ShellOperator =
  '&&' | '||' | ';;' | '<<' | '<<-' | '>>' | '<&' | '>&' | '<>' | '>|' | '|' | '&' | ';' | '<' | '>' | '(' | ')';

/** A reserved word's kind is its text, too; `in` is reserved only as the third word from a `for` or `case`. */
export type ShellReserved =
  | 'if'
  | 'then'
  | 'else'
  | 'elif'
  | 'fi'
  | 'do'
  | 'done'
  | 'case'
  | 'esac'
  | 'while'
  | 'until'
  | 'for'
  | '{'
  | '}'
  | '!'
  | 'in';

export type ShellTokenKind =
  ShellOperator | ShellReserved | 'word' | 'assignment' | 'io-number' | 'here-name' | 'newline' | 'end';

/** A token as it is in the text, before its context is known. */
interface RawToken {
  readonly kind: ShellTokenKind;
  readonly value: string;
  readonly offset: number;
  readonly verbatim: boolean;
  readonly delimiter: number;
}

const PLAIN = 0;
const BLANK = 1;
const LINE_END = 2;
const QUOTING = 3;
const OPERATOR = 4;

const CLASSES: Readonly<Uint8Array> = characterClasses();
const RESERVED_WORDS: readonly ShellTokenKind[] = [
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'do',
  'done',
  'case',
  'esac',
  'while',
  'until',
  'for',
  '{',
  '}',
  '!',
  'in',
  // Upstream quirk: as the whole text of a here-document these also count as reserved words.
  '|',
  ';',
  '&',
];
const RESERVED: ReadonlyMap<string, ShellTokenKind> = new Map(RESERVED_WORDS.map((word) => [word, word]));
const LONGEST_RESERVED = 5;
const ASSIGNMENT = /^[0-9a-zA-Z_]+=/;
/** Decimal digits of any writing system; a line end may follow, which only a here-document's text has. */
const DIGITS = /^\p{Nd}+\n?$/u;
/** The delimiter of a token that is ended by the end of the text, by a newline, or by being an operator itself. */
const NOTHING = -1;

/** Reads tokens from a text. The current token is in the public fields; `advance` moves to the next one. */
export class ShellLexer {
  kind: ShellTokenKind = 'newline';
  /** The token's text, including quotes, with joined lines joined. */
  value = '';
  offset = 0;
  /** The text contains the token exactly as in `value`. */
  verbatim = true;

  private pos = 0;
  /** The character right after the token. */
  private delimiter = NOTHING;
  private readonly notes = { dropped: [] as number[] };
  /** Tokens since the last `for` or `case`, which counts as well; 0 if there is none nearby. */
  private sinceFor = 0;
  /** The operator of the here-document whose name is the next token. */
  private hereOperator: '<<' | '<<-' | undefined;
  private hereBody: RawToken | undefined;
  /** The rest of a line with here-documents; it is returned after their bodies. */
  private restOfLine: RawToken[] = [];
  private restNext = 0;

  constructor(private readonly text: string) {
    this.advance();
  }

  /** Moves to the next token; stays at `end`. Throws `ShellRefusal`. */
  advance(): void {
    if (this.hereBody !== undefined) {
      this.take(this.hereBody);
      this.hereBody = undefined;
    } else {
      this.nextRaw();
      if (this.hereOperator !== undefined) {
        this.readHereDocument(this.hereOperator);
        this.count();
        return;
      }
    }
    if (this.kind === 'word') this.classify();
    else if (this.kind === '<<' || this.kind === '<<-') this.hereOperator = this.kind;
    this.count();
  }

  private nextRaw(): void {
    const token = this.restOfLine[this.restNext];
    if (token === undefined) {
      this.scan();
      return;
    }
    this.take(token);
    this.restNext++;
    if (this.restNext === this.restOfLine.length) {
      this.restOfLine = [];
      this.restNext = 0;
    }
  }

  private take(token: RawToken): void {
    this.kind = token.kind;
    this.value = token.value;
    this.offset = token.offset;
    this.verbatim = token.verbatim;
    this.delimiter = token.delimiter;
  }

  private classify(): void {
    const { value, delimiter } = this;
    if (delimiter === NOTHING && value.includes('=')) {
      if (ASSIGNMENT.test(value)) this.kind = 'assignment';
      return;
    }
    if (value.length <= LONGEST_RESERVED) {
      const reserved = RESERVED.get(value);
      if (reserved !== undefined) {
        if (reserved === 'in' && this.sinceFor !== 2) return;
        this.kind = reserved;
        return;
      }
    }
    if ((delimiter === LESS || delimiter === GREATER) && DIGITS.test(value)) this.kind = 'io-number';
  }

  private count(): void {
    if (this.kind === 'for' || this.kind === 'case') this.sinceFor = 1;
    else if (this.sinceFor > 0) this.sinceFor = this.sinceFor === 2 ? 0 : this.sinceFor + 1;
  }

  private scan(): void {
    const { text } = this;
    const pos = this.skipBlank();
    this.offset = pos;
    this.verbatim = true;
    this.delimiter = NOTHING;
    if (pos >= text.length) {
      this.kind = 'end';
      this.value = '';
      this.pos = pos;
      return;
    }
    const c = text.charCodeAt(pos);
    const characterClass = CLASSES[c] ?? PLAIN;
    if (characterClass === LINE_END) {
      this.kind = 'newline';
      this.value = '\n';
      this.pos = pos + 1;
    } else if (characterClass === OPERATOR) {
      const operator = operatorAt(text, pos, c);
      this.kind = operator;
      this.value = operator;
      this.pos = pos + operator.length;
    } else {
      this.scanWord(pos);
    }
  }

  /** The next position that starts a token; skips blanks, joined lines and comments. */
  private skipBlank(): number {
    const { text } = this;
    let pos = this.pos;
    while (pos < text.length) {
      const c = text.charCodeAt(pos);
      if (c === SPACE || c === TAB) {
        pos++;
      } else if (c === BACKSLASH && text.charCodeAt(pos + 1) === NEWLINE) {
        pos += 2;
      } else if (c === HASH) {
        const end = text.indexOf('\n', pos);
        // Upstream quirk: a lone `#` may end the text, but a longer comment must not.
        if (end < 0 && pos + 1 < text.length) throw new ShellRefusal('the comment needs a newline after it', pos);
        pos = end < 0 ? text.length : end;
      } else {
        break;
      }
    }
    return pos;
  }

  private scanWord(start: number): void {
    const { text, notes } = this;
    const { dropped } = notes;
    dropped.length = 0;
    let pos = start;
    while (pos < text.length) {
      const characterClass = CLASSES[text.charCodeAt(pos)] ?? PLAIN;
      if (characterClass === PLAIN) pos++;
      else if (characterClass === QUOTING) pos = skipUnit(text, pos, notes);
      else break;
    }
    this.kind = 'word';
    this.verbatim = dropped.length === 0;
    this.value = this.verbatim ? text.slice(start, pos) : withoutDropped(text, start, pos, dropped);
    this.delimiter = pos < text.length ? text.charCodeAt(pos) : NOTHING;
    this.pos = pos;
  }

  /**
   * The current token is the name of a here-document: reads the document's body, which follows the rest of the line.
   */
  private readHereDocument(operator: '<<' | '<<-'): void {
    this.hereOperator = undefined;
    if (this.kind !== 'word') throw new ShellRefusal(`\`${operator}\` needs a name`, this.offset);
    const name = this.hereName();
    const { offset, verbatim } = this;
    if (this.restOfLine.length === 0) this.keepRestOfLine(operator);
    this.hereBody = this.readBody(name, operator);
    this.kind = 'here-name';
    this.value = name;
    this.offset = offset;
    this.verbatim = verbatim;
  }

  private hereName(): string {
    const name = unquotedAt(this.value, this.offset);
    if (name === '') throw new ShellRefusal('the name of a here-document is empty', this.offset);
    return name;
  }

  private keepRestOfLine(operator: string): void {
    const start = this.offset;
    do {
      this.scan();
      if (this.kind === 'end') throw new ShellRefusal(`the line with \`${operator}\` needs a newline`, start);
      this.restOfLine.push({
        kind: this.kind,
        value: this.value,
        offset: this.offset,
        verbatim: this.verbatim,
        delimiter: this.delimiter,
      });
    } while (this.kind !== 'newline');
  }

  /**
   * Reads the body that starts at the current position. Upstream quirk (sh22): an empty body has no token, so the next
   * token of the line is read instead of it.
   */
  private readBody(name: string, operator: '<<' | '<<-'): RawToken | undefined {
    const { text } = this;
    const offset = this.pos;
    if (offset >= text.length) throw new ShellRefusal(`the here-document \`${name}\` has no lines`, offset);
    let body = '';
    let kept = offset;
    let start = offset;
    for (;;) {
      const end = lineEnd(text, start);
      let line = start;
      if (operator === '<<-') while (line < end && text.charCodeAt(line) === TAB) line++;
      if (line > start) {
        body += text.slice(kept, start);
        kept = line;
      }
      if (end - line === name.length && text.startsWith(name, line)) {
        body += kept < start ? text.slice(kept, start) : '';
        this.pos = Math.min(end + 1, text.length);
        break;
      }
      if (end >= text.length) {
        body += text.slice(kept);
        this.pos = text.length;
        break;
      }
      start = end + 1;
    }
    if (body === '') return undefined;
    // Upstream quirk: the name counts as the character after the body.
    return { kind: 'word', value: body, offset, verbatim: true, delimiter: name.length === 1 ? name.charCodeAt(0) : 0 };
  }
}

function characterClasses(): Uint8Array {
  const classes = new Uint8Array(0x80);
  for (const c of [TAB, SPACE]) classes[c] = BLANK;
  classes[NEWLINE] = LINE_END;
  for (const c of [BACKSLASH, SINGLE_QUOTE, DOUBLE_QUOTE, BACKQUOTE, DOLLAR]) classes[c] = QUOTING;
  for (const c of [AMPERSAND, BAR, SEMICOLON, LESS, GREATER, OPEN_PAREN, CLOSE_PAREN]) classes[c] = OPERATOR;
  return classes;
}

/** The longest operator at `pos`, whose first character is `c`. */
function operatorAt(text: string, pos: number, c: number): ShellOperator {
  const next = text.charCodeAt(pos + 1);
  switch (c) {
    case AMPERSAND:
      return next === AMPERSAND ? '&&' : '&';
    case BAR:
      return next === BAR ? '||' : '|';
    case SEMICOLON:
      return next === SEMICOLON ? ';;' : ';';
    case LESS:
      if (next === LESS) return text.charAt(pos + 2) === '-' ? '<<-' : '<<';
      if (next === AMPERSAND) return '<&';
      return next === GREATER ? '<>' : '<';
    case GREATER:
      if (next === GREATER) return '>>';
      if (next === AMPERSAND) return '>&';
      return next === BAR ? '>|' : '>';
    default:
      return c === OPEN_PAREN ? '(' : ')';
  }
}

/** The end of a here-document's line: a backslash hides the newline after it, and quotes have no meaning. */
function lineEnd(text: string, start: number): number {
  let pos = start;
  while (pos < text.length) {
    const c = text.charCodeAt(pos);
    if (c === NEWLINE) return pos;
    pos += c === BACKSLASH ? 2 : 1;
  }
  return text.length;
}

/** Removes the quotes of a token at `offset`; a refusal has an offset in the whole text. */
function unquotedAt(word: string, offset: number): string {
  try {
    return unquoted(word);
  } catch (error) {
    throw error instanceof ShellRefusal ? new ShellRefusal(error.message, offset) : error;
  }
}
