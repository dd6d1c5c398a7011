/**
 * The judge: the workspace's own BitBake, unchanged, in a sandbox of its own, as the final authority on every basehash.
 * This is the host's side: it loads the interpreter and passes requests to `python/judge/judge.py`. Every call blocks
 * its thread until BitBake has answered, so it runs in a worker (`node/judgeWorker.ts`). Errors are values with
 * BitBake's own message. It shares nothing with the engine except the files, so its agreement is independent evidence.
 */

import type { FileSource } from '../engine/files/fileSource';
import type { Refusal } from '../engine/files/readableFiles';
import type { BuildEnvironment } from '../engine/layers/buildEnvironment';
import { loadSandboxedPython } from './loadPython';
import type { Sandbox } from './loadPython';
import judgeSource from './python/judge/judge.py';
import type { VirtualHost } from '../machine/virtualHost';
import type {
  JudgeError,
  JudgeInvalidation,
  JudgeResult,
  JudgeStart,
  JudgedSignature,
  Judgement,
} from '../platform/judgement';

export interface JudgeOptions {
  /** Directory with Pyodide's files. */
  readonly indexURL: string;
  /** See `SandboxOptions`. */
  readonly snapshot?: Uint8Array;
  readonly files: FileSource;
  /** What metadata may not read: the same as for the engine. */
  readonly refusal: Refusal;
  /** Its `env` is replaced by the build's. */
  readonly host: VirtualHost;
  readonly environment: BuildEnvironment;
  /** The workspace's BitBake checkout: the folder that contains `lib/bb`. */
  readonly bitbakeDirectory: string;
  readonly buildDirectory: string;
  readonly memoryLimitBytes?: number;
  readonly interruptBuffer?: Uint8Array | Int32Array;
}

/** One running BitBake. */
export class Judge {
  private sandbox: Sandbox | undefined;
  private ask: ((request: string) => string) | undefined;

  constructor(private readonly options: JudgeOptions) {}

  /** Loads the interpreter and BitBake, and parses the base configuration. */
  async start(): Promise<JudgeResult<JudgeStart>> {
    const { options } = this;
    const { indexURL, snapshot, files, refusal, memoryLimitBytes, interruptBuffer } = options;
    this.sandbox = await loadSandboxedPython({
      indexURL,
      files,
      refusal,
      ...(snapshot === undefined ? {} : { snapshot }),
      host: { ...options.host, env: options.environment.environment },
      memoryLimitBytes,
      interruptBuffer,
    });
    const { python } = this.sandbox;
    const namespace = python.toPy({ __name__: 'sighound_judge' }) as { get(name: string): unknown };
    python.runPython(judgeSource, { globals: namespace as never, filename: 'judge.py' });
    const make = namespace.get('make') as (options: string) => (request: string) => string;
    this.ask = make(
      JSON.stringify({
        bitbakeDirectory: options.bitbakeDirectory,
        buildDirectory: options.buildDirectory,
        originalEnvironment: options.environment.original,
      }),
    );
    this.sandbox.close();
    return this.request<JudgeStart>('start', []);
  }

  /** The basehashes of every variant of a recipe in every configuration. */
  evaluate(recipePath: string): JudgeResult<Judgement> {
    const asked = this.sandbox?.questionCount() ?? 0;
    const result = this.request<Omit<Judgement, 'questions'>>('evaluate', [recipePath]);
    return result.ok ? { ok: true, value: { ...result.value, questions: this.questionsSince(asked) } } : result;
  }

  /** The inputs of a variant's basehash, for comparing key by key. */
  signature(mcfn: string, task: string): JudgeResult<JudgedSignature> {
    return this.request('signature', [mcfn, task]);
  }

  /** The recipes of each configuration, in code-point order. */
  recipes(): JudgeResult<Readonly<Record<string, readonly string[]>>> {
    return this.request('recipes', []);
  }

  /** Must be called for every file that was changed, created or deleted, on disk or in the overlay. */
  filesChanged(paths: readonly string[]): JudgeResult<JudgeInvalidation> {
    return this.request('files_changed', [paths]);
  }

  /** See `Sandbox.memoryUse`. */
  memoryUse(): number {
    return this.sandbox?.memoryUse() ?? 0;
  }

  private questionsSince(count: number): readonly string[] {
    const questions = new Set<string>();
    for (let i = count; i < (this.sandbox?.questionCount() ?? 0); i++) {
      const question = this.sandbox?.questionSince(i);
      if (question !== undefined && question !== null) questions.add(question);
    }
    return [...questions];
  }

  private request<T>(name: string, parameters: readonly unknown[]): JudgeResult<T> {
    if (this.ask === undefined || this.sandbox === undefined) {
      return { ok: false, error: { type: 'JudgeError', message: 'the judge was not started' } };
    }
    this.sandbox.fileSystem.invalidate();
    try {
      const answer = JSON.parse(this.ask(JSON.stringify([name, parameters]))) as { value?: T; error?: JudgeError };
      return answer.error === undefined ? { ok: true, value: answer.value as T } : { ok: false, error: answer.error };
    } catch (error) {
      // The interpreter itself failed (stack or memory exhausted beyond repair, an interrupt between two requests).
      return {
        ok: false,
        error: { type: 'InterpreterError', message: error instanceof Error ? error.message : String(error) },
      };
    }
  }
}
