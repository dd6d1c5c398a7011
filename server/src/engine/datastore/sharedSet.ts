/**
 * A set of names that copies of a store share until one of them adds to it: every immediate assignment copies the
 * store.
 */

export class SharedSet {
  constructor(
    private names = new Set<string>(),
    private isShared = false,
  ) {}

  /** A set of the same names; later additions to one set do not reach the other. */
  copy(): SharedSet {
    this.isShared = true;
    return new SharedSet(this.names, true);
  }

  add(name: string): void {
    if (this.names.has(name)) return;
    if (this.isShared) this.names = new Set(this.names);
    this.isShared = false;
    this.names.add(name);
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  /** The current names; the caller must read them at once. */
  get present(): ReadonlySet<string> {
    return this.names;
  }

  clear(): void {
    this.names = new Set();
    this.isShared = false;
  }
}
