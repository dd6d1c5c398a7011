/**
 * The engine's only entry point: callers report which files changed and ask for recipes. The engine keeps a result
 * until a file that its evaluation asked for changes. All output is data; this code does not know editors, LSP or a
 * disk.
 */

import { words } from './base/pythonText';
import { mcfnOf, nameInFile, recipeOf } from './base/recipeNames';
import type { BitbakeRelease } from './base/release';
import type { Datastore } from './datastore/datastore';
import { MetadataError, type MetadataProblem, withOrigin } from './evaluate/errors';
import { ParseCache } from './evaluate/evaluation';
import { expandKeys } from './evaluate/finalize';
import { taskList } from './evaluate/taskStatements';
import { evaluateRecipe } from './evaluate/variants';
import { AccessLog, type RecordingFileSource } from './files/accessLog';
import type { Sha256 } from './digest/sha256';
import type { FileSource } from './files/fileSource';
import type { PrivateFiles } from './files/privateFiles';
import type { PythonFiles, Supposition } from './files/pythonFiles';
import type { Refusal } from './files/readableFiles';
import type { Stamp } from './files/stamp';
import { type RecipeCollection, collectRecipes } from './layers/bbfiles';
import { readableForm, refusalOf, unknownReason } from './layers/behaviors';
import type { BuildEnvironment } from './layers/buildEnvironment';
import { type Configuration, type ConfigurationOutcome, readConfiguration } from './layers/configuration';
import { type Reader, type WorkerRun, workerStore } from './layers/workerView';
import { parseFile } from './parse/parseFile';
import type { Statement } from './parse/statements';
import { DatastoreError } from './base/datastoreError';
import type { PythonEvaluator } from './python/pythonEvaluator';
import { type Basehash, type Signatures, signaturesOf } from './signatures/basehash';
import type { Observation } from './rules/rule';
import { signatureContext } from './signatures/variableDependencies';
import {
  type RecipeInfo,
  type TaskDependencies,
  recipeInfo,
  taskDependencies,
  unknownRecipe,
} from './tasks/recipeInfo';
import { type TaskConfiguration, taskConfiguration } from './tasks/taskConfiguration';

export interface EngineOptions {
  readonly release: BitbakeRelease;
  readonly files: RecordingFileSource;
  /** Decides which files metadata may not include; everything is allowed if not given. */
  readonly refusal?: Refusal;
  readonly python: PythonEvaluator;
  /** The files that Python sees; without them nothing can be supposed about its questions. */
  readonly pythonFiles?: PythonFiles;
  readonly sha256: Sha256;
  readonly buildDir: string;
  readonly environment: BuildEnvironment;
  /** Who reads the metadata: the main process of BitBake if not given. */
  readonly reader?: Reader;
  /** Decides which files are private to the user, given the layers; no file is private if not given. */
  readonly privacy?: (layers: readonly string[]) => PrivateFiles;
  /** Called with each recipe before its evaluation, with `""` for the configuration, and with null when done. */
  readonly onEvaluating?: (fn: string | null) => void;
  /**
   * Returns a function that receives, at once, each note about what an evaluation asks the disk for. `fn` is `""` for
   * the configuration, null for the search for recipes after it, or a recipe.
   */
  readonly noting?: (fn: string | null) => (note: string) => void;
}

/** One variant of a recipe in one configuration. */
export interface VariantResult {
  /** BitBake's name for it: `mc:MC:virtual:VARIANT:/path/to/recipe.bb`. */
  readonly mcfn: string;
  readonly multiconfig: string;
  readonly variant: string;
  readonly pn: string;
  readonly d: Datastore;
  /** Why metadata asks to skip it; null if it does not. */
  readonly skipped: string | null;
  /** Basehash of every task, in the order of the task list. */
  readonly tasks: ReadonlyMap<string, Basehash>;
  /** How many keys the closure of each task has. */
  readonly closureSizes: ReadonlyMap<string, number>;
  /** null if the variant is skipped, its evaluation does not finish, or only hashes are kept (see `Keeping`). */
  readonly signatures: Signatures | null;
  /**
   * What its tasks run after, recorded when the signatures are computed; empty if the evaluation does not get that far.
   */
  readonly taskDependencies: readonly TaskDependencies[];
}

