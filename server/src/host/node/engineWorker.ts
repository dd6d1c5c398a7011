/** The engine's thread: engine, Python sandbox and analysis over the disk and the editor's unsaved text. */

import { parentPort, workerData } from 'node:worker_threads';
import { OverlayFileSource } from '../../engine/files/overlayFileSource';
import { Analysis } from '../../ide/analysis';
import { hardenGlobals } from '../pyodide/javascriptBoundary';
import { createEngineHost } from './engineHost';
import type { EngineMessage, EngineRequest, EngineWorkerData } from './engineProtocol';
import { nodeFileSource } from './nodeFileSource';
import { loadSyntaxParsers } from './treeSitterNode';

type Port = NonNullable<typeof parentPort>;

async function createAnalysis(data: EngineWorkerData, tell: (message: EngineMessage) => void): Promise<Analysis> {
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
  return new Analysis({ engine, workspace, parsers, setText });
}

function serve(port: Port, data: EngineWorkerData): void {
  const tell = (message: EngineMessage): void => port.postMessage(message);
  const analysis = createAnalysis(data, tell);
  port.on('message', ({ id, method, parameters }: EngineRequest) => {
    void analysis
      .then((ready) => (ready[method] as (...args: unknown[]) => Promise<unknown>).apply(ready, [...parameters]))
      .then(
        (value) => tell({ kind: 'answer', id, value }),
        (error: unknown) => tell({ kind: 'failure', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      );
  });
}

if (parentPort) serve(parentPort, workerData as EngineWorkerData);
