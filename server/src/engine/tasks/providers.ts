/**
 * Finds the providers of a name, and the one that BitBake chooses first. Mirrors `bb.providers` and the tables of
 * `bb.cache.CacheData`, for one configuration.
 */

import { Budget } from '../base/budget';
import { addTo } from '../base/lists';
import { sorted } from '../base/order';
import { PythonPattern } from '../base/pythonPattern';
import { recipeOf } from '../base/recipeNames';
import { unlessUnknown } from '../layers/behaviors';
import { RecipeCollection } from '../layers/bbfiles';
import type { RecipeInfo } from './recipeInfo';
import { type TaskConfiguration, wordsOf } from './taskConfiguration';
import { compareVersions } from './versions';

/**
 * Recipes that can provide a name, the first choice first. `conflict`: several are preferred, which BitBake refuses.
 */
export interface Providers {
  readonly eligible: readonly RecipeInfo[];
  readonly conflict: boolean;
}

const NONE: Providers = { eligible: [], conflict: false };

/** The recipes of one configuration by what they provide. */
export class ProviderTables {
  private readonly byName = new Map<string, RecipeInfo[]>();
  private readonly byPackage = new Map<string, RecipeInfo[]>();
  private readonly byRuntimeName = new Map<string, RecipeInfo[]>();
  private readonly dynamic: { readonly pattern: PythonPattern; readonly recipes: RecipeInfo[] }[] = [];
  /** All names that the recipes of one `PN` provide. */
  private readonly providesOf = new Map<string, Set<string>>();
  private readonly priorities = new Map<RecipeInfo, number>();
  private readonly preferred: ReadonlyMap<string, string>;
  private readonly assumed: readonly (string | PythonPattern)[];
  /** The budget for all pattern matches of the tables. */
  private readonly budget = new Budget();
  private undecided: string | null = null;

  constructor(
    readonly recipes: readonly RecipeInfo[],
    private readonly configuration: TaskConfiguration,
  ) {
    const patterns = new Map<string, RecipeInfo[]>();
    const collection = new RecipeCollection([], [], configuration.collections, this.budget);
    for (const recipe of recipes) {
      this.priorities.set(
        recipe,
        this.decided(() => collection.priorityOf(recipeOf(recipe.mcfn)), 0),
      );
      const provided = this.providesOf.get(recipe.pn) ?? new Set();
      this.providesOf.set(recipe.pn, provided);
      for (const name of recipe.provides) {
        addTo(this.byName, name, recipe);
        provided.add(name);
      }
      for (const name of recipe.packages) addTo(this.byPackage, name, recipe);
      for (const name of recipe.rprovides) addTo(this.byRuntimeName, name, recipe);
      for (const pattern of recipe.packagesDynamic) addTo(patterns, pattern, recipe);
    }
    for (const [pattern, found] of patterns)
      this.dynamic.push({ pattern: new PythonPattern(pattern.replaceAll('+', '\\+')), recipes: found });
    this.preferred = new Map(
      wordsOf(configuration, 'PREFERRED_PROVIDERS').map((word) => [word.split(':')[0] ?? '', word.split(':')[1] ?? '']),
    );
    this.assumed = wordsOf(configuration, 'ASSUME_PROVIDED').map((name) =>
      name.startsWith('^') || name.endsWith('$') ? new PythonPattern(name) : name,
    );
  }

  /** Why the providers of some requested name are unknown; null if all are known. */
  get problem(): string | null {
    return this.undecided;
  }

  private decided<T>(question: () => T, otherwise: T): T {
    return unlessUnknown(question, (reason) => {
      this.undecided ??= reason;
      return otherwise;
    });
  }

  /** Whether `ASSUME_PROVIDED` names it: then no recipe has to provide it. */
  isAssumed(name: string): boolean {
    return this.assumed.some((one) =>
      typeof one === 'string' ? one === name : this.decided(() => one.startsText(name, this.budget), false),
    );
  }

  /** The names that a `PN`'s recipes provide. */
  namesOf(pn: string): ReadonlySet<string> {
    return this.providesOf.get(pn) ?? new Set();
  }

