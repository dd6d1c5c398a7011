/** The engine's thread: engine, Python sandbox and analysis over the disk and the editor's unsaved text. */

import { parentPort, workerData } from 'node:worker_threads';
import type { Engine } from '../../engine/engine';
import type { FileSource } from '../../engine/files/fileSource';
import { type FileContent, OverlayFileSource } from '../../engine/files/overlayFileSource';
import { findWorkspace } from '../../engine/layers/workspace';
import { Analysis } from '../../ide/analysis';
import { CachedAnalysis } from '../../ide/stored/cachedAnalysis';
import type { OtherEngine } from '../../ide/findings/otherEngine';
import type { ResultStore } from '../../ide/resultStore';
import { checkedStore } from '../../ide/stored/storedShapes';
import type { AnalysisApi } from '../../ide/api/analysisApi';
import { CHANGES, type QuestionName, put } from '../../ide/api/questions';
import { hardenGlobals } from '../pyodide/javascriptBoundary';
import { libraryStamp } from './bitbakeBehaviors';
import { openResultStore } from './diskResultStore';
import { type EngineHostOptions, createEngineHost, createLaterRun, createOtherHost, privacyOf } from './engineHost';
import type { EngineMessage, EngineRequest, EngineWorkerData } from './engineProtocol';
import { hashEquivalence } from './hashEquivalence/hashEquivalence';
import { nodeMd5, nodeSha256 } from './nodeDigest';
import { nodeFileSource } from './nodeFileSource';
import { isWritable } from './nodePermissions';
import { environmentOf, realHost } from './realHost';
import type { KnownCulprit, Role } from './culprits';
import { isLargerThan } from './messageSize';
import { garbageCollector } from './threads';
import { loadSyntaxParsers } from './treeSitterNode';
import { VitalsWriter } from './vitals';

type Port = NonNullable<typeof parentPort>;

/** The engines of this thread, which all refuse the same culprits. */
class Engines {
  private readonly present: {
    readonly engine: Engine;
    readonly role: Role;
    readonly there: (path: string) => string;
  }[] = [];
  private culprits: readonly KnownCulprit[] = [];

  add(engine: Engine, role: Role, there: (path: string) => string = (path) => path): void {
    this.present.push({ engine, role, there });
    this.refuse(this.culprits);
  }

  /** An engine that only serves proofs also refuses what ended the other engine. */
  refuse(culprits: readonly KnownCulprit[]): void {
    this.culprits = culprits;
    for (const { engine, role, there } of this.present) {
      const refused = culprits.filter((culprit) => culprit.role === role || culprit.role === 'own');
      engine.refuseOnly(new Map(refused.map(({ fn, reason }) => [fn === '' ? fn : there(fn), reason])));
    }
  }
}

/** The state that the parts of this thread share. */
interface Thread {
  readonly tell: (message: EngineMessage) => void;
  readonly vitals: VitalsWriter;
  readonly engines: Engines;
  /** The recipe that is evaluated. */
  evaluating: string | null;
  /**
   * The recipe at which Python was first cut off since the present question was asked. Results from then on are not
   * kept.
   */
  troubled: { readonly fn: string | null } | null;
  /** Whether later questions should go to another thread. */
  isSpent: () => boolean;
}

/**
 * An interpreter that has used more than this share of its memory limit is replaced. Otherwise a later recipe would run
 * out of memory without being to blame.
 */
const MOST_MEMORY_USE = 0.75;
const BEAT_INTERVAL_MS = 250;

interface Served {
  readonly analysis: AnalysisApi;
  /** Whether the interpreter still fits the workspace; checked before and after each question. */
  readonly isCurrent: () => boolean;
}

/** Answers the questions of this thread: from stored results where there is a cache, otherwise from the engine. */
function serveAnalysis(data: EngineWorkerData, thread: Thread): Served {
  const files = new OverlayFileSource(nodeFileSource());
  for (const [path, text] of data.texts) files.set(path, text);
  let current = (): boolean => true;
  const load = async (): Promise<Analysis> => {
    thread.tell({ kind: 'loading', isLoading: true });
    const { analysis, isCurrent } = await loadAnalysis(data, files, thread);
    current = isCurrent;
    thread.tell({ kind: 'loading', isLoading: false });
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
    store: unlessTroubled(checkedStore(storeOf(data, files, thread.tell)), thread),
    sha256: nodeSha256,
    md5: nodeMd5,
    otherHost: JSON.stringify(data.otherHost),
    asksServers: data.asksServers,
    hashEquivalence: (settings) => hashEquivalence(settings, data.sqliteWasm),
    privacy: (layers) => privacyOf(findWorkspace(data.buildDir, data.bitbakeHints, files), files)(layers),
  });
  return { analysis, isCurrent: () => current() };
}

