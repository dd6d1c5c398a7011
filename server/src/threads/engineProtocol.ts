/** The messages between the engine's thread and its client: plain objects only. */

import type { FileContent } from '../engine/files/overlayFileSource';
import type { AllowedServers } from '../engine/sstate/allowedServers';
import type { OtherHostSettings } from '../ide/api/analysisApi';
import type { QuestionName } from '../ide/api/questions';
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
  /** The same without the variables that a workspace has added. */
  readonly userEnvironment: Readonly<Record<string, string | undefined>>;
  /** How the other host of proofs differs from this one, as far as the user configures it. */
  readonly otherHost: OtherHostSettings;
  /** The machines that recipes are compared with, besides those that are built in the same folders. */
  readonly machines: readonly string[];
  /** Folders whose layers are the user's own. */
  readonly ownLayers: readonly string[];
  /** Which of the servers that the configuration names may be asked. */
  readonly asksServers: AllowedServers;
  /** Where results are kept; null to keep none. */
  readonly cacheFolder: string | null;
  readonly vitals: SharedVitals;
  /** Unsaved text at the start; null for a deleted file. */
  readonly texts: readonly (readonly [path: string, text: FileContent | null])[];
  /** How many characters an answer may have: the receiver copies it at once and does nothing else meanwhile. */
  readonly longestAnswer: number;
}

export interface EngineRequest {
  readonly id: number;
  readonly method: QuestionName;
  readonly parameters: readonly unknown[];
  /**
   * The culprits, which are not evaluated because they ended a thread; missing where they are the same as at the last
   * question.
   */
  readonly culprits?: readonly KnownCulprit[];
}

export type EngineMessage =
  /**
   * `troubled`: a limit of time or memory cut Python off during the question, first at a recipe or at none. `isSpent`:
   * the thread should not be asked again.
   */
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly value: unknown;
      readonly troubled: { readonly fn: string | null } | null;
      readonly isSpent: boolean;
    }
  /** `isFinal`: another try would fail in the same way. */
  | { readonly kind: 'failure'; readonly id: number; readonly message: string; readonly isFinal: boolean }
  /** The workspace has a different BitBake now: the client must ask the question again in a new thread. */
  | { readonly kind: 'outdated'; readonly id: number }
  /** The interpreter has ended, and the thread ends with it. */
  | { readonly kind: 'ended'; readonly message: string }
  /** The interpreter and what it needs are being loaded, or are loaded. */
  | { readonly kind: 'loading'; readonly isLoading: boolean }
  /**
   * The recipe whose evaluation starts now, and by which engine; `""` for the configuration, null when none is
   * evaluated.
   */
  | { readonly kind: 'evaluating'; readonly fn: string | null; readonly role: Role }
  /** Something that the user should know and that is not part of an answer. */
  | { readonly kind: 'note'; readonly text: string };
