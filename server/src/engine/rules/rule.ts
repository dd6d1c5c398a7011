/**
 * The interface of rules: a rule checks one evaluated variant, reports problems with its signatures and proposes fixes.
 */

import type { BitbakeRelease } from '../base/release';
import type { SourceRange } from '../base/text';
import type { Datastore } from '../datastore/datastore';
import type { Origin } from '../datastore/history';
import type { FileSource } from '../files/fileSource';
import type { Statement } from '../parse/statements';
import type { Signatures } from '../signatures/basehash';
import type { Cause } from '../signatures/differences';

/** The severity of a finding if the user does not set one. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** A name that differs between two evaluations although the hashes of its tasks are the same. */
export interface MovingName {
  readonly kind: 'object' | 'stamp';
  /** What makes it differ: a different host, or a different run on this host. */
  readonly between: 'hosts' | 'runs';
  readonly tasks: readonly string[];
  /** The variable that has the name. */
  readonly name: string;
  /** The chains begin with `name`. */
  readonly causes: readonly Cause[];
  /** The variables directly in the name that differ, with their two values. */
  readonly parts: ReadonlyMap<string, readonly [string, string]>;
}

/**
 * What a recipe takes an input from while it is parsed: the content of a `file`, the names in a `folder`, whether a
 * `path` exists, whether a `product` of the build exists, what a `command` prints, or a variable of the session's
 * `environment`.
 */
export type InputKind = 'file' | 'folder' | 'path' | 'product' | 'command' | 'environment';

/** Something outside that decides about basehashes: with another answer, they differ. */
export interface ParseInput {
  readonly kind: InputKind;
  /** Path, command or name. */
  readonly name: string;
  /** The tasks whose basehash differs, with the causes. */
  readonly differing: ReadonlyMap<string, readonly Cause[]>;
}

/** What a task writes that the same task of another evaluation writes with another hash. */
export interface SharedOutput {
  /** A stamp, a folder of the recipe's own, files in a folder that sstate fills, or an object of the cache. */
  readonly kind: 'stamp' | 'folder' | 'files' | 'object';
  /** The stamp, the folder, or the architecture of the object. */
  readonly name: string;
  /** Why the hashes differ. */
  readonly causes: readonly Cause[];
}

/** What a variant shares, with other hashes, with the same variant for another machine. */
export interface SharedWithMachine {
  readonly machine: string;
  readonly tasks: ReadonlyMap<string, SharedOutput>;
}

/** The results of evaluating a variant again. */
export interface Proof {
  /** Tasks that get another basehash on another host, with the causes. */
  readonly hosts: ReadonlyMap<string, readonly Cause[]>;
  /** Tasks that get another basehash in another run on this host, with the causes. Each is in `hosts` as well. */
  readonly runs: ReadonlyMap<string, readonly Cause[]>;
  /** Tasks that get another basehash in the worker that runs a task, with the causes: none is in `runs`. */
  readonly worker: ReadonlyMap<string, readonly Cause[]>;
  /** The names of objects and stamps that differ although the hashes are the same. */
  readonly names: readonly MovingName[];
  /** What the recipe takes from outside while it is parsed, and BitBake does not watch. */
  readonly inputs: readonly ParseInput[];
  /** What it shares with other machines that are built in the same folders. */
  readonly machines: readonly SharedWithMachine[];
  /** Tasks about which nothing could be proven, with the reason. */
  readonly unknown: ReadonlyMap<string, string>;
}

/** One variant, in the form that rules get. */
export interface RuleVariant {
  readonly mcfn: string;
  /** `""` for the default configuration. */
  readonly multiconfig: string;
  readonly d: Datastore;
  readonly signatures: Signatures;
  /** null before the variant is evaluated again. */
  readonly proof: Proof | null;
  /** The same variant of the recipe in the other multiconfigs, as far as they have signatures. */
  readonly siblings: readonly RuleVariant[];
}

/** What metadata asked the machine for. */
export interface Observation {
  /** Paths of files whose content was read. */
  readonly files: readonly string[];
  readonly commands: readonly string[];
}

/** What rules may ask in addition to the variant. */
export interface RuleContext {
  readonly files: FileSource;
  readonly release: BitbakeRelease;
  /** The recipe's own file. */
  readonly fn: string;
  /** Runs `body`, such as an expansion, and returns what Python asked the machine for. */
  readonly observe: (body: () => void) => Observation;
  /** The layer that contains `conf/bitbake.conf`; null if none does. */
  readonly coreLayer: string | null;
  /** Whether the user may change a file: it is in an own layer or in the build directory. */
  readonly isOwn: (path: string) => boolean;
  /** The statements of a file, as the evaluation read it; empty if it cannot be read. */
  readonly statements: (path: string) => readonly Statement[];
  /** All recipes of a configuration. */
  readonly recipes: (multiconfig: string) => readonly string[];
  /** The folders with the results of each configuration. */
  readonly outputs: () => readonly { readonly multiconfig: string; readonly folder: string }[];
}

