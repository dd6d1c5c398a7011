/**
 * Sets of recipe numbers, as bits: hundreds of recipes can be below one task, and there are tens of thousands of tasks.
 */

export class RecipeSet {
  private readonly bits: Uint32Array;

  constructor(size: number) {
    this.bits = new Uint32Array((size + 31) >>> 5);
  }

  has(recipe: number): boolean {
    return (((this.bits[recipe >>> 5] ?? 0) >>> (recipe & 31)) & 1) === 1;
  }

  add(recipe: number): void {
    this.bits[recipe >>> 5] = (this.bits[recipe >>> 5] ?? 0) | (1 << (recipe & 31));
  }

  addAll(other: RecipeSet): void {
    const { bits } = this;
    for (let at = 0; at < bits.length; at++) bits[at] = (bits[at] ?? 0) | (other.bits[at] ?? 0);
  }

  /** Adds the members that are in both `a` and `b`. Returns the members that are new. */
  addCommon(a: RecipeSet, b: RecipeSet): readonly number[] {
    const { bits } = this;
    const added: number[] = [];
    for (let at = 0; at < bits.length; at++) {
      const before = bits[at] ?? 0;
      let fresh = (a.bits[at] ?? 0) & (b.bits[at] ?? 0) & ~before;
      if (fresh === 0) continue;
      bits[at] = before | fresh;
      while (fresh !== 0) {
        const bit = 31 - Math.clz32(fresh);
        added.push(at * 32 + bit);
        fresh &= ~(1 << bit);
      }
    }
    return added;
  }

  /** The members, in no particular order. */
  members(): readonly number[] {
    return new RecipeSet(this.bits.length * 32).addCommon(this, this);
  }
}
