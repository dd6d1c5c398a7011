/**
 * Names that contain an operation: `NAME:append`, `:prepend` and `:remove`, each with or without an override after it.
 * Mirrors the pattern `^(?P<base>.*?)(?P<keyword>:append|:prepend|:remove)(:(?P<add>[^A-Z]*))?$` of `bb.data_smart`, in
 * one pass for each keyword: the pattern itself takes quadratic time on a long name.
 */

export interface NamedOperation {
  readonly base: string;
  readonly keyword: string;
  readonly override: string | null;
}

const KEYWORDS = [':append', ':prepend', ':remove'] as const;

/** The parts of such a name; null where the name contains no operation. */
export function splitOperation(name: string): NamedOperation | null {
  const lastCapital = endOfLastCapital(name);
  const lineEnd = name.indexOf('\n');
  const lastIndex = lineEnd === -1 ? name.length : lineEnd;
  let found: NamedOperation | null = null;
  for (const keyword of KEYWORDS) {
    for (let at = name.indexOf(keyword); at !== -1 && at <= lastIndex; at = name.indexOf(keyword, at + 1)) {
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

/** The end of the last letter from A to Z; 0 where there is none. */
function endOfLastCapital(name: string): number {
  for (let at = name.length - 1; at >= 0; at--) {
    const code = name.charCodeAt(at);
    if (code >= 0x41 && code <= 0x5a) return at + 1;
  }
  return 0;
}
