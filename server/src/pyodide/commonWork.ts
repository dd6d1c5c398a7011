/**
 * What an interpreter that is restored before each recipe would make again and again: compiled code, read calls,
 * patterns. What a second recipe needs as well is made once more, before any recipe's code runs, and is part of the
 * image from then on. Only texts are kept from a recipe, so a recipe that has changed its interpreter cannot pass
 * anything on to another recipe.
 */

/** Something that can be made from texts alone. */
export type Work =
  | { readonly kind: 'expression' | 'calls' | 'uses' | 'module'; readonly text: string }
  | { readonly kind: 'definition'; readonly text: string; readonly fn: string; readonly line: number }
  | { readonly kind: 'pattern'; readonly text: string; readonly flags: number };

/** How many recipes pass at most before common work is made. */
const LONGEST_WAIT = 64;
/** Taking a new image costs as much as making some of this work. */
const WORTH_AN_IMAGE = 100;
/** A distribution has some 10,000 items; an editor adds one with each keystroke in a function. */
const MOST_KEPT = 50_000;

/** Counts what recipes need. */
export class CommonWork {
  private readonly seen = new Set<string>();
  private readonly known = new Set<string>();
  private readonly waiting = new Map<string, Work>();
  /** What was made since the image was restored. */
  private readonly during = new Map<string, Work>();
  private recipes = 0;
  private wait = 1;

  /** Records that something was made which the image does not contain. */
  note(work: Work): void {
    this.during.set(keyOf(work), work);
  }

  /** Starts the next recipe; returns what to make before it, often nothing. */
  next(): readonly Work[] {
    for (const [key, work] of this.during) {
      if (this.known.has(key) || this.waiting.has(key)) continue;
      if (this.seen.has(key)) this.waiting.set(key, work);
      else this.seen.add(key);
    }
    this.during.clear();
    if (this.seen.size > MOST_KEPT) this.seen.clear();
    if (this.waiting.size === 0 || this.known.size + this.waiting.size > MOST_KEPT) return [];
    if (++this.recipes < this.wait && this.waiting.size < WORTH_AN_IMAGE) return [];
    const due = [...this.waiting];
    this.waiting.clear();
    this.recipes = 0;
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    for (const [key] of due) this.known.add(key);
    return due.map(([, work]) => work);
  }
}

function keyOf(work: Work): string {
  switch (work.kind) {
    case 'definition':
      return `${work.kind}\0${work.line}\0${work.fn}\0${work.text}`;
    case 'pattern':
      return `${work.kind}\0${work.flags}\0${work.text}`;
    default:
      return `${work.kind}\0${work.text}`;
  }
}
