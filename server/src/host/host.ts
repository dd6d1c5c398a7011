/**
 * What the language server and the command line need of the platform they run on, in the words of the engine and of
 * `ide`. The entry points in `node/` supply it; nothing that uses it knows threads, processes or a disk.
 */

import type { Sha256 } from '../engine/digest/sha256';
import type { FileSource } from '../engine/files/fileSource';
import type { AllowedServers } from '../engine/sstate/allowedServers';
import type { AskServer } from '../engine/sstate/presence';
import type { ZstdCodec } from '../engine/siginfo/zstd';
import type { AnalysisApi, OtherHostSettings, SignatureInputs } from '../ide/analysisApi';
import type { ResultStore } from '../ide/resultStore';

/** Which build directory to serve, and how. */
export interface AnalysisOptions {
  readonly buildDir: string;
  /** Folders to look for a BitBake in, before those found beside the layers. */
  readonly bitbakeHints: readonly string[];
  /** How long one piece of metadata Python may run before it is cut off. */
  readonly evaluationTimeoutMs: number;
  /** Shell variables that the user's build environment has besides the process's own. */
  readonly shellEnv?: Readonly<Record<string, string>>;
  /** How the other host of proofs differs from this one, where not as documented. */
  readonly otherHost?: OtherHostSettings;
  /** Folders whose layers are the user's own, so that fixes may be written into them; found out where not given. */
  readonly ownLayers?: readonly string[];
  /** Which of the servers that the configuration names may be asked, read-only; none where not given. */
  readonly asksServers?: AllowedServers;
  /** All recipes are to be evaluated, with nobody waiting for a single one: memory may be spent on speed. */
  readonly isWholesale?: boolean;
  /** What other engines over the same texts have found, and are told of; its own where not given. */
  readonly culprits?: Culprits;
}

/** What happens beside the answers. */
export interface AnalysisEvents {
  /** The engine works on something that takes long; null when it is done. */
  readonly onProgress?: (
    progress: { readonly message: string; readonly done?: number; readonly total?: number } | null,
  ) => void;
  /** Something for the log. */
  readonly onLog?: (message: string) => void;
  /** The engine's thread was ended (a run-away evaluation, exhausted memory) and a new one takes over. */
  readonly onRestart?: (reason: string) => void;
  /** What is not evaluated because it ended a thread, after each change of that. */
  readonly onCulprits?: (culprits: readonly Culprit[]) => void;
  /**
   * BitBake, or what serves the build directory, is another one on the disk now: a new thread asks it anew. What was
   * opened is out of date.
   */
  readonly onOutdated?: () => void;
}

/** What ended an engine's thread, and is not evaluated until a file that it asked for changes. */
export interface Culprit {
  /** The recipe; `""` for the configuration. */
  readonly fn: string;
  readonly reason: string;
}

/** The culprits that engines over the same texts have found. */
export interface Culprits {
  readonly all: readonly Culprit[];
  /** Gives what the changed files concern another chance. */
  lift(changed: readonly string[]): void;
  /** Gives all another chance. */
  clear(): void;
}

/** A question could not be answered: the engine was stopped, or what was asked ended its thread again and again. */
export class EngineStopped extends Error {}

/** An engine in a thread of its own. Questions never reject because metadata is bad; a dead thread is restarted. */
export interface AnalysisService extends AnalysisApi {
  /** Ends the engine's thread; the next question starts a new one. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

/** What the judge says of one variant. */
export interface JudgedHashes {
  readonly mcfn: string;
  readonly tasks: Readonly<Record<string, string>>;
  readonly skipped: string | null;
}

export type JudgeAnswer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** The workspace's own BitBake in a thread of its own. */
/** What BitBake says of a recipe. */
export interface JudgedRecipe {
  readonly variants: readonly JudgedHashes[];
  readonly errors: readonly string[];
}

export interface JudgeService {
  /** Starts BitBake ahead of the first question. */
  start(): void;
  /** `limitMs`: when to give up; a minute where not given. */
  evaluate(fn: string, limitMs?: number): Promise<JudgeAnswer<JudgedRecipe>>;
  /**
   * The same in a BitBake that has just started; null where the last answer came from one that had read no other
   * recipe.
   */
  evaluateAlone(fn: string, limitMs?: number): Promise<JudgeAnswer<JudgedRecipe | null>>;
  signature(mcfn: string, task: string): Promise<JudgeAnswer<SignatureInputs>>;
  setText(path: string, text: string | null | undefined): void;
  filesChanged(paths: readonly string[]): void;
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

/** Questions to mirrors on servers, which remember what was answered. */
export interface ServerQuestions {
  readonly ask: AskServer;
  /** Ends what is under way; whatever is asked from then on is unknown. */
  readonly cancel: () => void;
}

export interface Host {
  /** The disk as it is, without unsaved text. */
  readonly files: FileSource;
  /** An environment variable of this process. */
  readonly environment: (name: string) => string | undefined;
  /** Whether results outlive the engine that found them, and others find them. */
  readonly keepsResults: boolean;
  /** What this build of the program keeps by a name of its own, whatever the workspace; null where nothing is kept. */
  readonly results: (name: string) => ResultStore | null;
  /**
   * What judges of a build directory have found, on this machine and with this build of the program; null where nothing
   * is kept.
   */
  readonly judgedResults: (options: AnalysisOptions) => ResultStore | null;
  /**
   * What tells one BitBake, and the OE-Core beside it, from another: a digest of their Python. null where the workspace
   * has no BitBake.
   */
  readonly bitbakeContent: (options: AnalysisOptions) => string | null;
  /** How many engines may work at once for a command. */
  readonly parallelism: number;
  readonly startAnalysis: (options: AnalysisOptions, events: AnalysisEvents) => AnalysisService;
  /** An empty list of culprits, for several engines. */
  readonly newCulprits: () => Culprits;
  /** For one command, or as long as an editor shows what was answered. */
  readonly serverQuestions: (allowed: AllowedServers) => ServerQuestions;
  readonly sha256: Sha256;
  /** Loads what packs and unpacks signature files. */
  readonly loadZstd: () => Promise<ZstdCodec>;
  /** null where the workspace has no BitBake. */
  readonly startJudge: (options: AnalysisOptions) => JudgeService | null;
}
