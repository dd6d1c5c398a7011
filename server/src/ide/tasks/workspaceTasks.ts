/**
 * The tasks of the whole workspace: keeps the data of every recipe that the graph needs, makes graphs for questions,
 * and hashes along them. It knows neither engine nor store; the caller supplies both.
 */

import { recipeOf } from '../../engine/base/recipeNames';
import type { BitbakeRelease } from '../../engine/base/release';
import { parseTarget } from '../../engine/base/target';
import type { Sha256 } from '../../engine/digest/sha256';
import { type FileDigests, mayConcern } from '../../engine/tasks/fileChecksums';
import { ProviderTables } from '../../engine/tasks/providers';
import { type RecipeInfo, layAlike } from '../../engine/tasks/recipeInfo';
import type { TaskConfiguration } from '../../engine/tasks/taskConfiguration';
import { TaskData } from '../../engine/tasks/taskData';
import { taskGraph } from '../../engine/tasks/taskEdges';
import type { GraphTask, TaskGraph } from '../../engine/tasks/taskGraph';
import { TaskHasher, type Taskhash } from '../../engine/tasks/taskhash';
import type { UnihashSource } from '../../engine/sstate/unihashes';
import type { TaskHashes, TaskScope } from '../api/tasksApi';

/** Python that adds to the `DEPENDS` of a recipe once all recipes are known. */
export interface ExtraDependsQuery {
  readonly recipe: RecipeInfo;
  readonly world: readonly string[];
  /** The `PN`s of the configuration, with their recipes. */
  readonly recipesByName: Readonly<Record<string, readonly string[]>>;
}

/** What hashing tasks needs. */
export interface TaskServices {
  readonly digests: FileDigests;
  readonly sha256: Sha256;
  /** The source of equivalences for one computation of hashes; null if there is no hash equivalence. */
  readonly unihashes: () => UnihashSource | null;
  /**
   * The first of some files that is private to the user, as a message names it; if it is missing, no file is checked.
   */
  readonly secretAmong?: (paths: Iterable<string>) => string | undefined;
  readonly extraDepends: (query: ExtraDependsQuery) => Promise<readonly string[]>;
}

/** A graph for some scope, and its hashes. */
export interface HashedGraph {
  readonly graph: TaskGraph;
  readonly hasher: TaskHasher;
  readonly hashes: ReadonlyMap<number, Taskhash>;
  /** The requested tasks; if they are the targets of a build, all tasks that the build runs. */
  readonly wanted: readonly number[];
  /**
   * The requested tasks and everything that they depend on, in waves: each wave comes after the tasks that it depends
   * on.
   */
  readonly waves: readonly (readonly number[])[];
  readonly unknownTargets: TaskHashes['unknownTargets'];
  /** Variants that BitBake would not build, with the reason. */
  readonly passedOver: ReadonlyMap<RecipeInfo, string>;
  readonly problems: readonly string[];
}

/** A graph of an earlier state of the workspace, with the same configurations. */
export interface EarlierGraph {
  readonly state: WorkspaceTasks;
  readonly hashed: HashedGraph;
  /** Files whose text has changed since then. */
  readonly changed: readonly string[];
}

/** What differs in a state that does not exist. */
export interface Supposition {
  /** Values of variables of the default configuration. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The recipes that have changed. */
  readonly changed?: readonly RecipeInfo[];
}

/** One state of the workspace: all recipes of all configurations. */
export class WorkspaceTasks {
  private readonly tables = new Map<string, ProviderTables>();
  private readonly extra = new Map<RecipeInfo, readonly string[]>();

  constructor(
    readonly configurations: readonly TaskConfiguration[],
    private readonly recipes: ReadonlyMap<string, readonly RecipeInfo[]>,
    private readonly release: BitbakeRelease,
    private readonly services: TaskServices,
  ) {}

