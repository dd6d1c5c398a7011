/**
 * The engine's Python: CPython in WebAssembly, behind `PythonEvaluator`. It gives the engine's datastores to Python as
 * numbers, transfers values and errors, and does not interpret them. The Python side is `python/metadata/`, with the
 * workspace's BitBake library or our stand-ins behind it (`python/library/`).
 */

import type { BitbakeRelease } from '../engine/base/release';
import type { Datastore } from '../engine/datastore/datastore';
import { DatastoreError } from '../engine/base/datastoreError';
import type { GetOptions, PythonDatastore, Value } from '../engine/python/pythonDatastore';
import type {
  EventHandler,
  ModuleFunction,
  PythonCall,
  PythonCalls,
  PythonError,
  PythonEvaluator,
  PythonEvent,
  PythonResult,
  PythonDestination,
  PythonDestinations,
  PythonUse,
  PythonUses,
} from '../engine/python/pythonEvaluator';
import { askDatastore, parseText } from './datastoreParts';
import startSource from './python/start/modules.py';
import { metadataModules } from './pythonSources';
import { CommonWork, type Work } from './commonWork';
import type { AskHead, Sandbox, SandboxImage } from './loadPython';

/** A Python object as JavaScript sees it. */
interface Proxy {
  readonly type: string;
  toJs(options?: object): unknown;
  get(key: number | string): unknown;
  copy(): Proxy;
  destroy(): void;
  toString(): string;
}

/** The functions that `python/metadata/functions.py` returns. */
interface Metadata {
  readonly settle: () => void;
  readonly keep_text: (text: string) => number;
  readonly prepare_expression: (text: number) => void;
  readonly prepare_definition: (text: number, fn: string, line: number) => void;
  readonly prepare_pattern: (pattern: string, flags: number) => void;
  readonly prepare_module: (path: string) => void;
  readonly made: () => string | undefined;
  readonly evaluate: (text: number, handle: number) => string | undefined;
  readonly define: (text: number, fn: string, line: number) => boolean | undefined;
  readonly run_anonymous: (name: string, handle: number) => boolean | undefined;
  readonly fire_event: (
    name: string,
    text: number,
    fn: string,
    line: number,
    type: string,
    eventFn: string,
    words: unknown,
    configurations: unknown,
    handle: number,
  ) => boolean | undefined;
  readonly apply_filter: (value: string, expression: string) => string | undefined;
  readonly calls: (code: string) => string | undefined;
  readonly uses: (code: string) => string | undefined;
  readonly destinations: (code: string) => string | undefined;
  readonly import_globals: (modules: unknown) => boolean | undefined;
  readonly start_module_path: (directory: string, namespace: string) => string | undefined;
  readonly module_functions: (
    namespace: string,
    module: string,
    decorators: boolean,
    visited: boolean,
    ofOthers: boolean,
  ) => string | undefined;
  readonly use_visitor: (name: string) => void;
  readonly store: (handle: number) => unknown;
  readonly failure: () => string | undefined;
  readonly error: Proxy;
}

const FUNCTIONS: readonly (keyof Metadata)[] = [
  'settle',
  'keep_text',
  'prepare_expression',
  'prepare_definition',
  'prepare_pattern',
  'prepare_module',
  'made',
  'evaluate',
  'define',
  'run_anonymous',
  'fire_event',
  'apply_filter',
  'calls',
  'uses',
  'destinations',
  'import_globals',
  'start_module_path',
  'module_functions',
  'use_visitor',
  'store',
  'failure',
  'error',
];

/** `start` of `python/start/modules.py`. */
type Start = (modules: unknown, libraryPath: string | undefined, engine: unknown) => Proxy;

/** The interpreter as the configuration left it, and the matching state on this side. */
interface Settled {
  readonly image: SandboxImage;
  /** The numbers of the texts that Python has in the image. */
  readonly texts: ReadonlyMap<string, number>;
  /**
   * The configuration's stores by their handles. A recipe gets copies: nothing that it writes there may reach another
   * recipe.
   */
  readonly stores: ReadonlyMap<number, PythonDatastore>;
  readonly handles: ReadonlyMap<PythonDatastore, number>;
  /** What was read before any recipe's code ran. */
  readonly calls: Map<string, PythonCalls>;
  readonly uses: Map<string, PythonUses>;
}

