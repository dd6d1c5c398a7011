/**
 * The references of Python code, derived from its calls with the rules of BitBake's `bb.codeparser.PythonParser`.
 * CPython reads the code itself (`PythonEvaluator.calls`); this file contains the rules and a cache by text.
 */

import { isBlank, words } from '../base/pythonText';
import { Datastore, type DatastoreServices, toDatastoreError } from '../datastore/datastore';
import type { CodeReferences } from '../datastore/expansion';
import { DatastoreError } from '../base/datastoreError';
import type {
  PythonArgument,
  PythonCall,
  PythonDestination,
  PythonEvaluator,
  PythonUse,
} from '../python/pythonEvaluator';

const GET_VARIABLE = ['.getVar', '.appendVar', '.prependVar', 'oe.utils.conditional'];
const GET_FLAG = ['.getVarFlag', '.appendVarFlag', '.prependVarFlag'];
const CONTAINS = ['bb.utils.contains', 'base_contains'];
const CONTAINS_ANY = ['bb.utils.contains_any', 'bb.utils.filter'];
const RUN_FUNCTION = ['bb.build.exec_func', 'bb.build.exec_task'];

/** The references of code, collected call by call. */
class Findings implements CodeReferences {
  readonly references = new Set<string>();
  readonly execs = new Set<string>();
  readonly contains = new Map<string, Set<string>>();

  itemsOf(variable: string): Set<string> {
    const known = this.contains.get(variable);
    if (known) return known;
    const items = new Set<string>();
    this.contains.set(variable, items);
    return items;
  }
}

const NOTHING: CodeReferences = { references: new Set(), execs: new Set(), contains: new Map() };

/** Cached results by text: some for all recipes, some only for the recipe that is being evaluated. */
class Memo<T> {
  private readonly all = new Map<string, T>();
  private readonly ofRecipe = new Map<string, T>();
  private period = -1;

  get(text: string, { period }: PythonEvaluator): T | undefined {
    if (this.period !== period) {
      this.ofRecipe.clear();
      this.period = period;
    }
    return this.all.get(text) ?? this.ofRecipe.get(text);
  }

  set(text: string, value: T, { ofRecipe }: { readonly ofRecipe?: boolean }): void {
    (ofRecipe ? this.ofRecipe : this.all).set(text, value);
  }
}

/**
 * Reads references from Python code and caches them by text. There is one per evaluation, because the visitors of
 * module functions belong to the evaluation.
 */
export class PythonDependencies {
  private readonly memo = new Memo<CodeReferences>();
  private readonly usesMemo = new Memo<readonly PythonUse[]>();
  private readonly destinationsMemo = new Memo<readonly PythonDestination[]>();

  /**
   * The references of `code` (a function's body, a `def` or an inline expression). `name` is the variable that contains
   * it. Throws a `DatastoreError` where BitBake raises: syntax errors, calls without the arguments that BitBake reads.
   */
  read(code: string, name: string | null, services: DatastoreServices): CodeReferences {
    const known = this.memo.get(code, services.python);
    if (known) return known;
    if (isBlank(code)) return NOTHING;
    const parsed = services.python.calls(code);
    if (!parsed.ok) throw toDatastoreError(parsed.error, name ?? '');
    const findings = new Findings();
    for (const call of parsed.calls) visit(call, findings, name, services);
    this.memo.set(code, findings, parsed);
    return findings;
  }

  /**
   * The locations in `code` that may have references which `read` does not report; none where the code cannot be read.
   */
  uses(code: string, services: DatastoreServices): readonly PythonUse[] {
    const known = this.usesMemo.get(code, services.python);
    if (known) return known;
    const found = isBlank(code) ? null : services.python.uses(code);
    if (found?.ok !== true) return [];
    this.usesMemo.set(code, found.value, found);
    return found.value;
  }

