/**
 * What an editor or a command line can ask about a workspace: questions and answers as plain data, so that they can
 * cross a thread. `Analysis` answers them beside the engine; clients in other threads offer the same interface.
 */

import type { ProbedBehaviors } from '../engine/base/release';
import type { Position } from '../engine/base/text';
import type { FileContent } from '../engine/files/overlayFileSource';
import type { Severity } from '../engine/rules/rule';
import type { SignatureData } from '../engine/siginfo/signatureData';
import type { Cause } from '../engine/signatures/differences';
import type { DocumentText } from '../text/documents';
import type { SafeMarkdown } from '../text/markdown';
import type { EditorLocation, EditorRange } from './documents/editorRange';
import type { HeadApi } from './headApi';
import type { TasksApi } from './tasks/tasksApi';
import type { TracedVariable } from './signatures/tracedVariable';

/** What opening a build directory found. */
export interface OpenedWorkspace {
  readonly buildDir: string;
  /** Whether the configuration could be read; `problems` say why not. */
  readonly ok: boolean;
  /** How the workspace's BitBake behaves; the newest release where there is none. */
  readonly behaviors: ProbedBehaviors;
  readonly library: 'bitbake' | 'stand-ins';
  readonly bitbakeDir: string | null;
  readonly bitbakeVersion: string | null;
  readonly layers: readonly string[];
  /** The git directories of the layers' checkouts. */
  readonly gitFolders: readonly string[];
  readonly recipeCount: number;
  /**
   * Tells this state of the configuration from others, for who keeps results; missing where nothing is kept, or unsaved
   * text is part of it.
   */
  readonly state?: string;
  /** Problems of the configuration's own files. */
  readonly problems: readonly EditorDiagnostic[];
}

/** A hash, or why there is none. */
export type TaskHash = { readonly basehash: string } | { readonly basehash: null; readonly unknown: string };

/** A lens over a task's definition. */
export interface TaskLens {
  readonly range: EditorRange;
  readonly mcfn: string;
  readonly task: string;
  readonly hash: TaskHash;
  /** Keys in the task's closure. */
  readonly dependencies: number;
  /** Other variants of the recipe that have this task. */
  readonly otherVariants: number;
}

/** What a rule's diagnostic is about. */
export interface EditorFinding {
  /** Names cause and place, the same in all variants and recipes. */
  readonly id: string;
  /**
   * The variant and task that the message and the chain speak of; a task is not always involved, of a text alone no
   * variant either.
   */
  readonly mcfn: string | null;
  readonly task: string | null;
  readonly variable: string;
  /** The key that the place is about: the one that brings the variable in, or the variable itself. */
  readonly key: string;
  readonly value: string;
  readonly chain: readonly string[];
  /** All that is concerned. */
  readonly affected: readonly { readonly mcfn: string; readonly tasks: readonly string[] }[];
  /** It holds only if every recipe that has the statement agrees. */
  readonly needsAll?: boolean;
}

/** A problem in a file. */
export interface EditorDiagnostic {
  readonly path: string;
  readonly range: EditorRange;
  readonly severity: Severity;
  /**
   * A rule's code, or `parse-error`, `metadata-error`, `metadata-warning`, `configuration-error`,
   * `configuration-warning`.
   */
  readonly code: string;
  readonly message: string;
  /** The places that explain it, in order. */
  readonly related: readonly { readonly location: EditorLocation; readonly message: string }[];
  /** Of a rule: what it is about. */
  readonly finding?: EditorFinding;
}

/** All there is to say about a recipe. */
export interface RecipeFindings {
  readonly diagnostics: readonly EditorDiagnostic[];
  /** Ids of findings that do not hold, whatever other recipes say. */
  readonly refuted: readonly string[];
}

/** Replacement of a range of a file's present text. */
export interface EditorTextEdit {
  readonly path: string;
  readonly range: EditorRange;
  readonly newText: string;
  /** What of `newText` is for the user to write. */
  readonly placeholder?: string;
}

/** Why something cannot be done, and what to do about it. */
export interface EditorObstacle {
  /** Lower-case start or a path, no full stop. */
  readonly reason: string;
  /** A file that has changed on disk and nobody told. */
  readonly changedFile: string | null;
}

