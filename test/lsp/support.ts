/**
 * A language server over streams in memory, with an engine and a judge whose answers a test decides, and a client that
 * records everything it receives.
 */

import type { ServersSaidBy } from '../../server/src/lsp/workspace/serverSettings';
import { ASSUMED_BEHAVIORS } from '../../server/src/engine/base/release';
import { PassThrough } from 'node:stream';
import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  type CodeLens,
  CodeLensRequest,
  ConfigurationRequest,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  RegistrationRequest,
  ShowMessageNotification,
  ShowMessageRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  UnregistrationRequest,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver/node';
import type { AtHead, HeadChanges } from '../../server/src/engine/files/headFiles';
import type { FileContent } from '../../server/src/engine/files/overlayFileSource';
import type { SignatureData } from '../../server/src/engine/siginfo/signatureData';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import { type Impact, NO_IMPACT } from '../../server/src/ide/tasks/impact';
import type { FileBefore, RecipeTasks, TaskInputs, TaskState } from '../../server/src/ide/api/tasksApi';
import type {
  AnalysisEvents,
  AnalysisOptions,
  AnalysisService,
  Platform,
  JudgeAnswer,
  JudgedRecipe,
  JudgeService,
} from '../../server/src/platform/platform';
import { CulpritList } from '../../server/src/threads/culprits';
import { nodeSha256 } from '../../server/src/node/nodeDigest';
import { loadZstd } from '../../server/src/node/nodeZstd';
import type {
  AnalysisApi,
  EditorAction,
  EditorDiagnostic,
  EditorFix,
  EditorFixAll,
  EditorHover,
  OpenedWorkspace,
  RecipeHashes,
  SignatureInputs,
  SourceTree,
  TaskHash,
  TaskLens,
} from '../../server/src/ide/api/analysisApi';
import type { ResultStore, StoredResult } from '../../server/src/ide/resultStore';
import type { Timeline } from '../../server/src/lsp/background/timeline';
import { startServer } from '../../server/src/lsp/server';
import { STATUS_NOTIFICATION, type StatusParams } from '../../server/src/protocol/protocol';
import { documentText } from '../../server/src/text/documents';
import { AskedAnalysis, type QuestionName, put } from '../../server/src/ide/api/questions';

export const BUILD = '/ws/build';
export const RECIPE = '/ws/meta/recipes/magic/magic_1.0.bb';
export const RECIPE_URI = `file://${RECIPE}`;
export const RECIPE_TEXT = 'MYVAR = "${TOPDIR}/foo"\ndo_magictask() {\n    echo ${MYVAR}\n}\naddtask magictask\n';
export const OURS = '0b85a6b7'.repeat(8);
export const OTHER = 'feedf00d'.repeat(8);

/** A promise that the test settles from outside. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

export function at(line: number, start: number, end: number): TaskLens['range'] {
  return { start: { line, character: start }, end: { line, character: end } };
}

export const OPENED: OpenedWorkspace = {
  buildDir: BUILD,
  ok: true,
  behaviors: ASSUMED_BEHAVIORS,
  library: 'bitbake',
  bitbakeDir: '/ws/bitbake',
  bitbakeVersion: '2.18.1',
  layers: ['/ws/meta'],
  gitFolders: [],
  recipeCount: 1,
  problems: [],
};

export function lens(hash: TaskHash, more: Partial<TaskLens> = {}): TaskLens {
  return {
    range: at(1, 0, 14),
    mcfn: RECIPE,
    task: 'do_magictask',
    hash,
    dependencies: 214,
    otherVariants: 0,
    ...more,
  };
}

export function hashesOf(hash: TaskHash): RecipeHashes {
  return {
    fn: RECIPE,
    appends: [],
    variants: [
      { mcfn: RECIPE, pn: 'magic', skipped: null, dependencies: { do_magictask: 214 }, tasks: { do_magictask: hash } },
    ],
    problems: [],
  };
}

export function problem(message: string, more: Partial<EditorDiagnostic> = {}): EditorDiagnostic {
  return { path: RECIPE, range: at(0, 0, 5), severity: 'error', code: 'metadata-error', message, related: [], ...more };
}

/** The answers of a `FakeAnalysis` to questions that no test counts or replaces. */
const UNCOUNTED = {
  signatureDocument: async (mcfn, task) => documentText([`signature of ${mcfn} ${task}`]),
  check: async () => ({ appends: [], diagnostics: [], refuted: [] }),
  changedAssignment: async () => null,
  why: async () => [],
  trace: async () => [],
  prepare: async () => undefined,
  fixFor: async () => null,
  compareHosts: async () => null,
  taskNodes: async () => ({ nodes: [], wanted: [], unknownTargets: [], problems: [] }),
  taskConfigurations: async () => [],
  headChanges: async () => ({ kind: 'none' }),
  taskHashes: async () => ({ tasks: {}, unknownTargets: [], problems: [] }),
} satisfies Partial<AnalysisApi>;

