/**
 * The capabilities that the language server and the command line need from their platform, in the terms of the engine
 * and of `ide`. The entry points in `node/` supply them. Code that uses them knows nothing of threads, processes or a
 * disk.
 */

import type { Sha256 } from '../engine/digest/sha256';
import type { FileSource } from '../engine/files/fileSource';
import type { AllowedServers } from '../engine/sstate/allowedServers';
import type { AskServer } from '../engine/sstate/presence';
import type { ZstdCodec } from '../engine/siginfo/zstd';
import type { AnalysisApi, OtherHostSettings, SignatureInputs } from '../ide/api/analysisApi';
import type { ResultStore } from '../ide/resultStore';

/** Which build directory to serve, and how. */
export interface AnalysisOptions {
  readonly buildDir: string;
  /** Folders to search for a BitBake before the folders next to the layers. */
  readonly bitbakeHints: readonly string[];
  /** How long one piece of metadata Python may run before it is cut off. */
  readonly evaluationTimeoutMs: number;
  /** Shell variables that the user's build environment has besides the process's own. */
  readonly shellEnv?: Readonly<Record<string, string>>;
  /** How the other host of proofs differs from this one, where it does not differ as documented. */
  readonly otherHost?: OtherHostSettings;
  /** The machines that recipes are compared with, besides those that are built in the same folders. */
  readonly machines?: readonly string[];
  /** Folders whose layers are the user's own, so that fixes may be written into them; detected where not given. */
  readonly ownLayers?: readonly string[];
  /** Which of the servers that the configuration names may be asked, read-only; none where not given. */
  readonly asksServers?: AllowedServers;
  /** All recipes are evaluated and no caller waits for a single one, so memory may be spent on speed. */
  readonly isWholesale?: boolean;
  /** The culprits that engines over the same texts share; the engine has its own list where not given. */
  readonly culprits?: Culprits;
}

/** Events that come in addition to the answers. */
export interface AnalysisEvents {
  /** The engine works on something that takes long; null when it is done. */
  readonly onProgress?: (
    progress: { readonly message: string; readonly done?: number; readonly total?: number } | null,
  ) => void;
  /** Something for the log. */
  readonly onLog?: (message: string) => void;
  /** The engine's thread was ended (a run-away evaluation, exhausted memory) and a new one takes over. */
  readonly onRestart?: (reason: string) => void;
  /** The recipes that are not evaluated because they ended a thread; called after each change of that list. */
  readonly onCulprits?: (culprits: readonly Culprit[]) => void;
  /**
   * BitBake or OE-Core has changed on the disk, or the build directory uses a different one now. A new thread asks it
   * again, and what was opened is out of date.
   */
  readonly onOutdated?: () => void;
}

/**
 * A recipe or configuration that ended an engine's thread. It is not evaluated until a file that it requested changes.
 */
export interface Culprit {
  /** The recipe; `""` for the configuration. */
  readonly fn: string;
  readonly reason: string;
}

/** The culprits that engines over the same texts have found. */
export interface Culprits {
  readonly all: readonly Culprit[];
  /** Allows another try for the culprits that the changed files concern. */
  lift(changed: readonly string[]): void;
  /** Allows another try for all culprits. */
  clear(): void;
}

/** A question could not be answered: the engine was stopped, or the question ended its thread again and again. */
export class EngineStopped extends Error {}

/** An engine in a thread of its own. Questions never reject because metadata is bad; a dead thread is restarted. */
export interface AnalysisService extends AnalysisApi {
  /** Ends the engine's thread; the next question starts a new one. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

/** What the judge reports for one variant. */
export interface JudgedHashes {
  readonly mcfn: string;
  readonly tasks: Readonly<Record<string, string>>;
  readonly skipped: string | null;
}

export type JudgeAnswer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** What BitBake reports for a recipe. */
export interface JudgedRecipe {
  readonly variants: readonly JudgedHashes[];
  readonly errors: readonly string[];
}

/** The workspace's own BitBake in a thread of its own. */
export interface JudgeService {
  /** Starts BitBake ahead of the first question. */
  start(): void;
  /** `limitMs`: when to give up; a minute where not given. */
  evaluate(fn: string, limitMs?: number): Promise<JudgeAnswer<JudgedRecipe>>;
  /**
   * The same in a BitBake that has just started; null where the last answer came from a BitBake that had read no other
   * recipe.
   */
  evaluateAlone(fn: string, limitMs?: number): Promise<JudgeAnswer<JudgedRecipe | null>>;
  signature(mcfn: string, task: string): Promise<JudgeAnswer<SignatureInputs>>;
  setText(path: string, text: string | null | undefined): void;
  filesChanged(paths: readonly string[]): void;
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

/** Asks mirrors on servers, and remembers their answers. */
export interface ServerQuestions {
  readonly ask: AskServer;
  /** Ends the requests under way; the answer to every later question is unknown. */
  readonly cancel: () => void;
}

export interface Platform {
  /** The disk as it is, without unsaved text. */
  readonly files: FileSource;
  /** An environment variable of this process. */
  readonly environment: (name: string) => string | undefined;
  /** Whether results outlive the engine that found them, so that other engines can use them. */
  readonly keepsResults: boolean;
  /**
   * The results that this build of the program keeps under the given name for all workspaces; null where nothing is
   * kept.
   */
  readonly results: (name: string) => ResultStore | null;
  /**
   * The results of judges of a build directory, on this machine and with this build of the program; null where nothing
   * is kept.
   */
  readonly judgedResults: (options: AnalysisOptions) => ResultStore | null;
  /**
   * Identifies a BitBake and the OE-Core next to it: a digest of their Python. null where the workspace has no BitBake.
   */
  readonly bitbakeContent: (options: AnalysisOptions) => string | null;
  /** How many engines may work at the same time for a command. */
  readonly parallelism: number;
  readonly startAnalysis: (options: AnalysisOptions, events: AnalysisEvents) => AnalysisService;
  /** An empty list of culprits that several engines share. */
  readonly newCulprits: () => Culprits;
  /** For one command, or for as long as an editor shows the answers. */
  readonly serverQuestions: (allowed: AllowedServers) => ServerQuestions;
  readonly sha256: Sha256;
  /** Loads the codec that packs and unpacks signature files. */
  readonly loadZstd: () => Promise<ZstdCodec>;
  /** null where the workspace has no BitBake. */
  readonly startJudge: (options: AnalysisOptions) => JudgeService | null;
}