/**
 * How much of an evaluation the caller needs afterwards. `hashes`: only the hashes, because it asks nothing else about
 * the recipe. Nobody needs the data behind the hashes of a whole distribution, and moving it around in memory costs
 * time.
 */
export interface Keeping {
  readonly keep?: 'hashes';
}

/** A recipe with all its variants. */
export interface RecipeResult {
  readonly fn: string;
  readonly appends: readonly string[];
  readonly variants: readonly VariantResult[];
  /** Problems in the metadata read for it; errors make BitBake give up the recipe. */
  readonly problems: readonly MetadataProblem[];
  /** What the evaluation asked the disk for. */
  readonly accesses: AccessLog;
  /** Whether only the hashes are kept, without the data that they are computed from. */
  readonly hasHashesOnly: boolean;
  /** The names that a worker sets differently and that were read for it, its configuration included. */
  readonly workerNames: ReadonlySet<string>;
  /** It was not evaluated because it ended an interpreter before. Its dependencies are unknown. */
  readonly isRefused?: boolean;
}

/**
 * How many recipes keep their stores for later questions, and how many variants of them at most: images have more than
 * a hundred.
 */
const RECIPES_KEPT = 12;
const VARIANTS_KEPT = 60;

export class Engine {
  private readonly parseCache: ParseCache;
  private configured: { readonly outcome: ConfigurationOutcome; readonly accesses: readonly AccessLog[] } | null = null;
  private privacy: PrivateFiles | null = null;
  private collections = new Map<string, { readonly collection: RecipeCollection; readonly accesses: AccessLog }>();
  /** Evaluated recipes, least recently used first. */
  private readonly results = new Map<string, RecipeResult>();
  /**
   * Recipes that are not evaluated because they ended an interpreter before, each with the reason; until a file
   * changes.
   */
  private refused: ReadonlyMap<string, string> = new Map();
  /** What is being evaluated now. */
  private evaluating: string | null = null;
  /** The run in which this engine reads recipes, if it reads them as a worker. */
  private workerRun: WorkerRun = { task: 'do_build' };
  /** The recipe whose `def`s are in Python's namespace. */
  private activeRecipe: string | null = null;

  constructor(private readonly options: EngineOptions) {
    this.parseCache = new ParseCache(options.release, options.refusal);
    this.release = readableForm(options.release);
  }

  /** The release for reading texts that are shown and not hashed: an unknown behavior is that of the newest release. */
  readonly release: BitbakeRelease;

  get library(): PythonEvaluator['library'] {
    return this.options.python.library;
  }

  get files(): FileSource {
    return this.options.files;
  }

  /** The statements of a file, for rules and for display; empty if the file cannot be read. */
  statementsOf(path: string): readonly Statement[] {
    const { files } = this.options;
    const baseConfiguration = path.endsWith('.conf');
    try {
      const parsed = this.parseCache.get(path, files, baseConfiguration);
      return 'failure' in parsed ? [] : parsed.statements;
    } catch (error) {
      unknownReason(error);
      const found = files.readText(path);
      const parsed = found.kind === 'text' ? parseFile(path, found.text, this.release, { baseConfiguration }) : null;
      return parsed === null || 'unsupported' in parsed ? [] : parsed.statements;
    }
  }

  /** Reads the configuration, or returns the one that was read before. */
  configuration(): ConfigurationOutcome {
    if (this.configured) return this.configured.outcome;
    const accesses = new AccessLog(this.options.noting?.(''));
    const { files, release, python, sha256, buildDir: cwd, environment } = this.options;
    const refusal = this.refused.get('');
    const outcome =
      refusal === undefined
        ? this.watched('', () =>
            this.recording(accesses, () =>
              readConfiguration({
                files,
                release,
                python,
                sha256,
                cwd,
                environment,
                reader: this.options.reader ?? 'cooker',
                parseCache: this.parseCache,
                budget: files.budget,
              }),
            ),
          )
        : { ok: false as const, problems: [{ file: '', line: 0, severity: 'error' as const, message: refusal }] };
    this.configured = { outcome, accesses: [accesses] };
    this.activeRecipe = null;
    // Find out now whether the recipes can be listed: a caller that gets a configuration continues with its recipes.
    if (outcome.ok) for (const multiconfig of outcome.configuration.stores.keys()) this.recipes(multiconfig);
    return this.configured.outcome;
  }

