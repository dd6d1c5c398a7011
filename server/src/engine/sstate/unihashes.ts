/**
 * What hash equivalence says of tasks: the questions, who answers them in which order, and who did. Mirrors the second
 * half of `bb.siggen.SignatureGeneratorUniHashMixIn.get_unihashes`. What decides before anybody is asked (locked
 * signatures, tasks that no cache holds) is the task graph's business. Nobody is ever told anything: all of this reads.
 */

import type { AllowedServers } from './allowedServers';

/** What is asked of one task. */
export interface UnihashQuestion {
  /** `MC:PN:TASK`, the multiconfig empty for the default one: the task's name in BitBake's own cache. */
  readonly key: string;
  /** `SSTATE_HASHEQUIV_METHOD`, with what a task adds to it. */
  readonly method: string;
  readonly taskhash: string;
  /**
   * What keeps it from being asked of others: a file or variable that is nobody's business, of which its hash may come.
   */
  readonly secret?: string;
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
  /**
   * Whether all that were to be asked have answered; where not, a task that is not known may have an equivalent all the
   * same.
   */
  readonly isComplete: boolean;
  /**
   * What was asked of nobody but this machine's files, by the question's key, with the reason: of it, too, there may be
   * an equivalent.
   */
  readonly withheld?: ReadonlyMap<string, string>;
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
  /** As the configuration says. */
  readonly topDir: string;
  /** As the user says. */
  readonly buildDir: string;
  /** `PERSISTENT_DIR`, else `CACHE`: where BitBake's own cache is. */
  readonly cacheDir: string;
  /** `BB_HASHSERVE_DB_DIR`, else as `cacheDir`. */
  readonly databaseDir: string;
  /** `BB_HASHSERVE_USERNAME` and `BB_HASHSERVE_PASSWORD`; null where not both are set. */
  readonly login: { readonly username: string; readonly password: string } | null;
  /** Which servers may be asked; BitBake's own one of this build directory always is. */
  readonly allowed: AllowedServers;
  /**
   * What keeps everything from being asked: the configuration has read it, and so may have addresses and logins from
   * there.
   */
  readonly secret?: string;
}

/** A unihash as a server has to give it, or BitBake stops. */
export function isUnihash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/**
 * Asks a source nothing that may come of what is nobody's business. `secret`: what keeps everything from being asked.
 * `name`: of who is not asked.
 */
export function withholding(source: UnihashSource, name: string, secret: string | undefined): UnihashSource {
  return {
    unihashes: async (questions) => {
      const withheld = new Map<string, string>();
      for (const question of questions) {
        const reason = secret ?? question.secret;
        if (reason !== undefined)
          withheld.set(question.key, `${name} is not asked, since what would be sent may come of ${reason}`);
      }
      if (withheld.size === 0) return source.unihashes(questions);
      const open = questions.filter(({ key }) => !withheld.has(key));
      const answers =
        open.length === 0
          ? { known: new Map<string, KnownUnihash>(), isComplete: true, problems: [] }
          : await source.unihashes(open);
      return { ...answers, withheld };
    },
    close: () => source.close(),
  };
}

/** Stands for sources that cannot be asked. */
export function unanswered(problem: string): UnihashSource {
  return {
    unihashes: async () => ({ known: new Map(), isComplete: false, problems: [problem] }),
    close: () => undefined,
  };
}

/** Asks one source after the other for what those before it do not know. */
export function inOrder(sources: readonly UnihashSource[]): UnihashSource {
  return {
    unihashes: async (questions) => {
      const known = new Map<string, KnownUnihash>();
      const problems: string[] = [];
      const withheld = new Map<string, string>();
      let isComplete = true;
      for (const source of sources) {
        const open = questions.filter(({ key }) => !known.has(key));
        if (open.length === 0) break;
        const answers = await source.unihashes(open);
        for (const [key, answer] of answers.known) known.set(key, answer);
        problems.push(...answers.problems);
        for (const [key, reason] of answers.withheld ?? []) withheld.set(key, reason);
        isComplete &&= answers.isComplete;
      }
      for (const key of known.keys()) withheld.delete(key);
      return { known, problems, isComplete, ...(withheld.size > 0 && { withheld }) };
    },
    close: () => closeAll(sources),
  };
}

/** Asks `second` only when `first` cannot answer. */
export function orElse(first: UnihashSource, second: UnihashSource): UnihashSource {
  return {
    unihashes: async (questions) => {
      const answers = await first.unihashes(questions);
      const { withheld = new Map<string, string>() } = answers;
      if (answers.isComplete && withheld.size === 0) return answers;
      const others = await second.unihashes(
        answers.isComplete ? questions.filter(({ key }) => withheld.has(key)) : questions,
      );
      const both = {
        known: new Map([...others.known, ...answers.known]),
        problems: [...answers.problems, ...others.problems],
      };
      if (!answers.isComplete)
        return { ...both, isComplete: others.isComplete, ...(others.withheld && { withheld: others.withheld }) };
      // What the first one was not asked hangs on the second one alone.
      const open = new Map(
        others.isComplete ? others.withheld : [...withheld].filter(([key]) => !others.known.has(key)),
      );
      return { ...both, isComplete: true, ...(open.size > 0 && { withheld: open }) };
    },
    close: () => closeAll([first, second]),
  };
}

function closeAll(sources: readonly UnihashSource[]): void {
  for (const source of sources) source.close();
}
