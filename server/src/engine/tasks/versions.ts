/** Decides which of two versions is newer. Mirrors `bb.utils.vercmp`. */

/** Epoch, version and revision of a recipe as the metadata writes them. */
export interface RecipeVersion {
  readonly pe: string;
  readonly pv: string;
  readonly pr: string;
}

/** One part of a version: its kind, which is compared first, and its value. */
type Part = readonly [kind: number, value: number | string | null];

const END: Part = [0, null];

/** Negative if `a` is older, positive if it is newer. */
export function compareVersions(a: RecipeVersion, b: RecipeVersion): number {
  return (
    (Number.parseInt(a.pe, 10) || 0) - (Number.parseInt(b.pe, 10) || 0) ||
    compareParts(a.pv, b.pv) ||
    compareParts(a.pr, b.pr)
  );
}

function compareParts(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let at = 0; ; at++) {
    const [leftKind, leftValue] = left[at] ?? END;
    const [rightKind, rightValue] = right[at] ?? END;
    if (leftKind === 0 && leftValue === null && rightKind === 0 && rightValue === null) return 0;
    if (leftKind !== rightKind) return leftKind - rightKind;
    if (leftValue === null) return -1;
    if (rightValue === null) return 1;
    if (leftValue !== rightValue) return leftValue < rightValue ? -1 : 1;
  }
}

/** Runs of digits, runs of letters, and single other characters; `~` sorts before everything else. */
function partsOf(version: string): readonly Part[] {
  return [...version.matchAll(/(\d+)|([a-zA-Z]+)|([^])/gu)].map(([, digits, letters, other = '']) => {
    if (digits !== undefined) return [0, Number(digits)];
    if (letters !== undefined) return [1, letters];
    return [other === '~' ? -1 : 2, other];
  });
}