/** The options of an evaluator. */
export interface EvaluatorOptions {
  readonly sandbox: Sandbox;
  /** The `lib` folder of the workspace's BitBake; null to work with stand-ins. */
  readonly bitbakeLibrary: string | null;
  /** How BitBake reads functions of modules. */
  readonly moduleFunctions: Pick<
    BitbakeRelease,
    'moduleFunctionDecorators' | 'moduleFunctionVisitors' | 'moduleFunctionsOfOthers'
  >;
  /** Notifies the watchdog that Python runs (`true`) or has returned. */
  readonly onRunning?: (running: boolean) => void;
  /**
   * Whether the watchdog interrupted the Python that runs, or ran last. That Python may have swallowed the interrupt.
   */
  readonly wasInterrupted?: () => boolean;
  /** Called when Python made less of a piece of metadata than it would with more time or memory. */
  readonly onTrouble?: () => void;
  /** Called when the interpreter has ended; its later answers are not valid. */
  readonly onEnded?: (message: string) => void;
}

export class PyodideEvaluator implements PythonEvaluator {
  readonly version: string;
  readonly library: 'bitbake' | 'stand-ins';
  /** Changes each time the interpreter is restored. */
  period = 0;
  private lastPeriod = 0;
  private readonly stores = new Map<number, PythonDatastore>();
  private readonly handles = new Map<PythonDatastore, number>();
  private nextHandle = 1;
  private readonly listings = new WeakMap<readonly string[], number>();
  private nextListing = 1;
  private readonly definitions = new WeakMap<EventHandler, string>();
  /** The numbers of the texts that Python has in addition to those of `settled`. */
  private texts = new Map<string, number>();
  /** The interpreter before any metadata ran in it. */
  private fresh: SandboxImage;
  /** Modules of layers that the configuration has imported and whose code is not in `fresh`. */
  private modules: readonly string[] = [];
  private settled: Settled | null = null;
  private common = new CommonWork();
  /** Python's working directory. */
  private directory = '/';
  private readonly metadata: Metadata;
  private pendingError: DatastoreError | null = null;
  /** Why a value that Python is about to make is unknown, even where Python continues. */
  private unanswered: string | null = null;
  private depth = 0;

  constructor(private readonly options: EvaluatorOptions) {
    const { sandbox, bitbakeLibrary } = options;
    this.library = bitbakeLibrary === null ? 'stand-ins' : 'bitbake';
    this.metadata = this.load(sandbox, bitbakeLibrary);
    this.version = String(sandbox.python.runPython('import platform; platform.python_version()'));
    sandbox.close();
    this.fresh = sandbox.take();
  }

  private load(sandbox: Sandbox, bitbakeLibrary: string | null): Metadata {
    const { python } = sandbox;
    const bridge = this.bridge();
    for (const callback of Object.values(bridge)) sandbox.expose(callback);
    const namespace = python.toPy({}) as Proxy;
    python.runPython(startSource, { globals: namespace as never, filename: 'modules.py' });
    const start = namespace.get('start') as Start;
    const modules = python.toPy(metadataModules(this.library)) as unknown;
    const made = start(modules, bitbakeLibrary ?? undefined, python.toPy(bridge));
    return Object.fromEntries(FUNCTIONS.map((name) => [name, made.get(name)])) as unknown as Metadata;
  }

  resetNamespace(directory: string): void {
    this.directory = directory;
    this.settled = null;
    this.common = new CommonWork();
    this.putBack(this.fresh);
    if (this.modules.length === 0) return;
    for (const path of this.modules) this.run(() => this.prepareModule(path));
    this.modules = [];
    this.fresh = this.options.sandbox.take(this.fresh);
  }

