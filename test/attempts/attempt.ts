/**
 * An attempt makes hostile metadata, files or programs get at something they must not get at. `main.ts` tries all of
 * them and prints a table; `attempts.test.ts` tries those that are quick on every test run.
 */

export interface Attempt {
  /** What is tried, in a few words; tells it from every other attempt of its kind. */
  readonly name: string;
  /** What is seen where nothing got through, to the letter. */
  readonly expected: string;
  /** Takes more than about two seconds. */
  readonly slow?: boolean;
  /** Tries it, and says what was seen in the words of `expected`. Cleans up behind itself. */
  readonly run: () => string | Promise<string>;
}

/** Attempts at one thing. */
export interface AttemptKind {
  /** As a word for the command line: `npm run attempts -- text`. */
  readonly kind: string;
  readonly attempts: readonly Attempt[];
}

/** What became of an attempt. */
export interface Outcome {
  readonly attempt: Attempt;
  readonly seen: string;
  readonly held: boolean;
}

/** Tries one attempt; one that throws did not hold, whatever was expected. */
export async function tryAttempt(attempt: Attempt): Promise<Outcome> {
  try {
    const seen = await attempt.run();
    return { attempt, seen, held: seen === attempt.expected };
  } catch (error) {
    return { attempt, seen: `threw ${String(error)}`, held: false };
  }
}
