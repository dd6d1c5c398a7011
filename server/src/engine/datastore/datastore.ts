/**
 * Variables, flags and pending operations of one configuration or recipe variant, read the way BitBake reads them:
 * overrides, `:append`/`:prepend`/`:remove`, weak defaults, and expansion that records the references. Mirrors
 * `bb.data_smart.DataSmart`, including caches and their side effects, because they decide values. It knows no files and
 * no statements, and reaches Python only through `DatastoreServices`.
 */

import { Budget, LimitExceeded } from '../base/budget';
import { LONGEST_VALUE, MOST_OVERRIDES } from '../base/limits';
import { isPythonSpaceCode } from '../base/pythonText';
import type { BitbakeRelease } from '../base/release';
import { WordSets } from '../base/wordSets';
import { DatastoreError } from '../base/datastoreError';
import type { GetOptions, PythonDatastore, Value } from '../python/pythonDatastore';
import { PureExpressions } from '../python/pureExpressions';
import type { PythonEvaluator, PythonError } from '../python/pythonEvaluator';
import {
  type CodeReferences,
  NamedTexts,
  VariableParse,
  hasName,
  replaceInlinePython,
  replaceNames,
} from './expansion';
import { splitOperation } from './operationNames';
import { HistoryEntry, NO_ORIGIN, type Origin, VariableHistory } from './history';
import { SharedSet } from './sharedSet';
import { type OverrideEntry, OverrideRegistry, chooseOverride, isActive } from './overrides';

/** What all stores of one evaluation share. */
export interface DatastoreServices {
  readonly release: BitbakeRelease;
  readonly python: PythonEvaluator;
  readonly wordSets: WordSets;
  readonly pureExpressions: PureExpressions;
  readonly namedTexts: NamedTexts;
  /** The budget for expansions. */
  readonly budget: Budget;
  /** The references of a piece of inline Python; throws a `DatastoreError` where it cannot be parsed. */
  readonly inlineReferences: (code: string, name: string | null, d: Datastore) => CodeReferences;
  /** The location in the metadata that is being evaluated; the history records it. */
  origin: Origin;
  /** The running expansions, outermost first: the guard against endless recursion. */
  readonly expanding: string[];
  /** The variables that have been renamed, with BitBake's message about each. */
  readonly renamedVariables: Map<string, string>;
  /** If set, called for each variable or flag that is read; the content of a variable is the flag `_content`. */
  noteRead?: (name: string, flag: string) => void;
}

export interface SetOptions {
  /** The assignment comes from a statement: pending operations and overrides of the variable stay. */
  readonly parsing?: boolean;
  /** The name of the operation in the history; `set` by default. */
  readonly operation?: string;
  /** The history does not record it. */
  readonly silent?: boolean;
}

/** A pending `:append`, `:prepend` or `:remove`. */
export type Operation = readonly [text: string, override: string | null];

/** The parts from which a variable's value is built; see `Datastore.parts`. */
export interface VariableParts {
  /** The cache contains its expansion from an earlier read. */
  readonly isCached: boolean;
  /** The active overrides, weakest first. */
  readonly overrides: readonly string[];
  /** The variables that may override this one. */
  readonly candidates: readonly { readonly variable: string; readonly override: string; readonly isActive: boolean }[];
  /** The variable that overrides this one; null where none does. */
  readonly chosen: string | null;
  /** Its own unexpanded value and weak default; null where there is none. */
  readonly value: Value;
  readonly weakDefault: Value;
  readonly operations: readonly {
    readonly keyword: (typeof OPERATIONS)[number];
    readonly text: string;
    readonly override: string | null;
    /** The override is active, or there is none. */
    readonly isApplied: boolean;
  }[];
  /** An expression that filters the expanded value; null where there is none. */
  readonly filter: string | null;
}

/** Flags of one variable; its content is the flag `_content`. */
type FlagMap = Map<string, Value>;

/** Names with a record, split into existing and deleted variables. */
interface RecordNames {
  readonly present: Set<string>;
  readonly deleted: Set<string>;
  /** The existing names that still need expansion. */
  readonly unexpanded: string[];
}

const OPERATIONS = [':append', ':prepend', ':remove'] as const;
const OLD_STYLE = /_append|_prepend|_remove/;
const WEAK_FLAG = '_defaultval_flag_';
const STABLE_ROUNDS = 5;
/** BitBake's own limit is Python's recursion limit, which allows about as many nested variables. */
const MAX_EXPANSION_DEPTH = 200;
/** More than the number of overrides in any real name. */
const MAX_RENAMING_DEPTH = 50;

