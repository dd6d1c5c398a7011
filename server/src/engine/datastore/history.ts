/**
 * The origin of a variable's value: every assignment of a store with its file and line, for chains, related information
 * and hovers. Mirrors the positions of `bb.data_smart.VariableHistory`; it never influences a value.
 */

import type { SourceRange } from '../base/text';
import type { Value } from '../python/pythonDatastore';

/** A location in the metadata. */
export interface Origin {
  /** Absolute path; empty where no file is the source (the environment, BitBake itself). */
  readonly file: string;
  /** 1-based; 0 where unknown. */
  readonly line: number;
  /** The statement's range in the file's text, where a single statement causes the operation. */
  readonly range?: SourceRange | undefined;
}

/** One recorded operation on a variable. It shares its origin with all operations of one statement. */
export class HistoryEntry implements Origin {
  constructor(
    readonly origin: Origin,
    /** `set`, `append`, `:append[ov]`, `exported`, `del`, … as `bitbake-getvar` prints it. */
    readonly operation: string,
    readonly flag: string | null,
    /** The assigned value, unexpanded. */
    readonly detail: Value,
  ) {}

  get file(): string {
    return this.origin.file;
  }

  get line(): number {
    return this.origin.line;
  }

  get range(): SourceRange | undefined {
    return this.origin.range;
  }
}

export const NO_ORIGIN: Origin = { file: '', line: 0 };

/** The operations on each variable of one store, after those of the stores it was copied from. */
export class VariableHistory {
  private readonly own = new Map<string, HistoryEntry[]>();

  constructor(private readonly parent: VariableHistory | null = null) {}

  record(variable: string, entry: HistoryEntry): void {
    const entries = this.own.get(variable);
    if (entries) entries.push(entry);
    else this.own.set(variable, [entry]);
  }

  /** All operations on `variable`, oldest first. */
  entries(variable: string): readonly HistoryEntry[] {
    const own = this.own.get(variable) ?? [];
    const inherited = this.parent?.entries(variable) ?? [];
    return inherited.length === 0 ? own : [...inherited, ...own];
  }

  /** Copies the history of `from` to `to`, as renaming a variable does. */
  rename(from: string, to: string): void {
    const moved = this.entries(from);
    if (moved.length === 0) return;
    for (const entry of moved) this.record(to, entry);
  }
}
