/** What the engine's thread and its client say to each other: plain objects only. */

import type { FileContent } from '../../engine/files/overlayFileSource';
import type { AllowedServers } from '../../engine/sstate/allowedServers';
import type { AnalysisApi, OtherHostSettings } from '../../ide/analysisApi';
import type { KnownCulprit, Role } from './culprits';
import type { SharedVitals } from './vitals';

/** `workerData` of the engine's thread. */
export interface EngineWorkerData {
  readonly buildDir: string;
  readonly bitbakeHints: readonly string[];
  readonly pyodideFolder: string;
  /** Folder of the tree-sitter grammars and of web-tree-sitter's own wasm. */
  readonly grammarsFolder: string;
  /** The database reader's own wasm. */
  readonly sqliteWasm: string;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** The same without what a workspace has added. */
  readonly userEnvironment: Readonly<Record<string, string | undefined>>;
  /** How the other host of proofs differs from this one, as far as the user says. */
  readonly otherHost: OtherHostSettings;
  /** Folders whose layers are the user's own. */
  readonly ownLayers: readonly string[];
  /** Which of the servers that the configuration names may be asked. */
  readonly asksServers: AllowedServers;
  /** Where results are kept; null to keep none. */
  readonly cacheFolder: string | null;
  readonly vitals: SharedVitals;
  /** Unsaved text at the start; null for a file that is gone. */
  readonly texts: readonly (readonly [path: string, text: FileContent | null])[];
  /** How many characters an answer may have: who receives it does nothing else meanwhile. */
  readonly longestAnswer: number;
}

export interface EngineRequest {
  readonly id: number;
  readonly method: keyof AnalysisApi;
  readonly parameters: readonly unknown[];
  /**
   * What is not to be evaluated because it ended a thread; missing where that is what it was for the question before.
   */
  readonly culprits?: readonly KnownCulprit[];
}

export type EngineMessage =
  /**
   * `troubled`: Python was cut off by time or memory meanwhile, first at a recipe or at none. `isSpent`: the thread
   * should not be asked again.
   */
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly value: unknown;
      readonly troubled: { readonly fn: string | null } | null;
      readonly isSpent: boolean;
    }
  /** `isFinal`: it would be the same another time. */
  | { readonly kind: 'failure'; readonly id: number; readonly message: string; readonly isFinal: boolean }
  /** The workspace has another BitBake now: a question is to be asked again in a new thread. */
  | { readonly kind: 'outdated'; readonly id: number }
  /** The interpreter, and with it the thread, is at its end. */
  | { readonly kind: 'ended'; readonly message: string }
  /** The interpreter and what it needs are being loaded, or are there. */
  | { readonly kind: 'loading'; readonly isLoading: boolean }
  /**
   * The recipe that is evaluated from now on, and by which engine; `""` for the configuration, null when nothing is.
   */
  | { readonly kind: 'evaluating'; readonly fn: string | null; readonly role: Role }
  /** Something that the user is to know of and that is no part of an answer. */
  | { readonly kind: 'note'; readonly text: string };
