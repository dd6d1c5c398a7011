/**
 * Finds `${NAME}` and `${@python}` in a text that BitBake expands. It also returns the text with both covered, so that
 * a grammar that knows neither can read it. Mirrors the patterns of `bb.data_smart`, but works on the text as written:
 * an expansion that appears only after a value is inserted has no position.
 */

/** A part of a text with its content. */
export interface ExpansionRange {
  readonly text: string;
  /** Offsets of `text`, without the braces around it. */
  readonly start: number;
  readonly end: number;
}

/** All expansions of a text. Those inside inline Python are also among the names. */
export interface Expansions {
  readonly names: readonly ExpansionRange[];
  readonly inlinePython: readonly ExpansionRange[];
}

const NAME = /\$\{([a-zA-Z0-9\-_+./~:]+)\}/g;

/** Finds the expansions in `text`, in time that grows only with its length. */
export function findExpansions(text: string): Expansions {
  const names = [...text.matchAll(NAME)].map((match) =>
    expansion(text, match.index + 2, match.index + match[0].length - 1),
  );
  // BitBake expands names first, so their braces do not count in the search for the end of inline Python.
  const code = coverNames(text);
  const inlinePython: ExpansionRange[] = [];
  let lineEnd = -1;
  let lastBrace = -1;
  for (let at = code.indexOf('${@'); at !== -1; at = code.indexOf('${@', at)) {
    if (at >= lineEnd) {
      lineEnd = code.indexOf('\n', at);
      if (lineEnd === -1) lineEnd = code.length;
      lastBrace = at + code.slice(at, lineEnd).lastIndexOf('}');
    }
    const start = at + 3;
    const end = endOfInlinePython(code, start, lastBrace);
    if (end !== -1) inlinePython.push(expansion(text, start, end));
    at = end === -1 ? start : end + 1;
  }
  return { names, inlinePython };
}

/** `text` with every `${NAME}` overwritten by word characters; lines and offsets stay the same. */
export function coverNames(text: string): string {
  return text.replace(NAME, (match) => '_'.repeat(match.length));
}

/** The same for `${@python}` as well. */
export function coverExpansions(text: string, expansions: Expansions): string {
  return coverInlinePython(text, expansions, '_', coverNames);
}

/** `text` with every `${@python}` overwritten by the same number of one character; `other` changes the rest of it. */
export function coverInlinePython(
  text: string,
  { inlinePython }: Expansions,
  by: string,
  other: (text: string) => string = (rest) => rest,
): string {
  const covered: string[] = [];
  let from = 0;
  for (const { start, end } of inlinePython) {
    covered.push(other(text.slice(from, start - 3)), by.repeat(end - start + 4));
    from = end + 1;
  }
  covered.push(other(text.slice(from)));
  return covered.join('');
}

function expansion(text: string, start: number, end: number): ExpansionRange {
  return { text: text.slice(start, end), start, end };
}

/**
 * The `}` that ends inline Python: the first one that closes no `{` before it. A `{` counts only if the line has
 * another `}` after the `}` that closes it.
 */
function endOfInlinePython(text: string, start: number, lastBrace: number): number {
  let close = -1;
  let at = start;
  do {
    if (lastBrace <= at) return -1;
    if (text[at] === '{') {
      if (close <= at) close = text.indexOf('}', at);
      at = close < lastBrace ? close + 1 : at + 1;
    } else at++;
  } while (text[at] !== '}');
  return at;
}
