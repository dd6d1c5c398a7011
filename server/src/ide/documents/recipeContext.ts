/**
 * Finds the recipe in whose context an open file is shown. A recipe is its own context; a bbappend, class, include or
 * configuration file is shown in one of the recipes that use it. A text that mentions the file only suggests which
 * recipe to try: the recipe's evaluation shows whether it read the file. A recipe that does not use the file is never
 * its context.
 */

import { sorted } from '../../engine/base/order';
import type { Engine, RecipeResult, VariantResult } from '../../engine/engine';
import { basename, dirname, join, normalize } from '../../engine/files/posixPath';
import { realPath } from '../../engine/files/realPath';
import { DatastoreError } from '../../engine/base/datastoreError';

/** How many texts may be read to find a recipe that uses a file, and how many recipes may be evaluated for it. */
const TEXTS_TO_SEARCH = 4000;
const RECIPES_TO_TRY = 20;

/** The statements in which a file names other files, with lines joined by backslashes. */
const NAMING =
  /^(inherit|inherit_defer|require|include|include_all)[ \t]((?:\\\r?\n|[^\n])*)|^(BBCLASSEXTEND)\b[^"'\n]*["']([^"']*)/gm;

/**
 * The recipe to show `path` in; null if no recipe uses it or the configuration cannot be read. `preferred` is chosen if
 * it uses the file.
 */
export function contextRecipe(path: string, engine: Engine, preferred: string | null): string | null {
  const recipes = engine.recipes();
  if (!recipes) return null;
  const same = (candidate: string): boolean => samePath(candidate, path, engine);
  // A recipe that the configuration does not know (masked, or in no layer) is shown, too.
  if (path.endsWith('.bb')) return recipes.recipes.find(same) ?? path;
  const last = preferred !== null && engine.files.stat(preferred) !== undefined ? preferred : null;
  if (last !== null && uses(last, path, engine)) return last;
  if (path.endsWith('.bbappend')) return recipesOfAppend(path, engine)[0] ?? null;
  if (path.endsWith('.conf') || isOfEveryRecipe(path, engine)) return last ?? sorted(recipes.recipes)[0] ?? null;
  return userOf(path, recipes.recipes, engine);
}

/** The recipes of the default configuration that a bbappend belongs to. */
export function recipesOfAppend(path: string, engine: Engine): readonly string[] {
  const recipes = engine.recipes();
  const append = recipes?.allAppends().find((candidate) => samePath(candidate, path, engine));
  return recipes && append !== undefined ? recipes.recipesOf(append) : [];
}

/** The variant to show first: the plain one of the default configuration, else the first that is not skipped. */
function mainVariant(result: RecipeResult): VariantResult | null {
  const usable = result.variants.filter((variant) => variant.skipped === null);
  return usable.find((variant) => variant.variant === '' && variant.multiconfig === '') ?? usable[0] ?? null;
}

/** The variant to show first for a file: a class of `native` is in no plain variant. */
export function variantFor(path: string, result: RecipeResult): VariantResult | null {
  const main = mainVariant(result);
  if (!/\.(bbclass|inc)$/.test(path) || (main && reads(main, path))) return main;
  return result.variants.find((variant) => variant.skipped === null && reads(variant, path)) ?? main;
}

function reads({ d }: VariantResult, path: string): boolean {
  for (const file of d.fileDependencies())
    if (file === path || (basename(file) === basename(path) && normalize(file) === path)) return true;
  return false;
}

function uses(fn: string, path: string, engine: Engine): boolean {
  return engine.evaluate(fn)?.accesses.dependsOn(path) === true;
}

/** Whether two paths name one file: a layer's path may be `BUILD/../meta-layer`, or go through a link. */
export function samePath(candidate: string, path: string, engine: Engine): boolean {
  if (candidate === path) return true;
  return (
    basename(candidate) === basename(path) &&
    (normalize(candidate) === path || realPath(engine.files, candidate) === realPath(engine.files, path))
  );
}