  /**
   * Makes the graph of a scope, and hashes it. `earlier`: a graph of the same scope; as much of it is kept as is still
   * valid.
   */
  async hash(scope: TaskScope, earlier: EarlierGraph | null = null): Promise<HashedGraph> {
    const again = earlier && (await this.hashAgain(earlier));
    if (again) return again;
    for (;;) {
      const outstanding: ExtraDependsQuery[] = [];
      const selection = this.select(scope, outstanding);
      if (outstanding.length === 0) return this.hashed(selection);
      for (const query of outstanding) this.extra.set(query.recipe, await this.services.extraDepends(query));
    }
  }

  /** The hashes of the same tasks for other values of some variables, and another basehash of all tasks of `changed`. */
  async supposing(
    { graph, hasher, wanted, waves }: HashedGraph,
    { variables = {}, changed = [] }: Supposition,
  ): Promise<HashedGraph['hashes']> {
    const { sha256 } = this.services;
    const readings = new Map(
      changed.map((recipe) => {
        const tasks = recipe.tasks.map((task) =>
          task.basehash === null ? task : { ...task, basehash: sha256(`changed ${task.basehash}`) },
        );
        return [recipe, { ...recipe, tasks }] as const;
      }),
    );
    const unihashes = this.services.unihashes();
    const supposed = hasher.supposing(graph.withRecipes(readings), variables, unihashes);
    return supposed.hash(wanted, waves).finally(() => unihashes?.close());
  }

  /** The same graph with the changes in recipes and files; null if these may result in a different graph. */
  private async hashAgain({ state, hashed, changed }: EarlierGraph): Promise<HashedGraph | null> {
    const readings = this.readingsSince(state);
    if (!readings) return null;
    const graph = hashed.graph.withRecipes(readings);
    const fresh = new Set(readings.values());
    const isChanged = (id: number): boolean => {
      const { recipe, task } = graph.tasks[id] as GraphTask;
      return (
        fresh.has(recipe) ||
        (task.fileChecksums !== undefined && changed.some((path) => mayConcern(task.fileChecksums ?? '', path)))
      );
    };
    const unihashes = this.services.unihashes();
    const hasher = hashed.hasher.again(graph, { digests: this.services.digests, unihashes }, isChanged);
    const hashes = await hasher?.hash(hashed.wanted, hashed.waves).finally(() => unihashes?.close());
    if (!hasher || !hashes) return null;
    const passedOver = new Map(
      [...hashed.passedOver].map(([recipe, reason]) => [readings.get(recipe) ?? recipe, reason]),
    );
    return {
      ...hashed,
      graph,
      hasher,
      hashes,
      passedOver,
      problems: [...hashed.problems.filter((problem) => !hashed.hasher.problems.has(problem)), ...hasher.problems],
    };
  }

  /**
   * The recipes whose data has changed, by their data in an earlier state; null if BitBake now builds different
   * recipes, or different tasks of them.
   */
  private readingsSince(earlier: WorkspaceTasks): ReadonlyMap<RecipeInfo, RecipeInfo> | null {
    if (this.recipes.size !== earlier.recipes.size) return null;
    const readings = new Map<RecipeInfo, RecipeInfo>();
    for (const [fn, variants] of this.recipes) {
      const before = earlier.recipes.get(fn);
      if (before === variants) continue;
      if (before?.length !== variants.length) return null;
      for (const [at, old] of before.entries()) {
        const reading = variants[at] as RecipeInfo;
        if (!layAlike(old, reading)) return null;
        readings.set(old, reading);
      }
    }
    return readings;
  }

  private async hashed({ data, tasks, ...reported }: Selection): Promise<HashedGraph> {
    const graph = taskGraph(data, this.release);
    const virtualNames = [...data.values()].map((each) => each.virtualProviders());
    const { digests, sha256, secretAmong } = this.services;
    const unihashes = this.services.unihashes();
    const configurations = new Map(this.configurations.map((each) => [each.multiconfig, each]));
    const problem = [...data.values()].map(({ tables }) => tables.problem).find((each) => each !== null) ?? null;
    const hasher = new TaskHasher(graph, {
      configurations,
      virtualNames,
      release: this.release,
      digests,
      sha256,
      unihashes,
      ...(problem !== null && { problem }),
      ...(secretAmong && { secretAmong }),
    });
    const roots = tasks.flatMap(({ recipe, task }) => graph.idOf(recipe, task) ?? []);
    const waves = graph.inOrder(roots);
    const wanted = reported.withDependencies ? waves.flat() : roots;
    const problems = [...data.values()].flatMap((each) =>
      [...each.malformed].map(([recipe, problem]) => `${recipe.pn}: ${problem}`),
    );
    const hashes = await hasher.hash(wanted, waves).finally(() => unihashes?.close());
    return {
      graph,
      hasher,
      hashes,
      wanted,
      waves,
      unknownTargets: reported.unknownTargets,
      passedOver: reported.passedOver,
      problems: [...problems, ...hasher.problems],
    };
  }