  saveNamespace(): void {
    this.modules = madeIn(this.run(() => this.metadata.made())).modules;
    this.withoutMetadata(() => this.metadata.settle());
    this.settled = {
      image: this.options.sandbox.take(this.fresh),
      texts: this.texts,
      stores: new Map(this.stores),
      handles: new Map(this.handles),
      calls: new Map(),
      uses: new Map(),
    };
    this.texts = new Map();
  }

  aside<T>(body: () => T): T {
    if (this.depth > 0) throw new Error('an interpreter cannot be put aside while it runs');
    const { sandbox } = this.options;
    const image = sandbox.take(this.settled?.image ?? this.fresh);
    const { period, texts, settled } = this;
    const [stores, handles] = [new Map(this.stores), new Map(this.handles)];
    try {
      return body();
    } finally {
      sandbox.putBack(image);
      sandbox.fileSystem.invalidate();
      this.period = period;
      this.settled = settled;
      this.texts = texts;
      this.stores.clear();
      this.handles.clear();
      for (const [handle, store] of stores) this.stores.set(handle, store);
      for (const [store, handle] of handles) this.handles.set(store, handle);
    }
  }

  restoreNamespace(): void {
    this.putBack(this.settled?.image ?? this.fresh);
    if (this.settled !== null) this.prepare(this.settled, this.common.next());
  }

  finishRecipe(): void {
    if (this.settled === null) return;
    const { patterns, modules } = madeIn(this.run(() => this.metadata.made()));
    for (const [text, flags] of patterns) this.common.note({ kind: 'pattern', text, flags });
    for (const text of modules) this.common.note({ kind: 'module', text });
  }

  private putBack(image: SandboxImage): void {
    if (this.depth > 0) throw new Error('an interpreter cannot be put back while it runs');
    const { sandbox } = this.options;
    this.period = ++this.lastPeriod;
    this.stores.clear();
    this.handles.clear();
    this.texts = new Map();
    sandbox.putBack(image);
    // Every evaluation asks the files again, so that the files that it depends on are recorded.
    sandbox.fileSystem.invalidate();
    sandbox.enter(this.directory);
  }

  /** Makes the common work of recipes, before any recipe's code has run. */
  private prepare(settled: Settled, work: readonly Work[]): void {
    if (work.length === 0) return;
    for (const one of work) this.run(() => this.make(settled, one));
    this.settled = {
      ...settled,
      texts: new Map([...settled.texts, ...this.texts]),
      image: this.options.sandbox.take(settled.image),
    };
    this.texts = new Map();
  }

  private prepareModule(path: string): null {
    this.metadata.prepare_module(path);
    return null;
  }

  private make({ calls, uses }: Settled, work: Work): null {
    const { text } = work;
    switch (work.kind) {
      case 'expression':
        this.metadata.prepare_expression(this.numberOf(text));
        break;
      case 'definition':
        this.metadata.prepare_definition(this.numberOf(text), work.fn, work.line);
        break;
      case 'pattern':
        this.metadata.prepare_pattern(text, work.flags);
        break;
      case 'module':
        return this.prepareModule(text);
      case 'calls':
        keepKnown(calls, text, this.readCalls(text));
        break;
      case 'uses':
        keepKnown(uses, text, this.readUses(text));
        break;
    }
    return null;
  }

  evaluate(code: string, d: PythonDatastore): PythonResult<string> {
    return this.run(() => this.metadata.evaluate(this.numberOf(code, 'expression'), this.handleOf(d)));
  }

  define(text: string, fn: string, line: number): PythonResult<null> {
    if (this.settled !== null) this.common.note({ kind: 'definition', text, fn, line });
    return done(this.run(() => this.metadata.define(this.numberOf(text), fn, line)));
  }

  runAnonymous(name: string, d: PythonDatastore): PythonResult<null> {
    return done(this.run(() => this.metadata.run_anonymous(name, this.handleOf(d))));
  }

