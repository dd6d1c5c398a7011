/** Who has to know of changed texts: everything in a session that has read one. */

/** An unsaved text replaces the one on the disk, or is gone. */
export interface ChangedText {
  readonly path: string;
  /** undefined: the disk's text is used again. */
  readonly text: string | undefined;
  /** `same`: the text is the one that was used before. */
  readonly difference: 'same' | 'different';
}

export interface TextListener {
  textChanged(change: ChangedText): void;
  /** Files changed on the disk. */
  filesChanged(paths: readonly string[]): void;
}