export class Datastore implements PythonDatastore {
  private readonly records = new Map<string, FlagMap>();
  private readonly registry: OverrideRegistry;
  private readonly overrideVariables: SharedSet;
  private readonly filters: Map<string, string>;
  readonly history: VariableHistory;
  private activeOverrides: readonly string[] | null = null;
  private activeSet: ReadonlySet<string> = new Set();
  /** `OVERRIDES` was read at least once. */
  private overridesRead = false;
  /** The metadata asked for a history; this has no other effect here. */
  tracking: boolean;
  private inOverrides = false;
  private cache = new Map<string, VariableParse>();
  /** How many nested renamings are running: each renames the overrides of its variable. */
  private renaming = 0;
  /** Lists of operations that only this store uses; only these grow in place. */
  private ownLists = new WeakSet<Value[]>();
  private names: RecordNames | null = null;
  /** The last result of `keys()`, and the data from which it was built. */
  private listed: {
    readonly keys: readonly string[];
    readonly names: readonly RecordNames[];
    readonly overrides: string;
    readonly version: number;
  } | null = null;
  /** Each is called once, before a name appears or disappears. */
  private readonly whenNamesChange: (() => void)[] = [];
  /** Variables on which `export` or `unexport` was ever set. */
  private readonly exportList: SharedSet;
  /** Files that were requested while parsing, found or not. */
  private readonly dependencies: SharedSet;

  constructor(
    readonly services: DatastoreServices,
    private parent: Datastore | null = null,
  ) {
    this.registry = new OverrideRegistry(parent?.registry);
    this.overrideVariables = parent?.overrideVariables.copy() ?? new SharedSet(new Set(['OVERRIDES', 'FILE']));
    this.filters = new Map(parent?.filters);
    this.history = new VariableHistory(parent?.history ?? null);
    this.tracking = parent?.tracking ?? false;
    this.exportList = parent?.exportList.copy() ?? new SharedSet();
    this.dependencies = parent?.dependencies.copy() ?? new SharedSet();
  }

  createCopy(): Datastore {
    this.ownLists = new WeakSet();
    return new Datastore(this.services, this);
  }

  // Reading

  getVar(name: string, options: GetOptions = {}): Value {
    return this.read(name, '_content', options);
  }

  /** The expanded value as text; empty where there is none, as `d.getVar(x) or ""`. */
  getText(name: string): string {
    const value = this.getVar(name);
    return typeof value === 'string' ? value : value === null || value === false || value === 0 ? '' : textOf(value);
  }

  getVarFlag(name: string, flag: string, options: GetOptions = {}): Value {
    return flag === '' ? null : this.read(name, flag, options);
  }

  /** The unexpanded value and the parse of its expansion. */
  getParse(name: string, flag = '_content'): { readonly value: Value; readonly parse: VariableParse } {
    this.services.noteRead?.(name, flag);
    const cacheName = flag === '_content' ? name : `${name}[${flag}]`;
    const cached = this.cache.get(cacheName);
    // An old BitBake does not ask its cache for unexpanded values, and the cache may contain the value of a variable
    // whose name looks like a flag's.
    if (
      cached &&
      (this.services.release.parseKeepsUnexpanded ||
        this.compute(name, flag, cacheName, { expand: false }, false).value === cached.unexpanded)
    ) {
      return { value: cached.unexpanded, parse: cached };
    }
    return this.compute(name, flag, cacheName, { expand: false }, true);
  }

  private read(name: string, flag: string, options: GetOptions): Value {
    this.services.noteRead?.(name, flag);
    const expand = options.expand ?? true;
    const cacheName = flag === '_content' ? name : `${name}[${flag}]`;
    if (expand && (!options.noWeakDefault || this.services.release.noWeakDefaultReadsCache)) {
      const cached = this.cache.get(cacheName);
      if (cached) return cached.value;
    }
    // Most of the requested flags do not exist.
    if (flag !== '_content' && !this.hasFlag(name, flag)) return null;
    return this.compute(name, flag, cacheName, options, false).value;
  }

  private compute(
    name: string,
    flag: string,
    cacheName: string,
    options: GetOptions,
    wantParse: boolean,
  ): { readonly value: Value; readonly parse: VariableParse } {
    const { release } = this.services;
    const expand = options.expand ?? true;
    const parsing = options.parsing ?? false;
    const isContent = flag === '_content';
    const record = this.find(name);
    let value: Value = null;
    let removes: Set<string> | null = null;

    const entries = isContent && !parsing ? this.registry.get(name) : undefined;
    if (entries !== undefined) {
      this.needOverrides();
      const chosen = chooseOverride(entries, this.activeOverrides ?? [], this.activeSet);
      if (chosen !== null) {
        const inner = this.getParse(chosen);
        value = inner.value;
        // Upstream quirk: the set is shared, so removes added below also reach the overriding variable's cached parse.
        if (inner.parse.removes)
          removes = release.sharedRemoveSets ? inner.parse.removes : new Set(inner.parse.removes);
      }
    }

    if (record && value === null) {
      const weak = !options.noWeakDefault;
      if (record.has(flag)) value = record.get(flag) ?? null;
      else if (isContent && weak && record.has('_defaultval')) value = record.get('_defaultval') ?? null;
      else if (weak && release.weakFlags && record.has(WEAK_FLAG + flag)) value = record.get(WEAK_FLAG + flag) ?? null;
    }

    if (isContent && record && !parsing) {
      for (const [text] of this.applicable(record, ':append') ?? []) value = plainText(value, name) + text;
      for (const [text] of this.applicable(record, ':prepend') ?? []) value = text + plainText(value, name);
    }

    if (!expand && !wantParse) return { value, parse: NO_PARSE };

    const parse = this.expandWithRefs(value, cacheName);
    if (expand) value = parse.value;

    if (truthy(value) && isContent && !parsing) {
      if (record) {
        for (const [text] of this.applicable(record, ':remove') ?? []) (removes ??= new Set()).add(text);
      }
      if (removes && removes.size > 0) {
        this.applyRemoves(parse, removes);
        if (expand) value = parse.value;
      }
    }

    if (expand && isContent && this.filters.size > 0 && typeof value === 'string' && value !== '') {
      const filter = this.filterOf(name);
      if (filter !== undefined) {
        const filtered = this.services.python.filter(value, filter);
        if (!filtered.ok) throw toDatastoreError(filtered.error, `filter of \`${name}\``);
        parse.value = value = filtered.value;
      }
    }

    if (!options.noWeakDefault || release.noWeakDefaultReadsCache) this.cache.set(cacheName, parse);
    return { value, parse };
  }