  private select(scope: TaskScope, outstanding: ExtraDependsQuery[]): Selection {
    const data = new Map(
      this.configurations.map((configuration) => {
        const tables = this.tablesOf(configuration);
        return [
          configuration.multiconfig,
          new TaskData(tables, (recipe) => this.extraDepends(recipe, tables, outstanding)),
        ];
      }),
    );
    return scope.kind === 'targets'
      ? this.selectTargets(scope.targets, data)
      : this.selectRecipes(scope.kind === 'recipes' ? new Set(scope.recipes) : null, data);
  }

  private selectTargets(targets: readonly string[], data: ReadonlyMap<string, TaskData>): Selection {
    const unknownTargets: { target: string; reason: string }[] = [];
    const parsed = targets.flatMap((target) => {
      const { multiconfig = '', name, task = this.defaultTask() } = parseTarget(target);
      const meant = multiconfig === '*' ? [...data.keys()] : [multiconfig];
      return meant.map((one) => {
        const variant = this.variantNamed(name, one);
        return { target, multiconfig: one, name: variant?.pn ?? name, task, variant };
      });
    });
    for (const { target, multiconfig, name } of parsed) {
      const each = data.get(multiconfig);
      if (!each) unknownTargets.push({ target, reason: `there is no multiconfig \`${multiconfig}\`` });
      else if (!each.addTarget(name)) unknownTargets.push({ target, reason: this.missing(name, multiconfig) });
    }
    resolveAll(data);
    const tasks: Selection['tasks'][number][] = [];
    for (const { target, multiconfig, name, task, variant } of parsed) {
      const recipe = data.get(multiconfig)?.provider(name);
      if (recipe && variant && recipe !== variant)
        unknownTargets.push({ target, reason: `BitBake builds ${recipe.mcfn} for \`${name}\`` });
      else if (recipe?.tasks.some((each) => each.name === task)) tasks.push({ recipe, task });
      else if (recipe) unknownTargets.push({ target, reason: `${recipe.pn} has no task \`${task}\`` });
      else if (!unknownTargets.some((one) => one.target === target))
        unknownTargets.push({
          target,
          reason: `\`${name}\` cannot be built: nothing provides something that it needs${this.perhapsBy(name, multiconfig)}`,
        });
    }
    return { data, tasks, unknownTargets, passedOver: new Map(), withDependencies: true };
  }

  /** The variant that a target names by its mcfn, without the multiconfig. */
  private variantNamed(name: string, multiconfig: string): RecipeInfo | undefined {
    const mcfn = multiconfig === '' ? name : `mc:${multiconfig}:${name}`;
    return this.recipes.get(recipeOf(name))?.find((info) => info.mcfn === mcfn);
  }

