/** What a rule is: it looks at one evaluated variant and says which tasks have something wrong with their signature. */

import type { Datastore } from '../datastore/datastore';
import type { FileSource } from '../files/fileSource';
import type { Signatures } from '../signatures/basehash';

/** One variant as a rule sees it. */
export interface RuleVariant {
  readonly mcfn: string;
  readonly d: Datastore;
  readonly signatures: Signatures;
}

/** What rules may ask besides the variant. */
export interface RuleContext {
  readonly files: FileSource;
  /** The layer that holds `conf/bitbake.conf`; null where none does. */
  readonly coreLayer: string | null;
}

/** A task of a variant and the variable that spoils its signature. */
export interface Finding {
  /** The rule's permanent code. */
  readonly code: string;
  readonly mcfn: string;
  readonly task: string;
  readonly variable: string;
  /** The variable's expanded value. */
  readonly value: string;
  /** Task, …, variable: each depends on the next. */
  readonly chain: readonly string[];
  /** One sentence: what and why; lower-case start, no full stop. */
  readonly message: string;
}

export interface Rule {
  /** Code, file name, setting and page name of the rule. */
  readonly code: string;
  readonly check: (variant: RuleVariant, context: RuleContext) => readonly Finding[];
}
