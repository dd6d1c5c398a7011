/**
 * The grammar of BitBake's shell dialect. It recognizes a script and passes every command, function name and list word
 * to a listener while it reads, without a syntax tree. It must not know what commands mean. Mirrors the LALR grammar of
 * `bb.pysh.pyshyacc`, whose conflicts are all resolved by continuing the current construct. Every token that may
 * continue a command does so, including reserved words as arguments. At the top level two commands need no separator
 * between them.
 */
import { ShellLexer, type ShellTokenKind } from './shellLexer';
import { ShellRefusal } from './shellWord';

/** A word of a command or list, quotes included. */
export interface ShellWord {
  readonly value: string;
  readonly offset: number;
  /** The text contains exactly `value` at `offset`; otherwise lines were joined inside. */
  readonly verbatim: boolean;
}

/** Receives the parts of a script; `depth` counts the compound commands around a part. */
export interface ShellListener {
  /** A simple command: its word, and its arguments. */
  command(words: readonly ShellWord[], depth: number): void;
  /** A command that only assigns: the assigned values. */
  assignments(values: readonly ShellWord[], depth: number): void;
  /** The name of a function definition. */
  define(name: string): void;
  /** The words of a `for` list with the loop variable, or the pattern of a `case` item. */
  list(words: readonly ShellWord[], depth: number, variable: string | null): void;
  /** What follows decides whether the commands after the next `decided` run. */
  deciding?(): void;
  /** What follows runs only if the commands since `deciding` succeed (`then`), or if they fail (`else`). */
  decided?(branch: 'then' | 'else'): void;
  /** The end of what the last `deciding` is about. If `mixed`, it decided nothing. */
  settled?(mixed: boolean): void;
  /** The pipeline that follows is negated. */
  negated?(): void;
  /** A command begins, simple or compound: all that is passed on until its `end` belongs to it. */
  begin?(): void;
  /** The innermost command ends; `piped`: its output goes to the next command. */
  end?(piped: boolean): void;
  /** A redirection of the innermost command; the target of a here-document is its text. */
  redirect?(redirection: ShellRedirection): void;
  /** An assignment `NAME=value` before the innermost command, or instead of one. */
  assignment?(word: ShellWord): void;
  /** The word that a `case` compares. */
  select?(word: ShellWord): void;
}

/** A redirection; `number` is the file descriptor, null if none is written. */
export interface ShellRedirection {
  readonly operator: ShellTokenKind;
  readonly number: string | null;
  readonly target: ShellWord;
}

/**
 * How deeply compound commands and texts inside texts may be nested. Python's recursion limit stops BitBake itself
 * before this many levels of any kind.
 */
export const NESTING_LIMIT = 250;

const REDIRECTIONS: ReadonlySet<ShellTokenKind> = new Set<ShellTokenKind>([
  '<',
  '<&',
  '>',
  '>&',
  '>>',
  '<>',
  '>|',
  '<<',
  '<<-',
  'io-number',
]);
const COMPOUND_STARTS: ReadonlySet<ShellTokenKind> = new Set<ShellTokenKind>([
  '{',
  '(',
  'for',
  'case',
  'if',
  'while',
  'until',
]);
const COMMAND_STARTS: ReadonlySet<ShellTokenKind> = new Set<ShellTokenKind>([
  ...REDIRECTIONS,
  ...COMPOUND_STARTS,
  'word',
  'assignment',
  '!',
]);
/** Tokens that count as arguments; other reserved words end the command. */
const ARGUMENTS: ReadonlySet<ShellTokenKind> = new Set<ShellTokenKind>([
  'word',
  'assignment',
  'fi',
  'for',
  'done',
  'do',
  'until',
  'if',
  'then',
  '!',
]);
/**
 * Upstream quirk: the grammar passes on an assignment under its variable's name, and these are the names of command
 * words.
 */
const COMMAND_WORD_NAMES: ReadonlySet<string> = new Set(['cmd_name', 'cmd_word']);

/** Reads a whole script at nesting depth `depth`. Throws `ShellRefusal` if BitBake would reject it. */
export function readScript(text: string, listener: ShellListener, depth: number): void {
  new ShellGrammar(new ShellLexer(text), listener, depth).script();
}

class ShellGrammar {
  constructor(
    private readonly lexer: ShellLexer,
    private readonly listener: ShellListener,
    private depth: number,
  ) {}