  /** The parts from which `getVar(name)` builds its value. Expands nothing except `OVERRIDES`. */
  parts(name: string): VariableParts {
    const record = this.find(name);
    const entries = this.registry.get(name) ?? [];
    const overrides = this.overrides();
    const operations = OPERATIONS.flatMap((keyword): VariableParts['operations'] => {
      const made = record?.get(keyword);
      if (!Array.isArray(made)) return [];
      return (made as Operation[]).map(([text, override]) => ({
        keyword,
        text,
        override,
        isApplied: this.applies(override),
      }));
    });
    return {
      isCached: this.cache.has(name),
      overrides,
      candidates: entries.map(({ variable, override }) => ({
        variable,
        override,
        isActive: isActive(override, this.activeSet),
      })),
      chosen: chooseOverride(entries, overrides, this.activeSet),
      value: record?.get('_content') ?? null,
      weakDefault: record?.get('_defaultval') ?? null,
      operations,
      filter: this.filterOf(name) ?? null,
    };
  }

  private hasFlag(name: string, flag: string): boolean {
    const record = this.find(name);
    return record !== undefined && holdsFlag(record, flag);
  }

  /**
   * The pending operations of one kind that have no override or an active one, in the order in which they were made.
   * Null where there are no operations of this kind.
   */
  private applicable(record: FlagMap, keyword: string): readonly Operation[] | null {
    const operations = record.get(keyword);
    if (!Array.isArray(operations)) return null;
    this.needOverrides();
    return (operations as Operation[]).filter(([, condition]) => this.applies(condition));
  }

  /** Whether an operation has no override, or an active one. The caller has read `OVERRIDES`. */
  private applies(condition: string | null): boolean {
    return !condition || isActive(condition, this.activeSet);
  }

  private filterOf(name: string): string | undefined {
    return this.filters.get(name.split(':', 1)[0] ?? name);
  }

  private applyRemoves(parse: VariableParse, removes: ReadonlySet<string>): void {
    if (typeof parse.value !== 'string') return;
    const expanded = [...removes].map((text) => [text, this.services.wordSets.of(this.expand(text))] as const);
    const effective = new Set<string>();
    parse.value = dropWords(parse.value, (word) => {
      let drop = false;
      for (const [text, dropped] of expanded) {
        if (!dropped.has(word)) continue;
        effective.add(text);
        drop = true;
      }
      return drop;
    });
    parse.removes = effective;
  }

  /** All flags of a variable that are not internal; null where there is none. */
  getVarFlags(
    name: string,
    options: { readonly expand?: readonly string[]; readonly internal?: boolean } = {},
  ): Map<string, Value> | null {
    const record = this.find(name);
    if (record === undefined || (record.size === 1 && record.has('_content') && !options.internal)) return null;
    const flags = new Map<string, Value>();
    for (const [stored, value] of record) {
      let flag = stored;
      if (flag === '_content' && !options.internal) {
        continue;
      } else if (flag.startsWith(WEAK_FLAG) && !options.internal && this.services.release.weakFlags) {
        flag = flag.slice(WEAK_FLAG.length);
        if (!record.has(flag)) flags.set(flag, value);
      } else if ((flag.startsWith('_') || flag.startsWith(':')) && !options.internal) {
        continue;
      } else {
        flags.set(flag, value);
      }
      if (options.expand?.includes(flag)) {
        const present = flags.get(flag);
        // Upstream quirk: expanding a weak flag that a strong one hides fails if the weak flag comes before the strong
        // one.
        if (present === undefined) throw new DatastoreError('KeyError', `'${flag}'`);
        flags.set(flag, this.expandValue(present, `${name}[${flag}]`));
      }
    }
    return flags.size === 0 ? null : flags;
  }

  has(name: string): boolean {
    return this.getVar(name, { expand: false }) !== null;
  }

  /** Whether overrides of `name` are registered. */
  hasOverrides(name: string): boolean {
    return this.registry.has(name);
  }

  /**
   * Names with a record, without deleted ones, and names to which an active override gives a value. Returns the same
   * list until they change.
   */
  keys(): readonly string[] {
    const overrides = this.overrides().join(':');
    const names = this.lineage().map((store) => store.recordNames());
    const {
      listed,
      registry: { version },
    } = this;
    if (
      listed?.version === version &&
      listed.overrides === overrides &&
      listed.names.length === names.length &&
      listed.names.every((item, i) => item === names[i])
    ) {
      return listed.keys;
    }
    const keys = this.namesWhere(
      () => true,
      ({ present }) => present,
    );
    this.listed = { keys, names, overrides, version };
    return keys;
  }

