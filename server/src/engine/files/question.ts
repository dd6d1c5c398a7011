/** The questions of metadata's Python that a log keeps: what an evaluation depends on beyond parsed files. */

/** Something that Python asked for while it evaluated metadata. */
export interface Question {
  /**
   * A `path` whose existence was asked for, the `content` of a file, the `names` in a folder, a `pattern` for names, a
   * `command`, or a variable of the session's `environment`.
   */
  readonly kind: 'path' | 'content' | 'names' | 'pattern' | 'command' | 'environment';
  /** Absolute path, pattern, the command's words, or the variable's name. */
  readonly text: string;
  /** Whether the path exists, or the variable is set; true for all other questions. */
  readonly exists: boolean;
}
