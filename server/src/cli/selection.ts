/**
 * What a check covers: recipes, and files that are part of recipes. A class, include or configuration file is checked
 * through one recipe that uses it. Only findings in that file are reported then. A bbappend represents its recipes.
 */

import { absolute, isWithin } from '../engine/files/posixPath';
import { realPath } from '../engine/files/realPath';
import type { EditorDiagnostic, OpenedWorkspace } from '../ide/api/analysisApi';
import { UsageError } from './commandLine';
import { type CommandContext, type ChosenTargets, chosenRecipes } from './context';

export class Selection {
  /** `files` is for recipes that were selected only because they use certain files. It contains those files. */
  private constructor(
    readonly recipes: readonly string[],
    private readonly files: ReadonlyMap<string, ReadonlySet<string>>,
  ) {}

  /** What the targets name, or every recipe. A target that names nothing is bad usage. */
  static async of({ targets, all }: ChosenTargets, context: CommandContext): Promise<Selection> {
    const paths = targets.filter(isPartOfRecipes).map((target) => layerPath(target, context));
    const missing = paths.filter((path) => context.cli.platform.files.stat(path)?.kind !== 'file');
    if (missing.length > 0) throw new UsageError(`there is no file ${missing.join(', ')}`);
    const files = new Map<string, Set<string>>();
    for (const path of paths.filter((one) => !isAppend(one))) {
      const fn = await recipeWith(path, context);
      if (fn !== null) files.set(fn, (files.get(fn) ?? new Set()).add(path));
    }
    const whole = [
      ...targets.filter((target) => !isPartOfRecipes(target)),
      ...(await appendsWithRecipe(paths.filter(isAppend), context)),
    ];
    const recipes = all || whole.length > 0 ? await chosenRecipes({ targets: whole, all }, context) : [];
    for (const fn of recipes) files.delete(fn);
    return new Selection([...recipes, ...files.keys()], files);
  }

  /**
   * Whether to report a finding in a recipe. null stands for the configuration: its findings are reported if a recipe
   * is selected as a whole, or if their file is selected.
   */
  isReported({ path }: EditorDiagnostic, fn: string | null): boolean {
    if (fn === null)
      return this.recipes.length > this.files.size || [...this.files.values()].some((files) => files.has(path));
    return this.files.get(fn)?.has(path) ?? true;
  }
}

function isPartOfRecipes(target: string): boolean {
  return /\.(bbappend|bbclass|inc|conf)$/.test(target);
}

function isAppend(path: string): boolean {
  return path.endsWith('.bbappend');
}

/** A recipe that uses a file. If there is none, this is reported, and the result is null. */
async function recipeWith(path: string, { cli, analysis, opened }: CommandContext): Promise<string | null> {
  const isOutside = !locationsOf(opened).some((folder) => isWithin(path, folder));
  // For a file of the configuration, `recipeOf` returns any recipe. But this file does not belong to the configuration.
  const fn = isOutside && path.endsWith('.conf') ? null : await analysis.recipeOf(path);
  if (fn === null && isOutside)
    throw new UsageError(
      `${path} is in no layer of this configuration: add its layer to conf/bblayers.conf, or leave it out`,
    );
  if (fn === null) cli.err(`sighound: no recipe of this configuration uses ${path}: nothing to check`);
  return fn;
}

function locationsOf({ layers, buildDir }: OpenedWorkspace): readonly string[] {
  return [...layers, buildDir];
}

/**
 * The path of a file in the form that bblayers.conf leads to. The user may have reached the file by a different path.
 */
function layerPath(target: string, { cli, opened }: CommandContext): string {
  const path = absolute(target, cli.cwd);
  const folders = locationsOf(opened);
  if (folders.some((folder) => isWithin(path, folder))) return path;
  const real = realPath(cli.platform.files, path);
  for (const folder of folders) {
    const realFolder = realPath(cli.platform.files, folder);
    if (isWithin(real, realFolder)) return folder + real.slice(realFolder.length);
  }
  return path;
}

async function appendsWithRecipe(appends: readonly string[], { analysis }: CommandContext): Promise<readonly string[]> {
  if (appends.length === 0) return [];
  const { unknown } = await analysis.resolveTargets(appends);
  if (unknown.length === 0) return appends;
  throw new UsageError(
    `no recipe of this configuration matches ${unknown.join(', ')}: add the layer of the recipe to conf/bblayers.conf, or rename the bbappend after an existing recipe`,
  );
}
