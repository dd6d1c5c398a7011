/**
 * Evaluates inline Python that needs no interpreter: expressions made of literals, `d.getVar`, the common functions of
 * `bb.utils`, and operators whose meaning on text is simple. Nine of ten evaluations in a distribution are of this
 * kind. The result is exactly the interpreter's, or there is none: anything else is left to the interpreter, at read
 * time or at run time. The order of evaluation is Python's, because reading a variable has effects.
 */

import { sorted } from '../base/order';
import { words } from '../base/pythonText';
import type { WordSets } from '../base/wordSets';
import type { PythonDatastore } from './pythonDatastore';

/** A value of these expressions; a list contains text and None. */
type Result = string | number | boolean | null | readonly (string | null)[];
type Node = (d: PythonDatastore) => Result;

/** Thrown if only the interpreter can answer. */
class NotPure extends Error {}

/** Reads expressions and remembers them by their text. */
export class PureExpressions {
  private readonly read = new Map<string, Node | null>();

  constructor(private readonly wordSets: WordSets) {}

  /**
   * The `str()` of the expression's result; null if the caller has to ask the interpreter. Errors of the datastore are
   * thrown to the caller.
   */
  evaluate(code: string, d: PythonDatastore): string | null {
    let node = this.read.get(code);
    if (node === undefined) {
      node = parse(code, this.wordSets);
      this.read.set(code, node);
    }
    if (node === null) return null;
    try {
      return textOf(node(d));
    } catch (error) {
      if (error instanceof NotPure) return null;
      throw error;
    }
  }
}

function textOf(result: Result): string {
  if (typeof result === 'string') return result;
  if (result === null) return 'None';
  if (typeof result === 'boolean') return result ? 'True' : 'False';
  if (typeof result === 'number') return String(result);
  throw new NotPure();
}

function truthy(result: Result): boolean {
  return typeof result === 'object' && result !== null
    ? result.length > 0
    : result !== null && result !== '' && result !== 0 && result !== false;
}

function text(result: Result): string {
  if (typeof result !== 'string') throw new NotPure();
  return result;
}

/** Equality of texts and None; other cases, such as Python's `1 == True` and lists, are left to the interpreter. */
function equal(a: Result, b: Result): boolean {
  if (a === null || b === null) return a === b;
  if (typeof a !== 'string' || typeof b !== 'string') throw new NotPure();
  return a === b;
}

function parse(code: string, wordSets: WordSets): Node | null {
  try {
    const reader = new Reader(tokens(code), wordSets);
    const node = reader.ternary();
    reader.end();
    return node;
  } catch (error) {
    if (error instanceof NotPure) return null;
    throw error;
  }
}

interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'operator' | 'end';
  readonly text: string;
}

const TOKEN = /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|('(?:[^'\\\n]*)'|"(?:[^"\\\n]*)")|([0-9]+)|(==|!=|[()[\].,+]))/y;

/** Strings with escapes, prefixes or triple quotes are left to the interpreter. */
function tokens(code: string): readonly Token[] {
  const source = code.trim();
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (!match) throw new NotPure();
    const [, name, string, number, operator] = match;
    const last = found[found.length - 1];
    if (string !== undefined) {
      // `r'…'`, `'a' 'b'` and `'''…'''` mean something else.
      const joined =
        last !== undefined &&
        (last.kind === 'string' || (last.kind === 'name' && source[TOKEN.lastIndex - string.length - 1] !== ' '));
      if (joined && !(last.kind === 'name' && ['or', 'and', 'not', 'in', 'if', 'else'].includes(last.text)))
        throw new NotPure();
      found.push({ kind: 'string', text: string.slice(1, -1) });
    } else if (name !== undefined) found.push({ kind: 'name', text: name });
    else if (number !== undefined) found.push({ kind: 'number', text: number });
    else found.push({ kind: 'operator', text: operator ?? '' });
  }
  return found;
}

const END: Token = { kind: 'end', text: '' };

/** A recursive-descent reader in the order of Python's precedence. */
class Reader {
  private at = 0;

  constructor(
    private readonly all: readonly Token[],
    private readonly wordSets: WordSets,
  ) {}

  end(): void {
    if (this.at < this.all.length) throw new NotPure();
  }

  ternary(): Node {
    const value = this.disjunction();
    if (!this.takeName('if')) return value;
    const condition = this.disjunction();
    if (!this.takeName('else')) throw new NotPure();
    const other = this.ternary();
    return (d) => (truthy(condition(d)) ? value(d) : other(d));
  }

