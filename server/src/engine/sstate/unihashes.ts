/**
 * What hash equivalence says of tasks: the questions, who answers them in which order, and who did. Mirrors the second half of
 * `bb.siggen.SignatureGeneratorUniHashMixIn.get_unihashes`. What decides before anybody is asked (locked signatures, tasks that no cache holds)
 * is the task graph's business. Nobody is ever told anything: all of this reads.
 */

/** What is asked of one task. */
export interface UnihashQuestion {
  /** `MC:PN:TASK`, the multiconfig empty for the default one: the task's name in BitBake's own cache. */
  readonly key: string;
  /** `SSTATE_HASHEQUIV_METHOD`, with what a task adds to it. */
  readonly method: string;
  readonly taskhash: string;
}

/** Who knows unihashes: BitBake's own cache, a server's database, a server, the server behind that one. */
export type UnihashOrigin = 'cache' | 'database' | 'server' | 'upstream';

/** A task's unihash and who told it. */
export interface KnownUnihash {
  readonly unihash: string;
  readonly origin: UnihashOrigin;
}

export interface UnihashAnswers {
  /** By the question's key. Of what is not here no equivalence is known: its unihash is its taskhash. */
  readonly known: ReadonlyMap<string, KnownUnihash>;
  /** Whether all that were to be asked have answered; where not, a task that is not known may have an equivalent all the same. */
  readonly isComplete: boolean;
  /** What kept a source from answering, to be told to the user. */
  readonly problems: readonly string[];
}

/** Answers questions about many tasks at once. Never rejects. */
export interface UnihashSource {
  unihashes(questions: readonly UnihashQuestion[]): Promise<UnihashAnswers>;
  /** Ends what it holds open. */
  close(): void;
}

/** Where a workspace's unihashes are, from its configuration. */
export interface HashEquivalenceSettings {
  /** `BB_HASHSERVE`; empty where there is none. */
  readonly server: string;
  /** `BB_HASHSERVE_UPSTREAM`; empty where there is none. */
  readonly upstream: string;
  readonly topDir: string;
  /** `PERSISTENT_DIR`, else `CACHE`: where BitBake's own cache is. */
  readonly cacheDir: string;
  /** `BB_HASHSERVE_DB_DIR`, else as `cacheDir`. */
  readonly databaseDir: string;
  /** `BB_HASHSERVE_USERNAME` and `BB_HASHSERVE_PASSWORD`; null where not both are set. */
  readonly login: { readonly username: string; readonly password: string } | null;
  /** Whether servers on other machines may be asked; the one of this build directory always is. */
  readonly allowsNetwork: boolean;
}

/** A unihash as a server has to give it, or BitBake stops. */
export function isUnihash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** Stands for sources that cannot be asked. */
export function unanswered(problem: string): UnihashSource {
  return { unihashes: async () => ({ known: new Map(), isComplete: false, problems: [problem] }), close: () => undefined };
}

/** Asks one source after the other for what those before it do not know. */
export function inOrder(sources: readonly UnihashSource[]): UnihashSource {
  return {
    unihashes: async (questions) => {
      const known = new Map<string, KnownUnihash>();
      const problems: string[] = [];
      let isComplete = true;
      for (const source of sources) {
        const open = questions.filter(({ key }) => !known.has(key));
        if (open.length === 0) break;
        const answers = await source.unihashes(open);
        for (const [key, answer] of answers.known) known.set(key, answer);
        problems.push(...answers.problems);
        isComplete &&= answers.isComplete;
      }
      return { known, problems, isComplete };
    },
    close: () => closeAll(sources),
  };
}

/** Asks `second` only when `first` cannot answer. */
export function orElse(first: UnihashSource, second: UnihashSource): UnihashSource {
  return {
    unihashes: async (questions) => {
      const answers = await first.unihashes(questions);
      if (answers.isComplete) return answers;
      const others = await second.unihashes(questions);
      return { known: new Map([...others.known, ...answers.known]), problems: [...answers.problems, ...others.problems], isComplete: others.isComplete };
    },
    close: () => closeAll([first, second]),
  };
}

function closeAll(sources: readonly UnihashSource[]): void {
  for (const source of sources) source.close();
}
