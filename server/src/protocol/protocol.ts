/**
 * The messages that Sighound adds to the language server protocol, and the settings that the protocol carries. The
 * client imports this file, so it contains method names and plain data, imports nothing, and knows neither the engine
 * nor the editor.
 */

/** The ids of the extension's commands, as the manifest has them. Lenses of the server refer to some. */
export const COMMANDS = {
  showSignature: 'sighound.showSignature',
  showTask: 'sighound.showTask',
  compareWithLastBuild: 'sighound.compareWithLastBuild',
  explainRebuild: 'sighound.explainRebuild',
  filterSignature: 'sighound.filterSignature',
  clearSignatureFilter: 'sighound.clearSignatureFilter',
  removeRecipe: 'sighound.removeRecipe',
  openVariable: 'sighound.openVariable',
  showImpact: 'sighound.showImpact',
  selectBuildDirectory: 'sighound.selectBuildDirectory',
  restartEngine: 'sighound.restartEngine',
  stopBackgroundEvaluation: 'sighound.stopBackgroundEvaluation',
  showLog: 'sighound.showLog',
} as const;

/** The method of a request, with the types of its parameters and of its result. */
export type Request<Params, Result> = string & { readonly types: (params: Params) => Result };

/** The method of a notification, with the type of its parameters. */
export type Notification<Params> = string & { readonly types: (params: Params) => void };

function request<Params, Result>(method: string): Request<Params, Result> {
  return method as Request<Params, Result>;
}

function notification<Params>(method: string): Notification<Params> {
  return method as Notification<Params>;
}

/** Request, client to server: the text of a read-only document that lists a task's signature inputs. */
export const SIGNATURE_DOCUMENT_REQUEST = request<SignatureDocumentParams, SignatureDocumentResult>(
  'sighound/signatureDocument',
);

/**
 * The scheme of those documents' URIs. The server creates the URIs (in lenses), and the client sends them back. The
 * client adds a query if it wants a different text about the same task: `now` (the signature), `last` (the signature of
 * the last build), `why` (why the two differ).
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
 * Notification, server to client: task hashes became known or have changed. Views that show them request them again.
 */
export const TASKS_CHANGED_NOTIFICATION = notification<void>('sighound/tasksChanged');

/** Request, client to server: the recipes of the workspace, for the user to pick one. */
export const RECIPES_REQUEST = request<RecipesParams, RecipesResult>('sighound/recipes');

export interface RecipesParams {
  /** The document that the user is viewing, if any. */
  readonly uri?: string;
}

export interface RecipesResult {
  readonly recipes: readonly RecipeEntry[];
  /** The recipe in whose context the document is shown. */
  readonly current: RecipeEntry | null;
}

/** A recipe file. */
export interface RecipeEntry {
  /** The recipe's identifier in the other requests. */
  readonly recipe: string;
  /** The file's name. */
  readonly name: string;
  readonly uri: string;
}

/**
 * Request, client to server: all tasks of a recipe. The server needs all recipes of the workspace for it, and first
 * evaluates those that are not known.
 */
export const RECIPE_TASKS_REQUEST = request<RecipeTasksParams, RecipeTasksResult>('sighound/recipeTasks');

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

/** Request, client to server, with `TaskParams`: what a task's hash contains in addition to the recipe's values. */
export const TASK_INPUTS_REQUEST = request<TaskParams, TaskInputsResult>('sighound/taskInputs');

export interface TaskInputsResult {
  readonly dependencies: readonly TaskEntry[];
  readonly files: readonly { readonly uri: string; readonly path: string; readonly md5: string }[];
}

/** Request, client to server, with `TaskParams`: the names and values that a task's basehash contains. */
export const TASK_VARIABLES_REQUEST = request<TaskParams, TaskVariablesResult>('sighound/taskVariables');

export interface TaskVariablesResult {
  /** The task itself first, then in the order in which they are hashed. */
  readonly variables: readonly VariableEntry[];
}

export interface VariableEntry {
  readonly name: string;
  /** null if it has no value. */
  readonly value: string | null;
  /** Names that it refers to. */
  readonly dependencies: readonly string[];
}

/** Request, client to server: why a name is in a task's basehash, link by link, and where it gets its value. */
export const CHAIN_REQUEST = request<ChainParams, ChainResult>('sighound/chain');

export interface ChainParams extends TaskParams {
  readonly name: string;
}

export interface ChainResult {
  /** From the task to the name; empty if the name is not in the hash. */
  readonly links: readonly ChainEntry[];
}

export interface ChainEntry {
  readonly name: string;
  readonly location: {
    readonly uri: string;
    readonly path: string;
    /** Counted from 0. */ readonly line: number;
  } | null;
}

/**
 * Request, client to server: which tasks run again because of a document's edits, compared with HEAD of its repository.
 */
export const IMPACT_REQUEST = request<ImpactParams, ImpactResult>('sighound/impact');

export interface ImpactParams {
  readonly uri: string;
}

export interface ImpactResult {
  /** The result in one line. */
  readonly summary: string;
  readonly recipes: readonly { readonly name: string; readonly mcfn: string; readonly tasks: readonly ImpactEntry[] }[];
  /** How many tasks are missing from the list, because there are so many. */
  readonly leftOut: number;
}

/** A task whose hash changes. */
export interface ImpactEntry extends TaskParams {
  /** `PN:TASK`, or `mc:MC:PN:TASK`. */
  readonly name: string;
  /** The URI of its signature document. */
  readonly document: string;
  /** null if the task did not exist before. */
  readonly before: string | null;
  readonly after: string;
  /** Whether the task then runs, is taken from the cache, or is not needed. */
  readonly fate: 'run' | 'fetch' | 'covered';
  /** What changed in the task itself; empty if only its dependencies changed. */
  readonly causes: readonly string[];
  /** The tasks from this one down to the changed one, without this one. */
  readonly path: readonly { readonly name: string; readonly causes: readonly string[] }[];
}

