/**
 * What the engine asks of a Python interpreter. Synchronous and re-entrant: Python calls back into the datastore, whose
 * expansion may evaluate more Python. The engine knows no interpreter; hosts supply one (CPython in WebAssembly), and a
 * workspace without one gets `unknown` values instead of guesses.
 */

import type { CallArguments, ComputedText } from '../base/computedText';
import type { PythonDatastore, Value } from './pythonDatastore';

/** An exception that left Python code. */
export interface PythonError {
  /** Class name, such as `SyntaxError`, `KeyError`, `SkipRecipe`. */
  readonly type: string;
  readonly message: string;
  /** Names of the exception's base classes, nearest first. */
  readonly bases: readonly string[];
  /** Line in the evaluated text, where known (1-based). */
  readonly line?: number;
  /** Set where the host had no answer (a command, the network): the value is unknown, the metadata is not at fault. */
  readonly unknown?: string;
}

/** The outcome of running Python. */
export type PythonResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: PythonError };

/** A literal argument of a call; `other` is everything that is not a constant. */
export type PythonArgument =
  | { readonly kind: 'string'; readonly value: string }
  /** A constant that is not text: `type` as Python names it, `text` as `str()` gives it. */
  | { readonly kind: 'constant'; readonly type: string; readonly text: string }
  | { readonly kind: 'other' };

/** One call in Python source. */
export interface PythonCall {
  /** Dotted name (`d.getVar`); null where the called expression is no plain dotted name. */
  readonly name: string | null;
  /** The first two positional arguments (all that BitBake looks at). */
  readonly args: readonly PythonArgument[];
  /** What a module function's own visitor said of this call. */
  readonly visited?: {
    readonly contains: readonly (readonly [variable: string, items: readonly string[]])[];
    readonly execs: readonly string[];
  };
}

/**
 * `ofRecipe`: the code of the recipe that is being evaluated may have had its hands in this, so that it is no other
 * recipe's.
 */
interface PerhapsOfRecipe {
  readonly ofRecipe?: true;
}

/** The calls of a piece of Python in the order of `ast.walk` (breadth first), or why it cannot be parsed. */
export type PythonCalls = PerhapsOfRecipe &
  ({ readonly ok: true; readonly calls: readonly PythonCall[] } | { readonly ok: false; readonly error: PythonError });

/** What BitBake passes over in a piece of Python, or why it cannot be parsed. */
export type PythonUses = PerhapsOfRecipe & PythonResult<readonly PythonUse[]>;

/**
 * A place in a piece of Python where BitBake's code parser does not see what is referred to; or may not: whether it
 * does depends on what is called.
 */
export type PythonUse = { readonly start: number; readonly end: number } &
  /** Reads a variable (`d.getVar`), fills in a text (`d.expand`) or runs a function, each given by no literal. */
  (
    | { readonly kind: 'variable' | 'expansion' | 'function'; readonly name: ComputedText }
    /** Reads flags of a variable. */
    | { readonly kind: 'flag'; readonly name: ComputedText; readonly flag: ComputedText }
    /** A name that nothing in the code gives a meaning. */
    | { readonly kind: 'name'; readonly name: string }
    /**
     * A call by name. `target` is the name in full where the code imported it; `passesData`: it gets `d`, and is in no
     * module of Python's or BitBake's.
     */
    | ({
        readonly kind: 'call';
        readonly name: string;
        readonly target: string;
        readonly passesData: boolean;
        readonly isImported: boolean;
      } & CallArguments)
  );

/** A public function of a module that `addpylib` imported. */
export interface ModuleFunction {
  /** `oe.utils.conditional` */
  readonly name: string;
  /** The source, with as many line feeds before it as its first line's number: what is hashed and parsed. */
  readonly text: string;
  /** Names that are functions of the same module, to which the module's name is prefixed. */
  readonly siblings: readonly string[];
  readonly modulePrefix: string;
  readonly vardeps: readonly string[];
  readonly vardepsexclude: readonly string[];
  readonly hasVisitor: boolean;
}

