/**
 * What happens after a change, in this order, and how long each phase waits. A text is parsed at once, and hashes are
 * computed when a lens asks for them. Everything else can wait until the user rests.
 */

/** Milliseconds; without other words, since the last change of any text. */
export interface Timeline {
  /** The engine looks for problems in the open documents. */
  readonly evaluatedAfter: number;
  /** Proofs need a second evaluation, for which a keystroke would have to wait. Counted from the end of the phase before. */
  readonly provenAfter: number;
  /**
   * The first answers come from stored results. What the next change needs is loaded, counted from the end of the phase
   * before.
   */
  readonly preparedAfter: number;
  /** Task hashes of the shown recipes. */
  readonly tasksAfter: number;
  /** What the edit re-runs. */
  readonly impactAfter: number;
  /** The judge is asked about the shown recipes. */
  readonly judgedAfter: number;
  /** All recipes are evaluated and stored. */
  readonly storedAfter: number;
  /** Storing shows its progress, counted from its start. Shorter runs show none; usually everything is already stored. */
  readonly progressAfter: number;
  /** The engine for task hashes is ended, counted from its last answer. */
  readonly tasksEndAfter: number;
}

export const TIMELINE: Timeline = {
  evaluatedAfter: 150,
  provenAfter: 400,
  preparedAfter: 1_000,
  tasksAfter: 600,
  impactAfter: 1_500,
  judgedAfter: 1_500,
  storedAfter: 5_000,
  progressAfter: 2_000,
  tasksEndAfter: 300_000,
};