/** An engine that answers at once, until a test replaces an answer. */
export class FakeAnalysis extends AskedAnalysis implements AnalysisService {
  readonly texts = new Map<string, Parameters<AnalysisService['setText']>[1]>();
  readonly changedFiles: string[] = [];
  readonly calls: string[] = [];
  isDisposed = false;
  answers = {
    open: async (): Promise<OpenedWorkspace> => OPENED,
    lenses: async (_path: string): Promise<readonly TaskLens[]> => [lens({ basehash: OURS })],
    diagnostics: async (_path: string): Promise<readonly EditorDiagnostic[]> => [],
    proofs: async (_path: string): Promise<readonly EditorDiagnostic[]> => [],
    fixes: async (_path: string): Promise<readonly EditorFix[]> => [],
    commentActions: async (_path: string): Promise<readonly EditorAction[]> => [],
    fixAll: async (_path: string, _except: readonly string[]): Promise<EditorFixAll | null> => null,
    hover: async (_path: string, _position: { line: number; character: number }): Promise<EditorHover | null> => null,
    hashes: async (_fn: string): Promise<RecipeHashes | null> => hashesOf({ basehash: OURS }),
    signature: async (_mcfn: string, _task: string): Promise<SignatureInputs | null> => ({
      taskdeps: ['A'],
      gendeps: {},
      varvals: { do_magictask: 'echo', A: 'here' },
    }),
    recipeOf: async (path: string): Promise<string | null> => (path.endsWith('.bb') ? path : null),
    restart: async (): Promise<void> => undefined,
    sourceTree: async (_path: string): Promise<SourceTree | null> => null,
    sourceChanges: async (_folder: string): Promise<AtHead<HeadChanges>> => ({ kind: 'none' }),
    headContent: async (_path: string): Promise<AtHead<FileContent | null>> => ({ kind: 'none' }),
    variables: async (): Promise<Readonly<Record<string, string | null>>> => ({}),
    signatureData: async (_mcfn: string, _task: string): Promise<SignatureData | null> => null,
    recipeTasks: async (fn: string): Promise<RecipeTasks | null> => ({ fn, variants: [], stamps: null }),
    recipesWithoutTasks: async (): Promise<readonly string[]> => [],
    learnTasks: async (_found: readonly RecipeTasks[]): Promise<void> => undefined,
    taskStates: async (_fn: string): Promise<readonly TaskState[]> => [],
    taskImpact: async (_before: readonly RecipeTasks[], _file: FileBefore): Promise<Impact> => NO_IMPACT,
    taskInputs: async (_mcfn: string, _task: string): Promise<TaskInputs | null> => null,
    resolveTargets: async (): Promise<{ recipes: readonly string[]; unknown: string[] }> => ({
      recipes: [],
      unknown: [],
    }),
  };

  constructor(
    readonly options: AnalysisOptions,
    readonly events: AnalysisEvents,
  ) {
    super();
  }

  protected override ask(question: QuestionName, parameters: readonly unknown[]): Promise<unknown> {
    if (question in UNCOUNTED) return put(UNCOUNTED, question as keyof typeof UNCOUNTED, parameters);
    this.calls.push(question);
    return put(this.answers, question as keyof FakeAnalysis['answers'] & QuestionName, parameters);
  }

  override async setText(path: string, text: Parameters<AnalysisService['setText']>[1]): Promise<void> {
    this.calls.push('setText');
    this.texts.set(path, text);
  }

  override async filesChanged(paths: readonly string[]): Promise<void> {
    this.changedFiles.push(...paths);
  }

  restart(): Promise<void> {
    this.calls.push('restart');
    return this.answers.restart();
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
  }
}