/** A class or include file that the configuration reads is part of every recipe. */
function isOfEveryRecipe(path: string, engine: Engine): boolean {
  const outcome = engine.configuration();
  if (!outcome.ok) return false;
  for (const file of outcome.configuration.dependencies) if (samePath(file, path, engine)) return true;
  return false;
}

/**
 * A recipe that uses the file, found by going from each file to the files that name it; recipes near the file come
 * first. A class that is inherited only through a variable (`inherit ${IMAGE_CLASSES}`) is found after a recipe that
 * uses it was shown.
 */
function userOf(path: string, recipes: readonly string[], engine: Engine): string | null {
  const isNear = (fn: string): boolean => normalize(fn).startsWith(`${dirname(path)}/`);
  const ordered = [...recipes.filter(isNear), ...recipes.filter((fn) => !isNear(fn))];
  const between = new Map(
    [...classFiles(engine), ...includeFiles(path, recipes, engine)].map((file) => [basename(file), file]),
  );
  const texts = new Map<string, string>();
  for (const file of [...ordered, ...between.values()].slice(0, TEXTS_TO_SEARCH)) {
    const found = engine.files.readText(file);
    if (found.kind === 'text') texts.set(file, found.text);
  }
  let tries = RECIPES_TO_TRY;
  const names = new Set([basename(path)]);
  for (const name of names) {
    for (const fn of ordered) {
      if (!mentions(texts.get(fn) ?? '', name)) continue;
      if (uses(fn, path, engine)) return fn;
      if (--tries === 0) return null;
    }
    for (const [other, file] of between)
      if (!names.has(other) && mentions(texts.get(file) ?? '', name)) names.add(other);
  }
  return null;
}

/**
 * Whether a statement of `text` names a file or class called `name`; a variable in the statement may have any value.
 */
function mentions(text: string, name: string): boolean {
  const className = /^(.*)\.bbclass$/.exec(name)?.[1];
  if (!text.includes(className ?? '.inc')) return false;
  for (const [, keyword = '', written = '', extend, variants = ''] of text.matchAll(NAMING)) {
    const isClassStatement = extend !== undefined || keyword.startsWith('inherit');
    if (isClassStatement !== (className !== undefined)) continue;
    const argument = `${written}${variants}`;
    if (className !== undefined) {
      if (argument.split(/[^A-Za-z0-9_.+-]+/).includes(className)) return true;
    } else if (argument.includes(name) || argument.split(/\s+/).some((word) => couldBe(basename(word), name)))
      return true;
  }
  return false;
}

/** Whether `pattern` can be `name`, with some text for each `${…}` in it. */
function couldBe(pattern: string, name: string): boolean {
  if (!pattern.includes('${') || pattern.includes('${@')) return pattern === name;
  const [first = '', ...rest] = pattern.split(/\$\{[^}]*\}/);
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.endsWith(rest[rest.length - 1] ?? '');
}

/** All classes that recipes can inherit. */
function classFiles(engine: Engine): readonly string[] {
  const outcome = engine.configuration();
  const d = outcome.ok ? outcome.configuration.stores.get('') : undefined;
  if (!d) return [];
  let bbpath: string;
  try {
    bbpath = d.getText('BBPATH');
  } catch (error) {
    if (error instanceof DatastoreError) return [];
    throw error;
  }
  const folders = bbpath
    .split(':')
    .flatMap((folder) => ['classes-recipe', 'classes'].map((name) => join(folder, name)));
  return folders.flatMap((folder) => filesIn(folder, '.bbclass', engine));
}

/** The include files in the folder of a file or a recipe, and in the folder above. */
function includeFiles(path: string, recipes: readonly string[], engine: Engine): readonly string[] {
  const folders = new Set([path, ...recipes].flatMap((file) => [dirname(file), dirname(dirname(file))]));
  return [...folders].flatMap((folder) => filesIn(folder, '.inc', engine));
}

function filesIn(folder: string, extension: string, { files }: Engine): readonly string[] {
  return (files.list(folder) ?? []).filter((name) => name.endsWith(extension)).map((name) => join(folder, name));
}