  /** All tasks of some recipes, each as `bitbake PN` would see it. */
  private selectRecipes(wanted: ReadonlySet<string> | null, data: ReadonlyMap<string, TaskData>): Selection {
    const variants = [...this.recipes]
      .filter(([fn]) => wanted === null || wanted.has(fn))
      .flatMap(([, infos]) => infos);
    for (const { multiconfig, pn } of variants) data.get(multiconfig)?.addTarget(pn);
    resolveAll(data);
    const tasks: Selection['tasks'][number][] = [];
    const passedOver = new Map<RecipeInfo, string>();
    for (const recipe of variants) {
      const each = data.get(recipe.multiconfig);
      const built = each?.provider(recipe.pn);
      const missing = each?.failureOf(recipe);
      if (missing !== undefined)
        passedOver.set(
          recipe,
          `BitBake cannot build it: ${this.missing(missing, recipe.multiconfig, ', which it needs')}`,
        );
      else if (built && built !== recipe && built.unknownVersion !== undefined)
        passedOver.set(
          recipe,
          `BitBake may build ${built.mcfn} for \`${recipe.pn}\`, whose version is not known: ${built.unknown ?? ''}`,
        );
      else if (built && built !== recipe && built.pn === recipe.pn)
        passedOver.set(recipe, `BitBake builds ${built.mcfn} for \`${recipe.pn}\``);
      else if (built && built !== recipe)
        passedOver.set(recipe, `BitBake builds ${built.pn} (${built.mcfn}) for \`${recipe.pn}\``);
      else if (!built) passedOver.set(recipe, `\`${recipe.pn}\` is never built: \`ASSUME_PROVIDED\` names it`);
      else for (const { name } of recipe.tasks) if (!name.endsWith('_setscene')) tasks.push({ recipe, task: name });
    }
    return { data, tasks, unknownTargets: [], passedOver, withDependencies: false };
  }

  /** The message that nothing provides a name; `what` follows the name. */
  private missing(name: string, multiconfig: string, what = ''): string {
    return `nothing provides \`${name}\`${what}${this.perhapsBy(name, multiconfig)}`;
  }

  /**
   * A text about the recipe that may provide a name after all, because it cannot be evaluated: a recipe with a similar
   * name, else any.
   */
  private perhapsBy(name: string, multiconfig: string): string {
    const lost =
      this.tables
        .get(multiconfig)
        ?.recipes.filter(({ unknown, tasks }) => unknown !== undefined && tasks.length === 0) ?? [];
    const likely = lost.find(({ pn }) => name.includes(pn)) ?? lost[0];
    return likely === undefined
      ? ''
      : `, unless \`${likely.pn}\` does, which cannot be evaluated: ${likely.unknown ?? ''}`;
  }

  private extraDepends(
    recipe: RecipeInfo,
    tables: ProviderTables,
    outstanding: ExtraDependsQuery[],
  ): readonly string[] {
    const found = this.extra.get(recipe);
    if (!found) outstanding.push(extraDependsQuery(recipe, tables));
    return found ?? recipe.depends;
  }

  private tablesOf(configuration: TaskConfiguration): ProviderTables {
    const { multiconfig } = configuration;
    const known = this.tables.get(multiconfig);
    if (known) return known;
    const recipes = [...this.recipes.values()].flat();
    const tables = new ProviderTables(
      recipes.filter((recipe) => recipe.multiconfig === multiconfig),
      configuration,
    );
    this.tables.set(multiconfig, tables);
    return tables;
  }

  private defaultTask(): string {
    const name = this.configurations[0]?.variables['BB_DEFAULT_TASK'] || 'build';
    return name.startsWith('do_') ? name : `do_${name}`;
  }
}

function extraDependsQuery(recipe: RecipeInfo, tables: ProviderTables): ExtraDependsQuery {
  const recipesByName: Record<string, string[]> = {};
  for (const { pn, mcfn } of tables.recipes) (recipesByName[pn] ??= []).push(mcfn);
  return { recipe, world: tables.world(), recipesByName };
}

interface Selection {
  readonly data: ReadonlyMap<string, TaskData>;
  readonly tasks: readonly { readonly recipe: RecipeInfo; readonly task: string }[];
  readonly withDependencies: boolean;
  readonly unknownTargets: TaskHashes['unknownTargets'];
  readonly passedOver: ReadonlyMap<RecipeInfo, string>;
}

/** Resolves everything in all configurations: `[mcdepends]` of one may require more of another. */
function resolveAll(data: ReadonlyMap<string, TaskData>): void {
  const asked = new Set<string>();
  for (let before = -1; before !== asked.size;) {
    before = asked.size;
    for (const each of data.values()) {
      each.resolveAll();
      for (const entry of each.mcdepends) {
        if (asked.has(entry)) continue;
        asked.add(entry);
        const [, , to = '', name = ''] = entry.split(':');
        data.get(to)?.addTarget(name);
      }
    }
  }
}
