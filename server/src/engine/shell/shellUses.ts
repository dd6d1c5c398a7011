/**
 * Finds all commands that shell code runs, including those that BitBake's reader does not see: `$cmd`, `"quoted"`, the
 * arguments of `eval` and `trap`, the words after `NAME=$(…)`. The command word is a computed text over the variables
 * that the code itself assigns. This reader uses the grammar of BitBake's dialect, since BitBake refuses other code
 * anyway. It does not know metadata.
 */

import type { ComputedText } from '../base/computedText';
import { addTo } from '../base/lists';
import type { SourceRange } from '../base/text';
import {
  NESTING_LIMIT,
  type ShellListener,
  type ShellRedirection as GrammarRedirection,
  type ShellWord,
  readScript,
} from './shellGrammar';
import { ShellRefusal, skipUnit, substitutionsOf } from './shellWord';

/** A condition that decides whether a command runs. */
export interface ShellGuard {
  /** The condition, if it is a single command that is not negated; null: it is not examined. */
  readonly condition: ShellCommand | null;
  /** Whether the condition has to succeed, or to fail. */
  readonly holds: boolean;
}

interface Guarded {
  /** The range of the command word, or of the target. */
  readonly start: number;
  readonly end: number;
  /** The conditions around it. */
  readonly guards: readonly ShellGuard[];
}

/** A command and its arguments. */
export interface ShellCommand extends Guarded {
  /** The first word of this text is the command that runs. */
  readonly command: ComputedText;
  readonly args: readonly ComputedText[];
  /** The arguments as they are written, with quotes. */
  readonly written: readonly string[];
}

/** The file of a redirection. */
export interface ShellRedirection extends Guarded {
  readonly operator: string;
  readonly target: ComputedText;
  /** The target as it is written, with quotes. */
  readonly written: string;
}

export interface ShellUses {
  readonly commands: readonly ShellCommand[];
  readonly redirections: readonly ShellRedirection[];
  /** Functions that the code itself defines. */
  readonly functions: ReadonlySet<string>;
}

/** Replaces inline Python, which BitBake has expanded before it reads the shell: BitBake does see such a word. */
export const FILLED_IN = '\u0001';

/** Reads code in which `FILLED_IN` replaces inline Python; the result has no commands if BitBake refuses the code. */
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
  /** The range of its commands; null: each command has its own range, starting from `offset`. */
  readonly location: SourceRange | null;
  readonly guards: readonly ReadGuard[];
}

/** A condition while it is read, and the commands in it. */
interface Decision {
  readonly commands: ReadCommand[];
  isExamined: boolean;
}

interface ReadGuard {
  readonly decision: Decision;
  readonly holds: boolean;
}

interface ReadCommand {
  readonly location: SourceRange;
  readonly words: readonly string[];
  readonly guards: readonly ReadGuard[];
}

interface ReadRedirection {
  readonly location: SourceRange;
  readonly operator: string;
  readonly word: string;
  readonly guards: readonly ReadGuard[];
}

/** How many words are analyzed; functions have a few hundred. */
const MOST_TEXTS = 20_000;

class UsesReader implements ShellListener {
  private readonly commands: ReadCommand[] = [];
  private readonly redirections: ReadRedirection[] = [];
  /** The conditions around the current position, outermost first; `branch` is null in the condition itself. */
  private readonly around: { readonly decision: Decision; branch: 'then' | 'else' | null }[] = [];
  private readonly known = new Map<ReadCommand, ShellCommand>();
  /** Words that the code assigns to variables; null: it assigns something else. */
  private readonly assigned = new Map<string, (string | null)[]>();
  private readonly functions = new Set<string>();
  private readonly texts: InnerText[];
  private readonly seen = new Set<string>();
  private readonly pending = new Set<string>();
  /**
   * How many words may still be analyzed: if each variable contains another one twice, the work doubles at each step.
   */
  private textsLeft = MOST_TEXTS;
  private current: InnerText;

  constructor(text: string) {
    this.current = { text, offset: 0, depth: 0, location: null, guards: [] };
    this.texts = [this.current];
  }

  read(): ShellUses {
    try {
      // The array grows while the loop runs.
      for (const next of this.texts) {
        this.current = next;
        this.around.length = 0;
        readScript(next.text, this, next.depth);
      }
      const commands = this.commands.map((command) => this.commandOf(command));
      const redirections = this.redirections.map(({ location, operator, word, guards }): ShellRedirection => ({
        ...location,
        operator,
        target: this.targetOf(word),
        written: word,
        guards: guards.map((guard) => this.guardOf(guard)),
      }));
      return { commands, redirections, functions: this.functions };
    } catch (error) {
      if (!(error instanceof ShellRefusal)) throw error;
      return { commands: [], redirections: [], functions: this.functions };
    }
  }

