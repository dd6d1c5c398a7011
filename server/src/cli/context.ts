/** What every command works with: the engine of a build directory, and the recipes that the targets name. */

import { Calibrating, type TrustedEngines } from './calibrated';
import type { Standing } from '../calibration/standing';
import type { AnalysisEvents, AnalysisOptions, AnalysisService, JudgeService } from '../platform/platform';
import { multiconfigOf, recipeOf } from '../engine/base/recipeNames';
import { type Target, meansMulticonfig, parseTarget } from '../engine/base/target';
import { ALL, type AllowedServers } from '../engine/sstate/allowedServers';
import { absolute } from '../engine/files/posixPath';
import { findWorkspace } from '../engine/layers/workspace';
import type { ChangedFile } from '../engine/files/headFiles';
import type { OpenedWorkspace, RecipeHashes, VariantHashes } from '../ide/api/analysisApi';
import { type CommandLine, type ExitCode, UsageError } from './commandLine';
import { judgedLayers, layerLines, ownLayers } from '../ide/fixes/ownLayers';
import { namedMachines, otherHostOf, ownLayerFolders } from './hostOptions';
import { forEachRecipe } from './parallel';

export interface CommonOptions {
  readonly buildDir?: string;
  readonly bitbakeDir?: string;
  readonly timeout?: string;
  /** A file that describes the other host. */
  readonly otherHost?: string;
  /** Other machines that recipes are compared with. */
  readonly machine?: readonly string[];
  /** Folders of the user's own layers. */
  readonly ownLayer?: readonly string[];
  /** Whether to say which layers count as the user's own. */
  readonly verbose?: boolean;
  /** Sighound may ask all servers on other machines that the configuration names, for unihashes and objects. */
  readonly askServers?: boolean;
  /** The servers that Sighound may ask. */
  readonly askServer?: readonly string[];
  /** Whether to compare with a BitBake that is met for the first time; true if not given. */
  readonly calibration?: boolean;
}

export interface CommandContext {
  readonly cli: CommandLine;
  readonly analysis: AnalysisService;
  readonly buildDir: string;
  /** What opening the build directory found. */
  readonly opened: OpenedWorkspace;
  /** Finds the user's own layers, for which it reads files of all layers. */
  readonly ownLayers: () => readonly string[];
  /**
   * Engines in addition to `analysis`, for commands that ask about all recipes. There is one for each further processor
   * that the host grants.
   */
  readonly helpers: readonly AnalysisService[];
  /** Starts another engine for the same build directory. The caller disposes it. */
  readonly startAnalysis: () => AnalysisService;
  /** Starts engines that see different contents for some files. */
  readonly enginesWith: (changes: readonly ChangedFile[]) => () => AnalysisService;
  /** Whether the workspace's BitBake computes the same hashes as our engine. */
  readonly standing: Standing;
  /** Starts the judge; null if the workspace has no BitBake. */
  readonly startJudge: () => JudgeService | null;
}

const DEFAULT_TIMEOUT_S = 20;

/**
 * How a command works. `all`: with all recipes or with some. `trusts`: whether it relies on the engine's hashes alone,
 * so that these are compared with BitBake's first.
 */
export interface CommandNeeds {
  readonly all: boolean;
  readonly trusts: boolean;
}