  /** The recipes of a configuration; null if the configuration cannot be read. */
  recipes(multiconfig = ''): RecipeCollection | null {
    const known = this.collections.get(multiconfig);
    if (known) return known.collection;
    const outcome = this.configuration();
    const store = outcome.ok ? outcome.configuration.stores.get(multiconfig) : undefined;
    if (!store) return null;
    const accesses = new AccessLog(this.options.noting?.(null));
    const { files } = this.options;
    try {
      const collection = this.watched('', () =>
        this.recording(accesses, () => collectRecipes(store, files, this.options.buildDir, files.budget)),
      );
      this.collections.set(multiconfig, { collection, accesses });
      return collection;
    } catch (error) {
      if (!(error instanceof DatastoreError)) throw error;
      const message = `the recipes cannot be found, and no hash is known: ${error.message}`;
      this.configured = {
        outcome: { ok: false, problems: [...outcome.problems, { file: '', line: 0, severity: 'error', message }] },
        accesses: [...(this.configured?.accesses ?? []), accesses],
      };
      return null;
    }
  }

  /** What reading the configuration and finding the recipes asked the disk for. */
  configurationAccesses(): readonly AccessLog[] {
    const logs = [...this.collections.values()].map(({ accesses }) => accesses);
    return [...(this.configured?.accesses ?? []), ...logs];
  }

  /** Names of all configurations; `""` is the default one. */
  multiconfigs(): readonly string[] {
    const outcome = this.configuration();
    return outcome.ok ? [...outcome.configuration.stores.keys()] : [];
  }

  /** Evaluates a recipe in every configuration that has it; null if the configuration cannot be read. */
  evaluate(fn: string, { keep }: Keeping = {}): RecipeResult | null {
    const hashesOnly = keep === 'hashes';
    const known = this.results.get(fn);
    if (known && (hashesOnly || !known.hasHashesOnly)) {
      this.results.delete(fn);
      this.results.set(fn, known);
      return known;
    }
    if (!this.hasRecipes()) return null;
    const result = this.evaluateAnew(fn, hashesOnly);
    this.results.set(fn, result);
    let variants = [...this.results.values()].reduce((sum, kept) => sum + kept.variants.length, 0);
    for (const [oldest, kept] of this.results) {
      if (this.results.size === 1 || (this.results.size <= RECIPES_KEPT && variants <= VARIANTS_KEPT)) break;
      this.results.delete(oldest);
      variants -= kept.variants.length;
    }
    return result;
  }

  /** What evaluating a recipe and the configuration asked the disk for, as far as the logs are available. */
  accessesOf(fn: string): readonly AccessLog[] {
    const result = this.results.get(fn);
    return result ? [...this.configurationAccesses(), result.accesses] : this.configurationAccesses();
  }

  /** Whether the configuration and its recipes are known; recipes may have been added since it was read. */
  private hasRecipes(): boolean {
    return this.multiconfigs().every((multiconfig) => this.recipes(multiconfig) !== null) && this.configuration().ok;
  }

  /** Reads recipes as the worker that runs `task`, if this engine reads as a worker. */
  beWorkerOf(task: string): void {
    if (this.workerRun.task === task) return;
    this.workerRun = { task };
    this.results.clear();
    this.activeRecipe = null;
  }

  /** Drops the kept result of a recipe. */
  forget(fn: string): void {
    this.results.delete(fn);
  }

  /** Evaluates the recipe so that its Python code can run: callers may need values that nothing asked for before. */
  activate(fn: string): RecipeResult | null {
    if (this.activeRecipe !== fn) this.results.delete(fn);
    return this.evaluate(fn);
  }

