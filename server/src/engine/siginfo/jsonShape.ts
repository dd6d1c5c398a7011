/**
 * Checks a JSON text before it is parsed: a short text of nothing but brackets can use more memory than there is.
 */

/** How deeply a signature's values are nested: the whole, a field, a set, its list. */
const DEEPEST = 8;
const MOST_CONTAINERS = 1_000_000;

/** Why a text must not be parsed; null if it may be. The parser decides whether it is valid JSON. */
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

/** The position of the closing quote of the string that begins at `at`. */
function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
