/**
 * The tasks of the whole workspace: keeps what the graph needs of every recipe, makes graphs for what is asked, and hashes along them. Knows
 * neither engine nor store; who asks supplies both.
 */

import type { BitbakeRelease } from '../engine/base/release';
import type { Sha256 } from '../engine/digest/sha256';
import type { FileDigests } from '../engine/tasks/fileChecksums';
import { ProviderTables } from '../engine/tasks/providers';
import type { RecipeInfo } from '../engine/tasks/recipeInfo';
import type { TaskConfiguration } from '../engine/tasks/taskConfiguration';
import { TaskData } from '../engine/tasks/taskData';
import { TaskGraph } from '../engine/tasks/taskGraph';
import { type AskUnihashes, TaskHasher, type Taskhash } from '../engine/tasks/taskhash';
import type { TaskHashes, TaskScope } from './tasksApi';

/** Python that adds to the `DEPENDS` of a recipe once all recipes are known. */
export interface ExtraDependsQuery {
  readonly recipe: RecipeInfo;
  readonly world: readonly string[];
  /** The `PN`s of the configuration, with their recipes. */
  readonly recipesByName: Readonly<Record<string, readonly string[]>>;
}

/** What it takes to hash tasks. */
export interface TaskServices {
  readonly digests: FileDigests;
  readonly sha256: Sha256;
  readonly askUnihashes: AskUnihashes | null;
  readonly extraDepends: (query: ExtraDependsQuery) => Promise<readonly string[]>;
}

