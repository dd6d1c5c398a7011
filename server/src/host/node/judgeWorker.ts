/**
 * The judge's thread: BitBake in its sandbox over the disk and the editor's unsaved text. It answers one request after
 * the other and never ends by itself; `judgeClient.ts` interrupts or ends it. Nothing else may run in this thread.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { OverlayFileSource } from '../../engine/files/overlayFileSource';
import { findWorkspace } from '../../engine/layers/workspace';
import { hardenGlobals } from '../pyodide/javascriptBoundary';
import { Judge } from '../pyodide/judge';
import type { JudgeResult } from '../pyodide/judge';
import { readableFiles } from './fileRights';
import { interpreterFiles } from './interpreterFiles';
import type { JudgeAnswer, JudgeRequest, JudgeWorkerData } from './judgeProtocol';
import { nodeFileSource } from './nodeFileSource';
import { thisThread } from './ownTime';

function runWorker(port: NonNullable<typeof parentPort>, data: JudgeWorkerData): void {
  const files = new OverlayFileSource(nodeFileSource());
  for (const [path, text] of data.texts) files.set(path, text);
  const { interrupt, threadNumber, texts: _texts, ...options } = data;
  Atomics.store(new Int32Array(threadNumber), 0, thisThread());
  const workspace = findWorkspace(options.buildDirectory, [options.bitbakeDirectory], files);
  const { refusalOfReal: refusal } = readableFiles(workspace, files, options.environment.original['HOME']);
  const judge = new Judge({
    ...options,
    ...interpreterFiles(options.indexURL),
    files,
    refusal,
    interruptBuffer: new Uint8Array(interrupt),
  });
  port.on('message', (request: JudgeRequest) => {
    void answer(judge, files, request).then((result) =>
      port.postMessage({ id: request.id, result } satisfies JudgeAnswer),
    );
  });
}

async function answer(judge: Judge, files: OverlayFileSource, request: JudgeRequest): Promise<JudgeResult<unknown>> {
  switch (request.kind) {
    case 'start': {
      try {
        return await judge.start();
      } catch (error) {
        return {
          ok: false,
          error: { type: 'InterpreterError', message: error instanceof Error ? error.message : String(error) },
        };
      } finally {
        hardenGlobals();
      }
    }
    case 'evaluate':
      return judge.evaluate(request.recipePath);
    case 'signature':
      return judge.signature(request.mcfn, request.task);
    case 'recipes':
      return judge.recipes();
    case 'filesChanged':
      return judge.filesChanged(request.paths);
    case 'setText':
      if (request.text === undefined) files.clear(request.path);
      else files.set(request.path, request.text);
      return judge.filesChanged([request.path]);
  }
}

if (parentPort !== null) runWorker(parentPort, workerData as JudgeWorkerData);
