/**
 * The messages Sighound adds to the language server protocol, and the settings that cross it. It is the one file of
 * the server the client sees, so it holds method names and plain data, imports nothing, and knows neither the engine
 * nor the editor.
 */

/** Request, client to server: the text of a read-only document that lists a task's signature inputs. */
export const SIGNATURE_DOCUMENT_REQUEST = 'sighound/signatureDocument';

/**
 * The scheme of those documents' URIs. The server makes the URIs (in lenses), the client hands them back, with a query
 * where it wants another text about the same task: `now` (the signature), `last` (that of the last build), `why` (why
 * the two differ).
 */
export const SIGNATURE_DOCUMENT_SCHEME = 'sighound-signature';

export interface SignatureDocumentParams {
  /** The document's URI. Its percent-encoding may differ from the URI that the server put in the lens. */
  readonly uri: string;
}

export interface SignatureDocumentResult {
  readonly text: string;
}

/**
 * Notification, server to client: task hashes became known, or are others than before. Views that show them ask anew.
 */
export const TASKS_CHANGED_NOTIFICATION = 'sighound/tasksChanged';

/** Request, client to server: the recipes of the workspace, to pick one. */
export const RECIPES_REQUEST = 'sighound/recipes';

export interface RecipesParams {
  /** The document that is looked at, if any. */
  readonly uri?: string;
}

export interface RecipesResult {
  readonly recipes: readonly RecipeEntry[];
  /** The recipe that the document is shown in. */
  readonly current: RecipeEntry | null;
}

/** A recipe file. */
export interface RecipeEntry {
  /** How the other requests name it. */
  readonly recipe: string;
  /** The file's name. */
  readonly name: string;
  readonly uri: string;
}

/**
 * Request, client to server: all tasks of a recipe. It takes all recipes of the workspace, which are evaluated first
 * where they are not known.
 */
export const RECIPE_TASKS_REQUEST = 'sighound/recipeTasks';

export interface RecipeTasksParams {
  readonly recipe: string;
}

export interface RecipeTasksResult {
  readonly variants: readonly { readonly mcfn: string; readonly name: string; readonly tasks: readonly TaskEntry[] }[];
}

/** A task in a tree. */
export interface TaskEntry {
  readonly mcfn: string;
  readonly task: string;
  /** `PN:TASK`, or `mc:MC:PN:TASK`. */
  readonly name: string;
  /** The URI of its signature document. */
  readonly document: string;
  /** Its hash and its object in the cache, in few words. */
  readonly summary: string;
  /** The same in sentences. */
  readonly details: readonly string[];
}

/** One task. */
export interface TaskParams {
  readonly mcfn: string;
  readonly task: string;
}

/** Request, client to server, with `TaskParams`: what a task's hash contains besides the recipe's values. */
export const TASK_INPUTS_REQUEST = 'sighound/taskInputs';

export interface TaskInputsResult {
  readonly dependencies: readonly TaskEntry[];
  readonly files: readonly { readonly uri: string; readonly path: string; readonly md5: string }[];
}

/** Request, client to server, with `TaskParams`: the names and values that a task's basehash contains. */
export const TASK_VARIABLES_REQUEST = 'sighound/taskVariables';

export interface TaskVariablesResult {
  /** The task itself first, then in the order in which they are hashed. */
  readonly variables: readonly VariableEntry[];
}

export interface VariableEntry {
  readonly name: string;
  /** null for none. */
  readonly value: string | null;
  /** Names that it refers to. */
  readonly dependencies: readonly string[];
}

/** Request, client to server: why a name is in a task's basehash, link by link, and where it gets its value. */
export const CHAIN_REQUEST = 'sighound/chain';

export interface ChainParams extends TaskParams {
  readonly name: string;
}

export interface ChainResult {
  /** From the task to the name; empty where it is not in the hash. */
  readonly links: readonly ChainEntry[];
}

export interface ChainEntry {
  readonly name: string;
  readonly place: { readonly uri: string; readonly path: string; /** Counted from 0. */ readonly line: number } | null;
}

/** Request, client to server: which tasks the edit of a document re-runs, compared with HEAD of its repository. */
export const IMPACT_REQUEST = 'sighound/impact';

export interface ImpactParams {
  readonly uri: string;
}

export interface ImpactResult {
  /** What there is to say in one line. */
  readonly summary: string;
  readonly recipes: readonly { readonly name: string; readonly mcfn: string; readonly tasks: readonly ImpactEntry[] }[];
  /** Tasks that are not among them, because there are so many. */
  readonly leftOut: number;
}

/** A task that gets another hash. */
export interface ImpactEntry extends TaskParams {
  /** `PN:TASK`, or `mc:MC:PN:TASK`. */
  readonly name: string;
  /** The URI of its signature document. */
  readonly document: string;
  /** null for a task that was not there. */
  readonly before: string | null;
  readonly after: string;
  /** Whether it runs, is taken from the cache, or is not needed then. */
  readonly fate: 'run' | 'fetch' | 'covered';
  /** What was changed of it; nothing where only what it depends on was. */
  readonly causes: readonly string[];
  /** The tasks from this one down to the one that was changed, without itself. */
  readonly path: readonly { readonly name: string; readonly causes: readonly string[] }[];
}

/** Request, client to server, no parameters, no result: end the engine and its sandboxes and start them anew. */
export const RESTART_REQUEST = 'sighound/restart';

