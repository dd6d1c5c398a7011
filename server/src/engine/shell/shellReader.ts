/**
 * Finds what a shell function runs and defines, as BitBake does: the names of commands, taken from a body that is
 * already expanded. It decides which word of a command is its name and which texts inside words are read as separate
 * scripts. It must not know the datastore. Mirrors `ShellParser` of `bb.codeparser`, including release differences.
 */
import type { BitbakeRelease } from '../base/release';
import { NESTING_LIMIT, readScript, type ShellListener, type ShellWord } from './shellGrammar';
import { ShellRefusal, type Substitution, substitutionsOf } from './shellWord';

/** The commands that a text runs and the functions that it defines, or where and why BitBake would reject it. */
export type ShellResult =
  | {
      readonly ok: true;
      /** Names of the commands, except functions that the text itself defines anywhere. */
      readonly execs: ReadonlySet<string>;
      readonly functions: ReadonlySet<string>;
    }
  | {
      readonly ok: false;
      readonly message: string;
      /** Where reading stopped; for a text inside a word with joined lines, the start of that word. */
      readonly offset: number;
    };

/** The body, or a text inside it that is read as a separate script. */
interface ScriptText {
  readonly text: string;
  /** The offset in the body at which it starts; if not `verbatim`, the offset of the word that contains it. */
  readonly offset: number;
  readonly verbatim: boolean;
  readonly depth: number;
}

/**
 * How many characters the texts inside a body may have in total. Real bodies are far below the limit. But nested `eval`
 * or `$(…)` in a huge body costs the body's length once per level.
 */
const INNER_LIMIT = 10_000_000;

/** Reads the expanded body of a shell function in the way of `release`. Never throws. */
export function readShell(text: string, release: BitbakeRelease): ShellResult {
  return new ShellReader(text, release).read();
}

class ShellReader implements ShellListener {
  private readonly execs = new Set<string>();
  private readonly functions = new Set<string>();
  /** The body and the texts inside it. The results have no order, so the texts may be read in any order. */
  private readonly texts: ScriptText[] = [];
  /**
   * Texts that are already queued. Reading the same text twice adds nothing, and below `eval` each level would double
   * the work.
   */
  private readonly seen = new Set<string>();
  private innerLength = 0;
  private current: ScriptText;

  constructor(
    text: string,
    private readonly release: BitbakeRelease,
  ) {
    this.current = { text, offset: 0, verbatim: true, depth: 0 };
    this.texts.push(this.current);
  }

  read(): ShellResult {
    const { execs, functions } = this;
    try {
      // The array grows while the loop runs.
      for (const next of this.texts) {
        this.current = next;
        readScript(next.text, this, next.depth);
      }
    } catch (error) {
      if (!(error instanceof ShellRefusal)) throw error;
      return { ok: false, message: error.message, offset: this.outerOffset(error.offset) };
    }
    for (const name of functions) execs.delete(name);
    return { ok: true, execs, functions };
  }

  command(words: readonly ShellWord[], depth: number): void {
    let removed = false;
    for (let i = 0; i < words.length; i++) {
      const word = words[i];
      if (word === undefined || !this.readSubstitutions(word, depth) || i > 0) continue;
      // A command word that contains a substitution is removed, and then the command has no name. Upstream quirk
      // (sh11): newer releases remove it from the list that they iterate over, and so skip the next word.
      removed = true;
      if (this.release.shellSkipsWordAfterRemovedCommand) i++;
    }
    if (!removed) this.readName(words, depth);
  }

  assignments(values: readonly ShellWord[], depth: number): void {
    for (const value of values) this.readSubstitutions(value, depth);
  }

  define(name: string): void {
    this.functions.add(name);
  }

  list(words: readonly ShellWord[], depth: number): void {
    for (const word of words) this.readSubstitutions(word, depth);
  }

  private readName(words: readonly ShellWord[], depth: number): void {
    const name = words.find((word) => !word.value.includes('='));
    if (name === undefined || name.value.startsWith('$')) return;
    if (name.value !== 'eval') {
      this.execs.add(name.value);
      return;
    }
    // Upstream quirk (sh28): everything after the first word is read, wherever `eval` itself is.
    const text = words
      .slice(1)
      .map((word) => word.value)
      .join(' ');
    this.readLater({ text, offset: name.offset, verbatim: false, depth });
  }

  /** Queues the command substitutions of a word as scripts; returns whether there are any. */
  private readSubstitutions(word: ShellWord, depth: number): boolean {
    if (!mayContainSubstitution(word)) return false;
    const substitutions = this.substitutionsIn(word);
    for (const { text, start, verbatim } of substitutions) {
      if (word.verbatim) this.readLater({ text, offset: word.offset + start, verbatim, depth });
      else this.readLater({ text, offset: word.offset, verbatim: false, depth });
    }
    return substitutions.length > 0;
  }

  private substitutionsIn({ value, offset, verbatim }: ShellWord): readonly Substitution[] {
    try {
      return substitutionsOf(value, { insideQuotes: this.release.shellSubstitutionsInQuotes });
    } catch (error) {
      if (!(error instanceof ShellRefusal)) throw error;
      throw new ShellRefusal(error.message, verbatim ? offset + error.offset : offset);
    }
  }

  /** `offset` and `depth` are those in the current text. */
  private readLater({ text, offset, verbatim, depth }: ScriptText): void {
    if (this.seen.has(text)) return;
    this.seen.add(text);
    this.innerLength += text.length;
    if (depth >= NESTING_LIMIT || this.innerLength > INNER_LIMIT) throw new ShellRefusal('nested too deeply', offset);
    this.texts.push({
      text,
      offset: this.outerOffset(offset),
      verbatim: verbatim && this.current.verbatim,
      depth: depth + 1,
    });
  }

  /** Maps an offset in the current text to an offset in the body. */
  private outerOffset(offset: number): number {
    return this.current.verbatim ? this.current.offset + offset : this.current.offset;
  }
}

/** Whether parsing a word can find a substitution or a refusal. */
function mayContainSubstitution({ value, verbatim }: ShellWord): boolean {
  if (value.includes('`') || value.includes('$(')) return true;
  // Joining lines may have put `$` directly before the text that follows it.
  return verbatim ? value.endsWith('$') : value.includes('$');
}
