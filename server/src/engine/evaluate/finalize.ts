/**
 * What happens to a recipe's store between its last statement and its signatures: deferred inherits, handlers and
 * events, key expansion, anonymous Python, tasks. Mirrors `bb.parse.ast.finalize`.
 */

import { sorted } from '../base/order';
import { words } from '../base/pythonText';
import { type Datastore, textOf, toDatastoreError } from '../datastore/datastore';
import { DatastoreError } from '../base/datastoreError';
import type { Value } from '../python/pythonDatastore';
import { MetadataError } from './errors';
import type { Evaluation } from './evaluation';
import { inherit } from './includes';
import { flagWarnings, taskList } from './taskStatements';

/**
 * Finalizes `d`, the store of one variant of the recipe `fn`. `onTasks` is called where BitBake computes signatures.
 * Throws a `DatastoreError`; one of type `SkipRecipe` means that the variant is not built.
 */
export function finalize(fn: string, d: Datastore, evaluation: Evaluation, onTasks: () => void): void {
  const saved = evaluation.handlers.save();
  const { handlers, release } = evaluation;
  try {
    if (d.getVar('_FAILPARSINGERRORHANDLED', { expand: false }) === true) {
      throw new DatastoreError('RenamedVariable', 'the metadata uses variables that BitBake has renamed');
    }
    if (release.preDeferredInheritsEvent) {
      const queued = deferred(d).map(([argument]) => argument);
      handlers.fire({ type: 'RecipePreDeferredInherits', fn, words: queued.length > 0 ? queued : [''] }, d, evaluation);
    }
    if (release.variantClassDeferred) inheritDeferred(d, evaluation);
    handlers.register(d);
    handlers.fire({ type: 'RecipePreFinalise', fn }, d, evaluation);
    expandKeys(d, evaluation);
    handlers.fire({ type: 'RecipePostKeyExpansion', fn }, d, evaluation);
    runAnonymous(d, evaluation);
    const tasks = taskList(d);
    handlers.fire({ type: 'RecipeTaskPreProcess', fn, words: tasks }, d, evaluation);
    if (release.dependsLiteralised) literaliseDepends(tasks, d);
    for (const task of tasks) d.setVarFlag(d.expand(task), 'task', 1, { silent: true });
    evaluation.problems.push(...flagWarnings(d, release));
    onTasks();
    // From here on handlers read values again, because this write clears the cache: signatures leave values in it to
    // which no filter was applied.
    d.setVar('BBINCLUDED', [d.getText('BBINCLUDED'), ...d.fileDependencies()].join(' '), { silent: true });
    if (
      d.getVar('__BBAUTOREV_SEEN') !== null &&
      d.getVar('__BBSRCREV_SEEN') !== null &&
      d.getVar('__BBAUTOREV_ACTED_UPON') === null
    ) {
      throw new DatastoreError(
        'BBHandledException',
        '`AUTOREV` or `SRCPV` is set too late for the fetcher: set it earlier in the recipe',
      );
    }
    handlers.fire({ type: 'RecipeParsed', fn }, d, evaluation);
  } finally {
    handlers.restore(saved);
  }
}

function deferred(d: Datastore): readonly (readonly [argument: string, file: string, line: number])[] {
  const queued = d.getVar('__BBDEFINHERITS', { expand: false });
  return Array.isArray(queued) ? (queued as unknown as [string, string, number][]) : [];
}

/** Inherits the classes that wait for the end of the recipe, and the classes that these queue in turn. */
export function inheritDeferred(d: Datastore, evaluation: Evaluation): void {
  if (!evaluation.release.inheritDefer) return;
  for (let queue = deferred(d); queue.length > 0; queue = deferred(d)) {
    const [[argument, file, line], ...rest] = queue as [[string, string, number], ...[string, string, number][]];
    d.setVar('__BBDEFINHERITS', rest as unknown as Value, { silent: true });
    const origin = { file, line };
    evaluation.services.origin = origin;
    try {
      inherit(argument, origin, d, evaluation, true);
    } catch (error) {
      throw error instanceof MetadataError || !(error instanceof DatastoreError)
        ? error
        : new MetadataError(error.type, error.message, origin, error.unknown);
    }
  }
}

/** Renames every variable whose name contains `${…}` to its expanded name. Mirrors `bb.data.expandKeys`. */
export function expandKeys(d: Datastore, evaluation: Pick<Evaluation, 'warn'>): void {
  const renames = new Map<string, string>();
  for (const key of d.unexpandedKeys()) {
    const expanded = d.expand(key);
    if (expanded !== key) renames.set(key, expanded);
  }
  for (const key of sorted(renames.keys())) {
    const to = renames.get(key) ?? key;
    if (d.has(to) && d.has(key)) {
      const written = d.history.entries(key);
      evaluation.warn(`variable key \`${key}\` replaces original key \`${to}\``, written[written.length - 1]?.origin);
    }
    d.renameVar(key, to);
  }
}

function runAnonymous(d: Datastore, evaluation: Evaluation): void {
  const value = d.getVar('__BBANONFUNCS', { expand: false });
  const names = Array.isArray(value) ? (value as string[]) : [];
  for (const name of names) {
    const file = flagText(d, name, 'filename');
    const line = Number(flagText(d, name, 'lineno')) || 0;
    const origin = { file, line };
    evaluation.services.origin = origin;
    const result = evaluation.python.runAnonymous(name, d);
    if (result.ok) continue;
    const error = toDatastoreError(result.error, '');
    const passing = ['SkipRecipe', 'BBHandledException', 'ExpansionError'].includes(error.type);
    throw new MetadataError(
      passing || error.unknown !== undefined ? error.type : 'BBHandledException',
      passing ? error.message : `anonymous Python failed: ${error.type}: ${error.message}`,
      { file, line: result.error.line ?? line },
      error.unknown,
    );
  }
}

/** Replaces `DEPENDS` and the tasks' `[depends]` by their expanded words. Mirrors `handleVirtRecipeProviders`. */
function literaliseDepends(tasks: readonly string[], d: Datastore): void {
  const virtual = new Set(words(d.getText('BB_RECIPE_VIRTUAL_PROVIDERS')));
  const provider = (name: string): string | null => {
    const value = d.getVar(`PREFERRED_PROVIDER_${name}`);
    return value === null || value === '' ? null : textOf(value);
  };
  const mapped = words(d.getText('DEPENDS')).map((name) => {
    if (!virtual.has(name)) return name;
    const chosen = provider(name);
    if (chosen === null)
      throw new DatastoreError(
        'BBHandledException',
        `recipe virtual provider \`PREFERRED_PROVIDER_${name}\` is not set`,
      );
    return chosen;
  });
  d.setVar('DEPENDS', mapped.join(' '), { silent: true });
  for (const task of tasks) {
    const entries = words(flagText(d, task, 'depends')).map((entry) => {
      const parts = entry.split(':');
      const [recipe = '', wanted = ''] = parts;
      if (parts.length !== 2)
        throw new DatastoreError('ValueError', `\`${task}[depends]\` holds \`${entry}\`, which is not RECIPE:TASK`);
      return `${virtual.has(recipe) ? String(provider(recipe) ?? 'None') : recipe}:${wanted}`;
    });
    d.setVarFlag(task, 'depends', entries.join(' '), { silent: true });
  }
}

function flagText(d: Datastore, name: string, flag: string): string {
  const value = d.getVarFlag(name, flag);
  return value === null ? '' : textOf(value);
}
