/**
 * The interface between the engine and a Python interpreter. It is synchronous and re-entrant: Python calls back into
 * the datastore, whose expansion may evaluate more Python. The engine does not know the interpreter; hosts supply one
 * (CPython in WebAssembly). A workspace without one gets `unknown` values instead of guesses.
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
  /** Line in the evaluated text, if known (1-based). */
  readonly line?: number;
  /**
   * Set if the host had no answer (a command, the network): the value is unknown, and the metadata is not the cause.
   */
  readonly unknown?: string;
}

/** The outcome of running Python. */
export type PythonResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: PythonError };

/** A literal argument of a call; `other` is everything that is not a constant. */
export type PythonArgument =
  | { readonly kind: 'string'; readonly value: string }
  /** A constant that is not text: `type` is Python's name for it, `text` its `str()`. */
  | { readonly kind: 'constant'; readonly type: string; readonly text: string }
  | { readonly kind: 'other' };

/** One call in Python source. */
export interface PythonCall {
  /** Dotted name (`d.getVar`); null if the called expression is not a plain dotted name. */
  readonly name: string | null;
  /** The first two positional arguments (all that BitBake looks at). */
  readonly args: readonly PythonArgument[];
  /** The result of the module function's own visitor for this call. */
  readonly visited?: {
    readonly contains: readonly (readonly [variable: string, items: readonly string[]])[];
    readonly execs: readonly string[];
  };
}

/**
 * `ofRecipe`: the code of the recipe that is being evaluated may have changed this result, so it is not valid for other
 * recipes.
 */
interface PerhapsOfRecipe {
  readonly ofRecipe?: true;
}

/** The calls of a piece of Python in the order of `ast.walk` (breadth first), or why it cannot be parsed. */
export type PythonCalls = PerhapsOfRecipe &
  ({ readonly ok: true; readonly calls: readonly PythonCall[] } | { readonly ok: false; readonly error: PythonError });

/** The references in a piece of Python that BitBake does not see, or why it cannot be parsed. */
export type PythonUses = PerhapsOfRecipe & PythonResult<readonly PythonUse[]>;

/**
 * A position in a piece of Python where BitBake's code parser does not see the reference, or may not see it, depending
 * on the called function.
 */
export type PythonUse = { readonly start: number; readonly end: number } &
  /** Reads a variable (`d.getVar`), expands a text (`d.expand`) or runs a function; the argument is not a literal. */
  (
    | { readonly kind: 'variable' | 'expansion' | 'function'; readonly name: ComputedText }
    /** Reads flags of a variable. */
    | { readonly kind: 'flag'; readonly name: ComputedText; readonly flag: ComputedText }
    /** A name that the code itself does not define. */
    | { readonly kind: 'name'; readonly name: string }
    /**
     * A call by name. `target` is the full name if the code imported it. `passesData`: the function gets `d` and is not
     * in a module of Python's or BitBake's.
     */
    | ({
        readonly kind: 'call';
        readonly name: string;
        readonly target: string;
        readonly passesData: boolean;
        readonly isImported: boolean;
      } & CallArguments)
  );

/** Where the values of variables go in a piece of Python, or why it cannot be parsed. */
export type PythonDestinations = PerhapsOfRecipe & PythonResult<readonly PythonDestination[]>;

/** Where the value of a variable goes that a piece of Python reads. */
export interface PythonDestination {
  /** null: the code is too large to say anything about any variable. */
  readonly variable: string | null;
  /** `shell`: `text` is a shell command that contains the value. The others are those of `ShellDestination`. */
  readonly kind: 'path' | 'log' | 'content' | 'unknown' | 'shell';
  readonly how:
    'file' | 'link' | 'argument' | 'environment' | 'comparison' | 'code' | 'call' | 'returned' | 'unreadable';
  /** The value in it is replaced by U+E000. */
  readonly text: string;
  /** The called function, or the variable of the environment; empty if there is none. */
  readonly by: string;
}