  fireEvent(handler: EventHandler, event: PythonEvent, d: PythonDatastore): PythonResult<null> {
    const configurations = [...(event.configurations ?? [])].map(([name, store]) => [name, this.handleOf(store)]);
    const text = this.definitionOf(handler);
    if (this.settled !== null) this.common.note({ kind: 'definition', text, fn: handler.fn, line: handler.line });
    return done(
      this.run(() =>
        this.metadata.fire_event(
          handler.name,
          this.numberOf(text),
          handler.fn,
          handler.line,
          event.type,
          event.fn,
          this.names(event.words ?? []),
          configurations.length === 0 ? undefined : this.list(configurations),
          this.handleOf(d),
        ),
      ),
    );
  }

  /** A handler as the function that BitBake makes from it. */
  private definitionOf(handler: EventHandler): string {
    let text = this.definitions.get(handler);
    if (text === undefined) {
      text = `def ${handler.name}(e, d):\n${handler.body}`;
      this.definitions.set(handler, text);
    }
    return text;
  }

  filter(value: string, expression: string): PythonResult<string> {
    return this.run(() => this.metadata.apply_filter(value, expression));
  }

  calls(code: string): PythonCalls {
    return (
      this.settled?.calls.get(code) ?? { ...this.readCalls(code), ...this.unsettled({ kind: 'calls', text: code }) }
    );
  }

  private readCalls(code: string): PythonCalls {
    const result = read<PythonCall[]>(this.run(() => this.metadata.calls(code)));
    return result.ok ? { ok: true, calls: result.value } : result;
  }

  uses(code: string): PythonUses {
    return this.settled?.uses.get(code) ?? { ...this.readUses(code), ...this.unsettled({ kind: 'uses', text: code }) };
  }

  private readUses(code: string): PythonUses {
    return read<PythonUse[]>(this.run(() => this.metadata.uses(code)));
  }

  destinations(code: string): PythonDestinations {
    return {
      ...read<PythonDestination[]>(this.run(() => this.metadata.destinations(code))),
      ...(this.settled === null ? {} : { ofRecipe: true as const }),
    };
  }

  /** Records work whose result a recipe's code may have changed. */
  private unsettled(work: Work): { readonly ofRecipe?: true } {
    if (this.settled === null) return {};
    this.common.note(work);
    return { ofRecipe: true };
  }

  importGlobals(modules: readonly string[]): PythonResult<null> {
    return done(this.run(() => this.metadata.import_globals(this.list(modules))));
  }

  addModulePath(directory: string, namespace: string): PythonResult<readonly string[]> {
    return read<string[]>(this.run(() => this.metadata.start_module_path(directory, namespace)));
  }

  moduleFunctions(namespace: string, module: string): PythonResult<readonly ModuleFunction[]> {
    const { moduleFunctionDecorators, moduleFunctionVisitors, moduleFunctionsOfOthers } = this.options.moduleFunctions;
    return read<ModuleFunction[]>(
      this.run(() =>
        this.metadata.module_functions(
          namespace,
          module,
          moduleFunctionDecorators,
          moduleFunctionVisitors,
          moduleFunctionsOfOthers,
        ),
      ),
    );
  }

  storeValue(d: PythonDatastore): Value {
    return {
      opaque: this.options.sandbox.memory.keep(this.metadata.store(this.handleOf(d)) as object),
      text: 'the original environment',
    };
  }

  useVisitor(name: string): void {
    this.metadata.use_visitor(name);
  }

  written(path: string): Uint8Array | null {
    return this.options.sandbox.fileSystem.written(path);
  }

  writtenPaths(): readonly string[] {
    return this.options.sandbox.fileSystem.writtenPaths();
  }

  commandsDuring(body: () => void): readonly string[] {
    return this.options.sandbox.commandsDuring(body);
  }

  /** The state of a repository's files at HEAD, as JSON; null where Python was stopped. */
  atHead(question: Parameters<AskHead>[0], path: string): string | null {
    const { sandbox } = this.options;
    // The answer must not depend on what metadata has changed in the interpreter.
    const present = sandbox.take(this.settled?.image ?? this.fresh);
    sandbox.putBack(this.fresh);
    sandbox.fileSystem.invalidate();
    const result = this.run(() => sandbox.atHead(question, path));
    sandbox.putBack(present);
    return result.ok ? result.value : null;
  }