  /** Unlike in other words, a `$` at the end of a target is no error. */
  private targetOf(word: string): ComputedText {
    try {
      return this.textOf(word);
    } catch (error) {
      if (!(error instanceof ShellRefusal)) throw error;
      return ANY;
    }
  }

  private commandOf(read: ReadCommand): ShellCommand {
    const known = this.known.get(read);
    if (known) return known;
    const {
      location,
      words: [command = '', ...written],
      guards,
    } = read;
    const made: ShellCommand = {
      ...location,
      command: this.textOf(command),
      args: written.map((word) => this.textOf(word)),
      written,
      guards: guards.map((guard) => this.guardOf(guard)),
    };
    this.known.set(read, made);
    return made;
  }

  private guardOf({ decision: { commands, isExamined }, holds }: ReadGuard): ShellGuard {
    const [only, ...others] = commands;
    return { condition: isExamined && only && others.length === 0 ? this.commandOf(only) : null, holds };
  }

  deciding(): void {
    this.around.push({ decision: { commands: [], isExamined: true }, branch: null });
  }

  decided(branch: 'then' | 'else'): void {
    const last = this.around[this.around.length - 1];
    if (last) last.branch = branch;
  }

  settled(mixed: boolean): void {
    const last = this.around.pop();
    if (last && mixed) last.decision.isExamined = false;
  }

  negated(): void {
    for (const { decision, branch } of this.around) if (branch === null) decision.isExamined = false;
  }

  redirect({ operator, target }: GrammarRedirection): void {
    // Reads no file.
    if (operator === '<<' || operator === '<<-') return;
    this.redirections.push({
      location: this.locationOf(target),
      operator,
      word: target.value,
      guards: this.guards(),
    });
  }

  private guards(): readonly ReadGuard[] {
    const own = this.around.flatMap(({ decision, branch }): readonly ReadGuard[] =>
      branch === null ? [] : [{ decision, holds: branch === 'then' }],
    );
    return own.length === 0 ? this.current.guards : [...this.current.guards, ...own];
  }

  private note(location: SourceRange, words: readonly string[]): void {
    const command = { location, words, guards: this.guards() };
    this.commands.push(command);
    for (const { decision, branch } of this.around) if (branch === null) decision.commands.push(command);
  }

  assignments(values: readonly ShellWord[], depth: number): void {
    for (const value of values) this.readSubstitutions(value, depth);
  }

  command(words: readonly ShellWord[], depth: number): void {
    for (const word of words) this.readSubstitutions(word, depth);
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
      this.note(
        this.locationOf(name),
        [name, ...args].map(({ value }) => value),
      );
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

  /**
   * The arguments that a command runs as code: read as code if all of them are literal, else their first word is a
   * command.
   */
  private readCode(command: ShellWord, args: readonly ShellWord[], depth: number): void {
    const literals = args.map(({ value }) => literalOf(value));
    const last = args[args.length - 1] ?? command;
    const location = { start: this.locationOf(args[0] ?? command).start, end: this.locationOf(last).end };
    if (literals.every((literal) => literal !== null))
      this.readLater({ text: literals.join(' '), offset: 0, depth, location, guards: this.guards() });
    else
      this.note(
        location,
        args.map(({ value }) => value),
      );
  }

  private readSubstitutions(word: ShellWord, depth: number): void {
    const { value, offset, verbatim } = word;
    if (!value.includes('`') && !value.includes('$(')) return;
    for (const { text, start, verbatim: isVerbatim } of substitutionsOf(value, { insideQuotes: true })) {
      this.readLater({
        text,
        offset: this.current.offset + offset + start,
        depth,
        location: verbatim && isVerbatim ? this.current.location : this.locationOf(word),
        guards: this.guards(),
      });
    }
  }

  private readLater(inner: InnerText): void {
    const { text, depth } = inner;
    if (this.seen.has(text) || depth >= NESTING_LIMIT) return;
    this.seen.add(text);
    this.texts.push({ ...inner, text: `${text}\n`, depth: depth + 1 });
  }

  private locationOf({ value, offset }: ShellWord): SourceRange {
    const start = this.current.offset + offset;
    return this.current.location ?? { start, end: start + value.length };
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
    // `$@` as a command runs the first parameter. In a function that the code defines, parameters are that function's.
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

/** The text of a word without variables and substitutions; null if it contains any. */
function literalOf(word: string): string | null {
  if (word.includes('$') || word.includes('`') || word.includes(FILLED_IN)) return null;
  return word.replace(/\\(.)|["']/g, '$1');
}
