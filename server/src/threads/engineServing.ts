/**
 * The engine's thread on every platform: it takes questions from its port, lets the analysis answer them, and reports
 * what its client needs to know to watch it. The platform opens the analysis.
 */

import type { Engine } from '../engine/engine';
import type { AnalysisApi } from '../ide/api/analysisApi';
import { CHANGES, type QuestionName, put } from '../ide/api/questions';
import type { ResultStore } from '../ide/resultStore';
import type { KnownCulprit, Role } from './culprits';
import type { EngineMessage, EngineRequest, EngineWorkerData } from './engineProtocol';
import { MOST_MEMORY_USE } from './memoryUse';
import { isLargerThan } from './messageSize';
import type { Port } from './port';
import { VitalsWriter } from './vitals';

/** The engines of this thread, which all refuse the same culprits. */
class Engines {
  private readonly present = new Set<{
    readonly engine: Engine;
    readonly role: Role;
    readonly there: (path: string) => string;
    readonly memoryUse: () => number;
  }>();
  private culprits: readonly KnownCulprit[] = [];

  /**
   * `memoryUse`: the memory that its interpreter has taken, as a fraction of what it may take. Returns what to call when
   * the engine is not needed any more.
   */
  add(
    { engine, memoryUse }: { readonly engine: Engine; readonly memoryUse: () => number },
    role: Role,
    there: (path: string) => string = (path) => path,
  ): () => void {
    const added = { engine, role, there, memoryUse };
    this.present.add(added);
    this.refuse(this.culprits);
    return () => this.present.delete(added);
  }

  /** The greatest share of its memory that an interpreter has taken. */
  memoryUse(): number {
    return Math.max(0, ...[...this.present].map(({ memoryUse }) => memoryUse()));
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
export interface EngineThread {
  readonly send: (message: EngineMessage) => void;
  readonly vitals: VitalsWriter;
  readonly engines: Engines;
  /** The recipe that is evaluated. */
  evaluating: string | null;
  /**
   * The recipe at which Python was first cut off since the present question was asked. Results from then on are not
   * kept.
   */
  troubled: { readonly fn: string | null } | null;
}

const BEAT_INTERVAL_MS = 250;

export interface Served {
  readonly analysis: AnalysisApi;
  /** Whether the interpreter still fits the workspace; checked before and after each question. */
  readonly isCurrent: () => boolean;
}

/** A store that never receives results of Python that was cut off: another run may get further. */
export function unlessTroubled(store: ResultStore, thread: EngineThread): ResultStore {
  return {
    get: (key) => store.get(key),
    put: (key, result) => {
      if (!thread.troubled) store.put(key, result);
    },
  };
}

/**
 * Methods that are asked last, when the user rests, or of an engine that no caller waits for. Earlier questions may
 * have left much garbage.
 */
const ENDS_WORK: readonly QuestionName[] = ['prepare', 'taskStates', 'taskImpact'];

/** What a platform supplies to an engine's thread. */
export interface EngineServingOptions {
  /** Opens the analysis that answers. */
  readonly open: (thread: EngineThread) => Served;
  /** The operating system's number of this thread; 0 where it is not known. */
  readonly threadNumber: number;
  /** Frees memory that the thread does not use any more; called when nothing waits for the thread. */
  readonly collectGarbage: () => void;
}

/** Answers the questions that come through the port, one after the other, until the thread is ended. */
export function serveEngine(
  port: Port<EngineRequest, EngineMessage>,
  { vitals, longestAnswer }: Pick<EngineWorkerData, 'vitals' | 'longestAnswer'>,
  { open, threadNumber, collectGarbage }: EngineServingOptions,
): void {
  const send = port.post;
  const thread: EngineThread = {
    send,
    vitals: new VitalsWriter(vitals, threadNumber),
    engines: new Engines(),
    evaluating: null,
    troubled: null,
  };
  thread.vitals.beat();
  // As long as the thread runs this timer, it does not hang.
  setInterval(() => thread.vitals.beat(), BEAT_INTERVAL_MS);
  const { analysis, isCurrent } = open(thread);
  const answer = async ({ id, method, parameters, culprits }: EngineRequest): Promise<EngineMessage> => {
    thread.troubled = null;
    if (culprits) thread.engines.refuse(culprits);
    // If BitBake is replaced during an answer, the answer mixes the old and the new one.
    const isOfNow = (): boolean => CHANGES.includes(method) || isCurrent();
    if (!isOfNow()) return { kind: 'outdated', id };
    const value = await put(analysis, method, parameters);
    if (!isOfNow()) return { kind: 'outdated', id };
    if (ENDS_WORK.includes(method)) setTimeout(collectGarbage);
    const isSpent = thread.engines.memoryUse() > MOST_MEMORY_USE;
    if (isLargerThan(value, longestAnswer))
      return {
        kind: 'failure',
        id,
        message: `the answer has more than ${longestAnswer} characters`,
        isFinal: true,
      };
    return { kind: 'answer', id, value, troubled: thread.troubled, isSpent };
  };
  port.onRequest((request) => {
    void answer(request).then(send, (error: unknown) =>
      send({
        kind: 'failure',
        id: request.id,
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
        isFinal: false,
      }),
    );
  });
}