type Evaluated = JudgeAnswer<JudgedRecipe>;

export function judged(basehash: string): Evaluated {
  return {
    ok: true,
    value: { variants: [{ mcfn: RECIPE, tasks: { do_magictask: basehash }, skipped: null }], errors: [] },
  };
}

export class FakeJudge implements JudgeService {
  readonly texts = new Map<string, string | null | undefined>();
  readonly evaluated: string[] = [];
  readonly restarts: number[] = [];
  isDisposed = false;
  answers = {
    evaluate: async (_fn: string): Promise<Evaluated> => judged(OURS),
    evaluateAlone: async (_fn: string): Promise<JudgeAnswer<JudgedRecipe | null>> => ({ ok: true, value: null }),
    signature: async (_mcfn: string, _task: string): Promise<JudgeAnswer<SignatureInputs>> => ({
      ok: true,
      value: { taskdeps: ['A'], gendeps: {}, varvals: { do_magictask: 'echo', A: 'there' } },
    }),
  };

  start(): void {}

  evaluate(fn: string): Promise<Evaluated> {
    this.evaluated.push(fn);
    return this.answers.evaluate(fn);
  }

  evaluateAlone(fn: string): Promise<JudgeAnswer<JudgedRecipe | null>> {
    return this.answers.evaluateAlone(fn);
  }

  signature(mcfn: string, task: string): Promise<JudgeAnswer<SignatureInputs>> {
    return this.answers.signature(mcfn, task);
  }

  setText(path: string, text: string | null | undefined): void {
    this.texts.set(path, text);
  }

  filesChanged(): void {}

  async restart(): Promise<void> {
    this.restarts.push(Date.now());
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
  }
}

export const FILES: Readonly<Record<string, string>> = {
  [`${BUILD}/conf/bblayers.conf`]: '',
  [`${BUILD}/conf/local.conf`]: '',
  [RECIPE]: RECIPE_TEXT,
};

/** A host that records what it started; `prepare` receives every engine before the server does. */
export class FakePlatform implements Platform {
  readonly parallelism = 1;
  keepsResults = false;
  /** What `results` has stored, whatever its name. */
  readonly kept = new Map<string, StoredResult<unknown>>();
  /** The current content of the workspace's BitBake; null: the workspace has none. */
  bitbake: string | null = null;
  readonly sha256 = nodeSha256;
  readonly loadZstd = loadZstd;
  readonly files: MemoryFileSource;
  readonly analyses: FakeAnalysis[] = [];
  readonly judge = new FakeJudge();
  readonly judgeOptions: AnalysisOptions[] = [];
  hasJudge = true;

  constructor(
    private readonly prepare: (analysis: FakeAnalysis) => void = () => undefined,
    files: Readonly<Record<string, string>> = FILES,
    private readonly variables: Readonly<Record<string, string>> = {},
  ) {
    this.files = new MemoryFileSource(files);
  }

  results = (): ResultStore => ({
    get: <T>(key: string) => (this.kept.get(key) as StoredResult<T> | undefined) ?? null,
    put: (key, result) => void this.kept.set(key, result),
  });

  judgedResults = (): null => null;

  bitbakeContent = (): string | null => this.bitbake;

  environment = (name: string): string | undefined => this.variables[name];

  startAnalysis = (options: AnalysisOptions, events: AnalysisEvents): FakeAnalysis => {
    const analysis = new FakeAnalysis(options, events);
    this.prepare(analysis);
    this.analyses.push(analysis);
    return analysis;
  };

  startJudge = (options: AnalysisOptions): FakeJudge | null => {
    this.judgeOptions.push(options);
    return this.hasJudge ? this.judge : null;
  };

  newCulprits = (): CulpritList => new CulpritList();

  serverQuestions = (): never => {
    throw new Error('the language server asks no mirror');
  };

  get analysis(): FakeAnalysis {
    return this.analyses.at(-1)!;
  }
}

export const CAPABILITIES: ClientCapabilities = {
  workspace: { codeLens: { refreshSupport: true }, workspaceFolders: true },
  textDocument: { publishDiagnostics: { relatedInformation: true, versionSupport: true } },
};