/** A public function of a module that `addpylib` imported. */
export interface ModuleFunction {
  /** `oe.utils.conditional` */
  readonly name: string;
  /** The source, preceded by as many line feeds as its first line's number: this text is hashed and parsed. */
  readonly text: string;
  /** Names that are functions of the same module; they get the module's name as a prefix. */
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

/** A BitBake event: the class name below `bb.event` and the data that the event is made with. */
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
 * A Python interpreter for metadata. One global namespace is active at a time: the configuration's, plus that of the
 * recipe being evaluated.
 */
export interface PythonEvaluator {
  /** CPython's version, as in `3.14.2`. */
  readonly version: string;
  /** Whether the workspace's own BitBake library provides `bb`, or stand-ins do. */
  readonly library: 'bitbake' | 'stand-ins';

  /** Changes with each `resetNamespace` and `restoreNamespace`. */
  readonly period: number;
  /**
   * Starts an interpreter in which no metadata has run, as at the start of reading a configuration. Python's current
   * directory is `directory`: BitBake reads all metadata in the directory where it was started.
   */
  resetNamespace(directory: string): void;
  /** Saves the interpreter's state after the configuration; every recipe starts from it. */
  saveNamespace(): void;
  /**
   * Returns to the saved interpreter: everything that a recipe changed in it or wrote to files is undone, as in a
   * BitBake parser that just started.
   */
  restoreNamespace(): void;
  /** Runs `body`, which may restore and use the interpreter, and then returns to the present interpreter. */
  aside<T>(body: () => T): T;
  /** Reports that the evaluation of a recipe is finished. */
  finishRecipe(): void;

  /** Evaluates one inline expression; the value is the `str()` of the result. */
  evaluate(code: string, d: PythonDatastore): PythonResult<string>;
  /** Runs a `def`, whose header is on `line` of `fn`, in the global namespace. */
  define(text: string, fn: string, line: number): PythonResult<null>;
  /** Calls an anonymous function that was defined before. */
  runAnonymous(name: string, d: PythonDatastore): PythonResult<null>;
  /** Calls an event handler with an event; the handler's body starts after `line` of `fn`. */
  fireEvent(handler: EventHandler, event: PythonEvent, d: PythonDatastore): PythonResult<null>;

  /** The calls in `code` (a body, a `def` or an expression); indented code is wrapped as BitBake wraps it. */
  calls(code: string): PythonCalls;
  /** The references in `code` that BitBake does not see, not sorted by position. */
  uses(code: string): PythonUses;
  /** Where the values of variables go in `code`. */
  destinations(code: string): PythonDestinations;
  /** Imports the words of `BB_GLOBAL_PYMODULES` into the global namespace. */
  importGlobals(modules: readonly string[]): PythonResult<null>;
  /** Adds `directory` to the module path and imports the package `namespace`; the value is its `BBIMPORTS`. */
  addModulePath(directory: string, namespace: string): PythonResult<readonly string[]>;
  /** Imports `namespace.module`; the value is its public functions in order of name. */
  moduleFunctions(namespace: string, module: string): PythonResult<readonly ModuleFunction[]>;
  /** From now on, this module function's own visitor handles calls of the function. */
  useVisitor(name: string): void;
  /** A datastore as a value of a variable (`BB_ORIGENV`). */
  storeValue(d: PythonDatastore): Value;
  /** The commands that Python asks for while `body` runs, each as its words joined by blanks. */
  commandsDuring(body: () => void): readonly string[];
  /** What Python has written to a file since the interpreter started; null if it has written nothing there. */
  written(path: string): Uint8Array | null;
  /** The real paths of everything that Python has written, replaced or removed. */
  writtenPaths(): readonly string[];
  /** Applies a `setVarFilter` expression to a value. */
  filter(value: string, expression: string): PythonResult<string>;
}
