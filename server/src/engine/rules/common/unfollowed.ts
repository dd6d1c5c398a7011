/**
 * Finds references in code that BitBake's code parser does not see: which variables and functions each reference may
 * mean in one variant, and which of them no hash contains. If code calls a helper with a name as argument, the helper's
 * code is analyzed with that argument.
 */

import {
  type CallArguments,
  type ComputedText,
  hasParameter,
  withArguments,
  withExpansions,
} from '../../base/computedText';
import { addTo } from '../../base/lists';
import { sorted } from '../../base/order';
import { words } from '../../base/pythonText';
import type { BitbakeRelease } from '../../base/release';
import { type PossibleText, fits, isUnknown, possibleTexts } from '../../codeparser/possibleTexts';
import { type Datastore, textOf, truthy } from '../../datastore/datastore';
import { isSetFlag } from '../../evaluate/taskStatements';
import type { PythonUse } from '../../python/pythonEvaluator';
import { findExpansions } from '../../syntax/expansionLocations';
import { type OwnCode, codeOf, flagWords, ownerOf } from './ownCode';
import type { RuleVariant } from '../rule';
import { readableText } from './assignments';

/** A position in the text of a key, and the reference that BitBake does not see there. */
export interface Unfollowed {
  readonly start: number;
  readonly end: number;
  /** Names that are missing from hashes that need them, sorted; empty if it is unknown what the code refers to. */
  readonly names: readonly string[];
  /** There may be more names. */
  readonly isOpen: boolean;
  /** The function whose code BitBake cannot read; null if the reference is a computed name. */
  readonly unseen: string | null;
}

/** A reference without its position. */
type Reference =
  | { readonly kind: 'variable' | 'expansion' | 'function' | 'command'; readonly name: ComputedText }
  | { readonly kind: 'flag'; readonly name: ComputedText; readonly flag: ComputedText }
  | { readonly kind: 'unseen'; readonly name: string };

interface Call extends CallArguments {
  readonly kind: 'call';
  readonly name: string;
}

/** How many levels of functions a name is followed through when they pass it on. */
const DEEPEST = 4;
/**
 * The most references that one function may have through its arguments: if each function calls another a hundred times,
 * each level multiplies the number by a hundred.
 */
const MOST_REFERENCES = 500;
/** Stands for all further references. */
const MORE: Reference = { kind: 'variable', name: ['any'] };

/** Finds the references in the code of one variant that BitBake does not see. */
export class UnfollowedReader {
  private readonly tasks = new Map<string, ReadonlySet<string>>();
  private dependents: ReadonlyMap<string, readonly string[]> | null = null;
  private readonly given = new Map<string, readonly Reference[]>();
  private shellNames: ReadonlySet<string> | null = null;
  private readonly earlier = new Map<string, ReadonlySet<string>>();
  private objectTasks: ReadonlySet<string> | null = null;

  constructor(
    private readonly variant: RuleVariant,
    private readonly release: BitbakeRelease,
  ) {}

  /**
   * The tasks whose hash contains a key and whose result is kept: a task that runs in every build is never out of date.
   */
  tasksOf(key: string): ReadonlySet<string> {
    const known = this.tasks.get(key);
    if (known) return known;
    const { d } = this.variant;
    const { release } = this;
    const isKept = (task: string): boolean =>
      !task.endsWith('_setscene') && !isSetFlag(task, 'nostamp', d, release) && !isSetFlag(task, 'noexec', d, release);
    const tasks = new Set([...this.allTasksOf(key)].filter(isKept));
    this.tasks.set(key, tasks);
    return tasks;
  }

  /** The tasks whose hash contains a key. */
  private allTasksOf(key: string): ReadonlySet<string> {
    const { signatures } = this.variant;
    const dependents = (this.dependents ??= reversed(signatures.gendeps));
    const reached = new Set([key]);
    for (const one of reached) for (const dependent of dependents.get(one) ?? []) reached.add(dependent);
    return new Set([...signatures.tasks.keys()].filter((task) => reached.has(task)));
  }

