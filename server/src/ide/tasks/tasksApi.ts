/** What can be asked about tasks of the whole workspace: questions and answers as plain data. Part of `AnalysisApi`. */

import type { FileContent } from '../../engine/files/overlayFileSource';
import type { FileChecksum } from '../../engine/tasks/fileChecksums';
import type { Presence } from '../../engine/sstate/presence';
import type { RecipeInfo } from '../../engine/tasks/recipeInfo';
import type { TaskConfiguration } from '../../engine/tasks/taskConfiguration';
import type { Taskhash } from '../../engine/tasks/taskhash';
import type { Impact } from './impact';
import type { StoredResult } from '../resultStore';

/** What the task graph needs of a recipe, with what it depends on; without stamps where unsaved text is part of it. */
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

/** A file and what it held before; null: it was not there. */
export interface ChangedFile {
  readonly path: string;
  readonly content: FileContent | null;
}

/** The hashes of some variants' tasks. */
export interface TaskHashes {
  /** By mcfn, then by task. */
  readonly tasks: Readonly<Record<string, Readonly<Record<string, Taskhash>>>>;
  /** Targets that nothing provides, with the reason. */
  readonly unknownTargets: readonly { readonly target: string; readonly reason: string }[];
  /** What makes BitBake refuse to build, and what the hashes here pass over. */
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
  /** The nodes whose unihash is hashed, in order, by their place in the list of nodes. */
  readonly dependencies: readonly number[];
  /** What else has to be there before it can run, and is not hashed. */
  readonly otherDependencies: readonly number[];
  /** Paths (with `/./` before what is hashed of them) and MD5s, in the order in which they are hashed. */
  readonly checksums: readonly FileChecksum[];
  /** Whether it can be had from sstate: it has a setscene task. */
  readonly hasSetscene: boolean;
  readonly isNostamp: boolean;
  readonly isNoexec: boolean;
  /** `STAMP`, expanded. */
  readonly stamp: string;
  readonly stampExtraInfo: string;
  /** `BB_HASHFILENAME`, expanded. */
  readonly hashFilename: string;
  /** What is the user's business alone and may have gone into its hash or its name: no server is asked about it. */
  readonly secret?: string;
}

/** The tasks that a scope is about, with all they depend on. */
export interface TaskNodes {
  readonly nodes: readonly TaskNode[];
  /** The places of those that were asked for. */
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
  /** Whether its object is in the shared state cache, as far as folders tell; null for a task that puts none there. */
  readonly object: Presence | null;
}

/** A task with what its hash contains besides its basehash. */
export interface TaskInputs extends TaskState {
  readonly basehash: string | null;
  /** The tasks whose unihash is hashed, in order. */
  readonly dependencies: readonly TaskState[];
  /** The files whose content is hashed, in order. */
  readonly checksums: readonly FileChecksum[];
}

export interface TasksApi {
  /**
   * What the task graph needs of a recipe; null where the configuration cannot be read. Nothing else is kept of one
   * that is passing by.
   */
  recipeTasks(fn: string, isPassing?: boolean): Promise<RecipeTasks | null>;
  /** Recipes that have to be evaluated before the graph is complete. */
  recipesWithoutTasks(): Promise<readonly string[]>;
  /** Takes what another engine found. */
  learnTasks(found: readonly RecipeTasks[]): Promise<void>;
  /** Task hashes. Recipes that nobody has evaluated yet are evaluated first, one after the other. */
  taskHashes(scope: TaskScope): Promise<TaskHashes>;
  /** The same with everything below, and what goes into each hash. */
  taskNodes(scope: TaskScope): Promise<TaskNodes>;
  /** The tasks of all variants of a recipe that BitBake would build. */
  taskStates(fn: string): Promise<readonly TaskState[]>;
  /**
   * What goes into the hash of one task; null where BitBake would not build the variant, or it has no such task.
   * `below`: another recipe that depends on it and was asked about before, which saves making the graph of this one.
   */
  taskInputs(mcfn: string, task: string, below?: string): Promise<TaskInputs | null>;
  /** What the change of a file re-runs of all tasks; `before`: the recipes that it concerns, as they were. */
  taskImpact(before: readonly RecipeTasks[], file: ChangedFile): Promise<Impact>;
  /**
   * Expanded variables of the configurations that say what BitBake prefers and where it keeps things; the default one
   * first.
   */
  taskConfigurations(): Promise<readonly TaskConfiguration[]>;
}