/** A graph for some scope, and its hashes. */
export interface HashedGraph {
  readonly graph: TaskGraph;
  readonly hasher: TaskHasher;
  readonly hashes: ReadonlyMap<number, Taskhash>;
  /** The tasks that were asked for, and where they are the targets of a build, all that it runs. */
  readonly wanted: readonly number[];
  readonly unknownTargets: TaskHashes['unknownTargets'];
  /** Variants that BitBake would not build, with the reason. */
  readonly passedOver: ReadonlyMap<RecipeInfo, string>;
  readonly problems: readonly string[];
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
  ) {
    const all = [...recipes.values()].flat();
    for (const configuration of configurations) {
      const { multiconfig } = configuration;
      this.tables.set(multiconfig, new ProviderTables(all.filter((recipe) => recipe.multiconfig === multiconfig), configuration));
    }
  }

  /** Makes the graph that a scope takes, and hashes it. */
  async hash(scope: TaskScope): Promise<HashedGraph> {
    for (;;) {
      const outstanding: RecipeInfo[] = [];
      const selection = this.select(scope, outstanding);
      if (outstanding.length === 0) return this.hashed(selection);
      for (const recipe of outstanding) this.extra.set(recipe, await this.services.extraDepends(this.queryFor(recipe)));
    }
  }

  private async hashed({ data, tasks, ...told }: Selection): Promise<HashedGraph> {
    const graph = new TaskGraph(data);
    const virtualNames = [...data.values()].map((each) => each.virtualProviders());
    const { digests, sha256, askUnihashes } = this.services;
    const configurations = new Map(this.configurations.map((each) => [each.multiconfig, each]));
    const hasher = new TaskHasher(graph, { configurations, virtualNames, release: this.release, digests, sha256, askUnihashes });
    const roots = tasks.flatMap(({ recipe, task }) => graph.idOf(recipe, task) ?? []);
    const wanted = told.withDependencies ? graph.inOrder(roots).flat() : roots;
    const problems = [...data.values()].flatMap((each) => [...each.malformed].map(([recipe, problem]) => `${recipe.pn}: ${problem}`));
    return { graph, hasher, hashes: await hasher.hash(wanted), wanted, unknownTargets: told.unknownTargets, passedOver: told.passedOver, problems };
  }

  private select(scope: TaskScope, outstanding: RecipeInfo[]): Selection {
    const data = new Map(this.configurations.map(({ multiconfig }) => {
      const tables = this.tables.get(multiconfig) as ProviderTables;
      return [multiconfig, new TaskData(tables, (recipe) => this.extraDepends(recipe, outstanding))];
    }));
    return scope.kind === 'targets' ? this.selectTargets(scope.targets, data) : this.selectRecipes(scope.kind === 'recipes' ? new Set(scope.recipes) : null, data);
  }

  private selectTargets(targets: readonly string[], data: ReadonlyMap<string, TaskData>): Selection {
    const unknownTargets: { target: string; reason: string }[] = [];
    const parsed = targets.map((target) => ({ target, ...parseTarget(target, this.defaultTask()) }));
    for (const { target, multiconfig, name } of parsed) {
      const each = data.get(multiconfig);
      if (!each) unknownTargets.push({ target, reason: `there is no multiconfig \`${multiconfig}\`` });
      else if (!each.addTarget(name)) unknownTargets.push({ target, reason: `nothing provides \`${name}\`` });
    }
    resolveAll(data);
    const tasks: Selection['tasks'][number][] = [];
    for (const { target, multiconfig, name, task } of parsed) {
      const recipe = data.get(multiconfig)?.provider(name);
      if (recipe?.tasks.some((each) => each.name === task)) tasks.push({ recipe, task });
      else if (recipe) unknownTargets.push({ target, reason: `${recipe.pn} has no task \`${task}\`` });
      else if (!unknownTargets.some((one) => one.target === target)) unknownTargets.push({ target, reason: `\`${name}\` cannot be built: something that it needs is provided by nothing` });
    }
    return { data, tasks, unknownTargets, passedOver: new Map(), withDependencies: true };
  }

  /** All tasks of some recipes, each as `bitbake PN` would see it. */
  private selectRecipes(wanted: ReadonlySet<string> | null, data: ReadonlyMap<string, TaskData>): Selection {
    const variants = [...this.recipes].filter(([fn]) => wanted === null || wanted.has(fn)).flatMap(([, infos]) => infos);
    for (const { multiconfig, pn } of variants) data.get(multiconfig)?.addTarget(pn);
    resolveAll(data);
    const tasks: Selection['tasks'][number][] = [];
    const passedOver = new Map<RecipeInfo, string>();
    for (const recipe of variants) {
      const each = data.get(recipe.multiconfig);
      const built = each?.provider(recipe.pn);
      const missing = each?.failureOf(recipe);
      if (missing !== undefined) passedOver.set(recipe, `BitBake cannot build it: nothing provides \`${missing}\`, which it needs`);
      else if (built && built !== recipe && built.pn === recipe.pn) passedOver.set(recipe, `BitBake builds ${built.mcfn} for \`${recipe.pn}\``);
      else if (built && built !== recipe) passedOver.set(recipe, `BitBake builds ${built.pn} (${built.mcfn}) for \`${recipe.pn}\``);
      else if (!built) passedOver.set(recipe, `\`${recipe.pn}\` is never built: \`ASSUME_PROVIDED\` names it`);
      else for (const { name } of recipe.tasks) if (!name.endsWith('_setscene')) tasks.push({ recipe, task: name });
    }
    return { data, tasks, unknownTargets: [], passedOver, withDependencies: false };
  }

  private extraDepends(recipe: RecipeInfo, outstanding: RecipeInfo[]): readonly string[] {
    const found = this.extra.get(recipe);
    if (!found) outstanding.push(recipe);
    return found ?? recipe.depends;
  }

  private queryFor(recipe: RecipeInfo): ExtraDependsQuery {
    const tables = this.tables.get(recipe.multiconfig) as ProviderTables;
    const recipesByName: Record<string, string[]> = {};
    for (const { pn, mcfn } of tables.recipes) (recipesByName[pn] ??= []).push(mcfn);
    return { recipe, world: tables.world(), recipesByName };
  }

  private defaultTask(): string {
    return this.configurations[0]?.variables['BB_DEFAULT_TASK'] || 'build';
  }
}

interface Selection {
  readonly data: ReadonlyMap<string, TaskData>;
  readonly tasks: readonly { readonly recipe: RecipeInfo; readonly task: string }[];
  readonly withDependencies: boolean;
  readonly unknownTargets: TaskHashes['unknownTargets'];
  readonly passedOver: ReadonlyMap<RecipeInfo, string>;
}

/** Resolves everything in all configurations: `[mcdepends]` of one may ask another for more. */
function resolveAll(data: ReadonlyMap<string, TaskData>): void {
  const asked = new Set<string>();
  for (let before = -1; before !== asked.size; ) {
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

/** `mc:MC:NAME:do_TASK` in its parts, as `bb.cooker.buildTaskData` reads it. */
function parseTarget(target: string, defaultTask: string): { readonly multiconfig: string; readonly name: string; readonly task: string } {
  const [, multiconfig = '', rest = target] = /^mc:([^:]*):(.*)$/.exec(target) ?? [];
  const [name = '', task = defaultTask] = rest.split(':do_');
  return { multiconfig, name, task: task.startsWith('do_') ? task : `do_${task}` };
}