  /** All unseen references in the code of a key. */
  find({ key, kind, text }: OwnCode): readonly Unfollowed[] {
    const { d } = this.variant;
    // A constant is hashed instead of the code, so the code's references do not matter.
    if (d.getVarFlag(ownerOf(key), 'vardepvalue', { expand: false }) !== null) return [];
    return locatedIn(kind, text, this.variant).flatMap((located) => {
      const { start, end } = located;
      const found = this.referencesOf(located, key).filter((reference) => !dependsOnCaller(reference));
      return found.flatMap((reference): Unfollowed[] => {
        const missing = this.missing(reference, key);
        return missing ? [{ start, end, ...missing }] : [];
      });
    });
  }

  /** The references of a use itself, and those through what it calls. */
  private referencesOf({ use, isInline }: LocatedUse, key: string): readonly Reference[] {
    const filled = (text: ComputedText): ComputedText => (isInline ? withExpansions(text) : text);
    switch (use.kind) {
      case 'name':
        return this.referencesOfName(use.name).filter(({ kind }) => isInline || kind === 'function');
      case 'call': {
        const call = {
          kind: use.kind,
          name: use.name,
          args: use.args.map(filled),
          keywords: Object.fromEntries(Object.entries(use.keywords).map(([name, text]) => [name, filled(text)])),
        };
        return [...this.referencesOfTarget(use), ...this.givenTo(call, key, 0)];
      }
      case 'flag':
        return [{ kind: 'flag', name: filled(use.name), flag: filled(use.flag) }];
      case 'command': {
        const literal = use.name[0] === 'text' ? use.name[1] : null;
        return [
          { kind: 'command', name: use.name },
          ...(literal === null
            ? []
            : this.givenTo({ kind: 'call', name: literal, args: use.args, keywords: {} }, key, 0)),
        ];
      }
      default:
        return [{ kind: use.kind, name: filled(use.name) }];
    }
  }

  /**
   * In inline Python the name of a variable means its value. The name of a `def` always means the function, whether the
   * code calls it or passes it on.
   */
  private referencesOfName(name: string): readonly Reference[] {
    const { d } = this.variant;
    if (d.getVar(name, { expand: false }) === null) return [];
    if (isFunction(name, d)) return isPythonFunction(name, d) ? [{ kind: 'function', name: ['text', name] }] : [];
    return [{ kind: 'variable', name: ['text', name] }];
  }

  private referencesOfTarget(use: PythonUse & { readonly kind: 'call' }): readonly Reference[] {
    const { context } = this.variant.signatures;
    if (context.isName(use.name)) return [];
    if (context.modules.has(use.target)) return [{ kind: 'function', name: ['text', use.target] }];
    const root = `${use.target.split('.')[0] ?? ''}.`;
    const isModule = use.isImported || [...context.modules.keys()].some((name) => name.startsWith(root));
    return use.passesData && isModule ? [{ kind: 'unseen', name: use.target }] : [];
  }

  /** The references of a called function that depend on its arguments. */
  private givenTo(call: Call, caller: string, depth: number): readonly Reference[] {
    const { modules } = this.variant.signatures.context;
    const sibling = `${caller.slice(0, caller.lastIndexOf('.') + 1)}${call.name}`;
    const name = modules.has(caller) && modules.has(sibling) ? sibling : call.name;
    return this.parameterReferences(name, depth).map((reference) =>
      reference.kind === 'unseen' || reference === MORE ? reference : replaced(reference, call),
    );
  }

