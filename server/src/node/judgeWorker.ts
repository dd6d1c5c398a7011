/**
 * The judge's thread: BitBake in its sandbox over the disk and the editor's unsaved text. It answers one request after
 * the other and never ends by itself; `judgeClient.ts` interrupts or ends it. Nothing else may run in this thread.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { OverlayFileSource } from '../engine/files/overlayFileSource';
import { findWorkspace } from '../engine/layers/workspace';
import { hardenGlobals } from '../pyodide/javascriptBoundary';
import { Judge } from '../pyodide/judge';
import { readableFiles } from './fileRights';
import { interpreterFiles } from './interpreterFiles';
import type { JudgeReply, JudgeRequest, JudgeWorkerData } from '../threads/judgeProtocol';
import { serveJudge } from '../threads/judgeServing';
import type { Port } from '../threads/port';
import { nodeFileSource } from './nodeFileSource';
import { nodePort } from './nodeThreads';
import { thisThread } from './processorTime';

function runWorker(port: Port<JudgeRequest, JudgeReply>, data: JudgeWorkerData): void {
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
  serveJudge(port, judge, files, hardenGlobals);
}

if (parentPort !== null) runWorker(nodePort(parentPort), workerData as JudgeWorkerData);