  /**
   * What the task graph needs of a recipe: one entry for each variant that is not skipped. A recipe that cannot be
   * evaluated still gets an entry with its name, so that the graph does not treat it as missing. null if the
   * configuration cannot be read.
   */
  recipeInfos(fn: string, keeping: Keeping = {}): readonly RecipeInfo[] | null {
    if (this.activeRecipe !== fn) this.results.delete(fn);
    const result = this.evaluate(fn, keeping);
    if (!result) return null;
    const failure =
      result.variants.length === 0
        ? (result.problems.find(({ severity }) => severity === 'error') ?? result.problems[0])
        : undefined;
    if (failure) {
      const pn = nameInFile(fn);
      return this.multiconfigs().map((multiconfig) =>
        unknownRecipe({ mcfn: mcfnOf(fn, '', multiconfig), multiconfig, pn }, failure.message),
      );
    }
    // What is read now may ask the disk for more files, like the evaluation.
    const infos = this.recording(result.accesses, () =>
      result.variants
        .filter(({ skipped }) => skipped === null)
        .map((variant): RecipeInfo => {
          if (variant.tasks.size > 0 && variant.taskDependencies.length > 0)
            return recipeInfo(variant, variant.d, variant.taskDependencies, variant.tasks, this.options.python);
          const [first] = variant.tasks.values();
          return unknownRecipe(variant, first?.kind === 'unknown' ? first.reason : 'it has no tasks');
        }),
    );
    const secret = this.secretIn(result.accesses);
    return secret === undefined ? infos : infos.map((info) => ({ ...info, secret }));
  }

  /** What the task graph asks the configurations; null if they cannot be read. */
  taskConfigurations(): readonly TaskConfiguration[] | null {
    const outcome = this.configuration();
    if (!outcome.ok) return null;
    const secret = this.configured?.accesses.map((log) => this.secretIn(log)).find((each) => each !== undefined);
    const unknownObjectNames = refusalOf(this.options.release, 'objectNames');
    return [...outcome.configuration.stores].map(([multiconfig, store]) => {
      const collections = this.recipes(multiconfig)?.collections ?? [];
      const configuration = taskConfiguration(multiconfig, store, collections, (d) =>
        expandKeys(d, { warn: () => undefined }),
      );
      return {
        ...configuration,
        ...(unknownObjectNames !== null && { unknownObjectNames }),
        ...(secret !== undefined && { secret }),
      };
    });
  }

  /** The private data of the user that an evaluation has read, if any. */
  private secretIn(log: AccessLog): string | undefined {
    const outcome = this.configuration();
    const layers = outcome.ok ? words(outcome.configuration.stores.get('')?.getText('BBLAYERS') ?? '') : [];
    return (this.privacy ??= this.options.privacy?.(layers) ?? null)?.secretIn(log);
  }

  /**
   * `DEPENDS` of a recipe with what its `calculate_extra_depends` adds, given the `PN`s of `world` and the recipes by
   * `PN`. Mirrors `bb.taskdata.TaskData.add_extra_deps`. null if the code fails: BitBake would build nothing.
   */
  extraDepends(
    recipe: RecipeInfo,
    world: readonly string[],
    recipesByName: Readonly<Record<string, readonly string[]>>,
  ): readonly string[] | null {
    const outcome = this.configuration();
    const store = outcome.ok ? outcome.configuration.stores.get(recipe.multiconfig) : undefined;
    if (!store || recipe.calculateExtraDepends === undefined) return null;
    const { python } = this.options;
    python.restoreNamespace();
    this.activeRecipe = null;
    const given = JSON.stringify(
      JSON.stringify({ deps: recipe.depends, world_target: world, pkg_pn: recipesByName, self_pn: recipe.pn }),
    );
    const fn = recipeOf(recipe.mcfn);
    const found = this.watched(fn, () => {
      python.define(
        `def _calculate_extra_depends(deps, world_target, pkg_pn, self_pn):\n${recipe.calculateExtraDepends ?? ''}\n`,
        fn,
        1,
      );
      return python.evaluate(
        `' '.join((lambda given: (_calculate_extra_depends(**given), given['deps'])[1])(__import__('json').loads(${given})))`,
        store,
      );
    });
    return found.ok ? [...new Set(words(found.value))] : null;
  }

