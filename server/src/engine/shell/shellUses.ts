/**
 * All commands that shell code runs, those included that BitBake's reader passes over: `$cmd`, `"quoted"`, what `eval`
 * and `trap` are given, what comes behind `NAME=$(…)`. The command word is told as a computed text over the variables
 * that the code itself assigns. Uses the grammar of BitBake's dialect, since other code is refused anyway. Knows no
 * metadata.
 */

import type { ComputedText } from '../base/computedText';
import { addTo } from '../base/lists';
import type { SourceRange } from '../base/text';
import { NESTING_LIMIT, type ShellListener, type ShellWord, readScript } from './shellGrammar';
import { ShellRefusal, skipUnit, substitutionsOf } from './shellWord';

/** A command and what it is given. */
export interface ShellCommand {
  /** Where the command word stands. */
  readonly start: number;
  readonly end: number;
  /** Its first word is what runs. */
  readonly command: ComputedText;
  readonly args: readonly ComputedText[];
}

export interface ShellUses {
  readonly commands: readonly ShellCommand[];
  /** Functions that the code defines itself. */
  readonly functions: ReadonlySet<string>;
}

/**
 * Stands in place of inline Python, which BitBake has filled in before it reads the shell: such a word is none that it
 * passes over.
 */
export const FILLED_IN = '\u0001';

/** Reads code in which `FILLED_IN` covers inline Python; nothing of what BitBake refuses. */
export function readShellUses(text: string): ShellUses {
  return new UsesReader(text).read();
}

const ANY: ComputedText = ['any'];
const NOTHING: ComputedText = ['one', []];
const ASSIGNMENT = /^([A-Za-z_]\w*)=/;
const DECLARING: readonly string[] = ['local', 'export', 'readonly', 'declare', 'typeset'];

interface InnerText {
  readonly text: string;
  readonly offset: number;
  readonly depth: number;
  /** Where its commands stand; null: where they do in it, behind `offset`. */
  readonly place: SourceRange | null;
}

interface ReadCommand {
  readonly place: SourceRange;
  readonly words: readonly string[];
}

/** How many words are looked into; functions have a few hundred. */
const MOST_TEXTS = 20_000;

class UsesReader implements ShellListener {
  private readonly commands: ReadCommand[] = [];
  /** Words that are given to variables; null: something else is. */
  private readonly assigned = new Map<string, (string | null)[]>();
  private readonly functions = new Set<string>();
  private readonly texts: InnerText[];
  private readonly seen = new Set<string>();
  private readonly pending = new Set<string>();
  /** Variables that are made of each other twice double with each step. */
  private textsLeft = MOST_TEXTS;
  private current: InnerText;

  constructor(text: string) {
    this.current = { text, offset: 0, depth: 0, place: null };
    this.texts = [this.current];
  }

  read(): ShellUses {
    try {
      // It grows while it is walked.
      for (const next of this.texts) {
        this.current = next;
        readScript(next.text, this, next.depth);
      }
      const commands = this.commands.map(({ place, words: [command = '', ...args] }): ShellCommand => ({
        ...place,
        command: this.textOf(command),
        args: args.map((word) => this.textOf(word)),
      }));
      return { commands, functions: this.functions };
    } catch (error) {
      if (!(error instanceof ShellRefusal)) throw error;
      return { commands: [], functions: this.functions };
    }
  }

  command(words: readonly ShellWord[], named: boolean, depth: number): void {
    for (const word of words) this.readSubstitutions(word, depth);
    if (!named) return;
    const at = words.findIndex(({ value }) => !ASSIGNMENT.test(value));
    for (const { value } of at === -1 ? words : words.slice(0, at)) this.assign(value);
    const name = words[at];
    if (!name) return;
    const args = words.slice(at + 1);
    if (DECLARING.includes(name.value)) {
      for (const { value } of args) this.assign(value);
    } else if (name.value === 'read') {
      for (const { value } of args) this.give(value, null);
    } else if (name.value === 'eval') {
      this.readCode(name, args, depth);
    } else if (name.value === 'trap') {
      this.readCode(name, args.slice(0, 1), depth);
    } else {
      this.commands.push({ place: this.placeOf(name), words: [name, ...args].map(({ value }) => value) });
    }
  }

  define(name: string): void {
    this.functions.add(name);
  }

  list(words: readonly ShellWord[], depth: number, variable: string | null): void {
    for (const word of words) {
      this.readSubstitutions(word, depth);
      if (variable !== null) this.give(variable, word.value);
    }
  }