export const OWN_OPTIONS = {
  sighound: { buildDirectory: '', bitbakeDirectory: '', judge: { enabled: true }, rules: {}, evaluationTimeout: 20 },
  bitbake: {},
  selectedBuildDirectory: null,
  environmentBuildDirectory: null,
};

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  readonly folders?: readonly string[];
  readonly timing?: Partial<Timeline>;
  /** The party that decides which servers are asked; our own client if absent. */
  readonly servers?: ServersSaidBy;
  /** The answers to `workspace/configuration`. */
  readonly configuration?: readonly unknown[];
}

/** A client; `close` shuts the server down. */
export class TestClient {
  readonly statuses: StatusParams[] = [];
  readonly published: PublishDiagnosticsParams[] = [];
  readonly logs: string[] = [];
  readonly popUps: unknown[] = [];
  readonly registrations: { readonly method: string; readonly registerOptions?: unknown }[] = [];
  readonly progress: unknown[] = [];
  refreshes = 0;
  initializeResult!: InitializeResult;
  private version = 1;

  private constructor(readonly connection: ProtocolConnection) {
    connection.onNotification(STATUS_NOTIFICATION, (status: StatusParams) => void this.statuses.push(status));
    connection.onNotification(PublishDiagnosticsNotification.type, (params) => void this.published.push(params));
    connection.onNotification(LogMessageNotification.type, ({ message }) => void this.logs.push(message));
    connection.onNotification(ShowMessageNotification.type, (params) => void this.popUps.push(params));
    connection.onRequest(ShowMessageRequest.type, (params) => {
      this.popUps.push(params);
      return null;
    });
    connection.onRequest(CodeLensRefreshRequest.type, () => {
      this.refreshes++;
    });
    connection.onRequest(
      RegistrationRequest.type,
      ({ registrations }) => void this.registrations.push(...registrations),
    );
    connection.onRequest(UnregistrationRequest.type, () => undefined);
    connection.onRequest(WorkDoneProgressCreateRequest.type, () => undefined);
    connection.onNotification('$/progress', (params: { value: unknown }) => void this.progress.push(params.value));
  }

  static async start(platform: Platform, options: ClientOptions = {}): Promise<TestClient> {
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
    startServer(server, platform, options.servers ?? 'client', {
      evaluatedAfter: 5,
      judgedAfter: 30,
      ...options.timing,
    });
    const client = new TestClient(
      createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer)),
    );
    client.connection.onRequest(ConfigurationRequest.type, () => [...(options.configuration ?? [null, null])]);
    client.connection.listen();
    client.initializeResult = await client.connection.sendRequest(InitializeRequest.type, {
      processId: null,
      rootUri: null,
      capabilities: options.capabilities ?? CAPABILITIES,
      workspaceFolders: (options.folders ?? ['/ws']).map((path) => ({ uri: `file://${path}`, name: path })),
      initializationOptions: 'initializationOptions' in options ? options.initializationOptions : OWN_OPTIONS,
    });
    await client.connection.sendNotification(InitializedNotification.type, {});
    return client;
  }

  async close(): Promise<void> {
    await this.connection.sendRequest(ShutdownRequest.type);
    this.connection.dispose();
  }

  open(uri = RECIPE_URI, text = RECIPE_TEXT): Promise<void> {
    return this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'bitbake', version: this.version, text },
    });
  }

  change(text: string, uri = RECIPE_URI): Promise<void> {
    return this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: ++this.version },
      contentChanges: [{ text }],
    });
  }

  closeDocument(uri = RECIPE_URI): Promise<void> {
    return this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  async lenses(uri = RECIPE_URI): Promise<readonly CodeLens[]> {
    return (await this.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } })) ?? [];
  }

  async titles(uri = RECIPE_URI): Promise<readonly string[]> {
    return (await this.lenses(uri)).map(({ command }) => command!.title);
  }

  get status(): StatusParams | undefined {
    return this.statuses.at(-1);
  }

  /** The diagnostics that are shown now. */
  shown(uri = RECIPE_URI): readonly Diagnostic[] | undefined {
    return this.published.filter((params) => params.uri === uri).at(-1)?.diagnostics;
  }

  ready(): Promise<void> {
    return until(() => this.status?.state === 'ready');
  }
}

/** Waits until a condition is true. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 5000): Promise<void> {
  for (const start = Date.now(); !(await condition()); await pause(2)) {
    if (Date.now() - start > limitMs) throw new Error(`waited in vain for: ${condition.toString()}`);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
