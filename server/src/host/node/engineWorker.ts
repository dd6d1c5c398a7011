/** The engine's thread: engine, Python sandbox and analysis over the disk and the editor's unsaved text. */

import { parentPort, workerData } from 'node:worker_threads';
import type { FileSource } from '../../engine/files/fileSource';
import { OverlayFileSource } from '../../engine/files/overlayFileSource';
import { findWorkspace } from '../../engine/layers/workspace';
import { Analysis } from '../../ide/analysis';
import type { AnalysisApi } from '../../ide/analysisApi';
import { hardenGlobals } from '../pyodide/javascriptBoundary';
import { createEngineHost } from './engineHost';
import type { EngineMessage, EngineRequest, EngineWorkerData } from './engineProtocol';
import { nodeFileSource } from './nodeFileSource';
import { loadSyntaxParsers } from './treeSitterNode';

type Port = NonNullable<typeof parentPort>;

interface ReadyAnalysis {
  readonly analysis: Analysis;
  /** Whether the interpreter still is the workspace's; asked before each question. */
  readonly isCurrent: () => boolean;
}

async function createAnalysis(data: EngineWorkerData, tell: (message: EngineMessage) => void): Promise<ReadyAnalysis> {
  const files = new OverlayFileSource(nodeFileSource());
  for (const [path, text] of data.texts) files.set(path, text);
  const interrupt = new Uint8Array(data.interrupt);
  const activity = new Int32Array(data.activity);
  const { engine, workspace } = await createEngineHost({
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
  });
  for (const [fn, reason] of data.refused) engine.refuse(fn, reason);
  const parsers = await loadSyntaxParsers(data.grammarsFolder);
  hardenGlobals();
  const setText = (path: string, text: string | null | undefined): void => {
    if (text === undefined) files.clear(path);
    else files.set(path, text);
  };
  const analysis = new Analysis({ engine, workspace, parsers, setText });
  const bblayers = `${data.buildDir}/conf/bblayers.conf`;
  let read = textOf(bblayers, files);
  const isCurrent = (): boolean => {
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

function textOf(path: string, files: FileSource): string | null {
  const found = files.readText(path);
  return found.kind === 'text' ? found.text : null;
}

/** Changes are told beforehand; what they mean is seen at the next question. */
const CHANGES: readonly (keyof AnalysisApi)[] = ['setText', 'filesChanged'];

function serve(port: Port, data: EngineWorkerData): void {
  const tell = (message: EngineMessage): void => port.postMessage(message);
  const ready = createAnalysis(data, tell);
  const answer = async ({ id, method, parameters }: EngineRequest): Promise<EngineMessage> => {
    const { analysis, isCurrent } = await ready;
    if (!CHANGES.includes(method) && !isCurrent()) return { kind: 'outdated', id };
    const value = await (analysis[method] as (...args: unknown[]) => Promise<unknown>).apply(analysis, [...parameters]);
    return { kind: 'answer', id, value };
  };
  port.on('message', (request: EngineRequest) => {
    void answer(request).then(tell, (error: unknown) =>
      tell({ kind: 'failure', id: request.id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
  });
}

if (parentPort) serve(parentPort, workerData as EngineWorkerData);