  private assign(word: string): void {
    const name = ASSIGNMENT.exec(word)?.[1];
    if (name !== undefined) this.give(name, word.slice(name.length + 1));
  }

  private give(name: string, word: string | null): void {
    addTo(this.assigned, name, word);
  }

  /** What a command takes for code: read as such where it is all there, else its first word is a command. */
  private readCode(command: ShellWord, args: readonly ShellWord[], depth: number): void {
    const literals = args.map(({ value }) => literalOf(value));
    const last = args[args.length - 1] ?? command;
    const place = { start: this.placeOf(args[0] ?? command).start, end: this.placeOf(last).end };
    if (literals.every((literal) => literal !== null))
      this.readLater({ text: literals.join(' '), offset: 0, depth, place });
    else this.commands.push({ place, words: args.map(({ value }) => value) });
  }

  private readSubstitutions(word: ShellWord, depth: number): void {
    const { value, offset, verbatim } = word;
    if (!value.includes('`') && !value.includes('$(')) return;
    for (const { text, start, verbatim: isVerbatim } of substitutionsOf(value, true)) {
      this.readLater({
        text,
        offset: this.current.offset + offset + start,
        depth,
        place: verbatim && isVerbatim ? this.current.place : this.placeOf(word),
      });
    }
  }

  private readLater(inner: InnerText): void {
    const { text, depth } = inner;
    if (this.seen.has(text) || depth >= NESTING_LIMIT) return;
    this.seen.add(text);
    this.texts.push({ ...inner, text: `${text}\n`, depth: depth + 1 });
  }

  private placeOf({ value, offset }: ShellWord): SourceRange {
    const start = this.current.offset + offset;
    return this.current.place ?? { start, end: start + value.length };
  }

  private textOf(word: string): ComputedText {
    if (this.textsLeft-- <= 0) return ANY;
    const parts: ComputedText[] = [];
    let literal = '';
    const add = (part: ComputedText): void => {
      if (literal !== '') parts.push(['text', literal]);
      literal = '';
      parts.push(part);
    };
    for (let at = 0, quoted = false; at < word.length;) {
      const character = word[at] ?? '';
      const [variable, braced, plain] =
        /^\$(?:\{([a-zA-Z0-9\-_+./~:]+)\}|([A-Za-z_]\w*|[0-9@*]))/.exec(word.slice(at)) ?? [];
      if (character === '"') {
        quoted = !quoted;
        at++;
      } else if (character === "'" && !quoted) {
        const end = word.indexOf("'", at + 1);
        if (end < 0) throw new ShellRefusal('a quote is not closed', at);
        literal += word.slice(at + 1, end);
        at = end + 1;
      } else if (character === '\\') {
        literal += word[at + 1] ?? '';
        at += 2;
      } else if (variable !== undefined) {
        add(braced === undefined ? this.variable(plain ?? '') : ['filled', braced, this.variable(braced)]);
        at += variable.length;
      } else if (character === '$' || character === '`') {
        add(ANY);
        at = skipUnit(word, at, { dropped: [] });
      } else if (character === FILLED_IN) {
        add(NOTHING);
        at++;
      } else {
        literal += character;
        at++;
      }
    }
    if (literal !== '' || parts.length === 0) parts.push(['text', literal]);
    const [only = NOTHING, ...more] = parts;
    return more.length === 0 ? only : ['join', parts];
  }

  private variable(name: string): ComputedText {
    // `$@` in place of a command runs the first one; in a function inside of the code parameters are that one's.
    if (/^[0-9@*]+$/.test(name))
      return this.functions.size > 0 || name === '0'
        ? ANY
        : ['parameter', /\d/.test(name) ? Number(name) - 1 : 0, null, null];
    const words = this.assigned.get(name);
    if (!words) return ['exported', name];
    if (this.pending.has(name)) return NOTHING;
    this.pending.add(name);
    const texts = words.map((word): ComputedText =>
      word === null ? ANY : /["'\\]/.test(word) ? this.textOf(word) : ['word', this.textOf(word), null],
    );
    this.pending.delete(name);
    return ['one', texts];
  }
}

/** The text of a word without variables and substitutions; null where it has some. */
function literalOf(word: string): string | null {
  if (word.includes('$') || word.includes('`') || word.includes(FILLED_IN)) return null;
  return word.replace(/\\(.)|["']/g, '$1');
}
