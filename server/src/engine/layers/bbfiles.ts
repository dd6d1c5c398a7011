/**
 * Which recipes and bbappends a configuration has, in BitBake's order. Mirrors `handleCollections` and
 * `CookerCollectFiles` of `bb.cooker`.
 */

import { Budget } from '../base/budget';
import { compareCodePoints } from '../base/order';
import { PythonPattern } from '../base/pythonPattern';
import { words } from '../base/pythonText';
import type { Datastore } from '../datastore/datastore';
import type { FileSource } from '../files/fileSource';
import { glob } from '../files/glob';
import { basename, join } from '../files/posixPath';

/** The pattern of the files that a layer claims, with its priority. */
export interface Collection {
  readonly name: string;
  readonly pattern: string;
  readonly priority: number;
}

/** The recipes of one configuration. */
export class RecipeCollection {
  private readonly matchers: Matchers;
  private readonly known: ReadonlySet<string>;

  constructor(
    readonly recipes: readonly string[],
    private readonly appends: readonly string[],
    readonly collections: readonly Collection[],
    private readonly budget: Budget = new Budget(),
  ) {
    this.matchers = matchersOf(collections);
    this.known = new Set(recipes);
  }

  /** Whether the configuration has this recipe; a different configuration may mask it. */
  has(fn: string): boolean {
    return this.known.has(fn);
  }

  /** The bbappends that apply to a recipe, in order. The part after a `%` in their names does not matter. */
  appendsOf(fn: string): readonly string[] {
    const recipe = basename(fn);
    return this.appends.filter((path) => {
      const name = basename(path).split('.bbappend').join('.bb');
      const wildcard = name.indexOf('%');
      return name === recipe || (wildcard !== -1 && name.startsWith(recipe.slice(0, wildcard)));
    });
  }

  /** All bbappends, in BitBake's order. */
  allAppends(): readonly string[] {
    return this.appends;
  }

  /** The recipes a bbappend applies to. */
  recipesOf(append: string): readonly string[] {
    return this.recipes.filter((fn) => this.appendsOf(fn).includes(append));
  }

  /** The name of the layer collection that a file belongs to; empty where none claims it. */
  layerOf(fn: string): string {
    return this.match(fn)?.name ?? '';
  }

  /** `BBFILE_PRIORITY` of the layer that a file belongs to; 0 where none claims it. */
  priorityOf(fn: string): number {
    return this.match(fn)?.priority ?? 0;
  }

  private match(fn: string): Collection | null {
    this.budget.renewWhenIdle();
    return match(fn, this.matchers, this.budget);
  }
}

/** Collects the files that `BBFILES` of `d` names, with `BBMASK` applied. */
export function collectRecipes(d: Datastore, files: FileSource, cwd: string, budget: Budget): RecipeCollection {
  const collections = collectionsOf(d);
  const matchers = matchersOf(collections);
  const patterns = words(d.getText('BBFILES'));
  const ordered = patterns
    .map((pattern, index) => ({ pattern, index, priority: match(pattern, matchers, budget)?.priority ?? 0 }))
    .sort((a, b) => a.priority - b.priority || a.index - b.index)
    .map((entry) => entry.pattern);
  d.setVar('BBFILES_PRIORITIZED', ordered.join(' '), { silent: true });

  const found = new Set<string>();
  for (const pattern of ordered) {
    if (files.stat(pattern)?.kind === 'directory') for (const path of walk(pattern, files)) found.add(path);
    else for (const path of glob(join(cwd, pattern), files)) found.add(path);
  }
  const mask = maskOf(words(d.getText('BBMASK')));
  const kept = mask === null ? [...found] : [...found].filter((path) => !mask.isIn(path, budget));
  return new RecipeCollection(
    kept.filter((path) => path.endsWith('.bb')),
    kept.filter((path) => path.endsWith('.bbappend')),
    collections,
    budget,
  );
}

/** All masks as the one pattern that BitBake builds from them; null where BitBake accepts none. */
function maskOf(masks: readonly string[]): PythonPattern | null {
  const taken = masks
    .map((mask) => new PythonPattern(mask.startsWith('|') ? mask.slice(1) : mask))
    .filter(({ invalid }) => invalid === null);
  if (taken.length === 0) return null;
  const all = new PythonPattern(taken.map(({ source }) => source).join('|'));
  return all.invalid === null ? all : null;
}

function collectionsOf(d: Datastore): readonly Collection[] {
  const names = words(d.getText('BBFILE_COLLECTIONS'));
  const explicit = new Map<string, number>();
  for (const name of names) {
    const priority = Number.parseInt(d.getText(`BBFILE_PRIORITY_${name}`), 10);
    if (priority) explicit.set(name, priority);
  }
  const lowest =
    explicit.size === 0 ? 0 : [...explicit.values()].reduce((least, one) => Math.min(least, one), Infinity);
  const calculated = new Map(explicit);
  const calculate = (name: string, under: ReadonlySet<string>): number => {
    const known = calculated.get(name);
    if (known !== undefined || under.has(name)) return known ?? lowest;
    const depends = ['LAYERDEPENDS', 'LAYERRECOMMENDS'].flatMap((list) =>
      words(d.getText(`${list}_${name}`).replace(/\([^)]*\)/g, ' ')),
    );
    const priorities = depends
      .filter((other) => names.includes(other))
      .map((other) => calculate(other, new Set([...under, name])));
    const priority = priorities.reduce((most, one) => Math.max(most, one), lowest) + 1;
    calculated.set(name, priority);
    return priority;
  };
  return names
    .map((name) => ({ name, pattern: d.getText(`BBFILE_PATTERN_${name}`), priority: calculate(name, new Set()) }))
    .filter((collection) => collection.pattern !== '');
}

type Matchers = readonly { readonly collection: Collection; readonly pattern: PythonPattern }[];

/**
 * In descending text order: among patterns with a common start, longer ones come first, so that a layer inside a layer
 * is found.
 */
function matchersOf(collections: readonly Collection[]): Matchers {
  const ordered = [...collections].sort((a, b) => compareCodePoints(b.pattern, a.pattern));
  return ordered
    .map((collection) => ({ collection, pattern: new PythonPattern(collection.pattern) }))
    .filter(({ pattern }) => pattern.invalid === null);
}

function match(fn: string, matchers: Matchers, budget: Budget): Collection | null {
  return matchers.find(({ pattern }) => pattern.startsText(fn, budget))?.collection ?? null;
}

function* walk(folder: string, files: FileSource): Generator<string> {
  const folders: string[] = [];
  for (const name of files.list(folder) ?? []) {
    const path = join(folder, name);
    if (files.stat(path)?.kind === 'directory') {
      if (!['SCCS', 'CVS', '.svn'].includes(name) && files.readLink(path) === undefined) folders.push(path);
    } else if (name.endsWith('.bb') || name.endsWith('.bbappend')) {
      yield path;
    }
  }
  for (const path of folders) yield* walk(path, files);
}
