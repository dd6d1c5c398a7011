/** The failure of an evaluation, as metadata and everything that reads it throws it on. */

/**
 * An error that expansion or parsing raises, to be seen by Python as the exception `type` (`ExpansionError`,
 * `SkipRecipe`, …).
 */
export class DatastoreError extends Error {
  constructor(
    readonly type: string,
    message: string,
    /** Set where the cause is a value that cannot be known. */
    readonly unknown?: string,
    /** Line in the text that was read or run (1-based), where known. */
    readonly textLine?: number,
  ) {
    super(message);
    this.name = type;
  }
}