/** One cause that makes signatures of a variant wrong. */
export interface Finding {
  /** The rule's permanent code. */
  readonly code: string;
  readonly mcfn: string;
  /** The tasks concerned, in the order of the task list; empty if the finding is about a text that no task uses. */
  readonly tasks: readonly string[];
  /** The key that causes the finding. */
  readonly variable: string;
  /** The variable's value, as far as it explains the finding. */
  readonly value: string;
  /** First task, …, variable: each depends on the next; only the variable if there is no task. */
  readonly chain: readonly string[];
  /** The statement that causes the finding; null: the last key before the variable refers to it. */
  readonly location: Origin | null;
  /** One of the rule's messages, about the first task. */
  readonly message: string;
  /** The finding is valid only if every variant and recipe that has the statement at `location` reports it too. */
  readonly needsAll?: boolean;
  /** It comes from a proof, although its rule needs none. */
  readonly isProven?: boolean;
  /** In this variant the statement is correct: findings of other variants about it with `needsAll` are not valid. */
  readonly refutes?: boolean;
}

/** A name to remove from the direct dependencies of a key: `key[vardepsexclude]` gets `name`. */
export interface Exclusion {
  readonly key: string;
  readonly name: string;
}

/** New text for a range of a file. */
export interface TextChange {
  readonly path: string;
  readonly range: SourceRange;
  readonly text: string;
}

/** A possible fix of a finding. It is tried before the user sees it. */
export interface FixProposal {
  /** What it does, in the imperative. */
  readonly title: string;
  /** Exclusions to write where they take effect: the rule does not decide which file gets them. */
  readonly exclusions?: readonly Exclusion[];
  /** Lines to add next to the statements of a key, such as `do_x[file-checksums] += "…"`. */
  readonly lines?: readonly { readonly key: string; readonly text: string }[];
  readonly changes?: readonly TextChange[];
  /** Why it may be wrong although the finding disappears: it is offered last, and only the user applies it. */
  readonly risk?: string;
  /** Codes of findings that say the same about it: they do not count against it. */
  readonly brings?: readonly string[];
}

/** What a configuration says about names, for rules that check only texts. */
export interface ConfiguredNames {
  /**
   * Variables that the configuration marks as renamed (`BB_RENAMED_VARIABLES`), with BitBake's text about each: often
   * the new name.
   */
  readonly renamedVariables: ReadonlyMap<string, string>;
  /** Overrides that are active, and the machines and distributions of the layers. */
  readonly overrides: ReadonlySet<string>;
  /** Whether the configuration sets or documents a variable. */
  readonly isVariable: (name: string) => boolean;
}

/** One metadata file, for rules that check only its text. */
export interface RuleText extends ConfiguredNames {
  readonly path: string;
  readonly text: string;
  readonly statements: readonly Statement[];
}

/** A problem in a text, independent of what is evaluated with it. */
export interface TextFinding {
  readonly range: SourceRange;
  /** The key it is about. */
  readonly variable: string;
  /** One of the rule's messages. */
  readonly message: string;
  /** Possible fixes that change only this file; the best first. */
  readonly fixes: readonly FixProposal[];
}

/** A message with gaps. It says the fact, then why, then what to do; lower-case start, no full stop. */
export type Message = (...gaps: string[]) => string;

/** The messages of a rule by name. */
export type Messages = Readonly<Record<string, Message>>;

export interface Rule {
  /** Code, file name, setting and page name of the rule. */
  readonly code: string;
  readonly severity: Severity;
  /** What the rule reports, as a sentence without capital and full stop: the first sentence of its page. */
  readonly title: string;
  readonly messages: Messages;
  /** It uses `proof`: it is called after a variant was evaluated on two hosts. */
  readonly needsProof: boolean;
  /** Its findings explain why a signature depends on the host: a proof about the same variable adds nothing new. */
  readonly explainsProofs?: boolean;
  /** Types of evaluation errors that are findings of this rule, with the message that contains the error's text. */
  readonly errors?: Messages;
  /** Finds problems in a file's text, even if the file cannot be evaluated. */
  readonly checkText?: (file: RuleText) => readonly TextFinding[];
  readonly check: (variant: RuleVariant, context: RuleContext) => readonly Finding[];
  /** Possible fixes of a finding, the best first. */
  readonly fixes: (finding: Finding, variant: RuleVariant, context: RuleContext) => readonly FixProposal[];
}
