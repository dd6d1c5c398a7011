/** The words of texts that are searched again and again: every recipe asks `DISTRO_FEATURES` for dozens of words. */

import { words } from './pythonText';

const MOST_TEXTS = 20_000;

export class WordSets {
  private memo = new Map<string, ReadonlySet<string>>();

  /** The set of Python's `text.split()`, in order of first occurrence. */
  of(text: string): ReadonlySet<string> {
    let found = this.memo.get(text);
    if (!found) {
      found = new Set(words(text));
      if (this.memo.size >= MOST_TEXTS) this.memo = new Map();
      this.memo.set(text, found);
    }
    return found;
  }
}