  /** The references of a function that depend on its parameters. */
  private parameterReferences(name: string, depth: number): readonly Reference[] {
    const known = this.given.get(name);
    if (known) return known;
    const code = this.functionCode(name);
    if (!code || depth > DEEPEST) return [];
    // Ends the recursion for functions that call each other.
    this.given.set(name, []);
    const references: Reference[] = [];
    for (const located of locatedIn(code.kind, code.text, this.variant)) {
      for (const reference of this.referencesOfUse(located, name, depth))
        if (reference === MORE || dependsOnCaller(reference)) references.push(reference);
      if (references.length > MOST_REFERENCES) break;
    }
    if (references.length > MOST_REFERENCES) references.splice(MOST_REFERENCES, references.length, MORE);
    this.given.set(name, references);
    return references;
  }

  /** The references of a use in a function, both those that depend on its parameters and others. */
  private referencesOfUse({ use, isInline }: LocatedUse, name: string, depth: number): readonly Reference[] {
    if (use.kind === 'call') return this.givenTo(use, name, depth + 1);
    if (use.kind === 'command')
      return [
        { kind: 'command', name: use.name },
        ...(use.name[0] === 'text'
          ? this.givenTo({ kind: 'call', name: use.name[1], args: use.args, keywords: {} }, name, depth + 1)
          : []),
      ];
    if (use.kind === 'name' || isInline) return [];
    return [
      use.kind === 'flag' ? { kind: 'flag', name: use.name, flag: use.flag } : { kind: use.kind, name: use.name },
    ];
  }

  private functionCode(name: string): Pick<OwnCode, 'kind' | 'text'> | null {
    const {
      d,
      signatures: {
        context: { modules },
      },
    } = this.variant;
    const module = modules.get(name);
    if (module) return { kind: 'python', text: module.text };
    return isFunction(name, d) ? codeOf(name, d) : null;
  }

  /** The names of a reference that are missing from a hash of the tasks that have the key; null if none is missing. */
  private missing(reference: Reference, key: string): Pick<Unfollowed, 'names' | 'isOpen' | 'unseen'> | null {
    const { d } = this.variant;
    const named = flagWords(key, 'vardeps', d);
    if (reference.kind === 'unseen')
      return named.length > 0 ? null : { names: [], isOpen: true, unseen: reference.name };
    // A task's `[vardeps]` counts for the functions that it runs: its author knows which names a computed name can
    // mean.
    const { names, isOpen } = this.candidates(reference, named, (text) =>
      [key, ...this.tasksOf(key)].some((by) => flagWords(by, 'vardeps', d).some((name) => fits(name, text))),
    );
    const missing = sorted(new Set(names)).filter((name) => !this.isTracked(name, key, reference.kind));
    // Names that are not set anywhere are worth reporting only together with a name that is.
    return missing.some((name) => this.isPresent(name)) || isOpen ? { names: missing, isOpen, unseen: null } : null;
  }

  private isPresent(name: string): boolean {
    const {
      d,
      signatures: {
        context: { modules, isExcludedFlag },
      },
    } = this.variant;
    if (name.endsWith(']') || modules.has(name) || d.getVar(name, { expand: false }) !== null) return true;
    const flags = [...(d.getVarFlags(name)?.keys() ?? [])];
    return isExcludedFlag !== null && flags.some((flag) => !isExcludedFlag(flag));
  }

  private isTracked(name: string, key: string, kind: Reference['kind']): boolean {
    const {
      signatures: { context },
      d,
    } = this.variant;
    if (name === key || context.ignored.has(name) || flagWords(key, 'vardepsexclude', d).includes(name)) return true;
    const tasks = this.allTasksOf(name);
    // A shell function has to be in the task's own script.
    const where = (task: string): Iterable<string> => (kind === 'command' ? [task] : this.before(task));
    return [...this.tasksOf(key)].every((task) => [...where(task)].some((one) => tasks.has(one)));
  }

  /**
   * A task and those before it in the recipe whose hashes are always part of its own. A task with an object may have
   * the hash of an equivalent one, so what is in its hash need not be in later ones.
   */
  private before(task: string): ReadonlySet<string> {
    const known = this.earlier.get(task);
    if (known) return known;
    const { d } = this.variant;
    const found = new Set([task]);
    for (const one of found) {
      const deps = d.getVarFlag(one, 'deps', { expand: false });
      if (!Array.isArray(deps)) continue;
      for (const dep of deps.map(textOf)) if (!this.withObjects().has(dep)) found.add(dep);
    }
    this.earlier.set(task, found);
    return found;
  }