/** Notification, client to server, no parameters: do not go on evaluating all recipes in the background. */
export const STOP_BACKGROUND_EVALUATION_NOTIFICATION = 'sighound/stopBackgroundEvaluation';

/** Request, client to server, no parameters: the build directories to choose from. */
export const BUILD_DIRECTORIES_REQUEST = 'sighound/buildDirectories';

export interface BuildDirectoriesResult {
  /** Absolute paths, the one that would be taken by itself first. */
  readonly candidates: readonly string[];
  readonly active: string | null;
}

/** Notification, client to server: use this build directory from now on. */
export const SELECT_BUILD_DIRECTORY_NOTIFICATION = 'sighound/selectBuildDirectory';

export interface SelectBuildDirectoryParams {
  readonly path: string;
}

/** Notification, server to client: everything the status bar shows. Sent whole after every change. */
export const STATUS_NOTIFICATION = 'sighound/status';

export type EngineState = 'no-build-directory' | 'loading' | 'ready' | 'evaluating' | 'failed';

/** What the workspace's own BitBake, run in a sandbox to confirm hashes, is doing. */
export type JudgeState = 'off' | 'starting' | 'idle' | 'working' | 'unavailable';

export interface StatusParams {
  /** Absolute path of the active build directory. */
  readonly buildDirectory: string | null;
  readonly state: EngineState;
  /** What is being done or why it failed, lower-case start, no full stop. */
  readonly message?: string;
  readonly progress?: { readonly done: number; readonly total: number };
  /** How many recipes of the workspace were looked at in the background, while that is under way. */
  readonly background?: { readonly done: number; readonly total: number };
  /** The version of the workspace's BitBake, or that of the newest release, which is assumed where there is none. */
  readonly release?: string;
  /** Whose `bb` and `oe` functions metadata Python calls: the workspace's, or Sighound's stand-ins. */
  readonly library?: 'bitbake' | 'stand-ins';
  /**
   * Whether the workspace's BitBake comes to the same hashes; missing while nothing is known of it. `text`: lower-case
   * start, no full stop.
   */
  readonly calibration?: { readonly kind: 'confirmed' | 'differs' | 'unconfirmed'; readonly text: string };
  /**
   * Recipes, or the configuration, that are not evaluated because they ended the engine's thread; missing where there
   * are none. `text`: lower-case start, no full stop.
   */
  readonly refused?: { readonly count: number; readonly text: string };
  /** Hashes in which the engine and the judge differed, this session. */
  readonly divergences: number;
  readonly judge: JudgeState;
}

/** How a rule's findings are shown. */
export type RuleSeverity = 'error' | 'warning' | 'information' | 'hint' | 'off';

/** The `sighound.*` settings as the editor holds them; a client other than ours may leave any out. */
export interface SighoundSettings {
  readonly buildDirectory: string;
  readonly bitbakeDirectory: string;
  readonly judge: { readonly enabled: boolean };
  readonly backgroundEvaluation: { readonly enabled: boolean };
  /** Severities by rule code; a rule that is not named has its own. */
  readonly rules: Readonly<Record<string, RuleSeverity>>;
  readonly evaluationTimeout: number;
  /** How the other host of proofs differs from the documented one; the server checks it. */
  readonly otherHost?: unknown;
  /** Folders that are or hold the user's own layers; the server checks them. */
  readonly ownLayers?: unknown;
}

/** Those `bitbake.*` settings of the official extension that say where things are. Read, never written. */
export interface BitbakeSettings {
  readonly pathToBuildFolder?: string;
  readonly pathToBitbakeFolder?: string;
  readonly pathToEnvScript?: string;
  readonly workingDirectory?: string;
  readonly shellEnv?: Readonly<Record<string, string>>;
  readonly buildConfigurations?: readonly BitbakeBuildConfiguration[];
}

/** A named set of overrides of the settings above; what it leaves out falls back to them. */
export interface BitbakeBuildConfiguration {
  readonly name?: string;
  readonly pathToBuildFolder?: string;
  readonly pathToBitbakeFolder?: string;
  readonly pathToEnvScript?: string;
  readonly workingDirectory?: string;
  readonly shellEnv?: Readonly<Record<string, string>>;
}

/**
 * The `initializationOptions` of our client. Later changes of settings come as `workspace/didChangeConfiguration` with
 * `{ settings: { sighound, bitbake } }`, and `workspace/configuration` answers for both sections too. Paths in
 * settings may hold `${workspaceFolder}` and `${env:NAME}`: the server replaces them.
 */
export interface InitializationOptions {
  readonly sighound: SighoundSettings;
  readonly bitbake: BitbakeSettings;
  /** The build directory picked in this workspace earlier, or null. It ranks below the setting. */
  readonly selectedBuildDirectory: string | null;
  /** The editor's environment variable `BUILDDIR`, or null. */
  readonly environmentBuildDirectory: string | null;
  /** The setting `sighound.askServers` as the user has it: what a workspace says of it is not sent. */
  readonly askServers?: boolean | readonly string[];
}

/** Notification, client to server: the user has changed `sighound.askServers`. */
export const ASK_SERVERS_NOTIFICATION = 'sighound/askServers';

export interface AskServersParams {
  readonly servers: boolean | readonly string[];
}
