/**
 * What an editor or a command line can ask about a workspace. Questions and answers are plain data that can cross
 * threads. `Analysis` answers them next to the engine; clients in other threads offer the same interface.
 */

import type { Keeping } from '../../engine/engine';
import type { ProbedBehaviors } from '../../engine/base/release';
import type { Position } from '../../engine/base/text';
import type { FileContent } from '../../engine/files/overlayFileSource';
import type { Severity } from '../../engine/rules/rule';
import type { SignatureData } from '../../engine/siginfo/signatureData';
import type { IndirectKind } from '../../engine/signatures/indirect';
import type { Cause } from '../../engine/signatures/differences';
import type { DocumentText } from '../../text/documents';
import type { SafeMarkdown } from '../../text/markdown';
import type { ChangedSource } from '../documents/chains';
import type { EditorLocation, EditorRange } from '../documents/editorRange';
import type { HeadApi } from './headApi';
import type { TasksApi } from './tasksApi';
import type { TracedVariable } from '../signatures/tracedVariable';

/** What opening a build directory found. */
export interface OpenedWorkspace {
  readonly buildDir: string;
  /** Whether the configuration could be read; `problems` say why not. */
  readonly ok: boolean;
  /** How the workspace's BitBake behaves; if there is none, how the newest release behaves. */
  readonly behaviors: ProbedBehaviors;
  readonly library: 'bitbake' | 'stand-ins';
  readonly bitbakeDir: string | null;
  readonly bitbakeVersion: string | null;
  readonly layers: readonly string[];
  /** The git directories of the layers' checkouts. */
  readonly gitFolders: readonly string[];
  readonly recipeCount: number;
  /**
   * Identifies this state of the configuration for callers that store results; missing if nothing is stored, or if
   * unsaved text is part of the state.
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
  /** How many keys the task's closure has. */
  readonly dependencies: number;
  /** How many other variants of the recipe have this task. */
  readonly otherVariants: number;
}

/** The folder outside the build from which a recipe takes its sources, and where a file shows it. */
export interface SourceTree {
  readonly folder: string;
  readonly range: EditorRange;
}

/** What a rule's diagnostic is about. */
export interface EditorFinding {
  /** Identifies the cause and its location; the same in all variants and recipes. */
  readonly id: string;
  /**
   * The variant and task that the message and the chain name. The task is null if none is involved; a finding in a text
   * alone has no variant either.
   */
  readonly mcfn: string | null;
  readonly task: string | null;
  readonly variable: string;
  /** The key at the location: the key that brings the variable in, or the variable itself. */
  readonly key: string;
  readonly value: string;
  readonly chain: readonly string[];
  /** All variants and tasks that the finding concerns. */
  readonly affected: readonly { readonly mcfn: string; readonly tasks: readonly string[] }[];
  /** The finding is valid only if every recipe that has the statement agrees. */
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
  /** The locations that explain it, in order. */
  readonly related: readonly { readonly location: EditorLocation; readonly message: string }[];
  /** Only for a rule's diagnostic: what it is about. */
  readonly finding?: EditorFinding;
}

/** The complete result of checking a recipe. */
export interface RecipeFindings {
  /** The recipe's bbappends. */
  readonly appends: readonly string[];
  readonly diagnostics: readonly EditorDiagnostic[];
  /** Ids of findings that are not valid, whatever other recipes show. */
  readonly refuted: readonly string[];
}

/** Replacement of a range of a file's present text. */
export interface EditorTextEdit {
  readonly path: string;
  readonly range: EditorRange;
  readonly newText: string;
  /** The part of `newText` that the user has to replace. */
  readonly placeholder?: string;
}

/** Why something cannot be done, and what to do about it. */
export interface EditorObstacle {
  /** Starts with a lower-case letter or a path; no full stop. */
  readonly reason: string;
  /** A file that has changed on disk without a notification. */
  readonly changedFile: string | null;
}