/** Opens the build directory, runs `body`, and ends the threads. */
export async function withContext(
  options: CommonOptions,
  { all, trusts }: CommandNeeds,
  cli: CommandLine,
  body: (context: CommandContext) => Promise<ExitCode>,
): Promise<ExitCode> {
  const buildDir = findBuildDir(options, cli);
  const seconds = Number(options.timeout ?? DEFAULT_TIMEOUT_S);
  if (!(seconds > 0)) throw new UsageError(`--timeout takes a number of seconds, not \`${options.timeout ?? ''}\``);
  const bitbakeHints = options.bitbakeDir === undefined ? [] : [absolute(options.bitbakeDir, cli.cwd)];
  const { otherHost, ownLayer = [], machine = [] } = options;
  const workspace = findWorkspace(buildDir, bitbakeHints, cli.platform.files);
  const ownFolders = ownLayerFolders(ownLayer, workspace, cli);
  const machines = namedMachines(machine, workspace, cli);
  if (options.verbose === true)
    for (const line of layerLines(judgedLayers(workspace, ownFolders, cli.platform.files))) cli.err(line);
  const analysisOptions: AnalysisOptions = {
    buildDir,
    bitbakeHints,
    evaluationTimeoutMs: seconds * 1000,
    isWholesale: all,
    asksServers: askedServers(options),
    culprits: cli.platform.newCulprits(),
    ...(otherHost !== undefined && { otherHost: otherHostOf(otherHost, workspace, cli) }),
    ...(ownFolders.length > 0 && { ownLayers: ownFolders }),
    ...(machines.length > 0 && { machines }),
  };
  const events: AnalysisEvents = {
    onLog: (message) => cli.err(message),
    onRestart: (reason) => cli.err(`sighound: ${reason}`),
  };
  const analysis = cli.platform.startAnalysis(analysisOptions, {
    ...events,
    onProgress: (progress) => cli.progress?.(progress?.message ?? null),
  });
  const startAnalysis = (): AnalysisService => cli.platform.startAnalysis(analysisOptions, events);
  // With different texts, different recipes may end a thread, so these engines have their own culprits.
  const startOther = (): AnalysisService =>
    cli.platform.startAnalysis({ ...analysisOptions, culprits: cli.platform.newCulprits() }, events);
  const helpers = all ? Array.from({ length: cli.platform.parallelism - 1 }, startAnalysis) : [];
  const calibrating = new Calibrating(
    cli,
    analysisOptions,
    trusts && options.calibration !== false ? 'compare' : 'skip',
  );
  let engines: TrustedEngines | null = null;
  try {
    // Each engine reads the configuration itself, at the same time as the others. Its messages are printed once.
    for (const helper of helpers) void helper.open().catch(() => undefined);
    const opened = await analysis.open();
    cli.progress?.(null);
    if (!opened.ok) {
      const text = opened.problems
        .filter((problem) => problem.severity === 'error')
        .map((problem) => `${problem.path}:${problem.range.start.line + 1}: ${problem.message}`);
      throw new UsageError(`the configuration of ${buildDir} cannot be read`, text);
    }
    if (opened.library === 'stand-ins')
      cli.err(
        'sighound: no BitBake found for this build directory; stand-ins answer for its library (see --bitbake-dir)',
      );
    engines = await calibrating.finish(opened, analysis, startOther);
    const { trusted, standing, enginesWith } = engines;
    return await body({
      cli,
      buildDir,
      opened,
      ownLayers: () => ownLayers(workspace, ownFolders, cli.platform.files),
      standing,
      enginesWith,
      analysis: trusted(analysis),
      helpers: helpers.map(trusted),
      startAnalysis: () => trusted(startAnalysis()),
      startJudge: () => cli.platform.startJudge(analysisOptions),
    });
  } finally {
    await Promise.all([
      ...[analysis, ...helpers].map((engine) => engine.dispose()),
      calibrating.dispose(),
      engines?.dispose(),
    ]);
  }
}

/**
 * Which servers may be asked: all that the configuration names, or those that the user names. A socket must always be
 * named.
 */
export function askedServers({ askServers, askServer = [] }: CommonOptions): AllowedServers {
  if (askServer.length === 0) return askServers === true;
  return askServers === true ? [ALL, ...askServer] : askServer;
}

function findBuildDir(options: CommonOptions, cli: CommandLine): string {
  const isBuildDir = (folder: string): boolean => cli.platform.files.stat(`${folder}/conf/bblayers.conf`) !== undefined;
  if (options.buildDir !== undefined) {
    const given = absolute(options.buildDir, cli.cwd);
    if (!isBuildDir(given)) throw new UsageError(`${given} is not a build directory: it has no conf/bblayers.conf`);
    return given;
  }
  const environment = cli.platform.environment('BUILDDIR');
  if (environment !== undefined && environment !== '') return absolute(environment, cli.cwd);
  if (isBuildDir(cli.cwd)) return cli.cwd;
  throw new UsageError(
    'no build directory: give --build-dir DIR, set BUILDDIR, or run in a folder with conf/bblayers.conf',
  );
}

/** What the user chose: targets, or `--all`. */
export interface ChosenTargets {
  readonly targets: readonly string[];
  readonly all: boolean;
}

