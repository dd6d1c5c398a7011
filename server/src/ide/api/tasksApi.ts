/** What can be asked about tasks of the whole workspace: questions and answers as plain data. Part of `AnalysisApi`. */

import type { Keeping } from '../../engine/engine';
import type { FileContent } from '../../engine/files/overlayFileSource';
import type { FileChecksum } from '../../engine/tasks/fileChecksums';
import type { Presence } from '../../engine/sstate/presence';
import type { RecipeInfo } from '../../engine/tasks/recipeInfo';
import type { TaskConfiguration } from '../../engine/tasks/taskConfiguration';
import type { Taskhash } from '../../engine/tasks/taskhash';
import type { Impact } from '../tasks/impact';
import type { StoredResult } from '../resultStore';

/**
 * The data of a recipe that the task graph needs, with the stamps that it depends on; without stamps if unsaved text is
 * part of it.
 */
export interface RecipeTasks {
  readonly fn: string;
  readonly variants: readonly RecipeInfo[];
  readonly stamps: StoredResult<unknown>['stamps'] | null;
}

/**
 * Which tasks a question is about. `targets`: what `bitbake TARGET…` would run, each `NAME`, `NAME:do_TASK` or
 * `mc:MC:NAME`. `recipes`: all tasks of some recipe files. `everything`: all tasks of all recipes.
 */
export type TaskScope =
  | { readonly kind: 'targets'; readonly targets: readonly string[] }
  | { readonly kind: 'recipes'; readonly recipes: readonly string[] }
  | { readonly kind: 'everything' };

/** A task by its recipe's variant. */
export interface TaskName {
  readonly mcfn: string;
  readonly task: string;
}

/** A file and its earlier content; null: it did not exist. */
export interface FileBefore {
  readonly path: string;
  readonly content: FileContent | null;
}

/** The hashes of some variants' tasks. */
export interface TaskHashes {
  /** By mcfn, then by task. */
  readonly tasks: Readonly<Record<string, Readonly<Record<string, Taskhash>>>>;
  /** Targets that nothing provides, with the reason. */
  readonly unknownTargets: readonly { readonly target: string; readonly reason: string }[];
  /** What makes BitBake refuse to build, and what the hashes here ignore. */
  readonly problems: readonly string[];
}

/** A task of a graph: its hash, what goes into it, and what is needed to find its stamps and its sstate object. */
export interface TaskNode {
  readonly mcfn: string;
  readonly pn: string;
  readonly task: string;
  /** `PN:TASK`, or `mc:MC:PN:TASK`. */
  readonly pnid: string;
  readonly basehash: string | null;
  readonly hash: Taskhash;
  /** The nodes whose unihash is hashed, in order, by their index in the list of nodes. */
  readonly dependencies: readonly number[];
  /** The other nodes that have to be finished before it can run, and that are not hashed. */
  readonly otherDependencies: readonly number[];
  /** Paths (with `/./` before the part that is hashed) and MD5s, in the order in which they are hashed. */
  readonly checksums: readonly FileChecksum[];
  /** The folder of sources outside the build whose content the checksums stand for. */
  readonly sourceTree?: string;
  /** Whether it can be taken from sstate: it has a setscene task. */
  readonly hasSetscene: boolean;
  readonly isNostamp: boolean;
  readonly isNoexec: boolean;
  /** `STAMP`, expanded. */
  readonly stamp: string;
  readonly stampExtraInfo: string;
  /** `SSTATE_SKIP_CREATION` is `1` for it. */
  readonly skipsObject?: true;
  /** `BB_HASHFILENAME`, expanded. */
  readonly hashFilename: string;
  /** Private data of the user that may be part of its hash or its name: no server is asked about it. */
  readonly secret?: string;
}

/** The tasks of a scope, with everything that they depend on. */
export interface TaskNodes {
  readonly nodes: readonly TaskNode[];
  /** The indexes of the requested tasks in `nodes`. */
  readonly wanted: readonly number[];
  readonly unknownTargets: TaskHashes['unknownTargets'];
  readonly problems: readonly string[];
}

/** A task as an editor shows it. */
export interface TaskState {
  readonly mcfn: string;
  readonly task: string;
  /** `PN:TASK`, or `mc:MC:PN:TASK`. */
  readonly pnid: string;
  readonly hash: Taskhash;
  /**
   * Whether its object is in the shared state cache, as far as folders show; null if its hash is not known, or if no
   * setscene task takes an object from there.
   */
  readonly object: Presence | null;
}

