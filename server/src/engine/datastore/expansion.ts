/**
 * The syntax of `${NAME}` and `${@python}` in values, and the result of one expansion. Mirrors the patterns and the
 * `VariableParse` object of `bb.data_smart`; knows no store.
 */

import type { BitbakeRelease } from '../base/release';
import type { Value } from '../python/pythonDatastore';

/** The references of code or of a value. `contains` maps a variable to the words that are looked up in it. */
export interface CodeReferences {
  readonly references: ReadonlySet<string>;
  readonly execs: ReadonlySet<string>;
  readonly contains: ReadonlyMap<string, ReadonlySet<string>>;
}

const NAME = /\$\{([a-zA-Z0-9\-_+./~:]+)\}/g;
const HAS_NAME = /\$\{[a-zA-Z0-9\-_+./~:]+\}/;

/**
 * The result of expanding one value: the text and all references found on the way. Most of the hundreds of thousands of
 * values have no references, so the sets are created only when something is added.
 */
export class VariableParse implements CodeReferences {
  private static readonly noNames: ReadonlySet<string> = new Set();
  private static readonly noWords: ReadonlyMap<string, ReadonlySet<string>> = new Map();

  value: Value;
  private ownReferences: Set<string> | null = null;
  private ownExecs: Set<string> | null = null;
  private ownContains: Map<string, Set<string>> | null = null;
  /** The `:remove` texts that removed a word; null until removes were applied. */
  removes: Set<string> | null = null;

  constructor(
    readonly name: string | null,
    readonly unexpanded: Value,
  ) {
    this.value = unexpanded;
  }

  get references(): ReadonlySet<string> {
    return this.ownReferences ?? VariableParse.noNames;
  }

  get execs(): ReadonlySet<string> {
    return this.ownExecs ?? VariableParse.noNames;
  }

  get contains(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.ownContains ?? VariableParse.noWords;
  }

  addReference(name: string): void {
    (this.ownReferences ??= new Set()).add(name);
  }

  /** Adds the references of a piece of inline Python. */
  add(code: CodeReferences): void {
    for (const name of code.references) this.addReference(name);
    for (const name of code.execs) (this.ownExecs ??= new Set()).add(name);
    if (code.contains.size > 0) mergeContains((this.ownContains ??= new Map()), code.contains);
  }
}

/** Adds the words of `from` to those in `into`. */
function mergeContains(into: Map<string, Set<string>>, from: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const [variable, items] of from) {
    const known = into.get(variable);
    if (known) for (const item of items) known.add(item);
    else into.set(variable, new Set(items));
  }
}

/** Whether inline code still contains a `${NAME}` that has no value; such code is not run. */
export function hasName(code: string): boolean {
  return HAS_NAME.test(code);
}

/**
 * Texts cut at every `${NAME}`: text, name, text, name, …, text. They are cached, because the same values are expanded
 * for every recipe and variant.
 */
export class NamedTexts {
  private memo = new Map<string, readonly string[]>();
  private remembered = 0;

  /** Cuts a text and caches the parts. */
  partsOf(text: string): readonly string[] {
    const known = this.memo.get(text);
    if (known) return known;
    const parts = text.split(NAME);
    this.remembered += text.length;
    if (this.remembered > MOST_CHARACTERS) {
      this.memo = new Map();
      this.remembered = text.length;
    }
    this.memo.set(text, parts);
    return parts;
  }

  /** Cuts a text that will not be used again, without caching. */
  static cut(text: string): readonly string[] {
    return text.split(NAME);
  }
}

const MOST_CHARACTERS = 1 << 24;

/** Rebuilds a text with `value` for each name; a name whose value is null stays unchanged. */
export function replaceNames(parts: readonly string[], value: (name: string) => string | null): string {
  let result = parts[0] ?? '';
  for (let i = 1; i < parts.length; i += 2) {
    const name = parts[i] ?? '';
    result += (value(name) ?? `\${${name}}`) + (parts[i + 1] ?? '');
  }
  return result;
}

/** Replaces every `${@code}` in one scan; the scan continues after the replaced part. */
export function replaceInlinePython(text: string, release: BitbakeRelease, replace: (code: string) => string): string {
  let result = '';
  let from = 0;
  for (let at = text.indexOf('${@'); at !== -1;) {
    const end = release.inlinePythonBraceAware ? braceAwareEnd(text, at + 3) : firstBraceEnd(text, at + 3);
    if (end === -1) {
      at = text.indexOf('${@', at + 1);
      continue;
    }
    result += text.slice(from, at) + replace(text.slice(at + 3, end));
    from = end + 1;
    at = text.indexOf('${@', from);
  }
  return from === 0 ? text : result + text.slice(from);
}

/**
 * The end of `${@code}`. The code consists of one or more items, as few as possible, all on one line. An item is `{…}`
 * up to its first `}`, or any character. This is a scan because the pattern itself can take exponential time on hostile
 * text. An item `{…}` counts as one only if a later `}` on the line can end the code.
 */
function braceAwareEnd(text: string, start: number): number {
  let lineEnd = text.indexOf('\n', start);
  if (lineEnd === -1) lineEnd = text.length;
  const last = lineEnd === 0 ? -1 : text.lastIndexOf('}', lineEnd - 1);
  let at = start;
  do {
    if (at >= lineEnd || last <= at) return -1;
    if (text[at] === '{') {
      const close = text.indexOf('}', at + 1);
      at = close !== -1 && close < last ? close + 1 : at + 1;
    } else {
      at++;
    }
  } while (text[at] !== '}');
  return at;
}

/** BitBake 2.0: code ends at the first `}` after its first character. */
function firstBraceEnd(text: string, start: number): number {
  const end = text.indexOf('}', start + 1);
  const lineEnd = text.indexOf('\n', start);
  return end !== -1 && (lineEnd === -1 || end < lineEnd) ? end : -1;
}