  /** The names in `keys()` that still need expansion. */
  unexpandedKeys(): string[] {
    return this.namesWhere(
      (name) => name.includes('${'),
      ({ unexpanded }) => unexpanded,
    );
  }

  private namesWhere(counts: (name: string) => boolean, among: (names: RecordNames) => Iterable<string>): string[] {
    this.needOverrides();
    const names = new Set<string>();
    const hidden = new Set<string>();
    for (const variable of this.registry.variables()) {
      if (counts(variable) && isOverridden(this.registry, variable, this.activeSet)) names.add(variable);
    }
    for (const store of this.lineage()) {
      const found = store.recordNames();
      for (const name of found.deleted) if (!names.has(name)) hidden.add(name);
      for (const name of among(found)) if (!hidden.has(name)) names.add(name);
    }
    return [...names];
  }

  /** A check whether a name is in the current `keys()`; later writes do not change its answers. */
  namesNow(): (name: string) => boolean {
    this.needOverrides();
    const registry = new OverrideRegistry(this.registry);
    const active = this.activeSet;
    let before: readonly RecordNames[] | null = null;
    this.whenNamesChange.push(() => (before = this.lineage().map((store) => store.recordNames())));
    const hasRecord = (name: string): boolean => {
      if (before === null) return (this.find(name)?.size ?? 0) > 0;
      return before.find(({ present, deleted }) => present.has(name) || deleted.has(name))?.present.has(name) === true;
    };
    return (name) => hasRecord(name) || isOverridden(registry, name, active);
  }

  /** Called before a name appears or disappears. */
  private namesChange(): void {
    for (const notify of this.whenNamesChange.splice(0)) notify();
    this.names = null;
  }

  /** The names with a record in this store itself; collected again after they changed. */
  private recordNames(): RecordNames {
    if (this.names) return this.names;
    const names: RecordNames = { present: new Set(), deleted: new Set(), unexpanded: [] };
    for (const [name, record] of this.records) {
      if (record.size > 0) addName(names, name);
      else names.deleted.add(name);
    }
    return (this.names = names);
  }

  /**
   * Takes over the records of the stores it was copied from, which must not be written to any more: reading is faster
   * without a chain.
   */
  flatten(): void {
    for (const store of this.lineage().slice(1)) {
      for (const [name, record] of store.records) if (!this.records.has(name)) this.records.set(name, record);
    }
    this.parent = null;
    this.names = null;
  }

  /**
   * Names of the variables that have the flag, weak or not. The result may contain names whose record was overwritten
   * without the flag.
   */
  namesWithFlag(flag: string): string[] {
    const names = new Set<string>();
    for (const store of this.lineage()) {
      for (const [name, record] of store.records) if (holdsFlag(record, flag)) names.add(name);
    }
    return [...names];
  }

  /** Names with a record in this store itself, without those of the stores it was copied from. */
  localKeys(): string[] {
    return [...this.records.keys()];
  }

  overrides(): readonly string[] {
    this.needOverrides();
    return this.activeOverrides ?? [];
  }

  /** Names on which the flag `export` or `unexport` was ever set. */
  exported(): ReadonlySet<string> {
    return this.exportList.present;
  }

  // Expansion

  expand(text: string, name: string | null = null): string {
    const { value } = this.expandWithRefs(text, name);
    return typeof value === 'string' ? value : textOf(value);
  }

  private expandValue(value: Value, name: string): Value {
    return this.expandWithRefs(value, name).value;
  }

  /** Expands `value` under `name` and records its references. `value` must not refer to `name`. */
  expandWithRefs(value: Value, name: string | null): VariableParse {
    const parse = new VariableParse(name, value);
    if (typeof value !== 'string' || !value.includes('${')) return parse;
    const { expanding, budget } = this.services;
    if (expanding.length === 0) budget.renewWhenIdle();
    if (expanding.length >= MAX_EXPANSION_DEPTH) {
      throw new DatastoreError('ExpansionError', `endless expansion: ${cycleOf(expanding)}`);
    }
    expanding.push(name ?? '<expansion>');
    try {
      parse.value = this.expandText(value, parse);
    } catch (error) {
      throw expansionError(error, name, value);
    } finally {
      expanding.pop();
    }
    return parse;
  }

  private expandText(text: string, parse: VariableParse): string {
    let current = text;
    const { budget } = this.services;
    const what = parse.name ?? text;
    while (current.includes('${')) {
      const before = current;
      budget.spend('characters', current.length, what);
      const parts = current === text ? this.services.namedTexts.partsOf(text) : NamedTexts.cut(current);
      // Checked before the text is built, so that a text that is too long is never built.
      let length = current.length;
      current = replaceNames(parts, (name) => {
        if (parse.name === name) throw new DatastoreError('Exception', `variable \`${name}\` references itself`);
        const value = this.read(name, '_content', {});
        parse.addReference(name);
        if (value !== null && typeof value !== 'string')
          throw new DatastoreError('TypeError', `\`${name}\` is no text but ${textOf(value)}`);
        if ((length += value?.length ?? 0) > LONGEST_VALUE) throw tooLong(what);
        return value;
      });
      try {
        current = replaceInlinePython(current, this.services.release, (code) => this.runInline(code, parse));
      } catch (error) {
        // An unterminated string means that the pattern cut the code short: BitBake then leaves all code of this pass
        // unchanged.
        if (!(error instanceof DatastoreError) || !isUnterminatedString(error)) throw error;
      }
      if (current.length > LONGEST_VALUE) throw tooLong(what);
      if (current === before) break;
    }
    return current;
  }

