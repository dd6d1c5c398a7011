/**
 * A look at a JSON text before it is read: a short text can ask for more memory than there is by nothing but brackets.
 */

/** How deep a signature's values stand in each other: the whole, a field, a set, its list. */
const DEEPEST = 8;
const MOST_CONTAINERS = 1_000_000;

/** Why a text is not to be read; null where it may be. Whether it is JSON is for the reader to say. */
export function jsonObstacle(text: string): string | null {
  let depth = 0;
  let containers = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22:
        at = endOfString(text, at);
        break;
      case 0x5b:
      case 0x7b:
        if (++depth > DEEPEST) return `its values stand in each other more than ${DEEPEST} deep`;
        if (++containers > MOST_CONTAINERS) return `it has more than ${MOST_CONTAINERS} lists and objects`;
        break;
      case 0x5d:
      case 0x7d:
        depth--;
        break;
      default:
    }
  }
  return null;
}

/** Where the string that begins at `at` has its closing quote. */
function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
