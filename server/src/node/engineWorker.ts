/** The engine's thread: engine, Python sandbox and analysis over the disk and the editor's unsaved text. */

import { parentPort, workerData } from 'node:worker_threads';
import type { FileSource } from '../engine/files/fileSource';
import { type FileContent, OverlayFileSource } from '../engine/files/overlayFileSource';
import { findWorkspace } from '../engine/layers/workspace';
import { Analysis } from '../ide/analysis';
import { CachedAnalysis } from '../ide/stored/cachedAnalysis';
import type { OtherEngine } from '../ide/findings/otherEngine';
import type { ResultStore } from '../ide/resultStore';
import { checkedStore } from '../ide/stored/storedShapes';
import { hardenGlobals } from '../pyodide/javascriptBoundary';
import { libraryStamp } from './bitbakeBehaviors';
import { openResultStore } from './diskResultStore';
import {
  type EngineSetupOptions,
  createEngine,
  createLaterRun,
  createMachine,
  createOtherHost,
  createWorkerView,
  type OtherEngineSetup,
  privacyOf,
} from './createEngine';
import type { EngineMessage, EngineWorkerData } from '../threads/engineProtocol';
import { hashEquivalence } from './hashEquivalence/hashEquivalence';
import { nodeMd5, nodeSha256 } from './nodeDigest';
import { nodeFileSource } from './nodeFileSource';
import { isWritable } from './nodePermissions';
import { environmentOf, realHost } from './realHost';
import type { Role } from '../threads/culprits';
import { garbageCollector, nodePort } from './nodeThreads';
import { thisThread } from './processorTime';
import { loadSyntaxParsers } from './treeSitterNode';
import { type EngineThread, type Served, serveEngine, unlessTroubled } from '../threads/engineServing';

/** Answers the questions of this thread: from stored results where there is a cache, otherwise from the engine. */
function serveAnalysis(data: EngineWorkerData, thread: EngineThread): Served {
  const files = new OverlayFileSource(nodeFileSource());
  for (const [path, text] of data.texts) files.set(path, text);
  let current = (): boolean => true;
  const load = async (): Promise<Analysis> => {
    thread.send({ kind: 'loading', isLoading: true });
    const { analysis, isCurrent } = await loadAnalysis(data, files, thread);
    current = isCurrent;
    thread.send({ kind: 'loading', isLoading: false });
    return analysis;
  };
  const setText = (path: string, text: FileContent | null | undefined): void => {
    if (text === undefined) files.clear(path);
    else files.set(path, text);
  };
  const analysis = new CachedAnalysis({
    files,
    setText,
    load,
    store: unlessTroubled(checkedStore(storeOf(data, files, thread.send)), thread),
    sha256: nodeSha256,
    md5: nodeMd5,
    compared: JSON.stringify([data.otherHost, data.machines]),
    asksServers: data.asksServers,
    hashEquivalence: (settings) => hashEquivalence(settings, data.sqliteWasm),
    privacy: (layers) => privacyOf(findWorkspace(data.buildDir, data.bitbakeHints, files), files)(layers),
  });
  return { analysis, isCurrent: () => current() };
}

/** The results of this workspace on this machine, computed by exactly this program. */
function storeOf(data: EngineWorkerData, files: FileSource, send: (message: EngineMessage) => void): ResultStore {
  if (data.cacheFolder === null) return { get: () => null, put: () => undefined };
  const workspace = findWorkspace(data.buildDir, data.bitbakeHints, files);
  const environment = environmentOf(workspace, files, data.hostEnvironment);
  const program = files.stat(__filename);
  return openResultStore(
    data.cacheFolder,
    {
      program: [program?.size, program?.mtimeMs],
      buildDir: data.buildDir,
      hints: data.bitbakeHints,
      host: realHost(environment),
    },
    undefined,
    (text) => send({ kind: 'note', text }),
  );
}

async function loadAnalysis(
  data: EngineWorkerData,
  files: OverlayFileSource,
  thread: EngineThread,
): Promise<{ readonly analysis: Analysis; readonly isCurrent: () => boolean }> {
  const { vitals, engines } = thread;
  const evaluating =
    (role: Role) =>
    (fn: string | null): void => {
      vitals.beat();
      thread.evaluating = fn;
      thread.send({ kind: 'evaluating', fn, role });
    };
  const options: EngineSetupOptions = {
    ...data,
    files,
    interruptBuffer: vitals.interrupt,
    onPython: (running) => vitals.python(running),
    wasInterrupted: () => vitals.wasInterrupted(),
    onTrouble: () => {
      thread.troubled ??= { fn: thread.evaluating };
    },
    onEnded: (message) => {
      thread.send({ kind: 'ended', message });
      // Ends this thread, not the process.
      process.exit(1);
    },
    noting: (fn) => vitals.noting(fn),
    onEvaluating: evaluating('own'),
  };
  const others: EngineSetupOptions = { ...options, onEvaluating: evaluating('other') };
  // The stamp is taken before BitBake is probed, so that a change during the probes is noticed.
  let library = stampOfLibrary(data, files);
  const host = await createEngine(options);
  const { engine, workspace, behaviors, headFiles } = host;
  const refusing = async (started: Promise<OtherEngineSetup>): Promise<OtherEngine> => {
    const other = await started;
    return { ...other, end: engines.add(other, 'other', other.there) };
  };
  engines.add(host, 'own');
  const parsers = await loadSyntaxParsers(data.grammarsFolder);
  hardenGlobals();
  // The texts are in `files` before the analysis is notified of them.
  const analysis = new Analysis({
    engine,
    workspace,
    behaviors,
    headFiles,
    parsers,
    ownLayers: data.ownLayers,
    isWritable,
    setText: () => undefined,
    startOtherHost: () => refusing(createOtherHost(others, data.otherHost, host)),
    startLaterRun: () => refusing(createLaterRun(others, host)),
    startWorker: () => refusing(createWorkerView(others, host)),
    startMachine: (machine) => refusing(createMachine(others, machine, host)),
    machines: data.machines,
  });
  const bblayers = `${data.buildDir}/conf/bblayers.conf`;
  let read = textOf(bblayers, files);
  // BitBake and OE-Core may be updated while an editor is open. Their libraries are checked once a second at most.
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
    // No interpreter can read layers without a core layer. A new one can wait until there is a core layer.
    if (present.oeRoot === null) return true;
    return (
      present.bitbakeDir === workspace.bitbakeDir &&
      present.bitbakeVersion === workspace.bitbakeVersion &&
      present.oeRoot === workspace.oeRoot
    );
  };
  return { analysis, isCurrent };
}

/** How often the libraries of BitBake and OE-Core are checked at most. */
const LIBRARY_INTERVAL_MS = 1_000;

function stampOfLibrary({ buildDir, bitbakeHints }: EngineWorkerData, files: FileSource): string {
  return libraryStamp(findWorkspace(buildDir, bitbakeHints, files), files);
}

function textOf(path: string, files: FileSource): string | null {
  const found = files.readText(path);
  return found.kind === 'text' ? found.text : null;
}

if (parentPort) {
  const data = workerData as EngineWorkerData;
  serveEngine(nodePort(parentPort), data, {
    open: (thread) => serveAnalysis(data, thread),
    threadNumber: thisThread(),
    collectGarbage: garbageCollector(),
  });
}