/** A function registered by `addhandler`: its body is run with `e` and `d`. */
export interface EventHandler {
  readonly name: string;
  readonly body: string;
  readonly fn: string;
  readonly line: number;
}

/** An event of BitBake's: class name below `bb.event` and what it is made with. */
export interface PythonEvent {
  readonly type:
    | 'ConfigParsed'
    | 'MultiConfigParsed'
    | 'RecipePreDeferredInherits'
    | 'RecipePreFinalise'
    | 'RecipePostKeyExpansion'
    | 'RecipeTaskPreProcess'
    | 'RecipeParsed';
  readonly fn: string;
  /** Tasks (`RecipeTaskPreProcess`) or classes (`RecipePreDeferredInherits`). */
  readonly words?: readonly string[];
  /** The stores of all configurations by name (`MultiConfigParsed`). */
  readonly configurations?: ReadonlyMap<string, PythonDatastore>;
}

/**
 * A Python interpreter for metadata. One global namespace is in force at a time: the configuration's, plus that of the
 * recipe being evaluated.
 */
export interface PythonEvaluator {
  /** CPython's version, as in `3.14.2`. */
  readonly version: string;
  /** Whether the workspace's own BitBake library answers for `bb`, or stand-ins do. */
  readonly library: 'bitbake' | 'stand-ins';

  /** Another one after each `resetNamespace` and `restoreNamespace`. */
  readonly period: number;
  /**
   * Starts an interpreter in which no metadata has run, as at the start of reading a configuration. Python's current
   * directory is `directory`: BitBake reads all metadata where it was started.
   */
  resetNamespace(directory: string): void;
  /** Remembers the interpreter as the configuration has left it, to be the start of every recipe's. */
  saveNamespace(): void;
  /**
   * Returns to the saved interpreter: whatever a recipe changed in it or wrote to files is undone, as in a parser of
   * BitBake that just started.
   */
  restoreNamespace(): void;
  /** Tells that a recipe was evaluated. */
  finishRecipe(): void;

  /** Evaluates one inline expression; the value is what `str()` makes of the result. */
  evaluate(code: string, d: PythonDatastore): PythonResult<string>;
  /** Runs a `def`, whose header is on `line` of `fn`, in the global namespace. */
  define(text: string, fn: string, line: number): PythonResult<null>;
  /** Calls an anonymous function, defined before. */
  runAnonymous(name: string, d: PythonDatastore): PythonResult<null>;
  /** Calls an event handler, whose body starts behind `line` of `fn`, with an event. */
  fireEvent(handler: EventHandler, event: PythonEvent, d: PythonDatastore): PythonResult<null>;

  /** The calls in `code` (a body, a `def` or an expression), indented code wrapped as BitBake wraps it. */
  calls(code: string): PythonCalls;
  /** What BitBake passes over in `code`, in no order of places. */
  uses(code: string): PythonUses;
  /** Imports the words of `BB_GLOBAL_PYMODULES` into the global namespace. */
  importGlobals(modules: readonly string[]): PythonResult<null>;
  /** Adds `directory` to the module path and imports the package `namespace`; the value is its `BBIMPORTS`. */
  addModulePath(directory: string, namespace: string): PythonResult<readonly string[]>;
  /** Imports `namespace.module`; the value is its public functions in order of name. */
  moduleFunctions(namespace: string, module: string): PythonResult<readonly ModuleFunction[]>;
  /** From now on, calls of this module function are judged by its own visitor. */
  useVisitor(name: string): void;
  /** A datastore as a value of a variable (`BB_ORIGENV`). */
  storeValue(d: PythonDatastore): Value;
  /** The commands that Python asks for while `body` runs, as words with blanks between. */
  commandsDuring(body: () => void): readonly string[];
  /** Applies a `setVarFilter` expression to a value. */
  filter(value: string, expression: string): PythonResult<string>;
}