  private runInline(code: string, parse: VariableParse): string {
    const { python, release } = this.services;
    if (release.inlinePythonBraceAware && hasName(code)) return `\${@${code}}`;
    const references = this.services.inlineReferences(code, parse.name, this);
    // Upstream quirk: BitBake expands the variable's `vardeps` here, to decide whether to warn. A failure or a side
    // effect of that counts.
    if (parse.name !== null) this.getVarFlag(parse.name, 'vardeps');
    parse.add(references);
    const plain = this.services.pureExpressions.evaluate(code, this);
    if (plain !== null) return plain;
    const result = python.evaluate(code, this);
    if (!result.ok) throw toDatastoreError(result.error, code);
    return result.value;
  }

  /** The active overrides; null where they must be read again. */
  presentOverrides(): readonly string[] | null {
    return this.activeOverrides;
  }

  /** The active overrides from the last read, which may be out of date; null before the first read. */
  presentOverrideSet(): readonly string[] | null {
    return this.overridesRead ? [...this.activeSet] : null;
  }

  /** Makes the store read `OVERRIDES` again before the next use. */
  forgetOverrides(): void {
    this.activeOverrides = null;
  }

  get isReadingOverrides(): boolean {
    return this.inOverrides;
  }

  /** All variables that have overrides, in the order in which they got the first one. */
  *overrideEntries(): Generator<readonly [variable: string, entries: readonly OverrideEntry[]]> {
    for (const variable of this.registry.variables()) yield [variable, this.registry.get(variable) ?? []];
  }

  /** A number that changes with every change of `overrideEntries()`. */
  overrideVersion(): number {
    return this.registry.version;
  }

  /** Variables that `OVERRIDES` depends on. */
  overrideVariableNames(): readonly string[] {
    return [...this.overrideVariables.present];
  }

  /** Reads `OVERRIDES` if it must be read again. */
  needOverrides(): void {
    if (this.activeOverrides !== null || this.inOverrides) return;
    const read = (): string[] => this.getText('OVERRIDES').split(':');
    for (let round = 0; ; round++) {
      if (round === STABLE_ROUNDS) {
        throw new DatastoreError(
          'BBHandledException',
          `\`OVERRIDES\` does not settle after ${STABLE_ROUNDS} expansions; it refers to variables that overrides change`,
        );
      }
      this.inOverrides = true;
      let present: string[];
      try {
        this.setActive([]);
        present = read();
      } finally {
        this.inOverrides = false;
      }
      if (present.length > MOST_OVERRIDES)
        throw new LimitExceeded(`\`OVERRIDES\` has more than ${MOST_OVERRIDES} words`);
      this.setActive(present);
      this.forgetValues();
      const next = read();
      if (next.length === present.length && next.every((word, i) => word === present[i])) return;
      this.setActive(next);
    }
  }

  private setActive(overrides: readonly string[]): void {
    this.activeOverrides = overrides;
    this.activeSet = new Set(overrides);
    this.overridesRead = true;
  }

  // Writing

  setVar(name: string, value: Value, options: SetOptions = {}): void {
    if (OLD_STYLE.test(name) && !name.startsWith('__anon_')) {
      throw new DatastoreError(
        'BBHandledException',
        `\`${name}\` uses the override syntax from before honister; write \`:append\`, \`:prepend\` or \`:remove\``,
      );
    }
    const colon = name.indexOf(':');
    this.noteRenamed(colon === -1 ? name : name.slice(0, colon));
    this.forgetValues();

    if (colon !== -1) {
      const operation = splitOperation(name);
      if (operation) {
        this.addOperation(operation.base, operation.keyword, operation.override, value, options);
        return;
      }
    }

    const record = this.own(name);
    if (!options.parsing) {
      record.delete(':append');
      record.delete(':prepend');
      record.delete(':remove');
      const entries = this.registry.get(name);
      if (entries) {
        this.needOverrides();
        const active = entries.filter((entry) => isActive(entry.override, this.activeSet));
        for (const entry of active) this.delVar(entry.variable);
        this.registry.delete(name);
      }
    }
    if (colon !== -1) this.registry.register(name);
    this.own(name).set('_content', value);
    if (!options.silent) this.record(name, options.operation ?? 'set', null, value);
    if (this.overrideVariables.has(name)) this.trackOverrideVariables(name, value);
  }

