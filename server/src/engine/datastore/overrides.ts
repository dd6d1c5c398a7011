/**
 * Which variables replace which others when overrides are active: the registry behind `VAR:override`. Mirrors the
 * bookkeeping of `overridedata` in `bb.data_smart`.
 */

/** A variable that overrides another, and the part of its name that must be active. */
export interface OverrideEntry {
  readonly variable: string;
  readonly override: string;
}

/**
 * Names of the registered overrides by the variable they override. A copy shares everything with its original until one
 * of the two changes something, because immediate assignments copy the whole store each time.
 */
export class OverrideRegistry {
  private entries: Map<string, OverrideEntry[]>;
  private shared: boolean;
  /** Counts the changes. */
  version = 0;
  /** Lists that only this registry uses; only these are changed in place. */
  private owned = new WeakSet<OverrideEntry[]>();
  /** Names in long lists. */
  private readonly names = new WeakMap<OverrideEntry[], Set<string>>();

  constructor(from?: OverrideRegistry) {
    this.entries = from?.entries ?? new Map();
    this.shared = from !== undefined;
    if (!from) return;
    from.shared = true;
    from.owned = new WeakSet();
  }

  get(variable: string): readonly OverrideEntry[] | undefined {
    return this.entries.get(variable);
  }

  has(variable: string): boolean {
    return this.entries.has(variable);
  }

  variables(): IterableIterator<string> {
    return this.entries.keys();
  }

  reset(variable: string, entries: readonly OverrideEntry[]): void {
    this.own().set(variable, [...entries]);
  }

  delete(variable: string): void {
    if (this.entries.has(variable)) this.own().delete(variable);
  }

  /** Registers `variable` (a name with `:`) under every name that its lower-case tail can override. */
  register(variable: string): void {
    for (const [short, override] of tails(variable)) {
      const known = this.entries.get(short);
      if (known && this.holds(known, variable)) continue;
      const list = this.ownList(short, known ?? []);
      list.push({ variable, override });
      this.names.get(list)?.add(variable);
    }
  }

  /**
   * Registers the side effect of an operation on `base`, a name without `:`. Upstream quirk: the name without its last
   * character gets the whole name as its override.
   */
  registerWhole(base: string): void {
    if (!STARTS_LIKE_OVERRIDE.test(base)) return;
    const short = base.slice(0, -1);
    const known = this.entries.get(short);
    if (known && this.holds(known, base)) return;
    const list = this.ownList(short, known ?? []);
    list.push({ variable: base, override: base });
    this.names.get(list)?.add(base);
  }

  unregister(variable: string): void {
    for (const [short] of tails(variable)) {
      const known = this.entries.get(short);
      const at = known?.findIndex((entry) => entry.variable === variable) ?? -1;
      if (!known || at === -1) continue;
      const list = this.ownList(short, known);
      list.splice(at, 1);
      // Renaming can have added it twice.
      if (!list.some((entry) => entry.variable === variable)) this.names.get(list)?.delete(variable);
    }
  }

  /** The list of a name, which the caller may change in place. */
  private ownList(short: string, known: OverrideEntry[]): OverrideEntry[] {
    this.version++;
    if (this.owned.has(known)) return known;
    const list = [...known];
    this.owned.add(list);
    this.own().set(short, list);
    return list;
  }

  private holds(list: OverrideEntry[], variable: string): boolean {
    if (list.length < LONG_LIST) return list.some((entry) => entry.variable === variable);
    let names = this.names.get(list);
    if (!names) {
      names = new Set(list.map((entry) => entry.variable));
      this.names.set(list, names);
    }
    return names.has(variable);
  }

  private own(): Map<string, OverrideEntry[]> {
    this.version++;
    if (this.shared) {
      this.entries = new Map(this.entries);
      this.shared = false;
    }
    return this.entries;
  }
}

const LONG_LIST = 32;
const STARTS_LIKE_OVERRIDE = /^[a-z0-9]/;

/** `X:a:b` as [`X:a`, `b`], [`X`, `a:b`]: as long as the tail starts like an override and a name is left. */
function* tails(variable: string): Generator<readonly [short: string, override: string]> {
  let colon = variable.lastIndexOf(':');
  while (colon !== -1) {
    const override = variable.slice(colon + 1);
    if (!STARTS_LIKE_OVERRIDE.test(override)) return;
    yield [variable.slice(0, colon), override];
    if (colon === 0) return;
    colon = variable.lastIndexOf(':', colon - 1);
    if (colon === 0) return;
  }
}

/** Whether every part of `override` is among the active ones. */
export function isActive(override: string, active: ReadonlySet<string>): boolean {
  if (active.has(override)) return true;
  return override.includes(':') && override.split(':').every((part) => active.has(part));
}

/**
 * The variable that wins. Repeated passes go through the active overrides from left to right, until nothing changes.
 * Each pass strips one override at a time from the end of the candidates' keys. A key that equals the override is
 * chosen; a later choice replaces it. Upstream quirk: stripping removes every occurrence of `:override` inside the key,
 * so keys can merge.
 */
export function chooseOverride(
  entries: readonly OverrideEntry[],
  overrides: readonly string[],
  set: ReadonlySet<string>,
): string | null {
  const candidates = new Map<string, string>();
  for (const { variable, override } of entries) {
    if (isActive(override, set)) candidates.set(override, variable);
  }
  if (candidates.size === 0) return null;
  let chosen: string | null = null;
  for (let stripped = true; stripped;) {
    stripped = false;
    for (const override of overrides) {
      for (const key of [...candidates.keys()]) {
        const suffix = `:${override}`;
        if (key.endsWith(suffix)) {
          const variable = candidates.get(key) ?? null;
          candidates.delete(key);
          if (variable !== null) candidates.set(key.split(suffix).join(''), variable);
          stripped = true;
        } else if (key === override) {
          chosen = candidates.get(key) ?? null;
          candidates.delete(key);
        }
      }
    }
  }
  return chosen;
}