  /** Calls Python, and checks whether it was cut off. */
  private run<T>(call: () => T | undefined): PythonResult<T> {
    const result = this.called(call);
    const wasCutOff = this.options.wasInterrupted?.() === true;
    if (wasCutOff || (!result.ok && ['MemoryError', 'KeyboardInterrupt'].includes(result.error.type)))
      this.options.onTrouble?.();
    // An error that says itself why the value is unknown is kept. Metadata that swallowed the interrupt reports
    // something else.
    return wasCutOff && (result.ok || result.error.unknown === undefined) ? { ok: false, error: CUT_OFF } : result;
  }

  /** Calls Python for no metadata; code that metadata has left behind may still run (`__del__`). */
  private withoutMetadata(call: () => void): void {
    if (this.depth++ === 0) this.options.onRunning?.(true);
    try {
      call();
    } catch (error) {
      this.options.onEnded?.(messageOf(error));
      throw error;
    } finally {
      if (--this.depth === 0) this.options.onRunning?.(false);
    }
  }

  /** Calls Python; an answer of None means that Python keeps a failure to fetch. */
  private called<T>(call: () => T | undefined): PythonResult<T> {
    if (this.depth++ === 0) {
      this.options.onRunning?.(true);
      this.unanswered = null;
    }
    const asked = this.options.sandbox.questionCount();
    try {
      const value = call();
      const question = this.options.sandbox.questionSince(asked);
      if (value === undefined) {
        const error = this.failure();
        if (this.unanswered !== null && error.unknown === undefined)
          return { ok: false, error: { ...error, unknown: this.unanswered } };
        return {
          ok: false,
          error:
            question === null || error.unknown !== undefined
              ? error
              : { ...error, unknown: `metadata asks this machine: ${question}` },
        };
      }
      if (this.unanswered !== null)
        return {
          ok: false,
          error: { type: 'AttributeError', message: this.unanswered, bases: [], unknown: this.unanswered },
        };
      // Metadata that swallows the refusal continues with a guess, so its result must not be shown as known.
      if (question !== null)
        return {
          ok: false,
          error: {
            type: 'HostQuestion',
            message: question,
            bases: [],
            unknown: `metadata asks this machine: ${question}`,
          },
        };
      return { ok: true, value };
    } catch (error) {
      const failure = interpreterError(error);
      if (failure.type === 'InterpreterError') this.options.onEnded?.(failure.message);
      return { ok: false, error: failure };
    } finally {
      if (--this.depth === 0) this.options.onRunning?.(false);
    }
  }

  private failure(): PythonError {
    const text = this.metadata.failure();
    if (text === undefined) return { type: 'SystemError', message: 'Python failed without an exception', bases: [] };
    const answer = read<{
      type: string;
      message: string;
      bases: string[];
      line: number | null;
      unknown: string | null;
    }>({
      ok: true,
      value: text,
    });
    if (!answer.ok) return answer.error;
    const { line, unknown, ...error } = answer.value;
    return { ...error, ...(line === null ? {} : { line }), ...(unknown === null ? {} : { unknown }) };
  }

  private handleOf(d: PythonDatastore): number {
    const known = this.handles.get(d) ?? this.settled?.handles.get(d);
    if (known !== undefined) return known;
    const handle = this.nextHandle++;
    this.handles.set(d, handle);
    this.stores.set(handle, d);
    return handle;
  }

  /** The number of a text; `kind` where Python makes something from it at once. */
  private numberOf(text: string, kind?: 'expression'): number {
    let number = this.settled?.texts.get(text) ?? this.texts.get(text);
    if (number === undefined) {
      number = this.metadata.keep_text(text);
      this.texts.set(text, number);
      if (kind !== undefined && this.settled !== null) this.common.note({ kind, text });
    }
    return number;
  }

  /** The number of a list of names: a different list has a different number. */
  private listingOf(names: readonly string[]): number {
    let listing = this.listings.get(names);
    if (listing === undefined) {
      listing = this.nextListing++;
      this.listings.set(names, listing);
    }
    return listing;
  }