  private disjunction(): Node {
    let left = this.conjunction();
    while (this.takeName('or')) {
      const [first, second] = [left, this.conjunction()];
      left = (d) => {
        const value = first(d);
        return truthy(value) ? value : second(d);
      };
    }
    return left;
  }

  private conjunction(): Node {
    let left = this.negation();
    while (this.takeName('and')) {
      const [first, second] = [left, this.negation()];
      left = (d) => {
        const value = first(d);
        return truthy(value) ? second(d) : value;
      };
    }
    return left;
  }

  private negation(): Node {
    if (!this.takeName('not')) return this.comparison();
    const inner = this.negation();
    return (d) => !truthy(inner(d));
  }

  private comparison(): Node {
    const left = this.sum();
    const operator = this.comparisonOperator();
    if (operator === null) return left;
    const right = this.sum();
    // Python reads chains of comparisons differently.
    if (this.comparisonOperator() !== null) throw new NotPure();
    return (d) => {
      const [a, b] = [left(d), right(d)];
      if (operator === '==') return equal(a, b);
      if (operator === '!=') return !equal(a, b);
      const contained = typeof b === 'object' && b !== null ? b.map(text).includes(text(a)) : text(b).includes(text(a));
      return operator === 'in' ? contained : !contained;
    };
  }

  private comparisonOperator(): '==' | '!=' | 'in' | 'not in' | null {
    if (this.take('==')) return '==';
    if (this.take('!=')) return '!=';
    if (this.takeName('in')) return 'in';
    if (this.peek().text === 'not' && this.peek(1).text === 'in' && this.peek(1).kind === 'name') {
      this.at += 2;
      return 'not in';
    }
    return null;
  }

  private sum(): Node {
    let left = this.postfix();
    while (this.take('+')) {
      const [first, second] = [left, this.postfix()];
      left = (d) => {
        const [a, b] = [first(d), second(d)];
        return text(a) + text(b);
      };
    }
    return left;
  }

  /** An atom followed by any number of `[index]` and `.method(…)`. */
  private postfix(): Node {
    let value = this.atom();
    for (;;) {
      if (this.take('[')) {
        const [list, index] = [value, this.ternary()];
        this.expect(']');
        value = (d) => {
          const [items, which] = [list(d), index(d)];
          if (typeof items !== 'object' || items === null || (typeof which !== 'boolean' && typeof which !== 'number'))
            throw new NotPure();
          const item = items[Number(which)];
          if (item === undefined) throw new NotPure();
          return item;
        };
      } else if (this.peek().text === '.' && this.peek(1).kind === 'name') {
        this.at++;
        value = this.method(value, this.next().text);
      } else {
        return value;
      }
    }
  }

  private method(owner: Node, name: string): Node {
    const args = this.callArguments();
    const [first, second] = args;
    if (name === 'replace' && args.length === 2 && first && second) {
      return (d) => {
        const [value, from, to] = [owner(d), first(d), second(d)];
        if (text(from) === '') throw new NotPure();
        return text(value).split(text(from)).join(text(to));
      };
    }
    if (name === 'split' && args.length === 0) return (d) => words(text(owner(d)));
    if (['startswith', 'endswith'].includes(name) && args.length === 1 && first) {
      return (d) => {
        const [value, part] = [text(owner(d)), text(first(d))];
        return name === 'startswith' ? value.startsWith(part) : value.endsWith(part);
      };
    }
    throw new NotPure();
  }

  private atom(): Node {
    const token = this.next();
    if (token.kind === 'string') return () => token.text;
    if (token.kind === 'number') {
      const value = Number(token.text);
      if (token.text.length > 9 || (token.text.length > 1 && token.text.startsWith('0'))) throw new NotPure();
      return () => value;
    }
    if (token.text === '(') {
      const inner = this.ternary();
      this.expect(')');
      return inner;
    }
    if (token.text === '[') return this.list();
    if (token.kind !== 'name') throw new NotPure();
    switch (token.text) {
      case 'True':
        return () => true;
      case 'False':
        return () => false;
      case 'None':
        return () => null;
      case 'bool': {
        const [value, ...more] = this.callArguments();
        if (!value || more.length > 0) throw new NotPure();
        return (d) => truthy(value(d));
      }
      case 'd':
        return this.getVar();
      case 'bb':
        return this.library();
      default:
        throw new NotPure();
    }
  }

  private list(): Node {
    const items: Node[] = [];
    while (!this.take(']')) {
      items.push(this.ternary());
      if (!this.take(',') && this.peek().text !== ']') throw new NotPure();
    }
    return (d) => items.map((item) => item(d)).map(text);
  }