/** A store that never receives results of Python that was cut off: another run may get further. */
function unlessTroubled(store: ResultStore, thread: Thread): ResultStore {
  return {
    get: (key) => store.get(key),
    put: (key, result) => {
      if (!thread.troubled) store.put(key, result);
    },
  };
}

/** The results of this workspace on this machine, computed by exactly this program. */
function storeOf(data: EngineWorkerData, files: FileSource, tell: (message: EngineMessage) => void): ResultStore {
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
    (text) => tell({ kind: 'note', text }),
  );
}

async function loadAnalysis(
  data: EngineWorkerData,
  files: OverlayFileSource,
  thread: Thread,
): Promise<{ readonly analysis: Analysis; readonly isCurrent: () => boolean }> {
  const { vitals, engines } = thread;
  const evaluating =
    (role: Role) =>
    (fn: string | null): void => {
      vitals.beat();
      thread.evaluating = fn;
      thread.tell({ kind: 'evaluating', fn, role });
    };
  const options: EngineHostOptions = {
    ...data,
    files,
    interruptBuffer: vitals.interrupt,
    onPython: (running) => vitals.python(running),
    wasInterrupted: () => vitals.wasInterrupted(),
    onTrouble: () => {
      thread.troubled ??= { fn: thread.evaluating };
    },
    onEnded: (message) => {
      thread.tell({ kind: 'ended', message });
      // Ends this thread, not the process.
      process.exit(1);
    },
    noting: (fn) => vitals.noting(fn),
    onEvaluating: evaluating('own'),
  };
  const others: EngineHostOptions = { ...options, onEvaluating: evaluating('other') };
  // The stamp is taken before BitBake is probed, so that a change during the probes is noticed.
  let library = stampOfLibrary(data, files);
  const host = await createEngineHost(options);
  const { engine, workspace, behaviors, headFiles } = host;
  const refusing = async (started: Promise<OtherEngine>): Promise<OtherEngine> => {
    const other = await started;
    engines.add(other.engine, 'other', other.there);
    return other;
  };
  engines.add(engine, 'own');
  thread.isSpent = () => host.memoryUse() > MOST_MEMORY_USE;
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

/**
 * Methods that are asked last, when the user rests, or of an engine that no caller waits for. Earlier questions may
 * have left much garbage.
 */
const ENDS_WORK: readonly QuestionName[] = ['prepare', 'taskStates', 'taskImpact'];

function serve(port: Port, data: EngineWorkerData): void {
  const tell = (message: EngineMessage): void => port.postMessage(message);
  const thread: Thread = {
    tell,
    vitals: new VitalsWriter(data.vitals),
    engines: new Engines(),
    evaluating: null,
    troubled: null,
    isSpent: () => false,
  };
  thread.vitals.beat();
  // As long as the thread runs this timer, it does not hang.
  setInterval(() => thread.vitals.beat(), BEAT_INTERVAL_MS).unref();
  const { analysis, isCurrent } = serveAnalysis(data, thread);
  const collectGarbage = garbageCollector();
  const answer = async ({ id, method, parameters, culprits }: EngineRequest): Promise<EngineMessage> => {
    thread.troubled = null;
    if (culprits) thread.engines.refuse(culprits);
    // If BitBake is replaced during an answer, the answer mixes the old and the new one.
    const isOfNow = (): boolean => CHANGES.includes(method) || isCurrent();
    if (!isOfNow()) return { kind: 'outdated', id };
    const value = await put(analysis, method, parameters);
    if (!isOfNow()) return { kind: 'outdated', id };
    if (ENDS_WORK.includes(method)) setImmediate(collectGarbage);
    const isSpent = thread.isSpent();
    if (isLargerThan(value, data.longestAnswer))
      return {
        kind: 'failure',
        id,
        message: `the answer has more than ${data.longestAnswer} characters`,
        isFinal: true,
      };
    return { kind: 'answer', id, value, troubled: thread.troubled, isSpent };
  };
  port.on('message', (request: EngineRequest) => {
    void answer(request).then(tell, (error: unknown) =>
      tell({
        kind: 'failure',
        id: request.id,
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
        isFinal: false,
      }),
    );
  });
}

if (parentPort) serve(parentPort, workerData as EngineWorkerData);
