/** What the engine's thread and its client say to each other: plain objects only. */

import type { FileContent } from '../../engine/files/overlayFileSource';
import type { AnalysisApi, OtherHostSettings } from '../../ide/analysisApi';

/** `workerData` of the engine's thread. */
export interface EngineWorkerData {
  readonly buildDir: string;
  readonly bitbakeHints: readonly string[];
  readonly pyodideFolder: string;
  /** Folder of the tree-sitter grammars and of web-tree-sitter's own wasm. */
  readonly grammarsFolder: string;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** How the other host of proofs differs from this one, as far as the user says. */
  readonly otherHost: OtherHostSettings;
  /** Folders whose layers are the user's own. */
  readonly ownLayers: readonly string[];
  /** Where results are kept; null to keep none. */
  readonly cacheFolder: string | null;
  /** One byte; 2 interrupts Python. */
  readonly interrupt: SharedArrayBuffer;
  /** Two 32-bit numbers: whether Python runs, and how often it was started. */
  readonly activity: SharedArrayBuffer;
  /** Unsaved text at the start; null for a file that is gone. */
  readonly texts: readonly (readonly [path: string, text: FileContent | null])[];
  /** Recipes (`""`: the configuration) that ended an earlier thread; they are not evaluated until a file changes. */
  readonly refused: readonly (readonly [fn: string, reason: string])[];
}

export interface EngineRequest {
  readonly id: number;
  readonly method: keyof AnalysisApi;
  readonly parameters: readonly unknown[];
}

export type EngineMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  /** The workspace has another BitBake now: a question is to be asked again in a new thread. */
  | { readonly kind: 'outdated'; readonly id: number }
  /** The recipe that is evaluated from now on; `""` for the configuration, null when nothing is. */
  | { readonly kind: 'evaluating'; readonly fn: string | null };
