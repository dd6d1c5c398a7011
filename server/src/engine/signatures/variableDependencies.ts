/**
 * Finds the direct dependencies of a key (variable, function, flag or module function) and the value that it
 * contributes to a hash. Mirrors `bb.data.build_dependencies`. It does not know closures of tasks, or files.
 */

import { sorted } from '../base/order';
import { isBlank, words } from '../base/pythonText';
import type { ModuleCode } from '../codeparser/moduleFunctions';
import type { PythonDependencies } from '../codeparser/pythonDependencies';
import type { ShellDependencies } from '../codeparser/shellDependencies';
import { type Datastore, textOf, truthy } from '../datastore/datastore';
import type { VariableParse } from '../datastore/expansion';
import { DatastoreError } from '../base/datastoreError';
import type { Value } from '../python/pythonDatastore';

/** What all keys of one variant share. */
export interface SignatureContext {
  readonly d: Datastore;
  /** A copy of `d` with the values of `BB_HASH_CODEPARSER_VALS` forced: function bodies are read with it. */
  readonly codeparserd: Datastore;
  /** Names that may be dependencies if code calls them: all public names of `d` and the module functions. */
  readonly isName: (name: string) => boolean;
  readonly modules: ReadonlyMap<string, ModuleCode>;
  /** Exported variables: dependencies of every shell function. */
  readonly shellDeps: ReadonlySet<string>;
  /** `BB_SIGNATURE_EXCLUDE_FLAGS`; null if there is no such list, so that no flag is a dependency. */
  readonly isExcludedFlag: ((flag: string) => boolean) | null;
  /** `BB_BASEHASH_IGNORE_VARS` of the configuration. */
  readonly ignored: ReadonlySet<string>;
  readonly python: PythonDependencies;
  readonly shell: ShellDependencies;
}

/** The dependencies of a key, and what it contributes to a hash. */
export interface KeyDependencies {
  readonly deps: ReadonlySet<string>;
  /** null contributes only the name. */
  readonly value: Value;
}

const FLAG_OPTIONS = {
  expand: ['vardeps', 'vardepvalue', 'vardepsexclude', 'exports', 'postfuncs', 'prefuncs', 'lineno', 'filename'],
};
const NO_EXCLUSIONS: Pick<ReadonlySet<string>, 'has'> = { has: () => false };

/** Prepares the walk over one finalized store. */
export function signatureContext(
  d: Datastore,
  modules: ReadonlyMap<string, ModuleCode>,
  ignored: ReadonlySet<string>,
  python: PythonDependencies,
  shell: ShellDependencies,
): SignatureContext {
  const { release } = d.services;
  const isVariable = d.namesNow();
  const isName = (name: string): boolean => modules.has(name) || (!name.startsWith('__') && isVariable(name));
  const shellDeps = new Set<string>();
  for (const name of d.exported()) if (isExported(d, name)) shellDeps.add(name);
  let codeparserd = d;
  if (release.codeparserValues) {
    codeparserd = d.createCopy();
    for (const forced of words(d.getText('BB_HASH_CODEPARSER_VALS'))) {
      const at = forced.indexOf('=');
      if (at === -1)
        throw new DatastoreError(
          'ValueError',
          `\`BB_HASH_CODEPARSER_VALS\` holds \`${forced}\`, which is not NAME=VALUE`,
        );
      codeparserd.setVar(forced.slice(0, at), forced.slice(at + 1));
    }
  }
  const list = d.getText('BB_SIGNATURE_EXCLUDE_FLAGS');
  const flags = new Set(words(list));
  const isExcludedFlag = release.excludeFlagsAreWords
    ? flags.size === 0
      ? null
      : (flag: string) => flags.has(flag)
    : list === ''
      ? null
      : (flag: string) => list.includes(flag);
  return { d, codeparserd, isName, modules, shellDeps, isExcludedFlag, ignored, python, shell };
}

function isExported(d: Datastore, name: string): boolean {
  const { exportIsBoolean } = d.services.release;
  const flag = (which: string): boolean => {
    const value = d.getVarFlag(name, which, { expand: exportIsBoolean });
    return exportIsBoolean ? toBoolean(value, name, which) : truthy(value);
  };
  return flag('export') && !flag('unexport');
}

/** `bb.utils.to_boolean`. */
function toBoolean(value: Value, name: string, flag: string): boolean {
  if (!truthy(value)) return false;
  if (typeof value === 'number' || typeof value === 'boolean') return value !== 0 && value !== false;
  const text = textOf(value).toLowerCase();
  if (['yes', 'y', '1', 'true', 't', 'on'].includes(text)) return true;
  if (['no', 'n', '0', 'false', 'f', 'off'].includes(text)) return false;
  throw new DatastoreError(
    'ValueError',
    `\`${name}[${flag}]\` is \`${textOf(value)}\`, where only a truth value such as \`1\` or \`0\` is possible`,
  );
}