  private storeOf(handle: number): PythonDatastore {
    const store = this.stores.get(handle) ?? this.copyOfSettled(handle);
    if (!store) throw new DatastoreError('ReferenceError', 'a datastore of a recipe that is no longer being evaluated');
    return store;
  }

  private copyOfSettled(handle: number): PythonDatastore | undefined {
    const store = this.settled?.stores.get(handle);
    if (store === undefined) return undefined;
    const copy = (store as Datastore).createCopy();
    this.stores.set(handle, copy);
    this.handles.set(copy, handle);
    return copy;
  }

  /** Names for Python: as one text, where the names can be separated again. */
  private names(names: readonly string[]): unknown {
    return markedList(names) ?? this.list(names);
  }

  private list(items: readonly unknown[]): unknown {
    return this.options.sandbox.python.toPy(items);
  }

  /** The functions that Python calls; none of them throws. */
  private bridge(): Record<string, (...args: never[]) => unknown> {
    const guarded =
      <A extends unknown[]>(body: (...args: A) => unknown) =>
      (...args: A): unknown => {
        try {
          return body(...args);
        } catch (error) {
          this.pendingError = error instanceof DatastoreError ? error : foreignError(error);
          return this.metadata.error.copy();
        }
      };
    const options = (expand = true, noWeakDefault = false, parsing = false): GetOptions => ({
      expand,
      noWeakDefault,
      parsing,
    });
    return {
      get_var: guarded((handle: number, name: string, expand?: boolean, weak?: boolean, parsing?: boolean) =>
        this.crossing(this.storeOf(handle).getVar(name, options(expand, weak, parsing))),
      ),
      get_flag: guarded(
        (handle: number, name: string, flag: string, expand?: boolean, weak?: boolean, parsing?: boolean) =>
          this.crossing(this.storeOf(handle).getVarFlag(name, flag, options(expand, weak, parsing))),
      ),
      get_flags: guarded((handle: number, name: string, expand: string, internal: boolean) => {
        const flags = this.storeOf(handle).getVarFlags(name, {
          expand: expand === '' ? [] : expand.split('\0'),
          internal,
        });
        if (flags === null) return undefined;
        return (
          markedList([...flags].flat()) ??
          this.options.sandbox.python.toPy(new Map([...flags].map(([flag, value]) => [flag, this.toPython(value)])))
        );
      }),
      set_var: guarded((handle: number, name: string, value: unknown, parsing: boolean) =>
        this.storeOf(handle).setVar(name, this.fromPython(value), { parsing }),
      ),
      set_flag: guarded((handle: number, name: string, flag: string, value: unknown) =>
        this.storeOf(handle).setVarFlag(name, flag, this.fromPython(value)),
      ),
      call: guarded((handle: number, operation: string, ...args: unknown[]) =>
        this.call(this.storeOf(handle) as Datastore, operation, args),
      ),
      take_error: () => {
        const error = this.pendingError;
        this.pendingError = null;
        return JSON.stringify({
          type: error?.type ?? 'RuntimeError',
          message: error?.message ?? '',
          unknown: error?.unknown ?? null,
        });
      },
    };
  }