  /** The tasks that have objects in the shared state cache. */
  private withObjects(): ReadonlySet<string> {
    return (this.objectTasks ??= new Set(words(readableText('SSTATETASKS', this.variant.d))));
  }

  /**
   * The names that a reference may mean, without those that `[vardeps]` already covers: `named` has its words, for
   * references of which nothing is known; `isNamed` checks a name of which a part is known.
   */
  private candidates(
    reference: Exclude<Reference, { kind: 'unseen' }>,
    named: readonly string[],
    isNamed: (text: PossibleText) => boolean,
  ): { readonly names: readonly string[]; readonly isOpen: boolean } {
    const texts = this.possible(reference.name);
    const names: string[] = [];
    let isOpen = false;
    const add = (text: PossibleText, present: () => readonly string[]): void => {
      if (text.parts.length === 1) for (const name of present()) names.push(name);
      else if (isUnknown(text)) isOpen ||= named.length === 0;
      else if (!isNamed(text)) for (const name of present()) names.push(name);
    };
    switch (reference.kind) {
      case 'variable':
        for (const text of texts) add(text, () => this.variables(text));
        break;
      case 'expansion':
        for (const inner of texts.flatMap(expandedNames)) add(inner, () => this.variables(inner));
        break;
      case 'function':
        for (const text of texts) add(text, () => this.functions(text));
        break;
      case 'command':
        // If nothing of the name is known, it is hardly a function of the metadata: BitBake would not have put it into
        // the script.
        for (const text of texts) if (!isUnknown(text)) for (const name of this.shellFunctions(text)) names.push(name);
        break;
      case 'flag': {
        const flags = this.possible(reference.flag);
        for (const text of texts) add(text, () => this.flags(text, flags));
      }
    }
    return { names, isOpen };
  }

  private possible(text: ComputedText): readonly PossibleText[] {
    const {
      d,
      signatures: {
        context: { shellDeps },
      },
    } = this.variant;
    return possibleTexts(text, d, (name) => shellDeps.has(name));
  }

  private variables(text: PossibleText): readonly string[] {
    const { d } = this.variant;
    const [name = ''] = text.parts;
    if (text.parts.length === 1)
      return isVariableName(name) && (text.isLiteral || d.getVar(name, { expand: false }) !== null) ? [name] : [];
    return d
      .keys()
      .filter(
        (key) =>
          fitsWhole(key, text) &&
          isVariableName(key) &&
          !key.startsWith('_') &&
          d.getVar(key, { expand: false }) !== null &&
          !isFunction(key, d),
      );
  }

  private functions(text: PossibleText): readonly string[] {
    const {
      d,
      signatures: {
        context: { modules },
      },
    } = this.variant;
    const [name = ''] = text.parts;
    if (text.parts.length === 1) return modules.has(name) || isFunction(name, d) ? [name] : [];
    return [...d.namesWithFlag('func'), ...modules.keys()].filter(
      (key) => fitsWhole(key, text) && !key.startsWith('_'),
    );
  }

  private shellFunctions({ parts, isLiteral }: PossibleText): readonly string[] {
    const { d } = this.variant;
    const known = (this.shellNames ??= new Set(
      d.namesWithFlag('func').filter((name) => !isPythonFunction(name, d) && isFunction(name, d)),
    ));
    const [start = ''] = parts;
    const first = words(start)[0] ?? '';
    if (parts.length === 1 || /\s/.test(start.trimStart())) return known.has(first) ? [first] : [];
    // The known part of a name is only useful if it has more than two letters.
    const text = { parts, isLiteral };
    return parts.join('').length > 2 ? [...known].filter((name) => fitsWhole(name, text)) : [];
  }

