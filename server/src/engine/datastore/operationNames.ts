/**
 * Names that say what is to be done: `NAME:append`, `:prepend` and `:remove`, each with an override behind it or none.
 * Mirrors the pattern `^(?P<base>.*?)(?P<keyword>:append|:prepend|:remove)(:(?P<add>[^A-Z]*))?$` of `bb.data_smart`, in
 * one pass for each keyword: as a pattern it takes the square of the time that a long name deserves.
 */

export interface NamedOperation {
  readonly base: string;
  readonly keyword: string;
  readonly override: string | null;
}

const KEYWORDS = [':append', ':prepend', ':remove'] as const;

/** The parts of such a name; null where it is none. */
export function splitOperation(name: string): NamedOperation | null {
  const lastCapital = endOfLastCapital(name);
  const lineEnd = name.indexOf('\n');
  const lastPlace = lineEnd === -1 ? name.length : lineEnd;
  let found: NamedOperation | null = null;
  for (const keyword of KEYWORDS) {
    for (let at = name.indexOf(keyword); at !== -1 && at <= lastPlace; at = name.indexOf(keyword, at + 1)) {
      const behind = at + keyword.length;
      const isEnd = behind === name.length || (name[behind] === '\n' && behind === name.length - 1);
      if (!isEnd && (name[behind] !== ':' || lastCapital > behind + 1)) continue;
      if (found === null || at < found.base.length)
        found = { base: name.slice(0, at), keyword, override: isEnd ? null : name.slice(behind + 1) };
      break;
    }
  }
  return found;
}

/** Where the last of the letters A to Z ends; 0 where there is none. */
function endOfLastCapital(name: string): number {
  for (let at = name.length - 1; at >= 0; at--) {
    const code = name.charCodeAt(at);
    if (code >= 0x41 && code <= 0x5a) return at + 1;
  }
  return 0;
}