/** A task with the inputs of its hash in addition to its basehash. */
export interface TaskInputs extends TaskState {
  readonly basehash: string | null;
  /** The tasks whose unihash is hashed, in order. */
  readonly dependencies: readonly TaskState[];
  /** The files whose content is hashed, in order. */
  readonly checksums: readonly FileChecksum[];
  /** The folder of sources outside the build, and the files that the metadata makes of its content. */
  readonly sourceTree?: { readonly folder: string; readonly madeFiles: readonly string[] };
}

/** An entry of a list that leaves dependencies between recipes out of hashes. */
export interface Exclusion {
  /** The list's variable. */
  readonly by: string;
  readonly entry: string;
}

/** What an entry `RECIPE->DEPENDENCY` of `SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS` would leave out of hashes. */
export interface SupposedEntry {
  readonly entry: string;
  /** The tasks that would no longer hash a dependency, each with that dependency, by their names in signatures. */
  readonly edges: readonly { readonly task: string; readonly dependency: string }[];
  /** The entry of the configuration that leaves the same out already, where this one adds nothing. */
  readonly present?: Exclusion;
}

/** What a change of a recipe would change in others: all of its tasks get another hash. */
export interface SupposedChange {
  readonly pn: string;
  /** How many tasks of other recipes get another hash, without and with the entries. */
  readonly now: number;
  readonly then: number;
  /** The tasks that would keep their hash only with the entries, by their names in signatures. */
  readonly kept: readonly string[];
}

/** What entries of `SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS` would do. */
export interface WhatIf extends Pick<TaskHashes, 'unknownTargets' | 'problems'> {
  readonly entries: readonly SupposedEntry[];
  /** The tasks whose hash would differ as soon as the entries are there. */
  readonly tasks: readonly {
    readonly task: string;
    readonly mcfn: string;
    readonly before: string;
    readonly after: string;
  }[];
  /** One for each recipe that an entry names as a dependency. */
  readonly changes: readonly SupposedChange[];
  /** How many tasks were compared. */
  readonly compared: number;
  /** How many tasks were not compared, by the reason why their hash is not known. */
  readonly unknown: Readonly<Record<string, number>>;
  /** Why the entries have no effect on any hash. */
  readonly ineffective?: string;
}

export interface TasksApi {
  /**
   * The data of a recipe that the task graph needs; null if the configuration cannot be read.
   */
  recipeTasks(fn: string, keeping?: Keeping): Promise<RecipeTasks | null>;
  /** Recipes that have to be evaluated before the graph is complete. */
  recipesWithoutTasks(): Promise<readonly string[]>;
  /** Takes over what a different engine found. */
  learnTasks(found: readonly RecipeTasks[]): Promise<void>;
  /** Task hashes. Recipes that are not evaluated yet are evaluated first, one after the other. */
  taskHashes(scope: TaskScope): Promise<TaskHashes>;
  /** The same with everything that the tasks depend on, and the inputs of each hash. */
  taskNodes(scope: TaskScope): Promise<TaskNodes>;
  /** The tasks of all variants of a recipe that BitBake would build. */
  taskStates(fn: string): Promise<readonly TaskState[]>;
  /**
   * The inputs of one task's hash; null if BitBake would not build the variant, or if it has no such task. `below`: a
   * recipe that depends on the variant and was requested before. Its graph is used, so that no graph of this recipe is
   * needed.
   */
  taskInputs(mcfn: string, task: string, below?: string): Promise<TaskInputs | null>;
  /**
   * Which of all tasks run again because a file changed; `before`: the earlier data of the recipes that the change
   * concerns.
   */
  taskImpact(before: readonly RecipeTasks[], file: FileBefore): Promise<Impact>;
  /** What entries `RECIPE->DEPENDENCY` would do in `SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS`, in addition to those there. */
  taskWhatIf(scope: TaskScope, entries: readonly string[]): Promise<WhatIf>;
  /**
   * Expanded variables of the configurations that determine what BitBake prefers and where it keeps things; the default
   * configuration comes first.
   */
  taskConfigurations(): Promise<readonly TaskConfiguration[]>;
}