/** A task whose basehash changes. null: the basehash is unknown, or there is no such task. */
export interface HashChange {
  readonly task: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A change of files that an editor makes for the user. */
export interface EditorChange {
  /** Empty if there is an obstacle. */
  readonly edits: readonly EditorTextEdit[];
  /** Files that the edits create: they do not exist yet. */
  readonly newFiles: readonly string[];
  /** The tasks whose basehash the change affects; the task that the change is about comes first. */
  readonly changedTasks: readonly HashChange[];
  /** Why the change cannot be made. */
  readonly obstacle: EditorObstacle | null;
}

/** A change that is offered for one diagnostic. */
export interface EditorAction extends EditorChange {
  readonly title: string;
  /** The rule's code and the diagnostic's id. */
  readonly code: string;
  readonly id: string;
  /** Why it may be wrong although the finding disappears: only the user applies it. Missing if nothing is known. */
  readonly risk?: string;
}

/**
 * A fix that was tried: with these edits the finding disappears, on both hosts if finding it needs two, and no new
 * finding appears.
 */
export interface EditorFix extends EditorAction {
  /**
   * The variant and task that the fix is about; null for a fix of a text, which does not depend on what is evaluated
   * with it.
   */
  readonly mcfn: string | null;
  readonly task: string | null;
  readonly variable: string;
  /** The basehash of `task` without and with the fix. */
  readonly before: string | null;
  readonly after: string | null;
}

/** The fixes of all findings of a file. Each is made and tried on top of the fixes before it. */
export interface EditorFixAll extends EditorChange {
  /** How many findings disappear with it. */
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
  /** The folder outside the build from which it takes its sources: its hashes change with the files there. */
  readonly sourceTree?: string;
}

/** A recipe's hashes, and the problems of its metadata. */
export interface RecipeHashes {
  readonly fn: string;
  readonly appends: readonly string[];
  readonly variants: readonly VariantHashes[];
  readonly problems: readonly EditorDiagnostic[];
}

/**
 * The inputs of one basehash: the same data, whether the engine or BitBake computed it. Values are text as `str()`
 * gives it; null for none.
 */
export interface SignatureInputs {
  readonly taskdeps: readonly string[];
  readonly gendeps: Readonly<Record<string, readonly string[]>>;
  readonly varvals: Readonly<Record<string, string | null>>;
}

/**
 * The first key, in code-point order, in which two signatures of a task differ; undefined if that side has no such key.
 */
export interface KeyDifference {
  readonly key: string;
  readonly ours: string | null | undefined;
  readonly theirs: string | null | undefined;
}

/** What the keys of one variant refer to, and what each adds to a hash; a key with an unknown value has none. */
export interface HashedVariables {
  readonly gendeps: Readonly<Record<string, readonly string[]>>;
  readonly varvals: Readonly<Record<string, string | null>>;
}

/** What a user can set for the other host; omitted fields have the values that `docs/other-host.md` documents. */
export interface OtherHostSettings {
  /** The folder that contains everything: an absolute path. */
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

/** A task that has different basehashes on two hosts. */
export interface HostDifference {
  readonly mcfn: string;
  readonly task: string;
  /** The basehash on this host. */
  readonly a: string;
  /** The basehash on the other host; null if that host has no such task. */
  readonly b: string | null;
  /** What makes the two differ, sorted by name. */
  readonly causes: readonly Cause[];
}

/** A task that cannot be compared, and why. */
export interface UnknownComparison {
  readonly mcfn: string;
  readonly task: string | null;
  readonly reason: string;
}

/** The result of comparing a recipe on two hosts. */
export interface HostComparison {
  readonly fn: string;
  /** How many tasks were compared. */
  readonly tasks: number;
  readonly differences: readonly HostDifference[];
  /** Tasks that cannot be compared; `task` is null if not even the tasks are known. */
  readonly unknown: readonly UnknownComparison[];
}

/** An assignment of a key, as text. */
export interface LinkAssignment {
  /** The variable that it assigns: the key's own, or an override of it. */
  readonly variable: string;
  /** As `bitbake-getvar` names it; `set??` for a weak default. */
  readonly operation: string;
  readonly text: string | null;
  /** Empty if no file contains it. */
  readonly path: string;
  /** 1-based; 0 where unknown. */
  readonly line: number;
  /** Why it has no effect in this variant, in a few words; null if it gives the value or is part of it. */
  readonly lost: string | null;
}

/** One link of a chain: the key and where it refers to the next one, or gets its value. */
export interface ChainLink {
  readonly key: string;
  readonly value: string | null;
  readonly location: EditorLocation | null;
  /** The assignment that gives the value, those that add to it, and those without effect. */
  readonly assignments: readonly LinkAssignment[];
}

/** How a task's basehash, or the part of its taskhash that flags decide, comes to contain a name, or its value. */
export interface WhyAnswer {
  readonly mcfn: string;
  readonly links: readonly ChainLink[];
  /**
   * Set if the hash does not contain the name itself: what brings its value in, in words, and the key that the hash
   * contains.
   */
  readonly through?: { readonly kind: IndirectKind; readonly key: string; readonly text: string };
}

/** Every answer is about the present text of all files, including unsaved text. */
export interface AnalysisApi extends TasksApi, HeadApi {
  /** Reads the configuration; every other question also does so if necessary. */
  open(): Promise<OpenedWorkspace>;
  /**
   * Sets the content of a file as unsaved text; null if the editor deleted the file; undefined to use the file on disk
   * again.
   */
  setText(path: string, text: FileContent | null | undefined): Promise<void>;
  /** Notifies about files that were changed, created or deleted on disk. */
  filesChanged(paths: readonly string[]): Promise<void>;
  /** Loads what the first change of `path` needs, so that its answer is as fast as those of later changes. */
  prepare(path: string): Promise<void>;
  lenses(path: string): Promise<readonly TaskLens[]>;
  /** The source tree of the recipe that `path` belongs to; null if its sources are fetched. */
  sourceTree(path: string): Promise<SourceTree | null>;
  /** Problems of one open file: of its text, of its evaluation, and findings of rules that need only one evaluation. */
  diagnostics(path: string): Promise<readonly EditorDiagnostic[]>;
  /**
   * What rules find by also evaluating on another host, in `path` and, if it is a recipe, in the files that it reads.
   */
  proofs(path: string): Promise<readonly EditorDiagnostic[]>;
  /** Fixes for the rule diagnostics that touch `range`; each was tried. */
  fixes(path: string, range: EditorRange): Promise<readonly EditorFix[]>;
  /**
   * Actions with comments for the rule diagnostics that touch `range`: hide a finding, or remove a comment that hides
   * nothing.
   */
  commentActions(path: string, range: EditorRange): Promise<readonly EditorAction[]>;
  /**
   * One change with the fixes of all findings of a file, except those of the rules in `except`; null if there is
   * nothing to fix.
   */
  fixAll(path: string, except: readonly string[]): Promise<EditorFixAll | null>;
  hover(path: string, position: Position): Promise<EditorHover | null>;
  /** A readable text of all inputs of a task's hash. */
  signatureDocument(mcfn: string, task: string): Promise<DocumentText>;
  /** The recipe in whose context `path` is shown; null if there is none. */
  recipeOf(path: string): Promise<string | null>;
  /** All hashes of a recipe. */
  hashes(fn: string, keeping?: Keeping): Promise<RecipeHashes | null>;
  /** The inputs of a basehash; null if it is unknown. */
  signature(mcfn: string, task: string): Promise<SignatureInputs | null>;
  /** A task's signature as BitBake would write it; null if it is unknown, or if there is no such task. */
  signatureData(mcfn: string, task: string): Promise<SignatureData | null>;
  /**
   * Expanded variables of a recipe's variant, or of a configuration (`""`, `mc:NAME`); null for a variable that is not
   * set, or whose value cannot be known.
   */
  variables(of: string, names: readonly string[]): Promise<Readonly<Record<string, string | null>>>;
  /**
   * Recipe files for targets: a recipe's name, a `PN`, a path (for a bbappend: the recipes that it belongs to) or a
   * mcfn; without targets: all recipes.
   */
  resolveTargets(
    targets: readonly string[],
  ): Promise<{ readonly recipes: readonly string[]; readonly unknown: readonly string[] }>;
  /** All findings and problems of a recipe, in any file. */
  check(fn: string, keeping?: Keeping): Promise<RecipeFindings>;
  /** The fix for a finding of `check`; null if no fix works. */
  fixFor(fn: string, id: string): Promise<EditorFix | null>;
  /**
   * Evaluates a recipe also on another host, and reports which tasks differ; null if the configuration cannot be read.
   */
  compareHosts(fn: string, keeping?: Keeping): Promise<HostComparison | null>;
  /**
   * Where a key of a variant gets the words that `other`, a different value of the key, does not have; null if no file
   * sets the key. A value that `[vardepvalue]` or Python makes is followed to the line that a person wrote.
   */
  changedAssignment(mcfn: string, key: string, other: string | null): Promise<ChangedSource | null>;
  /** What all keys of a variant contribute to hashes; null if it is unknown. */
  hashedVariables(mcfn: string): Promise<HashedVariables | null>;
  /** The chain from a task to a name in each variant, link by link. */
  why(fn: string, task: string, name: string): Promise<readonly WhyAnswer[]>;
  /** How a variable gets its value in each variant that has the task, and which part of it is in the task's hash. */
  trace(fn: string, task: string, name: string): Promise<readonly TracedVariable[]>;
}
