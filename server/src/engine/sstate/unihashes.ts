/**
 * Asks hash equivalence about tasks: the questions, the sources in the order in which they are asked, and the source of
 * each answer. Mirrors the second half of `bb.siggen.SignatureGeneratorUniHashMixIn.get_unihashes`. The task graph
 * handles cases that need no source (locked signatures, tasks that no cache contains). This code never reports anything
 * to a source: it only reads.
 */

import type { AllowedServers } from './allowedServers';

/** The question about one task. */
export interface UnihashQuestion {
  /** `MC:PN:TASK`, with an empty multiconfig for the default one: the task's name in BitBake's own cache. */
  readonly key: string;
  /** `SSTATE_HASHEQUIV_METHOD`, with what a task adds to it. */
  readonly method: string;
  readonly taskhash: string;
  /** Why no server is asked about it: a private file or variable of the user from which the hash may be derived. */
  readonly secret?: string;
}

/** The sources of unihashes: BitBake's own cache, a server's database, a server, the server behind that one. */
export type UnihashOrigin = 'cache' | 'database' | 'server' | 'upstream';

/** A task's unihash and its source. */
export interface KnownUnihash {
  readonly unihash: string;
  readonly origin: UnihashOrigin;
}

export interface UnihashAnswers {
  /** By the question's key. A task that is missing here has no known equivalence: its unihash is its taskhash. */
  readonly known: ReadonlyMap<string, KnownUnihash>;
  /** Whether all sources that should be asked have answered; if not, an unknown task may still have an equivalent. */
  readonly isComplete: boolean;
  /**
   * Questions that only files on this machine were asked, by the question's key, with the reason: they, too, may have
   * an equivalent.
   */
  readonly withheld?: ReadonlyMap<string, string>;
  /** Why a source did not answer, for display to the user. */
  readonly problems: readonly string[];
}

/** Answers questions about many tasks at once. Never rejects. */
export interface UnihashSource {
  unihashes(questions: readonly UnihashQuestion[]): Promise<UnihashAnswers>;
  /** Closes what the source keeps open. */
  close(): void;
}

/** The locations of a workspace's unihashes, from its configuration. */
export interface HashEquivalenceSettings {
  /** `BB_HASHSERVE`; empty if there is none. */
  readonly server: string;
  /** `BB_HASHSERVE_UPSTREAM`; empty if there is none. */
  readonly upstream: string;
  /** The build directory according to the configuration. */
  readonly topDir: string;
  /** The build directory according to the user. */
  readonly buildDir: string;
  /** `PERSISTENT_DIR`, else `CACHE`: where BitBake's own cache is. */
  readonly cacheDir: string;
  /** `BB_HASHSERVE_DB_DIR`, else the same as `cacheDir`. */
  readonly databaseDir: string;
  /** `BB_HASHSERVE_USERNAME` and `BB_HASHSERVE_PASSWORD`; null unless both are set. */
  readonly login: { readonly username: string; readonly password: string } | null;
  /** Which servers may be asked; BitBake's own server of this build directory is always allowed. */
  readonly allowed: AllowedServers;
  /**
   * Why no server may be asked: private data that the configuration has read, so addresses and logins may be derived
   * from it.
   */
  readonly secret?: string;
}

/** Whether a text is a unihash in the form that a server has to return; otherwise BitBake stops. */
export function isUnihash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/**
 * Wraps a source so that it gets no question that may be derived from private data of the user. `secret`: why nothing
 * may be asked. `name`: the name of the source.
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

/** A source that replaces sources that cannot be asked. */
export function unanswered(problem: string): UnihashSource {
  return {
    unihashes: async () => ({ known: new Map(), isComplete: false, problems: [problem] }),
    close: () => undefined,
  };
}

/** Asks the sources in order, each for what the sources before it do not know. */
export function sourcesInOrder(sources: readonly UnihashSource[]): UnihashSource {
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

/** Asks `second` only if `first` cannot answer. */
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
      // Questions that were withheld from the first source depend only on the second one.
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