  private addOperation(
    base: string,
    keyword: string,
    override: string | null,
    value: Value,
    options: SetOptions,
  ): void {
    const record = this.own(base);
    const present = record.get(keyword);
    let operations = Array.isArray(present) ? (present as Value[]) : [];
    if (!this.ownLists.has(operations)) {
      operations = [...operations];
      this.ownLists.add(operations);
      record.set(keyword, operations);
    }
    operations.push([value, override] as const);
    if (!options.silent) this.record(base, override ? `${keyword}[${override}]` : keyword, null, value);
    if (base.includes(':')) this.registry.register(base);
    else this.registry.registerWhole(base);
    if (this.overrideVariables.has(base))
      this.trackOverrideVariables(`${base}${keyword}${override === null ? '' : `:${override}`}`, value);
  }

  /**
   * `OVERRIDES` depends on the variable that was just set, so it also depends on the variables to which the new value
   * refers. The overrides are read again.
   */
  private trackOverrideVariables(name: string, value: Value): void {
    let found = new Set(referred(this.expandWithRefs(value, name)));
    while ([...found].some((known) => !this.overrideVariables.has(known))) {
      // Each variable once: if two variables both refer to the next two, the number doubles with each level.
      const next = new Set<string>();
      for (const variable of found) this.overrideVariables.add(variable);
      for (const variable of found)
        for (const further of referred(this.expandWithRefs(this.getVar(variable), variable))) next.add(further);
      found = next;
    }
    this.activeOverrides = null;
    if (this.services.release.overridesClearCache) this.forgetValues();
  }

  appendVar(name: string, value: string): void {
    this.setVar(`${name}:append`, value, { parsing: true });
  }

  prependVar(name: string, value: string): void {
    this.setVar(`${name}:prepend`, value, { parsing: true });
  }

  delVar(name: string): void {
    this.forgetValues();
    this.record(name, 'del', null, '');
    this.namesChange();
    this.records.set(name, new Map());
    this.names = null;
    this.registry.delete(name);
    if (name.includes(':')) this.registry.unregister(name);
  }

  renameVar(from: string, to: string): void {
    if (from === to) return;
    if (this.renaming >= MAX_RENAMING_DEPTH) {
      throw new DatastoreError(
        'RecursionError',
        `renaming \`${from}\` never ends: the new name is itself an override of the old one`,
      );
    }
    this.renaming++;
    try {
      this.renameWithOverrides(from, to);
    } finally {
      this.renaming--;
    }
  }

  private renameWithOverrides(from: string, to: string): void {
    const value = this.getVar(from, { expand: false, parsing: true });
    const flags = this.getVarFlags(from, { internal: true });
    if (this.services.release.renameNeedsValue && value === null && !this.registry.has(from) && !hasOperations(flags))
      return;
    // BitBake's history of the new name is empty where only operations move; ours says where they come from.
    if (value !== null || hasOperations(flags)) this.history.rename(from, to);
    if (value !== null) {
      this.record(to, `rename from ${from}`, null, value);
      this.setVar(to, value, { parsing: true, silent: true });
    }
    for (const keyword of OPERATIONS) {
      const operations = flags?.get(keyword);
      if (!Array.isArray(operations)) continue;
      // A new list: the read returns the stored list itself, which may still grow.
      const present = this.find(to)?.get(keyword);
      this.storeFlag(to, keyword, [
        ...(Array.isArray(present) ? (present as Value[]) : []),
        ...(operations as Value[]),
      ]);
    }
    // Read only now: if the new name is an override of the old one, storing the value has registered it.
    const entries = this.registry.get(from);
    if (entries) {
      this.registry.reset(to, []);
      for (const entry of [...entries]) {
        const variable = entry.variable.split(from).join(to);
        this.registry.reset(to, [...(this.registry.get(to) ?? []), { variable, override: entry.override }]);
        this.renameVar(entry.variable, variable);
      }
    }
    if (value === null && to.includes(':')) this.registry.register(to);
    this.record(from, 'rename (to)', null, to);
    this.delVar(from);
  }

  setVarFlag(name: string, flag: string, value: Value, options: SetOptions = {}): void {
    if (name === 'BB_RENAMED_VARIABLES')
      this.services.renamedVariables.set(flag, typeof value === 'string' ? value : textOf(value));
    this.noteRenamed(name);
    if (!options.silent) this.record(name, options.operation ?? 'set', flag, value);
    this.storeFlag(name, flag, value);
    if (flag === '_defaultval') {
      if (name.includes(':')) this.registry.register(name);
      if (this.overrideVariables.has(name)) this.trackOverrideVariables(name, value);
    }
    if (flag === 'export' || flag === 'unexport') this.exportList.add(name);
  }

  /** Gives `NAME[flag]` a weak default if the release has weak flags; otherwise sets the flag itself. */
  setWeakFlag(name: string, flag: string, value: Value): void {
    this.setVarFlag(name, this.services.release.weakFlags ? WEAK_FLAG + flag : flag, value);
  }

  appendVarFlag(name: string, flag: string, value: string): void {
    this.setVarFlag(name, flag, this.flagText(name, flag) + value, { operation: 'append' });
  }

  prependVarFlag(name: string, flag: string, value: string): void {
    this.setVarFlag(name, flag, value + this.flagText(name, flag), { operation: 'prepend' });
  }

  private flagText(name: string, flag: string): string {
    const value = this.getVarFlag(name, flag, { expand: false });
    return value === null ? '' : textOf(value);
  }