  private flags(text: PossibleText, flags: readonly PossibleText[]): readonly string[] {
    const {
      d,
      signatures: {
        context: { isExcludedFlag },
      },
    } = this.variant;
    return flags.flatMap((flag): readonly string[] => {
      const [name = ''] = flag.parts;
      if (flag.parts.length > 1) return text.parts.length === 1 ? this.variables(text) : [];
      if (isExcludedFlag === null || isExcludedFlag(name)) return [];
      const hasFlag = (variable: string): boolean => d.getVarFlag(variable, name, { expand: false }) !== null;
      const owners =
        text.parts.length === 1
          ? [text.parts[0] ?? '']
          : d.namesWithFlag(name).filter((variable) => fitsWhole(variable, text));
      // A task's flags are in the hash of their task.
      return owners
        .filter((variable) => isVariableName(variable) && hasFlag(variable) && !variable.startsWith('do_'))
        .map((variable) => `${variable}[${name}]`);
    });
  }
}

function reversed(edges: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, string[]>();
  for (const [from, targets] of edges) {
    for (const to of targets) addTo(result, to, from);
  }
  return result;
}

interface ShellUse {
  readonly kind: 'command';
  readonly name: ComputedText;
  readonly args: readonly ComputedText[];
}

interface LocatedUse {
  readonly start: number;
  readonly end: number;
  readonly use: PythonUse | ShellUse;
  /** In `${@…}`. */
  readonly isInline: boolean;
}

function locatedIn(
  kind: OwnCode['kind'],
  text: string,
  {
    d,
    signatures: {
      context: { python, shell },
    },
  }: RuleVariant,
): readonly LocatedUse[] {
  if (kind === 'python')
    return python.uses(text, d.services).map((use) => ({ start: use.start, end: use.end, use, isInline: false }));
  const inline = findExpansions(text).inlinePython.flatMap((code) =>
    python
      .uses(code.text, d.services)
      .map((use): LocatedUse => ({ start: code.start + use.start, end: code.start + use.end, use, isInline: true })),
  );
  if (kind === 'value') return inline;
  return [
    ...inline,
    ...shell.uses(text).commands.map(({ start, end, command, args }): LocatedUse => ({
      start,
      end,
      use: { kind: 'command', name: command, args },
      isInline: false,
    })),
  ];
}

function dependsOnCaller(reference: Reference): boolean {
  if (reference.kind === 'unseen') return false;
  return hasParameter(reference.name) || (reference.kind === 'flag' && hasParameter(reference.flag));
}

function replaced(reference: Exclude<Reference, { kind: 'unseen' }>, call: CallArguments): Reference {
  const name = withArguments(reference.name, call);
  return reference.kind === 'flag'
    ? { kind: 'flag', name, flag: withArguments(reference.flag, call) }
    : { kind: reference.kind, name };
}

/** The names in the `${…}` of a text that code expands. */
function expandedNames({ parts, isLiteral }: PossibleText): readonly PossibleText[] {
  // An unknown part is marked with a character that no name contains.
  return [...parts.join('\0').matchAll(/\$\{([a-zA-Z0-9\-_+./~:\0]+)\}/g)].map(([, name = '']) => ({
    parts: name.split('\0'),
    isLiteral,
  }));
}

/** Like `fits`, but the unknown parts contain no override. */
function fitsWhole(name: string, text: PossibleText): boolean {
  return fits(name, text) && name.split(':').length === text.parts.join('').split(':').length;
}

function isVariableName(name: string): boolean {
  return /^[a-zA-Z0-9\-_+./~:]+$/.test(name);
}

function isFunction(name: string, d: Datastore): boolean {
  return truthy(d.getVarFlag(name, 'func', { expand: false }));
}

function isPythonFunction(name: string, d: Datastore): boolean {
  return truthy(d.getVarFlag(name, 'python', { expand: false }));
}