  private call(d: Datastore, operation: string, args: readonly unknown[]): unknown {
    const [first, second, third] = args.map((arg) => (arg === undefined ? '' : String(arg))) as [
      string,
      string,
      string,
    ];
    switch (operation) {
      case 'appendVar':
        return d.appendVar(first, second);
      case 'prependVar':
        return d.prependVar(first, second);
      case 'delVar':
        return d.delVar(first);
      case 'renameVar':
        return d.renameVar(first, second);
      case 'appendVarFlag':
        return d.appendVarFlag(first, second, third);
      case 'prependVarFlag':
        return d.prependVarFlag(first, second, third);
      case 'delVarFlag':
        return d.delVarFlag(first, second);
      case 'delVarFlags':
        return d.delVarFlags(first);
      case 'setVarFilter':
        return d.setVarFilter(first, second);
      case 'hasOverrides':
        return d.hasOverrides(first);
      case 'expand':
        return d.expand(first, args[1] === undefined ? null : second);
      case 'expandVarref':
        return d.expandVarref(first);
      case 'createCopy':
        return this.handleOf(d.createCopy());
      case 'overrides':
        return this.list(d.overrides());
      case 'listing':
        return this.listingOf(d.keys());
      case 'keys':
        return this.names(d.keys());
      case 'namesWithFlag':
        return this.names(d.namesWithFlag(first));
      case 'markDependency':
        return d.markDependency(first);
      case 'hasDependency':
        return d.hasDependency(first);
      case 'localKeys':
        return this.names(d.localKeys());
      case 'expandWithRefs': {
        const parse = d.expandWithRefs(first, args[1] === undefined ? null : second);
        return this.list([this.crossing(parse.value), parseText(parse)]);
      }
      case 'parse': {
        const { value, parse } = d.getParse(first, second);
        return this.list([
          this.crossing(value),
          this.crossing(parse.unexpanded),
          this.crossing(parse.value),
          parseText(parse),
        ]);
      }
      case 'unanswered':
        return (this.unanswered = first);
      default: {
        const found = askDatastore(d, operation, args);
        if (found === null)
          throw new DatastoreError('AttributeError', `the datastore has no operation \`${operation}\``);
        return found.answer;
      }
    }
  }

  /** A value for Python, which removes the marks. A list becomes one text, which crosses far faster than an object. */
  private crossing(value: Value): unknown {
    if (typeof value === 'string') return isMarked(value) ? TEXT_MARK + value : value;
    return (Array.isArray(value) ? markedList(value as readonly unknown[]) : null) ?? this.toPython(value);
  }

  private toPython(value: Value): unknown {
    if (value === null) return undefined;
    if (typeof value !== 'object') return value;
    // Python destroys what a function returns to it; with a copy, the store keeps its own.
    if ('opaque' in value)
      return ['bigint', 'number'].includes(typeof value.opaque) ? value.opaque : this.keptObject(value.opaque as Proxy);
    return this.options.sandbox.python.toPy(value.map((item) => this.toPython(item)));
  }

  private keptObject(proxy: Proxy): Proxy {
    if (this.options.sandbox.memory.isThere(proxy)) return proxy.copy();
    throw new DatastoreError('ReferenceError', 'an object of a recipe that is no longer being evaluated');
  }

  private fromPython(value: unknown): Value {
    const found = fromPython(value);
    if (typeof found === 'object' && found !== null && 'opaque' in found && typeof found.opaque === 'object')
      this.options.sandbox.memory.keep(found.opaque as object);
    return found;
  }
}

function keepKnown<T extends { readonly ok: boolean }>(known: Map<string, T>, text: string, result: T): void {
  if (result.ok) known.set(text, result);
}

/** Reads what Python answers as JSON. The answer is not JSON only where metadata has changed the interpreter. */
function read<T>(answer: PythonResult<string>): PythonResult<T> {
  if (!answer.ok) return answer;
  try {
    return { ok: true, value: JSON.parse(answer.value) as T };
  } catch {
    const message = 'metadata has changed the Python that reads it, whose answer makes no sense any more';
    return { ok: false, error: { type: 'RuntimeError', message, bases: [], unknown: message } };
  }
}

interface Made {
  readonly patterns: readonly (readonly [pattern: string, flags: number])[];
  readonly modules: readonly string[];
}

/**
 * What Python reports about the patterns and modules that it compiled. A recipe may have changed that, so they are
 * treated as texts only.
 */
function madeIn(answer: PythonResult<string>): Made {
  try {
    const found = JSON.parse(answer.ok ? answer.value : '[[], []]') as unknown;
    const [patterns, modules] = Array.isArray(found) ? (found as unknown[]) : [];
    return {
      patterns: (Array.isArray(patterns) ? patterns : [])
        .slice(0, MOST_MADE)
        .filter(
          (item): item is [string, number] => Array.isArray(item) && isShortText(item[0]) && Number.isInteger(item[1]),
        ),
      modules: (Array.isArray(modules) ? modules : []).slice(0, MOST_MADE).filter(isShortText),
    };
  } catch {
    return { patterns: [], modules: [] };
  }
}