  /** The providers of a name in `DEPENDS`. Mirrors `filterProviders`. */
  providers(item: string): Providers {
    const eligible = this.eligible(this.byName.get(item) ?? [], item);
    const wanted = this.variable(`PREFERRED_PROVIDER_${item}`) || this.preferred.get(item);
    return { eligible: withFirst(eligible, this.preferredOf(eligible, wanted)), conflict: false };
  }

  /** The providers of a name in `RDEPENDS`. Mirrors `getRuntimeProviders` and `filterProvidersRunTime`. */
  runtimeProviders(item: string): Providers {
    let eligible = this.eligible(this.runtimeCandidates(item), item);
    if (eligible.length === 0) return NONE;
    const wanted = this.variable(`PREFERRED_RPROVIDER_${item}`);
    const named = this.preferredOf(eligible, wanted);
    if (named) return { eligible: withFirst(eligible, named), conflict: false };
    // No preferred recipe is set for it, but one may be set for another name that one of the recipes provides.
    const byPn = new Map(eligible.map((recipe) => [recipe.pn, recipe]));
    const found = new Set<RecipeInfo>();
    for (const { pn } of eligible) {
      for (const name of this.namesOf(pn)) {
        const preferred = byPn.get(this.variable(`PREFERRED_PROVIDER_${name}`));
        if (!preferred || found.has(preferred)) continue;
        eligible = withFirst(eligible, preferred);
        found.add(preferred);
        break;
      }
      // In that case no recipe is chosen, so their order does not matter.
      if (found.size > 1) break;
    }
    return { eligible, conflict: found.size > 1 };
  }

  /** The `PN`s that `world` means. Mirrors `buildWorldTargetList`. */
  world(): readonly string[] {
    const isTerminal = ({ pn }: RecipeInfo): boolean =>
      [...this.namesOf(pn)].every(
        (name) => !name.startsWith('virtual/') && (this.byName.get(name) ?? []).every((other) => other.pn === pn),
      );
    return [...new Set(this.recipes.filter((recipe) => !recipe.notWorld && isTerminal(recipe)).map(({ pn }) => pn))];
  }

  /**
   * From some providers, the one with the preferred `PN`; else the recipe of that `PN` that may be a provider, because
   * its provided names are unknown.
   */
  private preferredOf(eligible: readonly RecipeInfo[], wanted: string | undefined): RecipeInfo | undefined {
    if (wanted === undefined || wanted === '') return undefined;
    return (
      eligible.find(({ pn }) => pn === wanted) ??
      this.byName.get(wanted)?.find(({ pn, unknownProvides }) => pn === wanted && unknownProvides === true)
    );
  }

  private variable(name: string): string {
    return this.configuration.variables[name] ?? '';
  }

  private runtimeCandidates(item: string): readonly RecipeInfo[] {
    const exact = [...(this.byRuntimeName.get(item) ?? []), ...(this.byPackage.get(item) ?? [])];
    return exact.length > 0
      ? exact
      : this.dynamic
          .filter(({ pattern }) => this.decided(() => pattern.startsText(item, this.budget), false))
          .flatMap(({ recipes }) => recipes);
  }

  /** One recipe of each `PN`, in the preferred version. Mirrors `_filterProviders`. */
  private eligible(candidates: readonly RecipeInfo[], item: string): readonly RecipeInfo[] {
    const byPn = new Map<string, RecipeInfo[]>();
    const byFile = new Map(candidates.map((recipe) => [recipe.mcfn, recipe]));
    for (const mcfn of sorted(byFile.keys())) {
      const recipe = byFile.get(mcfn);
      if (recipe) addTo(byPn, recipe.pn, recipe);
    }
    const chosen = new Map<string, RecipeInfo>();
    const names = sorted(byPn.keys());
    for (const pn of names) {
      const { recipe, required } = this.preferredVersion(pn, this.groups(byPn.get(pn) ?? []));
      // Upstream quirk: BitBake does not look at the names that come after it.
      if (!recipe && required) return [...chosen.values()];
      if (recipe) chosen.set(pn, recipe);
    }
    for (const pn of names) {
      const [first = []] = chosen.has(pn) ? [] : this.groups(byPn.get(pn) ?? []);
      const latest = latestOf(first);
      if (latest) chosen.set(pn, perhapsNewer(latest, first) ?? latest);
    }
    return withFirst([...chosen.values()], chosen.get(item));
  }