  /**
   * The result that a recipe would have with different texts for some files, which need not exist yet. The engine does
   * not keep the result. If one of the files is part of the configuration, the engine reads the configuration with the
   * new text, and reads it again for the next question.
   */
  whatIf(texts: ReadonlyMap<string, string>, fn: string): RecipeResult | null {
    return this.trying(texts, () => this.evaluateAnew(fn, false));
  }

  /**
   * Runs `body`, which may evaluate a recipe as often as it likes with other answers to Python; `texts` as in `whatIf`.
   * The configuration is not read with these answers: BitBake reads it at each start. Afterwards engine and interpreter
   * are as before. null if nothing can be supposed.
   */
  supposing<T>(
    fn: string,
    texts: ReadonlyMap<string, string>,
    body: (evaluate: (supposition: Supposition) => RecipeResult) => T,
  ): T | null {
    const { pythonFiles } = this.options;
    if (pythonFiles === undefined) return null;
    const evaluate = (supposition: Supposition): RecipeResult =>
      this.withEnvironment(supposition.environment ?? new Map(), () =>
        pythonFiles.supposing(supposition, () => this.evaluateAnew(fn, false)),
      );
    return this.aside(() => this.trying(texts, () => body(evaluate)));
  }

  /** Runs `body`, and then forgets what it has read: the interpreter does not know it either. */
  private aside<T>(body: () => T): T {
    const { activeRecipe, configured, privacy } = this;
    const [collections, results] = [new Map(this.collections), [...this.results]];
    try {
      return this.options.python.aside(body);
    } finally {
      this.activeRecipe = activeRecipe;
      this.configured = configured;
      this.privacy = privacy;
      this.collections = collections;
      this.results.clear();
      for (const [name, result] of results) this.results.set(name, result);
    }
  }

  /** Runs `body` with other variables in the session that `BB_ORIGENV` shows. */
  private withEnvironment<T>(variables: ReadonlyMap<string, string>, body: () => T): T {
    const outcome = this.configuration();
    if (!outcome.ok || variables.size === 0) return body();
    const { originals } = outcome.configuration;
    const before = originals.flatMap((d) =>
      [...variables.keys()].map((name) => [d, name, d.getVar(name, { expand: false })] as const),
    );
    try {
      for (const d of originals) for (const [name, value] of variables) d.setVar(name, value, { silent: true });
      return body();
    } finally {
      for (const [d, name, value] of before) {
        if (value === null) d.delVar(name);
        else d.setVar(name, value, { silent: true });
      }
    }
  }

  private trying<T>(texts: ReadonlyMap<string, string>, evaluate: () => T): T | null {
    if (!this.configuration().ok) return null;
    const { files } = this.options;
    const paths = [...texts.keys()];
    const isOfConfiguration = paths.some(
      (path) => this.configured?.accesses.some((accesses) => accesses.dependsOn(path)) === true,
    );
    const isNew = paths.some((path) => files.stat(path) === undefined);
    // Results depend on the recipes that were found, so the collections are kept as long as the results.
    const { collections } = this;
    const forget = (): void => {
      this.activeRecipe = null;
      if (isOfConfiguration) this.forgetConfiguration();
    };
    forget();
    if (isNew && !isOfConfiguration) this.collections = new Map();
    try {
      return this.parseCache.without(paths, () =>
        files.supposing(texts, () => (this.hasRecipes() ? evaluate() : null)),
      );
    } finally {
      if (!isOfConfiguration) this.collections = collections;
      forget();
    }
  }

  /** What `body` finds on the disk, and what it asked the disk for. */
  looking<T>(body: () => T): { readonly value: T; readonly accesses: AccessLog } {
    this.configuration();
    const accesses = new AccessLog();
    return { value: this.recording(accesses, body), accesses };
  }