  /** `d.getVar(NAME)`, `d.getVar(NAME, True)` or `d.getVar(NAME, False)`. */
  private getVar(): Node {
    this.expect('.');
    if (this.next().text !== 'getVar') throw new NotPure();
    const [name, expand, ...more] = this.callArguments();
    if (!name || more.length > 0) throw new NotPure();
    return (d) => {
      const variable = text(name(d));
      const value = d.getVar(variable, { expand: expand === undefined || truthy(expand(d)) });
      if (value !== null && typeof value !== 'string') throw new NotPure();
      return value;
    };
  }

  /** The functions of BitBake's library whose meaning is fixed. */
  private library(): Node {
    this.expect('.');
    const module = this.next().text;
    this.expect('.');
    const name = this.next().text;
    const args = this.argumentsBeforeDatastore();
    if (module === 'parse' && name === 'vars_from_file') return varsFromFile(args);
    if (module !== 'utils') throw new NotPure();
    const [variable, check, yes, no] = args;
    if (!variable || !check) throw new NotPure();
    const { wordSets } = this;
    const asked = (d: PythonDatastore): { readonly name: string; readonly wanted: ReadonlySet<string> } => {
      const name = text(variable(d));
      const value = check(d);
      return {
        name,
        wanted:
          typeof value === 'string'
            ? wordSets.of(value)
            : typeof value === 'object' && value !== null
              ? new Set(value.map(text))
              : fail(),
      };
    };
    const present = (d: PythonDatastore, name: string): ReadonlySet<string> | null => {
      const value = d.getVar(name);
      return truthy(value as Result) ? wordSets.of(text(value as Result)) : null;
    };
    if (name === 'filter' && args.length === 2) {
      return (d) => {
        const { name: variableName, wanted } = asked(d);
        const has = present(d, variableName);
        return has ? sorted([...wanted].filter((word) => has.has(word))).join(' ') : '';
      };
    }
    if ((name !== 'contains' && name !== 'contains_any') || args.length !== 4 || !yes || !no) throw new NotPure();
    return (d) => {
      const { name: variableName, wanted } = asked(d);
      const [whenTrue, whenFalse] = [yes(d), no(d)];
      const has = present(d, variableName);
      if (!has) return whenFalse;
      return (name === 'contains' ? isEvery(wanted, has) : isAny(wanted, has)) ? whenTrue : whenFalse;
    };
  }

  /** The arguments of a call whose last one is the datastore, alone. */
  private argumentsBeforeDatastore(): readonly Node[] {
    this.expect('(');
    const args: Node[] = [];
    while (this.peek().text !== 'd' || this.peek(1).text !== ')') {
      args.push(this.ternary());
      this.expect(',');
    }
    this.at += 2;
    return args;
  }

  private callArguments(): readonly Node[] {
    this.expect('(');
    const args: Node[] = [];
    while (!this.take(')')) {
      args.push(this.ternary());
      if (!this.take(',') && this.peek().text !== ')') throw new NotPure();
    }
    return args;
  }

  private peek(ahead = 0): Token {
    return this.all[this.at + ahead] ?? END;
  }

  private next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  private take(operator: string): boolean {
    if (this.peek().kind !== 'operator' || this.peek().text !== operator) return false;
    this.at++;
    return true;
  }

  private takeName(name: string): boolean {
    if (this.peek().kind !== 'name' || this.peek().text !== name) return false;
    this.at++;
    return true;
  }

  private expect(operator: string): void {
    if (!this.take(operator)) throw new NotPure();
  }
}

/** `bb.parse.vars_from_file`: name, version and revision taken from a recipe's file name. */
function varsFromFile(args: readonly Node[]): Node {
  const [file, ...more] = args;
  if (!file || more.length > 0) throw new NotPure();
  return (d) => {
    const path = file(d);
    if (typeof path !== 'string' || !/\.(bb|bbappend)$/.test(path)) return [null, null, null];
    const parts: (string | null)[] = path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('.')).split('_');
    if (parts.length > 3) throw new NotPure();
    while (parts.length < 3) parts.push(null);
    return parts;
  };
}

function isEvery(words: ReadonlySet<string>, present: ReadonlySet<string>): boolean {
  for (const word of words) if (!present.has(word)) return false;
  return true;
}

function isAny(words: ReadonlySet<string>, present: ReadonlySet<string>): boolean {
  for (const word of words) if (present.has(word)) return true;
  return false;
}

function fail(): never {
  throw new NotPure();
}