/** Throws bad usage if targets and `--all` do not fit together. */
export function checkTargets(command: string, { targets, all }: ChosenTargets): void {
  if (all && targets.length > 0) throw new UsageError('give targets or --all, not both');
  if (!all && targets.length === 0) throw new UsageError(`${command} needs targets, or --all`);
}

/** What the user's choice means. */
export interface ChosenTasks {
  readonly recipes: readonly string[];
  /** The variants of a recipe that are meant. A recipe that is named without more means all of its variants. */
  readonly variants: <V extends NamedVariant>(variants: readonly V[]) => readonly V[];
  /** The variants of a recipe whose name a target has; all of them if it only names the file. */
  readonly named: <V extends NamedVariant>(variants: readonly V[]) => readonly V[];
  /** Whether a task of a meant variant is meant, too. */
  readonly hasTask: (mcfn: string, task: string) => boolean;
}

/** All recipe files, or those of the targets. An unknown target is bad usage. */
export async function chosenRecipes(chosen: ChosenTargets, context: CommandContext): Promise<readonly string[]> {
  return (await chosenTasks(chosen, context)).recipes;
}

type NamedVariant = Pick<VariantHashes, 'mcfn' | 'pn'>;

/** Finds what the targets mean. An unknown target is bad usage. */
export async function chosenTasks({ targets, all }: ChosenTargets, context: CommandContext): Promise<ChosenTasks> {
  const { cli, analysis } = context;
  if (all) {
    const { recipes } = await analysis.resolveTargets([]);
    return { recipes, variants: (variants) => variants, named: (variants) => variants, hasTask: () => true };
  }
  const unknown: string[] = [];
  const meant = new Map<string, Target[]>();
  const parsed = targets.map((text) => ({ text, target: parseTarget(text) }));
  const asksConfigurations = parsed.some(
    ({ target: { multiconfig, name } }) => multiconfig !== undefined || name.startsWith('virtual/'),
  );
  const configurations = asksConfigurations ? await analysis.taskConfigurations() : [];
  for (const { text, target } of parsed) {
    const { multiconfig = '', name } = target;
    const isThere = ['', '*'].includes(multiconfig) || configurations.some((one) => one.multiconfig === multiconfig);
    const provider = configurations.find((one) => one.multiconfig === multiconfig.replace('*', ''))?.variables[
      `PREFERRED_PROVIDER_${name}`
    ];
    // A path is relative to the shell's folder. The path in a mcfn with a prefix is already absolute.
    const given = provider ?? (name.includes('/') && !name.includes(':') ? absolute(name, cli.cwd) : name);
    const { recipes } = isThere ? await analysis.resolveTargets([given]) : { recipes: [] };
    const add = (fn: string, named: string): Map<string, Target[]> =>
      meant.set(fn, [...(meant.get(fn) ?? []), { ...target, name: named }]);
    for (const fn of recipes) add(fn, given);
    if (recipes.length > 0) continue;
    // Names such as `virtual/libc` look like paths. BitBake takes any provider where none is preferred.
    const isName = isThere && name.includes('/') && cli.platform.files.stat(absolute(name, cli.cwd)) === undefined;
    const providers = isName ? await providersOf(target, context) : [];
    for (const { fn, pn } of providers) add(fn, pn);
    if (providers.length === 0) unknown.push(given.startsWith('/') ? given : text);
  }
  if (unknown.length > 0)
    throw new UsageError(`no recipe for ${unknown.map((target) => `\`${target}\``).join(', ')} in this configuration`);
  const of = (mcfn: string): readonly Target[] =>
    (meant.get(recipeOf(mcfn)) ?? []).filter((target) => meansMulticonfig(target, multiconfigOf(mcfn)));
  const isNamed = <V extends NamedVariant>(target: Target, variant: V, variants: readonly V[]): boolean =>
    variantsNamed(target, variants).some(({ mcfn }) => mcfn === variant.mcfn);
  return {
    recipes: [...meant.keys()],
    variants: (variants) =>
      variants.filter((variant) =>
        of(variant.mcfn).some((target) => isWhole(target) || isNamed(target, variant, variants)),
      ),
    named: (variants) =>
      variants.filter((variant) => of(variant.mcfn).some((target) => isNamed(target, variant, variants))),
    hasTask: (mcfn, task) => of(mcfn).some((target) => target.task === undefined || target.task === task),
  };
}

/** What provides a name, by evaluating all recipes. */
async function providersOf(
  target: Target,
  context: CommandContext,
): Promise<readonly { readonly fn: string; readonly pn: string }[]> {
  const found: { readonly fn: string; readonly pn: string }[] = [];
  await forEachRecipe(
    (await context.analysis.resolveTargets([])).recipes,
    context,
    (fn, engine) => engine.recipeTasks(fn, { keep: 'hashes' }),
    (tasks, fn) => {
      for (const { pn, multiconfig, provides } of tasks?.variants ?? [])
        if (meansMulticonfig(target, multiconfig) && provides.includes(target.name)) found.push({ fn, pn });
    },
    () => null,
  );
  return found;
}

/** A target without multiconfig and task is a recipe, with all variants. */
function isWhole({ multiconfig, task }: Target): boolean {
  return multiconfig === undefined && task === undefined;
}

/** Splits `zlib:do_compile` or `virtual:native:/path/x.bb:do_compile` into recipe and task. */
export function recipeAndTask(text: string): { readonly recipe: string; readonly task: string } {
  const { multiconfig, name, task } = parseTarget(text);
  if (task === undefined) throw new UsageError(`\`${text}\` is not RECIPE:TASK`);
  return { recipe: multiconfig === undefined ? name : `mc:${multiconfig}:${name}`, task };
}