  /** What Python asks the machine for while `body` runs: files whose content it reads, and commands. */
  observe(body: () => void): Observation {
    const accesses = new AccessLog();
    const commands = this.options.python.commandsDuring(() => this.recording(accesses, body));
    return { files: [...accesses.reads()], commands };
  }

  /** Whether a file is unchanged since metadata was read from it; true for a file that no metadata was read from. */
  isCurrent(path: string): boolean {
    return this.parseCache.isCurrent(path, this.options.files);
  }

  /** What a file looked like when it was read, by any caller; what it looks like now if nothing has read it. */
  stampAsRead(path: string): Stamp {
    return this.options.files.stampAsRead(path);
  }

  private forgetConfiguration(): void {
    this.configured = null;
    this.privacy = null;
    this.collections.clear();
    this.results.clear();
  }

  /** Reports that files were changed, added or removed. Forgets every result that depends on one of them. */
  applyChange(paths: readonly string[]): { readonly configuration: boolean } {
    this.parseCache.forget(paths);
    this.options.files.forget(paths);
    const affects = (accesses: AccessLog): boolean => paths.some((path) => accesses.dependsOn(path));
    const configuration = this.configured !== null && this.configured.accesses.some(affects);
    if (configuration) this.forgetConfiguration();
    for (const [name, { accesses }] of this.collections) {
      if (affects(accesses)) {
        this.collections.delete(name);
        this.results.clear();
      }
    }
    for (const [fn, { accesses }] of this.results) if (affects(accesses)) this.results.delete(fn);
    return { configuration };
  }

  /**
   * Stops evaluating these recipes (`""`: the configuration), each with the reason. Everything else that was refused
   * before is evaluated again.
   */
  refuseOnly(refused: ReadonlyMap<string, string>): void {
    const before = this.refused;
    this.refused = refused;
    for (const fn of new Set([...before.keys(), ...refused.keys()])) {
      if (before.get(fn) === refused.get(fn)) continue;
      this.results.delete(fn);
      if (fn === '') this.forgetConfiguration();
    }
  }

  /** Records what `body` asks the disk for; it may use as much as one evaluation may. */
  private recording<T>(accesses: AccessLog, body: () => T): T {
    const { files } = this.options;
    return files.budget.fresh(() => files.recording(accesses, body));
  }

  private watched<T>(fn: string, body: () => T): T {
    const before = this.evaluating;
    this.evaluating = fn;
    this.options.onEvaluating?.(fn);
    try {
      return body();
    } finally {
      this.evaluating = before;
      this.options.onEvaluating?.(before);
    }
  }

  private evaluateAnew(fn: string, hasHashesOnly: boolean): RecipeResult {
    const { python } = this.options;
    const refusal = this.refused.get(fn);
    if (refusal !== undefined) {
      return {
        fn,
        appends: [],
        variants: [],
        accesses: new AccessLog(),
        hasHashesOnly,
        workerNames: new Set(),
        isRefused: true,
        problems: [{ file: fn, line: 1, severity: 'error', message: refusal }],
      };
    }
    // Code that the previous recipe left behind may still run while the namespace is restored.
    this.watched(this.activeRecipe ?? '', () => python.restoreNamespace());
    this.activeRecipe = fn;
    const accesses = new AccessLog(this.options.noting?.(fn));
    return this.watched(fn, () =>
      this.recording(accesses, () => {
        const outcome = this.configuration();
        if (outcome.ok) outcome.configuration.evaluation.namesRead.clear();
        const variants: VariantResult[] = [];
        const problems: MetadataProblem[] = [];
        let appends: readonly string[] = [];
        const collections = this.multiconfigs().map((multiconfig) => [multiconfig, this.recipes(multiconfig)] as const);
        // A recipe that no configuration collects is evaluated as well: its author may be about to add it.
        const isCollected = collections.some(([, collection]) => collection?.has(fn));
        for (const [multiconfig, collection] of collections) {
          if (!collection || (isCollected && !collection.has(fn))) continue;
          appends = collection.appendsOf(fn);
          const evaluated = this.evaluateIn(fn, multiconfig, collection, hasHashesOnly);
          variants.push(...evaluated.variants);
          problems.push(...evaluated.problems);
        }
        python.finishRecipe();
        const { workerNames: ofConfiguration = [], evaluation } = outcome.ok ? outcome.configuration : {};
        const workerNames = new Set([...ofConfiguration, ...(evaluation?.namesRead ?? [])]);
        return { fn, appends, variants, problems, accesses, hasHashesOnly, workerNames };
      }),
    );
  }

