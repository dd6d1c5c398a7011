/** The judge's thread on every platform: it answers one request after the other and never ends by itself. */

import type { OverlayFileSource } from '../engine/files/overlayFileSource';
import type { JudgeInvalidation, JudgeResult, JudgeStart, JudgedSignature, Judgement } from '../platform/judgement';
import type { JudgeReply, JudgeRequest } from './judgeProtocol';
import { MOST_MEMORY_USE } from './memoryUse';
import type { Port } from './port';

/** BitBake in its sandbox. */
export interface ServedJudge {
  start(): Promise<JudgeResult<JudgeStart>>;
  evaluate(recipePath: string): JudgeResult<Judgement>;
  signature(mcfn: string, task: string): JudgeResult<JudgedSignature>;
  recipes(): JudgeResult<Readonly<Record<string, readonly string[]>>>;
  filesChanged(paths: readonly string[]): JudgeResult<JudgeInvalidation>;
  /** The memory that the interpreter has taken, as a fraction of what it may take. */
  memoryUse(): number;
}

/** `hardenGlobals`: called once BitBake has started; what metadata might use is frozen then. */
export function serveJudge(
  port: Port<JudgeRequest, JudgeReply>,
  judge: ServedJudge,
  files: OverlayFileSource,
  hardenGlobals: () => void,
): void {
  port.onRequest((request) => {
    void answer(judge, files, hardenGlobals, request).then((result) =>
      port.post({ id: request.id, result, isSpent: judge.memoryUse() > MOST_MEMORY_USE }),
    );
  });
}

async function answer(
  judge: ServedJudge,
  files: OverlayFileSource,
  hardenGlobals: () => void,
  request: JudgeRequest,
): Promise<JudgeResult<unknown>> {
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