  /** Where the values of the variables go that `code` reads; null where the code cannot be read. */
  destinations(code: string, services: DatastoreServices): readonly PythonDestination[] | null {
    const known = this.destinationsMemo.get(code, services.python);
    if (known) return known;
    if (isBlank(code)) return [];
    const found = services.python.destinations(code);
    if (!found.ok) return null;
    this.destinationsMemo.set(code, found.value, found);
    return found.value;
  }
}

function visit(call: PythonCall, findings: Findings, name: string | null, services: DatastoreServices): void {
  const called = call.name;
  if (called === null || called === '') return;
  if (call.visited) {
    // Upstream quirk: a visitor's result for a variable replaces everything that was known about it.
    for (const [variable, items] of call.visited.contains) findings.contains.set(variable, new Set(items));
    for (const exec of call.visited.execs) findings.execs.add(exec);
    return;
  }
  if (
    endsWithAny(called, GET_FLAG) ||
    endsWithAny(called, GET_VARIABLE) ||
    CONTAINS.includes(called) ||
    CONTAINS_ANY.includes(called)
  ) {
    visitVariable(call, called, findings, services);
  } else if (called.endsWith('.expand')) {
    const text = argument(call, 0);
    if (!isLiteral(text, services)) return;
    if (text.kind !== 'string') return;
    const parse = new Datastore(services).expandWithRefs(text.value, name);
    for (const reference of parse.references) findings.references.add(reference);
    for (const exec of parse.execs) findings.execs.add(exec);
    for (const [variable, items] of parse.contains) for (const item of items) findings.itemsOf(variable).add(item);
  } else if (RUN_FUNCTION.includes(called)) {
    const run = argument(call, 0);
    if (isLiteral(run, services)) findings.execs.add(literalText(run));
  } else {
    findings.execs.add(called);
  }
}

function visitVariable(call: PythonCall, called: string, findings: Findings, services: DatastoreServices): void {
  const first = argument(call, 0);
  if (first.kind !== 'string') return;
  const variable = first.value;
  const takesItems = CONTAINS.includes(called) || CONTAINS_ANY.includes(called);
  const isFlag = endsWithAny(called, GET_FLAG);
  const second =
    isFlag || (takesItems && (call.args.length > 1 || services.release.containsNeedsItems)) ? argument(call, 1) : null;
  if (second && CONTAINS.includes(called) && isLiteral(second, services)) {
    if (second.kind !== 'string')
      throw new DatastoreError(
        'TypeError',
        `\`${called}\` asks \`${variable}\` for ${literalText(second)}, which is no text`,
      );
    findings.itemsOf(variable).add(second.value);
  } else if (second && CONTAINS_ANY.includes(called) && isLiteral(second, services)) {
    if (second.kind !== 'string')
      throw new DatastoreError(
        'AttributeError',
        `\`${called}\` asks \`${variable}\` for ${literalText(second)}, which is no text`,
      );
    const items = findings.itemsOf(variable);
    for (const word of words(second.value)) items.add(word);
  } else if (isFlag) {
    if (second && isLiteral(second, services)) findings.references.add(`${variable}[${literalText(second)}]`);
  } else {
    findings.references.add(variable);
  }
}

function argument(call: PythonCall, index: number): PythonArgument {
  const found = call.args[index];
  if (!found)
    throw new DatastoreError(
      'IndexError',
      `\`${call.name ?? ''}\` is called without the positional argument that names the variable`,
    );
  return found;
}

function isLiteral(
  found: PythonArgument,
  services: DatastoreServices,
): found is Exclude<PythonArgument, { kind: 'other' }> {
  return found.kind === 'string' || (found.kind === 'constant' && services.release.pythonConstantsAreLiterals);
}

function literalText(found: Exclude<PythonArgument, { kind: 'other' }>): string {
  return found.kind === 'string' ? found.value : found.text;
}

function endsWithAny(text: string, suffixes: readonly string[]): boolean {
  return suffixes.some((suffix) => text.endsWith(suffix));
}