/** Request, client to server, no parameters, no result: end the engine and its sandboxes and start them again. */
export const RESTART_REQUEST = request<void, null>('sighound/restart');

/** Notification, client to server, no parameters: stop evaluating all recipes in the background. */
export const STOP_BACKGROUND_EVALUATION_NOTIFICATION = notification<void>('sighound/stopBackgroundEvaluation');

/** Request, client to server, no parameters: the build directories to choose from. */
export const BUILD_DIRECTORIES_REQUEST = request<void, BuildDirectoriesResult>('sighound/buildDirectories');

export interface BuildDirectoriesResult {
  /** Absolute paths; the first is the one that the server would choose by itself. */
  readonly candidates: readonly string[];
  readonly active: string | null;
}

/** Notification, client to server: use this build directory from now on. */
export const SELECT_BUILD_DIRECTORY_NOTIFICATION = notification<SelectBuildDirectoryParams>(
  'sighound/selectBuildDirectory',
);

export interface SelectBuildDirectoryParams {
  readonly path: string;
}

/**
 * Notification, server to client: everything that the status bar shows. The server sends all of it after every change.
 */
export const STATUS_NOTIFICATION = notification<StatusParams>('sighound/status');

export type EngineState = 'no-build-directory' | 'loading' | 'ready' | 'evaluating' | 'failed';

/** The state of the workspace's own BitBake, which runs in a sandbox to confirm hashes. */
export type JudgeState = 'off' | 'starting' | 'idle' | 'working' | 'unavailable';

export interface StatusParams {
  /** Absolute path of the active build directory. */
  readonly buildDirectory: string | null;
  readonly state: EngineState;
  /** What the server is doing, or why it failed; lower-case start, no full stop. */
  readonly message?: string;
  readonly progress?: { readonly done: number; readonly total: number };
  /** How many recipes of the workspace the background evaluation has processed, while it runs. */
  readonly background?: { readonly done: number; readonly total: number };
  /**
   * The version of the workspace's BitBake. If there is none: the version of the newest release, which is assumed then.
   */
  readonly release?: string;
  /** Which `bb` and `oe` functions the Python of metadata calls: the workspace's, or Sighound's stand-ins. */
  readonly library?: 'bitbake' | 'stand-ins';
  /**
   * Whether the workspace's BitBake computes the same hashes; missing while this is not known. `text`: lower-case
   * start, no full stop.
   */
  readonly calibration?: { readonly kind: 'confirmed' | 'differs' | 'unconfirmed'; readonly text: string };
  /**
   * How many recipes are not evaluated because they ended the engine's thread; the configuration counts, too. Missing
   * if there are none. `text`: lower-case start, no full stop.
   */
  readonly refused?: { readonly count: number; readonly text: string };
  /** How many hashes differed between the engine and the judge in this session. */
  readonly divergences: number;
  readonly judge: JudgeState;
}

/** How a rule's findings are shown. */
export type RuleSeverity = 'error' | 'warning' | 'information' | 'hint' | 'off';

/** The `sighound.*` settings as the editor has them; a client other than ours may omit any of them. */
export interface SighoundSettings {
  readonly buildDirectory: string;
  readonly bitbakeDirectory: string;
  readonly judge: { readonly enabled: boolean };
  readonly backgroundEvaluation: { readonly enabled: boolean };
  /** Severities by rule code; a rule that is not named has its own. */
  readonly rules: Readonly<Record<string, RuleSeverity>>;
  readonly evaluationTimeout: number;
  /** How the other host of proofs differs from the documented one; the server validates it. */
  readonly otherHost?: unknown;
  /** Folders that are or contain the user's own layers; the server validates them. */
  readonly ownLayers?: unknown;
  /** Names of machines that recipes are compared with; the server validates them. */
  readonly machines?: unknown;
}

/**
 * Those `bitbake.*` settings of the official extension that contain locations. Sighound reads them and never writes
 * them.
 */
export interface BitbakeSettings {
  readonly pathToBuildFolder?: string;
  readonly pathToBitbakeFolder?: string;
  readonly pathToEnvScript?: string;
  readonly workingDirectory?: string;
  readonly shellEnv?: Readonly<Record<string, string>>;
  readonly buildConfigurations?: readonly BitbakeBuildConfiguration[];
}

/** A named set of overrides of the settings above; settings that it omits keep the values above. */
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
 * `{ settings: { sighound, bitbake } }`, and `workspace/configuration` answers for both sections too. Paths in settings
 * may contain `${workspaceFolder}` and `${env:NAME}`: the server replaces them.
 */
export interface InitializationOptions {
  readonly sighound: SighoundSettings;
  readonly bitbake: BitbakeSettings;
  /** The build directory that the user picked earlier in this workspace, or null. The setting has priority over it. */
  readonly selectedBuildDirectory: string | null;
  /** The editor's environment variable `BUILDDIR`, or null. */
  readonly environmentBuildDirectory: string | null;
  /** The user's own value of the setting `sighound.askServers`; the client does not send a workspace's value. */
  readonly askServers?: boolean | readonly string[];
}

/** Notification, client to server: the user has changed `sighound.askServers`. */
export const ASK_SERVERS_NOTIFICATION = notification<AskServersParams>('sighound/askServers');

export interface AskServersParams {
  readonly servers: boolean | readonly string[];
}