  delVarFlag(name: string, flag: string): void {
    this.forgetValues();
    if (!this.find(name)) return;
    const record = this.own(name);
    if (!record.has(flag)) return;
    this.record(name, 'delFlag', flag, '');
    if (record.size <= 2) this.namesChange();
    record.delete(flag);
    record.delete(WEAK_FLAG + flag);
  }

  setVarFlags(name: string, flags: ReadonlyMap<string, Value>): void {
    for (const [flag, value] of flags) {
      if (flag === '_content') continue;
      this.record(name, 'set', flag, value);
      this.storeFlag(name, flag, value);
    }
  }

  delVarFlags(name: string): void {
    this.forgetValues();
    const record = this.own(name);
    this.record(name, 'delete flags', null, '');
    this.namesChange();
    if (record.has('_content')) this.records.set(name, new Map([['_content', record.get('_content') ?? null]]));
    else this.records.delete(name);
    this.names = null;
  }

  setVarFilter(name: string, expression: string): void {
    if (expression) this.filters.set(name, expression);
    else this.filters.delete(name);
  }

  /** Replaces `${name}` by its unexpanded value in every variable of this store itself. */
  expandVarref(name: string): void {
    const value = this.getVar(name, { expand: false });
    const reference = `\${${name}}`;
    for (const key of this.localKeys()) {
      const referrer = this.getVar(key, { expand: false });
      if (typeof referrer === 'string' && referrer.includes(reference)) {
        if (typeof value !== 'string')
          throw new DatastoreError('TypeError', `\`${name}\` is no text and cannot replace \`${reference}\``);
        this.setVar(key, referrer.split(reference).join(value), { operation: 'set' });
      }
    }
  }

  markDependency(fn: string): void {
    this.dependencies.add(fn);
  }

  hasDependency(fn: string): boolean {
    return this.dependencies.has(fn);
  }

  fileDependencies(): ReadonlySet<string> {
    return this.dependencies.present;
  }

  /**
   * Returns the files recorded so far and clears the record: files that a configuration reads are not a recipe's own
   * dependencies.
   */
  takeDependencies(): ReadonlySet<string> {
    const taken = this.dependencies.present;
    this.dependencies.clear();
    return taken;
  }

  /** Adds an entry to the history at the current origin. */
  record(name: string, operation: string, flag: string | null, detail: Value): void {
    this.history.record(name, new HistoryEntry(this.services.origin, operation, flag, detail));
  }

  /**
   * Creates an empty record if this store itself has none. It hides the record of the store from which this one was
   * copied.
   */
  initVar(name: string): void {
    this.forgetValues();
    if (this.records.has(name)) return;
    this.namesChange();
    this.records.set(name, new Map());
    this.names = null;
  }

  /** Clears the cache of expanded values. */
  forgetValues(): void {
    if (this.cache.size > 0) this.cache = new Map();
  }

  private noteRenamed(name: string): void {
    if (this.services.renamedVariables.size === 0 || !this.services.renamedVariables.has(name)) return;
    if (name === '_FAILPARSINGERRORHANDLED') return;
    this.own('_FAILPARSINGERRORHANDLED').set('_content', true);
  }

  private storeFlag(name: string, flag: string, value: Value): void {
    this.forgetValues();
    this.own(name).set(flag, value);
  }

  private find(name: string): FlagMap | undefined {
    return this.records.get(name) ?? this.parent?.find(name);
  }

  /** This store and those it was copied from, nearest first. */
  private lineage(): readonly Datastore[] {
    return [this, ...(this.parent?.lineage() ?? [])];
  }

  /** The record of `name` in this store. The first write copies it from the nearest store that has it. */
  private own(name: string): FlagMap {
    const present = this.records.get(name);
    if (present && present.size > 0) return present;
    if (present || (this.parent?.find(name)?.size ?? 0) === 0) this.namesChange();
    else if (this.names) addName(this.names, name);
    if (present) return present;
    const record: FlagMap = new Map(this.parent?.find(name));
    for (const keyword of OPERATIONS) {
      const operations = record.get(keyword);
      // The store it is copied from may still add to its own list.
      if (Array.isArray(operations)) record.set(keyword, [...(operations as Value[])]);
    }
    this.records.set(name, record);
    return record;
  }
}

const NO_PARSE = new VariableParse(null, null);

/** `DatastoreServices` in their initial state. */
export function createServices(
  release: BitbakeRelease,
  python: PythonEvaluator,
  inlineReferences: DatastoreServices['inlineReferences'],
  budget: Budget = new Budget(),
): DatastoreServices {
  const wordSets = new WordSets();
  return {
    release,
    python,
    wordSets,
    pureExpressions: new PureExpressions(wordSets),
    namedTexts: new NamedTexts(),
    inlineReferences,
    budget,
    origin: NO_ORIGIN,
    expanding: [],
    renamedVariables: new Map(RENAMED_VARIABLES),
  };
}

/** Whether a value counts as true in Python. */
export function truthy(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== '' && value !== 0 && value !== false;
}

/** A value as Python's `str()` prints it. */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if ('opaque' in value) return value.text;
  return `[${value.map(pythonRepr).join(', ')}]`;
}

function addName(names: RecordNames, name: string): void {
  names.present.add(name);
  if (name.includes('${')) names.unexpanded.push(name);
}