/**
 * Whether `key[vardepsexclude]` would give a different result without `name`: a different dependency, or a different
 * text.
 */
export function isEffectiveExclusion(key: string, name: string, context: SignatureContext): boolean {
  const all = exclusionsOf(key, context);
  const others = new Set(all);
  others.delete(name);
  const present = variableDependencies(key, context, all);
  const without = variableDependencies(key, context, others);
  return (
    hashedText(present.value) !== hashedText(without.value) ||
    present.deps.size !== without.deps.size ||
    [...without.deps].some((dep) => !present.deps.has(dep))
  );
}

/** `key[vardepsexclude]`. */
export function exclusionsOf(key: string, { d }: SignatureContext): ReadonlySet<string> {
  return new Set(words(flagText(d.getVarFlags(key, FLAG_OPTIONS) ?? new Map<string, Value>(), 'vardepsexclude')));
}

/** The direct dependencies of `key`. Throws a `DatastoreError` if BitBake gives up the recipe. */
export function keyDependencies(key: string, context: SignatureContext): KeyDependencies {
  const module = context.modules.get(key);
  if (module) return moduleDependencies(module, context);
  if (key.endsWith(']')) return flagDependencies(key, context);
  if (key === '') throw new DatastoreError('IndexError', 'a dependency with an empty name');
  return variableDependencies(key, context);
}

function moduleDependencies(module: ModuleCode, context: SignatureContext): KeyDependencies {
  const deps = new Set(module.references);
  addKnown(deps, module.execs, context.isName);
  removeAll(deps, context.ignored);
  return {
    deps,
    value: withContains(
      context.d.services.release.moduleFunctionsHashed ? module.sourcehash : '',
      module.contains,
      new Set(),
      context,
    ),
  };
}

function flagDependencies(key: string, context: SignatureContext): KeyDependencies {
  const [variable = '', flag = ''] = key.slice(0, -1).split('[');
  if (flag === 'vardepvalueexclude' && context.d.services.release.vardepvalueExcluded)
    return { deps: new Set(), value: '' };
  if (flag === '') return { deps: new Set(), value: null };
  const { value, parse } = context.d.getParse(variable, flag);
  hashedText(value);
  const deps = new Set(parse.references);
  addKnown(deps, parse.execs, context.isName);
  removeAll(deps, context.ignored);
  return { deps, value };
}

function variableDependencies(key: string, context: SignatureContext, supposed?: ReadonlySet<string>): KeyDependencies {
  const { d } = context;
  const flags = d.getVarFlags(key, FLAG_OPTIONS);
  if (flags === null) return plainDependencies(key, context);
  const exclusions = supposed ?? new Set(words(flagText(flags, 'vardepsexclude')));
  const deps = new Set<string>();
  let value: Value;

  if (flags.has('vardepvalue')) {
    value = flags.get('vardepvalue') ?? null;
  } else if (truthy(flags.get('func') ?? null)) {
    value = truthy(flags.get('python') ?? null)
      ? pythonFunction(key, flags, deps, exclusions, context)
      : shellFunction(key, deps, exclusions, context);
    for (const list of ['prefuncs', 'postfuncs', 'exports'])
      for (const name of words(flagText(flags, list))) deps.add(name);
  } else {
    const { value: raw, parse } = d.getParse(key);
    addAll(deps, parse.references);
    addKnown(deps, parse.execs, context.isName);
    value = withRemoves(withContains(raw, parse.contains, exclusions, context), parse, deps, exclusions, context);
  }

  const dropped = flags.get('vardepvalueexclude');
  if (dropped !== undefined && typeof value === 'string') {
    for (const piece of textOf(dropped).split('|')) if (piece !== '') value = value.split(piece).join('');
  }
  if (context.isExcludedFlag)
    for (const flag of flags.keys()) if (!context.isExcludedFlag(flag)) deps.add(`${key}[${flag}]`);
  for (const name of words(flagText(flags, 'vardeps'))) deps.add(name);
  removeAll(deps, exclusions);
  removeAll(deps, context.ignored);
  return { deps, value };
}

/** Whether a value depends exactly on its references: nothing is called, removed or ignored. */
function isSimple(parse: VariableParse, ignored: ReadonlySet<string>): boolean {
  if (parse.execs.size > 0 || (parse.removes !== null && parse.removes.size > 0)) return false;
  for (const name of parse.references) if (ignored.has(name)) return false;
  return true;
}

