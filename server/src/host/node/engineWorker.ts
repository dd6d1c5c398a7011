/** The engine's thread: engine, Python sandbox and analysis over the disk and the editor's unsaved text. */

import { parentPort, workerData } from 'node:worker_threads';
import type { FileSource } from '../../engine/files/fileSource';
import { type FileContent, OverlayFileSource } from '../../engine/files/overlayFileSource';
import { findWorkspace } from '../../engine/layers/workspace';
import { Analysis } from '../../ide/analysis';
import { CachedAnalysis } from '../../ide/cachedAnalysis';
import type { OtherEngine } from '../../ide/findings/otherEngine';
import type { ResultStore } from '../../ide/resultStore';
import type { AnalysisApi } from '../../ide/analysisApi';
import { hardenGlobals } from '../pyodide/javascriptBoundary';
import { libraryStamp } from './bitbakeBehaviors';
import { openResultStore } from './diskResultStore';
import { type EngineHostOptions, createEngineHost, createLaterRun, createOtherHost } from './engineHost';
import type { EngineMessage, EngineRequest, EngineWorkerData } from './engineProtocol';
import { hashEquivalence } from './hashEquivalence/hashEquivalence';
import { nodeMd5, nodeSha256 } from './nodeDigest';
import { nodeFileSource } from './nodeFileSource';
import { isWritable } from './nodePermissions';
import { environmentOf, realHost } from './realHost';
import { garbageCollector } from './threads';
import { loadSyntaxParsers } from './treeSitterNode';

type Port = NonNullable<typeof parentPort>;

interface Served {
  readonly analysis: AnalysisApi;
  /** Whether the interpreter still is the workspace's; asked before each question. */
  readonly isCurrent: () => boolean;
}

/** What answers in this thread: stored results where there is a cache, the engine behind them. */
function serveAnalysis(data: EngineWorkerData, tell: (message: EngineMessage) => void): Served {
  const files = new OverlayFileSource(nodeFileSource());
  for (const [path, text] of data.texts) files.set(path, text);
  let current = (): boolean => true;
  const load = async (): Promise<Analysis> => {
    const { analysis, isCurrent } = await loadAnalysis(data, files, tell);
    current = isCurrent;
    return analysis;
  };
  const setText = (path: string, text: FileContent | null | undefined): void => {
    if (text === undefined) files.clear(path);
    else files.set(path, text);
  };
  const analysis = new CachedAnalysis({
    files, setText, load,
    store: storeOf(data, files),
    sha256: nodeSha256,
    md5: nodeMd5,
    otherHost: JSON.stringify(data.otherHost),
    asksServers: data.asksServers,
    hashEquivalence: (settings) => hashEquivalence(settings, data.sqliteWasm),
  });
  return { analysis, isCurrent: () => current() };
}

/** The results of this workspace on this machine, as this very program computes them. */
function storeOf(data: EngineWorkerData, files: FileSource): ResultStore {
  if (data.cacheFolder === null) return { get: () => null, put: () => undefined };
  const workspace = findWorkspace(data.buildDir, data.bitbakeHints, files);
  const environment = environmentOf(workspace, files, data.hostEnvironment);
  const program = files.stat(__filename);
  return openResultStore(data.cacheFolder, { program: [program?.size, program?.mtimeMs], buildDir: data.buildDir, hints: data.bitbakeHints, host: realHost(environment) });
}

