/** The messages between the judge's thread and its client: plain objects only. */

import type { BuildEnvironment } from '../engine/layers/buildEnvironment';
import type { JudgeResult } from '../platform/judgement';
import type { VirtualHost } from '../machine/virtualHost';

/** `workerData` of the judge's thread. */
export interface JudgeWorkerData {
  readonly indexURL: string;
  readonly host: VirtualHost;
  readonly environment: BuildEnvironment;
  readonly bitbakeDirectory: string;
  readonly buildDirectory: string;
  readonly memoryLimitBytes?: number;
  /** One byte; 2 interrupts Python. */
  readonly interrupt: SharedArrayBuffer;
  /** An `Int32Array` of one element: the operating system's number of the thread, which the thread writes. */
  readonly threadNumber: SharedArrayBuffer;
  /** Unsaved text at the start; null for a deleted file. */
  readonly texts: readonly (readonly [path: string, text: string | null])[];
}

/** One question; the answer carries the same `id`. */
export type JudgeRequest = { readonly id: number } & (
  | { readonly kind: 'start' }
  | { readonly kind: 'evaluate'; readonly recipePath: string }
  | { readonly kind: 'signature'; readonly mcfn: string; readonly task: string }
  | { readonly kind: 'recipes' }
  | { readonly kind: 'filesChanged'; readonly paths: readonly string[] }
  /** Sets (text, or null for a deleted file) or clears (undefined) unsaved text. */
  | { readonly kind: 'setText'; readonly path: string; readonly text: string | null | undefined }
);

export interface JudgeReply {
  readonly id: number;
  readonly result: JudgeResult<unknown>;
  /** The thread should not be asked again. */
  readonly isSpent: boolean;
}