/** The dependencies of a variable without flags: most variables have none. */
function plainDependencies(key: string, context: SignatureContext): KeyDependencies {
  const { value: raw, parse } = context.d.getParse(key);
  if (isSimple(parse, context.ignored))
    return { deps: parse.references, value: withContains(raw, parse.contains, NO_EXCLUSIONS, context) };
  const deps = new Set(parse.references);
  addKnown(deps, parse.execs, context.isName);
  const value = withRemoves(
    withContains(raw, parse.contains, NO_EXCLUSIONS, context),
    parse,
    deps,
    NO_EXCLUSIONS,
    context,
  );
  removeAll(deps, context.ignored);
  return { deps, value };
}

function pythonFunction(
  key: string,
  flags: ReadonlyMap<string, Value>,
  deps: Set<string>,
  exclusions: ReadonlySet<string>,
  context: SignatureContext,
): string {
  const body = context.codeparserd.getVar(key, { expand: false });
  if (typeof body === 'string' && !isBlank(body) && !/^\s*\d+\s*$/.test(flagText(flags, 'lineno'))) {
    throw new DatastoreError('TypeError', `\`${key}\` is a Python function without a line number`);
  }
  const code = context.python.read(typeof body === 'string' ? body : '', key, context.d.services);
  addAll(deps, code.references);
  addKnown(deps, code.execs, context.isName);
  return withContains(body, code.contains, exclusions, context);
}

function shellFunction(
  key: string,
  deps: Set<string>,
  exclusions: ReadonlySet<string>,
  context: SignatureContext,
): string {
  const { value: raw, parse } = context.codeparserd.getParse(key);
  const shell = context.shell.read(typeof parse.value === 'string' ? parse.value : '');
  if (!shell.ok) {
    // Counts lines of the body from the header; variables seldom expand to several lines.
    const line = textOf(parse.value).slice(0, shell.offset).split('\n').length;
    throw new DatastoreError(
      'ShellSyntaxError',
      `BitBake cannot read this shell function: ${shell.message}`,
      undefined,
      line,
    );
  }
  addAll(deps, context.shellDeps);
  addAll(deps, parse.references);
  addKnown(deps, shell.execs, context.isName);
  addKnown(deps, parse.execs, context.isName);
  return withRemoves(withContains(raw, parse.contains, exclusions, context), parse, deps, exclusions, context);
}

/** A value's text for a hash; unknown if BitBake's own text differs from run to run. */
function hashedText(value: Value): string {
  if (typeof value === 'object' && value !== null && 'opaque' in value && value.unsettled !== undefined) {
    throw new DatastoreError(
      'Unsettled',
      'a value without a settled text',
      `BitBake's own value differs from run to run: ${value.unsettled}`,
    );
  }
  return textOf(value);
}

/** Appends for each variable which of the requested words it contains; the variable itself is no dependency. */
function withContains(
  value: Value,
  contains: ReadonlyMap<string, ReadonlySet<string>>,
  exclusions: Pick<ReadonlySet<string>, 'has'>,
  context: SignatureContext,
): string {
  let text = truthy(value) ? hashedText(value) : '';
  if (contains.size === 0) return text;
  const { wordSets } = context.d.services;
  for (const variable of sorted(contains.keys())) {
    if (exclusions.has(variable) || context.ignored.has(variable)) continue;
    const present = wordSets.of(context.d.getText(variable));
    for (const item of sorted(contains.get(variable) ?? [])) {
      text += `\n${variable}{${item}} = ${[...wordSets.of(item)].every((word) => present.has(word)) ? 'Set' : 'Unset'}`;
    }
  }
  return text;
}

/**
 * Appends the `:remove` operations that removed something. Upstream quirk: only the references of the first of them (in
 * order of their text) become dependencies.
 */
function withRemoves(
  value: string,
  parse: VariableParse,
  deps: Set<string>,
  exclusions: Pick<ReadonlySet<string>, 'has'>,
  context: SignatureContext,
): string {
  if (!parse.removes || parse.removes.size === 0) return value;
  let text = value;
  let first = true;
  for (const removed of sorted(parse.removes)) {
    const expansion = context.d.expandWithRefs(removed, null);
    text += `\n_remove of ${removed}`;
    if (first) addAll(deps, expansion.references);
    first = false;
    text = withContains(text, expansion.contains, exclusions, context);
  }
  return text;
}

function flagText(flags: ReadonlyMap<string, Value>, flag: string): string {
  const value = flags.get(flag);
  return value === undefined || value === null ? '' : textOf(value);
}

function addAll(into: Set<string>, names: ReadonlySet<string>): void {
  for (const name of names) into.add(name);
}

function addKnown(into: Set<string>, names: ReadonlySet<string>, isName: (name: string) => boolean): void {
  for (const name of names) if (isName(name)) into.add(name);
}

function removeAll(from: Set<string>, names: ReadonlySet<string>): void {
  if (names.size < from.size) for (const name of names) from.delete(name);
  else for (const name of from) if (names.has(name)) from.delete(name);
}
