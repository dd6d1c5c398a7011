/** The failure of an evaluation: the error that metadata, and all code that reads it, throws. */

/**
 * An error that expansion or parsing raises. Python sees it as the exception `type`, for example `ExpansionError` or
 * `SkipRecipe`.
 */
export class DatastoreError extends Error {
  constructor(
    readonly type: string,
    message: string,
    /** Set where the cause is an unknown value. */
    readonly unknown?: string,
    /** Line in the text that was read or run (1-based), where known. */
    readonly textLine?: number,
  ) {
    super(message);
    this.name = type;
  }
}