/**
 * The answers of `ask` about a task (`RECIPE:TASK`), for each recipe file and variant that the target means. It is bad
 * usage if none of them has the task.
 */
export async function answersAbout<T extends { readonly mcfn: string }>(
  target: string,
  context: CommandContext,
  ask: (fn: string, task: string) => Promise<readonly T[]>,
): Promise<{ readonly task: string; readonly answers: readonly T[] }> {
  const { recipe, task } = recipeAndTask(target);
  const asked: (RecipeHashes | null)[] = [];
  const answers: T[] = [];
  let hasTask = false;
  const chosen = await chosenTasks({ targets: [target], all: false }, context);
  for (const fn of chosen.recipes) {
    const hashes = await context.analysis.hashes(fn);
    asked.push(hashes);
    const meant = new Set(
      chosen
        .named(hashes?.variants ?? [])
        .filter(({ tasks }) => tasks[task] !== undefined)
        .map(({ mcfn }) => mcfn),
    );
    if (meant.size === 0) continue;
    hasTask = true;
    answers.push(...(await ask(fn, task)).filter(({ mcfn }) => meant.has(mcfn)));
  }
  if (!hasTask) throw noSuchTask(recipe, task, asked);
  return { task, answers };
}

/** Bad usage: a recipe has no such task, or nothing is known about the recipe; the message then says why. */
export function noSuchTask(recipe: string, task: string, found: readonly (RecipeHashes | null)[]): UsageError {
  const problem = found.every((hashes) => (hashes?.variants.length ?? 0) === 0)
    ? found.flatMap((hashes) => hashes?.problems ?? [])[0]
    : undefined;
  if (!problem) return new UsageError(`\`${recipe}\` has no task \`${task}\``);
  return new UsageError(
    `nothing is known about \`${recipe}\`: ${problem.path}:${problem.range.start.line + 1}: ${problem.message}`,
  );
}

/** The variants that a target means: one mcfn, those of one `PN`, or all of a recipe if only the file was named. */
function variantsNamed<V extends NamedVariant>(target: Target, all: readonly V[]): readonly V[] {
  const variants = all.filter(({ mcfn }) => meansMulticonfig(target, multiconfigOf(mcfn)));
  const { name } = target;
  const file = recipeOf(name);
  if (!file.includes('/')) {
    const named = variants.filter(({ pn }) => pn === name);
    return named.length > 0 ? named : variants;
  }
  // The same file may be written in several ways. The text before the file identifies the variant.
  const prefix = name.slice(0, name.length - file.length);
  const exact = variants.filter(({ mcfn }) => parseTarget(mcfn).name === `${prefix}${recipeOf(mcfn)}`);
  return exact.length > 0 || prefix !== '' ? exact : variants;
}
