/**
 * An attempt makes hostile metadata, files or programs access something that they must not access. `main.ts` runs all
 * attempts and prints a table; `attempts.test.ts` runs the quick ones in every test run.
 */

export interface Attempt {
  /** What is tried, in a few words; distinguishes the attempt from every other attempt of its kind. */
  readonly name: string;
  /** The exact observation if the attempt had no success. */
  readonly expected: string;
  /** The attempt takes more than about two seconds. */
  readonly slow?: boolean;
  /** Runs the attempt, and returns the observation in the words of `expected`. Cleans up afterwards. */
  readonly run: () => string | Promise<string>;
}

/** Attempts at one thing. */
export interface AttemptKind {
  /** The word for the command line: `npm run attempts -- text`. */
  readonly kind: string;
  readonly attempts: readonly Attempt[];
}

/** The result of an attempt. */
export interface Outcome {
  readonly attempt: Attempt;
  readonly seen: string;
  readonly asExpected: boolean;
}

/** Runs one attempt; an attempt that throws counts as a failed defense, whatever was expected. */
export async function tryAttempt(attempt: Attempt): Promise<Outcome> {
  try {
    const seen = await attempt.run();
    return { attempt, seen, asExpected: seen === attempt.expected };
  } catch (error) {
    return { attempt, seen: `threw ${String(error)}`, asExpected: false };
  }
}