/** A value as Python's `repr()` prints it. */
function pythonRepr(value: Value): string {
  if (typeof value !== 'string') return textOf(value);
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  const escaped = value.replace(
    /[\\\n\r\t]/g,
    (c) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' })[c] ?? c,
  );
  return quote + (quote === "'" ? escaped.replace(/'/g, "\\'") : escaped) + quote;
}

/** The exception that ended the Python code, as an error that the datastore throws. */
export function toDatastoreError(error: PythonError, where: string): DatastoreError {
  const passing = ['SkipRecipe', 'BBHandledException', 'ExpansionError'].find(
    (type) => error.type === type || error.bases.includes(type),
  );
  const type = passing ?? error.type;
  const message = passing ? error.message : `${error.message}${where ? ` (in \`${shorten(where)}\`)` : ''}`;
  return new DatastoreError(type, message, error.unknown ?? networkReason(error), error.line);
}

/**
 * Why a value is unknown that needs a server which the configuration forbids to ask: BitBake itself stops there, and
 * would have the value where it may ask.
 */
function networkReason({ type, bases, message }: PythonError): string | undefined {
  if (type !== 'NetworkAccess' && !bases.includes('NetworkAccess')) return undefined;
  return `BitBake asks a server for it while parsing, and stops because \`BB_NO_NETWORK\` or \`BB_FETCH_PREMIRRORONLY\` forbids that: ${message}`;
}

/** The names that BitBake rejects since 2.0, with its message about each. */
export const RENAMED_VARIABLES: readonly (readonly [string, string])[] = [
  ['BB_ENV_WHITELIST', 'BB_ENV_PASSTHROUGH'],
  ['BB_ENV_EXTRAWHITE', 'BB_ENV_PASSTHROUGH_ADDITIONS'],
  ['BB_HASHBASE_WHITELIST', 'BB_BASEHASH_IGNORE_VARS'],
  ['BB_HASHCONFIG_WHITELIST', 'BB_HASHCONFIG_IGNORE_VARS'],
  ['BB_HASHTASK_WHITELIST', 'BB_TASKHASH_IGNORE_TASKS'],
  ['BB_SETSCENE_ENFORCE_WHITELIST', 'BB_SETSCENE_ENFORCE_IGNORE_TASKS'],
  ['MULTI_PROVIDER_WHITELIST', 'BB_MULTI_PROVIDER_ALLOWED'],
  ['BB_STAMP_WHITELIST', 'is a deprecated variable and support has been removed'],
  ['BB_STAMP_POLICY', 'is a deprecated variable and support has been removed'],
];

function expansionError(error: unknown, name: string | null, expression: string): unknown {
  if (error instanceof RangeError)
    return new LimitExceeded(`the expansion of \`${name ?? shorten(expression)}\` goes too deep or grows too large`);
  if (error instanceof LimitExceeded) return error;
  if (!(error instanceof DatastoreError) || ['SkipRecipe', 'BBHandledException', 'ExpansionError'].includes(error.type))
    return error;
  return new DatastoreError(
    'ExpansionError',
    `failure expanding \`${name ?? 'text'}\` = \`${shorten(expression)}\`: ${error.type}: ${error.message}`,
    error.unknown,
  );
}

function tooLong(name: string): LimitExceeded {
  return new LimitExceeded(`the text of \`${shorten(name)}\` grows beyond ${LONGEST_VALUE >> 20} million characters`);
}

function isUnterminatedString(error: DatastoreError): boolean {
  return (
    error.type === 'SyntaxError' &&
    /^(EOL while scanning string literal|unterminated string literal)/.test(error.message)
  );
}

function cycleOf(expanding: readonly string[]): string {
  const last = expanding[expanding.length - 1] ?? '';
  const before = expanding.lastIndexOf(last, expanding.length - 2);
  const cycle = before === -1 ? expanding.slice(-8) : expanding.slice(before);
  return cycle.map((name) => `\`${name}\``).join(' → ');
}

/** Whether a record has the flag, weak or not. */
function holdsFlag(record: FlagMap, flag: string): boolean {
  return record.has(flag) || record.has(WEAK_FLAG + flag);
}

/** Whether an active override gives `variable` a value. */
function isOverridden(registry: OverrideRegistry, variable: string, active: ReadonlySet<string>): boolean {
  return registry.get(variable)?.some((entry) => isActive(entry.override, active)) ?? false;
}

function referred(parse: VariableParse): string[] {
  return [...parse.references, ...parse.contains.keys()];
}

function hasOperations(flags: ReadonlyMap<string, Value> | null): boolean {
  return flags !== null && OPERATIONS.some((keyword) => flags.has(keyword));
}

function plainText(value: Value, name: string): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  throw new DatastoreError('TypeError', `\`${name}\` is no text and cannot be appended to`);
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

/** Drops words and keeps all white space. The text is split at every single white space character. */
function dropWords(text: string, drop: (word: string) => boolean): string {
  let result = '';
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !isPythonSpaceCode(text.charCodeAt(at))) continue;
    const word = text.slice(from, at);
    if (word === '' || !drop(word)) result += word;
    if (at < text.length) result += text[at];
    from = at + 1;
  }
  return result;
}
