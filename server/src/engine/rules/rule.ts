/**
 * What a rule is: it looks at one evaluated variant and says what is wrong with its signatures, and what would mend it.
 */

import type { BitbakeRelease } from '../base/release';
import type { SourceRange } from '../base/text';
import type { Datastore } from '../datastore/datastore';
import type { Origin } from '../datastore/history';
import type { FileSource } from '../files/fileSource';
import type { Statement } from '../parse/statements';
import type { Signatures } from '../signatures/basehash';
import type { Cause } from '../signatures/differences';

/** How much a finding weighs where the user says nothing else. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** What was proven about a variant by evaluating it again. */
export interface Proof {
  /** Tasks that another host gives another basehash, with what makes them differ. */
  readonly hosts: ReadonlyMap<string, readonly Cause[]>;
  /** Tasks that another run on this host gives another basehash: each is in `hosts`, too. */
  readonly runs: ReadonlyMap<string, readonly Cause[]>;
  /** Tasks about which nothing could be proven, with the reason. */
  readonly unknown: ReadonlyMap<string, string>;
}

/** One variant as a rule sees it. */
export interface RuleVariant {
  readonly mcfn: string;
  readonly d: Datastore;
  readonly signatures: Signatures;
  /** null where a rule that needs none is asked. */
  readonly proof: Proof | null;
}

/** What metadata asked the machine for. */
export interface Observation {
  /** Paths of files whose content was read. */
  readonly files: readonly string[];
  readonly commands: readonly string[];
}

/** What rules may ask besides the variant. */
export interface RuleContext {
  readonly files: FileSource;
  readonly release: BitbakeRelease;
  /** The recipe's own file. */
  readonly fn: string;
  /** Runs `body`, such as an expansion, and tells what Python asked the machine for. */
  readonly observe: (body: () => void) => Observation;
  /** The layer that holds `conf/bitbake.conf`; null where none does. */
  readonly coreLayer: string | null;
  /** Whether a file is the user's own to change: of an own layer or of the build directory. */
  readonly isOwn: (path: string) => boolean;
  /** The statements of a file, as the evaluation read it; none where it cannot be read. */
  readonly statements: (path: string) => readonly Statement[];
}

/** One cause that spoils signatures of a variant. */
export interface Finding {
  /** The rule's permanent code. */
  readonly code: string;
  readonly mcfn: string;
  /** The tasks concerned, in the order of the task list; none where it is about a text that no task uses. */
  readonly tasks: readonly string[];
  /** The key at fault. */
  readonly variable: string;
  /** The variable's value, as far as it explains the finding. */
  readonly value: string;
  /** First task, …, variable: each depends on the next; the variable alone where there is no task. */
  readonly chain: readonly string[];
  /** The statement at fault; null: where the last key before the variable refers to it. */
  readonly place: Origin | null;
  /** One sentence about the first task: what and why; lower-case start, no full stop. */
  readonly message: string;
  /** It holds only if every variant and recipe that has the statement at `place` agrees. */
  readonly needsAll?: boolean;
  /**
   * In this variant nothing is wrong with the statement: what other variants say of it under `needsAll` does not hold.
   */
  readonly refutes?: boolean;
}

/** A name to take out of the direct dependencies of a key: `key[vardepsexclude]` gets `name`. */
export interface Exclusion {
  readonly key: string;
  readonly name: string;
}

/** Other text for a range of a file. */
export interface TextChange {
  readonly path: string;
  readonly range: SourceRange;
  readonly text: string;
}

/** What might mend a finding. It is tried before anybody sees it. */
export interface FixProposal {
  /** What it does, in the imperative. */
  readonly title: string;
  /** Exclusions to write where they act: which file takes them is not the rule's matter. */
  readonly exclusions?: readonly Exclusion[];
  /** Lines to add beside the statements of a key, such as `do_x[file-checksums] += "…"`. */
  readonly lines?: readonly { readonly key: string; readonly text: string }[];
  readonly changes?: readonly TextChange[];
}

/** One metadata file, for rules that look at its text alone. */
export interface RuleText {
  readonly path: string;
  readonly statements: readonly Statement[];
  /**
   * Variables that the configuration says are renamed (`BB_RENAMED_VARIABLES`), with what BitBake says of each: often
   * the new name.
   */
  readonly renamedVariables: ReadonlyMap<string, string>;
}

/** Something wrong with a text, whatever is evaluated with it. */
export interface TextFinding {
  readonly range: SourceRange;
  /** The key it is about. */
  readonly variable: string;
  /** One sentence; lower-case start, no full stop. */
  readonly message: string;
  /** What might mend it, by changes of this very file; the best first. */
  readonly fixes: readonly FixProposal[];
}

export interface Rule {
  /** Code, file name, setting and page name of the rule. */
  readonly code: string;
  readonly severity: Severity;
  /** What the rule is about, in a few words: for lists of rules. */
  readonly title: string;
  /** It looks at `proof`: it is asked once a variant was evaluated on two hosts. */
  readonly needsProof: boolean;
  /** Its findings tell why a signature depends on the host: a proof about the same variable says nothing new. */
  readonly explainsProofs?: boolean;
  /** Types of errors of an evaluation that are this rule's findings. */
  readonly errorTypes?: readonly string[];
  /** What is wrong with a file's text, whether it can be evaluated or not. */
  readonly checkText?: (file: RuleText) => readonly TextFinding[];
  readonly check: (variant: RuleVariant, context: RuleContext) => readonly Finding[];
  /** What might mend a finding, the best first. */
  readonly fixes: (finding: Finding, variant: RuleVariant, context: RuleContext) => readonly FixProposal[];
}