  script(): void {
    this.newlines();
    while (!this.at('end')) {
      this.andOr();
      this.separatorOperator();
      this.newlines();
    }
  }

  private compoundList(): void {
    this.newlines();
    for (;;) {
      this.andOr();
      const { kind, offset } = this.lexer;
      const separated = this.separatorOperator();
      if (!separated && kind !== 'newline') return;
      this.newlines();
      if (COMMAND_STARTS.has(this.lexer.kind)) continue;
      if (kind === '&') throw new ShellRefusal('a list inside a compound command cannot end in `&`', offset);
      return;
    }
  }

  /** Upstream quirk: `; ;` is one separator. */
  private separatorOperator(): boolean {
    const { lexer } = this;
    if (this.at('&')) {
      lexer.advance();
      return true;
    }
    if (!this.at(';')) return false;
    lexer.advance();
    if (this.at(';')) lexer.advance();
    return true;
  }

  private andOr(): void {
    const { lexer, listener } = this;
    let open = 1;
    const operators = new Set<ShellTokenKind>();
    listener.deciding?.();
    this.pipeline();
    while (this.at('&&') || this.at('||')) {
      operators.add(lexer.kind);
      listener.decided?.(lexer.kind === '&&' ? 'then' : 'else');
      lexer.advance();
      this.newlines();
      listener.deciding?.();
      open++;
      this.pipeline();
    }
    for (; open > 0; open--) listener.settled?.(operators.size > 1);
  }

  private pipeline(): void {
    const { lexer } = this;
    if (this.at('!')) {
      this.listener.negated?.();
      lexer.advance();
    }
    this.command();
    while (this.at('|')) {
      lexer.advance();
      this.newlines();
      this.command();
    }
  }

  private command(): void {
    const { kind } = this.lexer;
    this.listener.begin?.();
    if (kind === 'word') {
      this.plainCommand();
    } else if (COMPOUND_STARTS.has(kind)) {
      this.compoundCommand();
      while (REDIRECTIONS.has(this.lexer.kind)) this.redirection();
    } else if (kind === 'assignment' || REDIRECTIONS.has(kind)) {
      this.prefixedCommand();
    } else {
      this.unexpected();
    }
    this.listener.end?.(this.at('|'));
  }

  private plainCommand(): void {
    const name = this.word();
    if (this.at('(')) this.functionDefinition(name);
    else this.listener.command(this.withArguments(name), this.depth);
  }

  private prefixedCommand(): void {
    const { lexer } = this;
    const values: ShellWord[] = [];
    let isNamed = false;
    for (;;) {
      if (this.at('assignment')) {
        const word = this.word();
        const { value, offset, verbatim } = word;
        this.listener.assignment?.(word);
        const start = value.indexOf('=') + 1;
        isNamed = COMMAND_WORD_NAMES.has(value.slice(0, start - 1));
        values.push({ value: value.slice(start), offset: offset + start, verbatim });
      } else if (REDIRECTIONS.has(lexer.kind)) {
        this.redirection();
      } else {
        break;
      }
    }
    if (this.at('word') || this.at('fi')) this.listener.command(this.withArguments(this.word()), this.depth);
    else if (isNamed) this.listener.command(values, this.depth);
    else this.listener.assignments(values, this.depth);
  }

  private withArguments(name: ShellWord): readonly ShellWord[] {
    const words = [name];
    for (;;) {
      const { kind } = this.lexer;
      if (ARGUMENTS.has(kind)) words.push(this.word());
      else if (REDIRECTIONS.has(kind)) this.redirection();
      else return words;
    }
  }

  private functionDefinition(name: ShellWord): void {
    this.lexer.advance();
    this.expect(')');
    this.newlines();
    this.compoundCommand();
    const { kind, offset } = this.lexer;
    if (REDIRECTIONS.has(kind)) {
      throw new ShellRefusal(`the function \`${name.value}\` cannot be redirected where it is defined`, offset);
    }
    this.listener.define(name.value);
  }

  private compoundCommand(): void {
    const { lexer } = this;
    const { kind } = lexer;
    if (!COMPOUND_STARTS.has(kind)) this.unexpected();
    if (this.depth >= NESTING_LIMIT) throw new ShellRefusal('nested too deeply', lexer.offset);
    this.depth++;
    lexer.advance();
    switch (kind) {
      case '{':
        this.compoundList();
        this.expect('}');
        break;
      case '(':
        this.compoundList();
        this.expect(')');
        break;
      case 'if':
        this.ifClause();
        break;
      case 'for':
        this.forClause();
        break;
      case 'case':
        this.caseClause();
        break;
      default:
        this.compoundList();
        this.doGroup();
    }
    this.depth--;
  }