async function loadAnalysis(data: EngineWorkerData, files: OverlayFileSource, tell: (message: EngineMessage) => void): Promise<{ readonly analysis: Analysis; readonly isCurrent: () => boolean }> {
  const interrupt = new Uint8Array(data.interrupt);
  const activity = new Int32Array(data.activity);
  const options: EngineHostOptions = {
    ...data,
    files,
    interruptBuffer: interrupt,
    onPython: (running) => {
      if (running) {
        // An interrupt that came too late for the last evaluation must not hit the next one.
        interrupt[0] = 0;
        Atomics.add(activity, 1, 1);
      }
      Atomics.store(activity, 0, running ? 1 : 0);
    },
    onEvaluating: (fn) => tell({ kind: 'evaluating', fn }),
  };
  // What is changed while BitBake is being asked has been asked in part only.
  let library = stampOfLibrary(data, files);
  const host = await createEngineHost(options);
  const { engine, workspace, behaviors, headFiles } = host;
  const refusing = async (started: Promise<OtherEngine>): Promise<OtherEngine> => {
    const other = await started;
    for (const [fn, reason] of data.refused) other.engine.refuse(fn === '' ? fn : other.there(fn), reason);
    return other;
  };
  for (const [fn, reason] of data.refused) engine.refuse(fn, reason);
  const parsers = await loadSyntaxParsers(data.grammarsFolder);
  hardenGlobals();
  // Texts are set in the files before the analysis is told.
  const analysis = new Analysis({
    engine, workspace, behaviors, headFiles, parsers, ownLayers: data.ownLayers, isWritable, setText: () => undefined,
    startOtherHost: () => refusing(createOtherHost(options, data.otherHost, host)),
    startLaterRun: () => refusing(createLaterRun(options, host)),
  });
  const bblayers = `${data.buildDir}/conf/bblayers.conf`;
  let read = textOf(bblayers, files);
  // BitBake and OE-Core may be updated while an editor is open; their libraries are looked at once a second at most.
  let looked = 0;
  const isSameLibrary = (): boolean => {
    if (Date.now() - looked < LIBRARY_INTERVAL_MS) return true;
    looked = Date.now();
    const present = stampOfLibrary(data, files);
    const isSame = present === library;
    library = present;
    return isSame;
  };
  const isCurrent = (): boolean => {
    if (!isSameLibrary()) return false;
    const text = textOf(bblayers, files);
    if (text === read) return true;
    read = text;
    const present = findWorkspace(data.buildDir, data.bitbakeHints, files);
    analysis.setWorkspace(present);
    // Layers without a core layer cannot be read by any interpreter; a new one can wait until they can.
    if (present.oeRoot === null) return true;
    return present.bitbakeDir === workspace.bitbakeDir && present.bitbakeVersion === workspace.bitbakeVersion && present.oeRoot === workspace.oeRoot;
  };
  return { analysis, isCurrent };
}

/** How often the libraries of BitBake and OE-Core are looked at. */
const LIBRARY_INTERVAL_MS = 1_000;

function stampOfLibrary({ buildDir, bitbakeHints }: EngineWorkerData, files: FileSource): string {
  return libraryStamp(findWorkspace(buildDir, bitbakeHints, files), files);
}

function textOf(path: string, files: FileSource): string | null {
  const found = files.readText(path);
  return found.kind === 'text' ? found.text : null;
}

/** Changes are told beforehand; what they mean is seen at the next question. */
const CHANGES: readonly (keyof AnalysisApi)[] = ['setText', 'filesChanged'];

/** Asked when all is told and the user rests, or of an engine that nobody waits for: what came before may have left much behind. */
const ENDS_WORK: readonly (keyof AnalysisApi)[] = ['prepare', 'taskStates', 'taskImpact'];

function serve(port: Port, data: EngineWorkerData): void {
  const tell = (message: EngineMessage): void => port.postMessage(message);
  const { analysis, isCurrent } = serveAnalysis(data, tell);
  const collectGarbage = garbageCollector();
  const answer = async ({ id, method, parameters }: EngineRequest): Promise<EngineMessage> => {
    // An answer during which BitBake was exchanged is one of both.
    const isOfNow = (): boolean => CHANGES.includes(method) || isCurrent();
    if (!isOfNow()) return { kind: 'outdated', id };
    const value = await (analysis[method] as (...args: unknown[]) => Promise<unknown>).apply(analysis, [...parameters]);
    if (!isOfNow()) return { kind: 'outdated', id };
    if (ENDS_WORK.includes(method)) setImmediate(collectGarbage);
    return { kind: 'answer', id, value };
  };
  port.on('message', (request: EngineRequest) => {
    void answer(request).then(tell, (error: unknown) =>
      tell({ kind: 'failure', id: request.id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
  });
}

if (parentPort) serve(parentPort, workerData as EngineWorkerData);