  /** The recipes of a `PN` by layer priority, the highest first; in each group by `DEFAULT_PREFERENCE`. */
  private groups(recipes: readonly RecipeInfo[]): readonly (readonly RecipeInfo[])[] {
    const byPriority = new Map<number, RecipeInfo[]>();
    for (const recipe of recipes) addTo(byPriority, this.priorities.get(recipe) ?? 0, recipe);
    const ordered = [...byPriority].sort(([a], [b]) => b - a);
    return ordered.map(([, group]) => [...group].sort((a, b) => a.defaultPreference - b.defaultPreference));
  }

  private preferredVersion(
    pn: string,
    groups: readonly (readonly RecipeInfo[])[],
  ): { readonly recipe: RecipeInfo | undefined; readonly required: boolean } {
    const version = (keyword: string): string =>
      this.variable(`${keyword}_VERSION:pn-${pn}`) ||
      this.variable(`${keyword}_VERSION_${pn}`) ||
      this.variable(`${keyword}_VERSION`);
    const required = version('REQUIRED');
    const wanted = required || version('PREFERRED');
    if (wanted === '') return { recipe: undefined, required: false };
    const [, epochs, pv = ''] = /^((?:\d+:)*)([^\n]*)/.exec(wanted) ?? [];
    const epoch = epochs ? (epochs.split(':').at(-2) ?? '') : null;
    const fits = (recipe: RecipeInfo): boolean =>
      (epoch === null || recipe.pe === epoch) &&
      (recipe.pv === pv || (pv.endsWith('%') && recipe.pv.startsWith(pv.slice(0, -1))));
    const recipe = groups.flat().find(fits);
    return { recipe: perhapsBefore(recipe, groups) ?? recipe, required: required !== '' };
  }
}

/**
 * A recipe whose version is unknown and that may come before the one with the requested version. It is chosen, so that
 * the other one does not count as certain.
 */
function perhapsBefore(
  recipe: RecipeInfo | undefined,
  groups: readonly (readonly RecipeInfo[])[],
): RecipeInfo | undefined {
  for (const group of groups) {
    const at = recipe ? group.indexOf(recipe) : -1;
    const found = group.find(
      ({ unknownVersion }, index) =>
        unknownVersion === 'preference' || (unknownVersion === 'version' && (at === -1 || index < at)),
    );
    if (found || at !== -1) return found;
  }
  return undefined;
}

/** A recipe whose version is unknown and that may be newer than the newest one. */
function perhapsNewer(latest: RecipeInfo, recipes: readonly RecipeInfo[]): RecipeInfo | undefined {
  return recipes.find(
    ({ unknownVersion, defaultPreference }) =>
      unknownVersion === 'preference' ||
      (unknownVersion === 'version' && defaultPreference >= latest.defaultPreference),
  );
}

/**
 * The newest of recipes in one layer. Upstream quirk: a recipe with a higher preference replaces the one before it; a
 * recipe with a lower preference never does.
 */
function latestOf(recipes: readonly RecipeInfo[]): RecipeInfo | undefined {
  let latest: RecipeInfo | undefined;
  let preference = 0;
  for (const recipe of recipes) {
    const isFirst = latest === undefined;
    const isNewer =
      latest !== undefined && preference === recipe.defaultPreference && compareVersions(latest, recipe) < 0;
    if (!isFirst && !isNewer && recipe.defaultPreference <= preference) continue;
    latest = recipe;
    preference = recipe.defaultPreference;
  }
  return latest;
}

function withFirst(recipes: readonly RecipeInfo[], first: RecipeInfo | undefined): readonly RecipeInfo[] {
  return first ? [first, ...recipes.filter((recipe) => recipe !== first)] : recipes;
}