  private ifClause(): void {
    const { lexer, listener } = this;
    let open = 0;
    for (;;) {
      listener.deciding?.();
      open++;
      this.compoundList();
      this.expect('then');
      listener.decided?.('then');
      this.compoundList();
      listener.decided?.('else');
      if (!this.at('elif')) break;
      lexer.advance();
    }
    if (this.at('else')) {
      lexer.advance();
      this.compoundList();
    }
    for (; open > 0; open--) listener.settled?.(false);
    this.expect('fi');
  }

  private forClause(): void {
    const { lexer } = this;
    const variable = this.listWord().value;
    this.newlines();
    if (!this.at('in')) throw new ShellRefusal('`for` needs `in` right after the name', lexer.offset);
    lexer.advance();
    const words: ShellWord[] = [];
    while (isListWord(lexer.kind)) words.push(this.word());
    if (this.at(';')) lexer.advance();
    else if (!this.at('newline')) this.unexpected();
    this.newlines();
    this.doGroup();
    this.listener.list(words, this.depth, variable);
  }

  private doGroup(): void {
    this.expect('do');
    this.compoundList();
    this.expect('done');
  }

  private caseClause(): void {
    const { lexer } = this;
    const word = this.listWord();
    this.listener.select?.(word);
    this.newlines();
    if (!this.at('in')) throw new ShellRefusal('`case` needs `in` right after the word', lexer.offset);
    lexer.advance();
    this.newlines();
    while (!this.at('esac')) {
      const parenthesized = this.at('(');
      if (parenthesized) lexer.advance();
      const pattern = this.patterns();
      this.newlines();
      if (COMMAND_STARTS.has(lexer.kind)) this.compoundList();
      const terminated = this.at(';;');
      if (terminated) {
        lexer.advance();
        this.newlines();
      }
      // Upstream quirk (sh104): the pattern of a last item `(pattern)` without `;;` is lost.
      if (terminated || !parenthesized) this.listener.list([pattern], this.depth, null);
      if (!terminated) break;
    }
    this.expect('esac');
  }

  /** The first of an item's patterns. Upstream quirk (sh17): of the other patterns only the `|` is kept. */
  private patterns(): ShellWord {
    const first = this.listWord();
    while (this.at('|')) {
      this.lexer.advance();
      this.listWord();
    }
    this.expect(')');
    return first;
  }

  private redirection(): void {
    const { lexer } = this;
    const number = this.at('io-number') ? this.word().value : null;
    const { kind } = lexer;
    if (kind === 'io-number' || !REDIRECTIONS.has(kind)) this.unexpected();
    lexer.advance();
    if (kind === '<<' || kind === '<<-') {
      const name = lexer.value;
      this.expect('here-name');
      if (!this.at('word')) {
        throw new ShellRefusal(`the here-document \`${name}\` has no text that can be read`, lexer.offset);
      }
    }
    const target: ShellWord = { value: lexer.value, offset: lexer.offset, verbatim: lexer.verbatim };
    this.expect('word');
    this.listener.redirect?.({ operator: kind, number, target });
  }

  private at(kind: ShellTokenKind): boolean {
    return this.lexer.kind === kind;
  }

  private listWord(): ShellWord {
    if (!isListWord(this.lexer.kind)) this.unexpected();
    return this.word();
  }

  private word(): ShellWord {
    const { value, offset, verbatim } = this.lexer;
    this.lexer.advance();
    return { value, offset, verbatim };
  }

  private newlines(): void {
    while (this.at('newline')) this.lexer.advance();
  }

  private expect(kind: ShellTokenKind): void {
    if (!this.at(kind)) this.unexpected();
    this.lexer.advance();
  }

  private unexpected(): never {
    const { kind, value, offset } = this.lexer;
    if (kind === 'end') throw new ShellRefusal('unexpected end of the text', offset);
    if (kind === 'newline') throw new ShellRefusal('unexpected end of the line', offset);
    throw new ShellRefusal(`unexpected \`${value}\``, offset);
  }
}

/** Names, list words, patterns and selectors: plain words and, as the only reserved word, `fi`. */
function isListWord(kind: ShellTokenKind): boolean {
  return kind === 'word' || kind === 'fi';
}