  /** The configuration on which a recipe is evaluated. */
  private storeFor(store: Datastore, { stores }: Configuration): Datastore {
    const { reader, python, release } = this.options;
    if (reader !== 'worker') return store;
    return workerStore(store, stores.get('') ?? store, this.workerRun, release, python);
  }

  private evaluateIn(
    fn: string,
    multiconfig: string,
    collection: RecipeCollection,
    hasHashesOnly: boolean,
  ): Pick<RecipeResult, 'variants' | 'problems'> {
    const outcome = this.configuration();
    const store = outcome.ok ? outcome.configuration.stores.get(multiconfig) : undefined;
    if (!outcome.ok || !store) return { variants: [], problems: [] };
    const { evaluation, modules, ignored } = outcome.configuration;
    const { files } = this.options;
    const before = evaluation.problems.length;
    const found = new Map<string, Pick<VariantResult, 'tasks' | 'closureSizes' | 'signatures' | 'taskDependencies'>>();
    const onTasks = (d: Datastore, variant: string): void => {
      try {
        const noted = taskDependencies(d, evaluation.release);
        const context = signatureContext(
          d,
          modules,
          ignored,
          evaluation.pythonDependencies,
          evaluation.shellDependencies,
        );
        const signatures = signaturesOf(taskList(d), context, this.options.sha256);
        const { tasks, closureSizes } = signatures;
        found.set(variant, {
          tasks,
          closureSizes,
          signatures: hasHashesOnly ? null : signatures,
          taskDependencies: noted,
        });
      } catch (error) {
        throw error instanceof MetadataError ? error : withOrigin(error, { file: fn, line: 0 });
      }
    };
    const recipe = evaluateRecipe(
      this.storeFor(store, outcome.configuration),
      { fn, appends: collection.appendsOf(fn), multiconfig, layerName: collection.layerOf(fn), onTasks },
      evaluation,
    );
    const problems = evaluation.problems.splice(before);
    if (!recipe.ok) {
      const unknown = recipe.unknown;
      return {
        variants: [],
        problems: [
          ...problems,
          unknown === null
            ? recipe.problem
            : { ...recipe.problem, severity: 'warning', message: `no signature of this recipe is known: ${unknown}` },
        ],
      };
    }
    const variants = recipe.variants.map(({ variant, d, skipped, unknown }): VariantResult => {
      const signed = skipped === null && unknown === null ? found.get(variant) : undefined;
      // The budget spent up to here must not prevent reporting the result.
      files.budget.renew();
      const named = { mcfn: mcfnOf(fn, variant, multiconfig), multiconfig, variant, pn: textOrEmpty(d), d, skipped };
      if (signed) return { ...named, ...signed };
      const tasks =
        skipped !== null
          ? new Map<string, Basehash>()
          : unknownTasks(d, unknown?.reason ?? 'the evaluation came to no end');
      return { ...named, tasks, closureSizes: new Map<string, number>(), signatures: null, taskDependencies: [] };
    });
    for (const { unknown } of recipe.variants) if (unknown) problems.push(unknown.problem);
    return { variants, problems };
  }
}

function unknownTasks(d: Datastore, reason: string): Map<string, Basehash> {
  return new Map(taskList(d).map((task) => [task, { kind: 'unknown', reason }]));
}

function textOrEmpty(d: Datastore): string {
  try {
    return d.getText('PN');
  } catch (error) {
    if (error instanceof DatastoreError) return '';
    throw error;
  }
}
