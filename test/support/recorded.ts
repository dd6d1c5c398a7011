/** Recorded answers of BitBake that differ between releases, as the vector files write them. */

export interface Recorded<Expected> {
  readonly expected: Expected;
  readonly expected_2_8?: Expected;
  readonly expected_2_0?: Expected;
  /** For our sandbox's Python, whatever the release. */
  readonly expected_py312plus?: Expected;
}

/** The answer of a release. */
export function recordedFor<Expected>(recorded: Recorded<Expected>, version: string): Expected {
  if (recorded.expected_py312plus) return recorded.expected_py312plus;
  if (version === '2.0' && recorded.expected_2_0) return recorded.expected_2_0;
  if (version === '2.8' && recorded.expected_2_8) return recorded.expected_2_8;
  return recorded.expected;
}