function isShortText(text: unknown): text is string {
  return typeof text === 'string' && text.length < LONGEST_MADE;
}

/** BitBake's own are short and few; anything beyond these limits is compiled again. */
const MOST_MADE = 500;
const LONGEST_MADE = 1_000;

/**
 * In front of a list of strings that crosses as one text, each with NUL in front of it; and in front of a text that
 * begins like a mark.
 */
const LIST_MARK = '\x02';
const TEXT_MARK = '\x03';

function isMarked(text: string): boolean {
  return text.startsWith(LIST_MARK) || text.startsWith(TEXT_MARK);
}

/** A list of strings as one text; null where it is something else, or could not be separated again. */
function markedList(items: readonly unknown[]): string | null {
  let text = LIST_MARK;
  for (const item of items) {
    if (typeof item !== 'string' || item.includes('\0')) return null;
    text += `\0${item}`;
  }
  return text;
}

/** Decodes what `crossing` and its counterpart in Python made from a value. */
function withoutMarks(text: string): Value {
  if (text.startsWith(LIST_MARK)) return text.split('\0').slice(1);
  return text.startsWith(TEXT_MARK) ? text.slice(1) : text;
}

function done<T>(result: PythonResult<T>): PythonResult<null> {
  return result.ok ? { ok: true, value: null } : result;
}

/**
 * The same text in one piece. Upstream quirk: Pyodide builds a text that is not Latin-1 character by character. V8
 * keeps a chain with a link for each, in thirty times the memory, until some code reads the text as a whole. No other
 * code reads the texts of objects.
 */
function wholeText(text: string): string {
  return text.charCodeAt(0) >= 0 ? text : '';
}

/** A value from Python: plain, a list of strings as one text, or boxed as [value, kind, text]. */
function fromPython(value: unknown): Value {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return withoutMarks(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return { opaque: value, text: String(value) };
  const box = value as Proxy;
  const inner = box.get(0) as Proxy | number;
  const text = wholeText(String(box.get(2)));
  // A float: its text is Python's, for example `1.0`.
  if (typeof inner === 'number') return { opaque: inner, text };
  if (box.get(1) === 'list') {
    const items = inner.toJs({ depth: -1 }) as unknown;
    if (isPlainList(items)) {
      inner.destroy();
      return items;
    }
  }
  // The proxy is kept: the datastore may return the object at any time.
  const unsettled = box.get(3) as string | undefined;
  return { opaque: inner.copy(), text, ...(unsettled === undefined ? {} : { unsettled }) };
}

/** An error that does not come from metadata: the stack is exhausted, or the program is wrong. */
function foreignError(error: unknown): DatastoreError {
  if (error instanceof RangeError)
    return new DatastoreError('RecursionError', 'the expansion goes too deep or grows too large');
  return new DatastoreError('RuntimeError', error instanceof Error ? error.message : String(error));
}

function isPlainList(value: unknown): value is Value[] {
  return (
    Array.isArray(value) &&
    value.every((item) => item === null || ['string', 'number', 'boolean'].includes(typeof item) || isPlainList(item))
  );
}

const CUT_OFF: PythonError = {
  type: 'KeyboardInterrupt',
  message: 'cut off',
  bases: [],
  unknown: 'metadata Python ran too long and was cut off',
};

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * An error of the interpreter itself: the watchdog's interrupt outside of Python code, or the end of the interpreter.
 */
function interpreterError(error: unknown): PythonError {
  const message = messageOf(error);
  if (/KeyboardInterrupt/.test(message)) return CUT_OFF;
  // When its stack is completely exhausted, Python cannot even report that: the error that arrives is the failure of
  // the report.
  if (/RecursionError/.test(message))
    return { type: 'RecursionError', message: 'maximum recursion depth exceeded', bases: [] };
  return {
    type: 'InterpreterError',
    message,
    bases: [],
    unknown: `the Python sandbox failed: ${message.split('\n')[0] ?? ''}`,
  };
}