/** A task with another basehash; null where one is unknown or there is no such task. */
export interface HashChange {
  readonly task: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A change of files that an editor makes for the user. */
export interface EditorChange {
  /** None where there is an obstacle. */
  readonly edits: readonly EditorTextEdit[];
  /** Files that the edits make: they are not there yet. */
  readonly newFiles: readonly string[];
  /** The tasks whose basehash it changes, the one it is about first. */
  readonly changedTasks: readonly HashChange[];
  /** What keeps it from being made. */
  readonly obstacle: EditorObstacle | null;
}

/** A change that is offered for one diagnostic. */
export interface EditorAction extends EditorChange {
  readonly title: string;
  /** The rule's code and the diagnostic's id. */
  readonly code: string;
  readonly id: string;
}

/**
 * A fix that was tried: with these edits the finding is gone, on both hosts where it takes two to see it, and nothing
 * new is found.
 */
export interface EditorFix extends EditorAction {
  /** The variant and task it is about; null for a fix of a text, whatever is evaluated with it. */
  readonly mcfn: string | null;
  readonly task: string | null;
  readonly variable: string;
  /** The basehash of `task` without and with the fix. */
  readonly before: string | null;
  readonly after: string | null;
}

/** The fixes of all findings of a file, made and tried one on top of the other. */
export interface EditorFixAll extends EditorChange {
  /** How many findings are gone with it. */
  readonly count: number;
}

export interface EditorHover {
  readonly range: EditorRange;
  /** Markdown. */
  readonly markdown: SafeMarkdown;
}

/** The hashes of one variant, as `sighound sig` prints them. */
export interface VariantHashes {
  readonly mcfn: string;
  readonly pn: string;
  readonly skipped: string | null;
  readonly tasks: Readonly<Record<string, TaskHash>>;
  /** How many keys the closure of each task has. */
  readonly dependencies: Readonly<Record<string, number>>;
}

/** A recipe's hashes and what is wrong with its metadata. */
export interface RecipeHashes {
  readonly fn: string;
  readonly appends: readonly string[];
  readonly variants: readonly VariantHashes[];
  readonly problems: readonly EditorDiagnostic[];
}

/**
 * What went into one basehash: the same data whoever computed it. Values are text as `str()` gives it, null for none.
 */
export interface SignatureInputs {
  readonly taskdeps: readonly string[];
  readonly gendeps: Readonly<Record<string, readonly string[]>>;
  readonly varvals: Readonly<Record<string, string | null>>;
}

/**
 * The first key, in code-point order, in which two signatures of a task differ; undefined where a side has no such key.
 */
export interface KeyDifference {
  readonly key: string;
  readonly ours: string | null | undefined;
  readonly theirs: string | null | undefined;
}

/** What a user can say of the other host; what is left out is as documented in `docs/other-host.md`. */
export interface OtherHostSettings {
  /** Where everything is: an absolute path. */
  readonly folder?: string;
  readonly user?: string;
  readonly home?: string;
  readonly hostName?: string;
  readonly uid?: number;
  readonly cpuCount?: number;
  readonly kernelRelease?: string;
  /** `ID` and `VERSION_ID` of `/etc/os-release`. */
  readonly distribution?: string;
  readonly distributionVersion?: string;
  /** Values of environment variables on the other host; null: not set there. */
  readonly environment?: Readonly<Record<string, string | null>>;
  /** Environment variables that are the same on all hosts. */
  readonly sameEnvironment?: readonly string[];
}

/** A task that two hosts give different basehashes. */
export interface HostDifference {
  readonly mcfn: string;
  readonly task: string;
  /** The basehash on this host. */
  readonly a: string;
  /** The basehash on the other host; null where that one has no such task. */
  readonly b: string | null;
  /** What makes them differ, in order of names. */
  readonly causes: readonly Cause[];
}

/** A task that cannot be compared, and why. */
export interface UnknownComparison {
  readonly mcfn: string;
  readonly task: string | null;
  readonly reason: string;
}

/** What comparing a recipe on two hosts came to. */
export interface HostComparison {
  readonly fn: string;
  /** How many tasks were compared. */
  readonly tasks: number;
  readonly differences: readonly HostDifference[];
  /** Tasks about which nothing can be said; `task` is null where not even the tasks are known. */
  readonly unknown: readonly UnknownComparison[];
}

/** One link of a chain: the key and where it refers to the next one, or gets its value. */
export interface ChainLink {
  readonly key: string;
  readonly value: string | null;
  readonly location: EditorLocation | null;
}

/** Every answer is for the present text of all files, unsaved text included. */
export interface AnalysisApi extends TasksApi, HeadApi {
  /** Reads the configuration; every other question does so, too, where it has to. */
  open(): Promise<OpenedWorkspace>;
  /**
   * Another content for a file, as unsaved text; null where the editor deleted it; undefined to let the disk answer
   * again.
   */
  setText(path: string, text: FileContent | null | undefined): Promise<void>;
  /** Files that were changed, created or deleted on disk. */
  filesChanged(paths: readonly string[]): Promise<void>;
  /** Loads what the first change of `path` will need, so that its answer comes as quickly as the next one's. */
  prepare(path: string): Promise<void>;
  lenses(path: string): Promise<readonly TaskLens[]>;
  /** Problems of one open file: of its text, its evaluation, and what rules find that need one evaluation. */
  diagnostics(path: string): Promise<readonly EditorDiagnostic[]>;
  /** What rules find by evaluating on another host as well, in `path` and, of a recipe, in the files it reads. */
  proofs(path: string): Promise<readonly EditorDiagnostic[]>;
  /** Fixes for the rule diagnostics that touch `range`; each was tried. */
  fixes(path: string, range: EditorRange): Promise<readonly EditorFix[]>;
  /**
   * What can be done by comments about the rule diagnostics that touch `range`: hide a finding, or remove a comment
   * that hides nothing.
   */
  commentActions(path: string, range: EditorRange): Promise<readonly EditorAction[]>;
  /**
   * One change with the fixes of all findings of a file but those of the rules in `except`; null where there is nothing
   * to mend.
   */
  fixAll(path: string, except: readonly string[]): Promise<EditorFixAll | null>;
  hover(path: string, position: Position): Promise<EditorHover | null>;
  /** A readable text of all inputs of a task's hash. */
  signatureDocument(mcfn: string, task: string): Promise<DocumentText>;
  /** The recipe that `path` is shown in; null where there is none. */
  recipeOf(path: string): Promise<string | null>;
  /** All hashes of a recipe. Nothing is kept of one that is passing by, about which nothing else will be asked. */
  hashes(fn: string, isPassing?: boolean): Promise<RecipeHashes | null>;
  /** What went into a basehash; null where it is unknown. */
  signature(mcfn: string, task: string): Promise<SignatureInputs | null>;
  /** A task's signature as BitBake would write it down; null where it is unknown, or there is no such task. */
  signatureData(mcfn: string, task: string): Promise<SignatureData | null>;
  /**
   * Expanded variables of a recipe's variant, or of a configuration (`""`, `mc:NAME`); null for one that is not set, or
   * cannot be known.
   */
  variables(of: string, names: readonly string[]): Promise<Readonly<Record<string, string | null>>>;
  /**
   * Recipe files for targets: a recipe's name, a `PN`, a path (of a bbappend: the recipes it goes with) or a mcfn; all
   * recipes for none.
   */
  resolveTargets(
    targets: readonly string[],
  ): Promise<{ readonly recipes: readonly string[]; readonly unknown: readonly string[] }>;
  /** All findings and problems of a recipe, in whatever file they stand. */
  check(fn: string, isPassing?: boolean): Promise<RecipeFindings>;
  /** The fix for a finding of `check`; null where none holds. */
  fixFor(fn: string, id: string): Promise<EditorFix | null>;
  /**
   * Evaluates a recipe on another host as well and tells which tasks differ; null where the configuration cannot be
   * read.
   */
  compareHosts(fn: string, isPassing?: boolean): Promise<HostComparison | null>;
  /** Where a key of a variant gets what `other`, another value of it, has not; null where no file says so. */
  changedAssignment(mcfn: string, key: string, other: string | null): Promise<EditorLocation | null>;
  /** The ways from a task to a name, link by link. */
  why(
    fn: string,
    task: string,
    name: string,
  ): Promise<readonly { readonly mcfn: string; readonly links: readonly ChainLink[] }[]>;
  /** How a variable came to its value in each variant that has the task, and what of it is in the task's hash. */
  trace(fn: string, task: string, name: string): Promise<readonly TracedVariable[]>;
}
