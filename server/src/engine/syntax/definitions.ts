/**
 * Decides whether the variable in a statement can be a given variable: the same name, the name followed by overrides
 * and operations, or a name with `${…}` that may expand to any text. This code does not know values, so it finds what
 * is possible, not what is the case.
 */

/** Whether a statement about `written` can give `variable` its value or a part of it. */
export function definesVariable(written: string, variable: string): boolean {
  if (written === variable) return true;
  const parts = splitOverrides(written);
  const wanted = variable.split(':');
  return wanted.length <= parts.length && wanted.every((part, i) => matches(parts[i] ?? '', part));
}

/** Splits at colons, but not inside `${…}`. */
function splitOverrides(written: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const [i, character] of [...written].entries()) {
    if (character === '{' && i > 0) depth++;
    else if (character === '}') depth = Math.max(0, depth - 1);
    if (character === ':' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  parts.push(part);
  return parts;
}

/** Whether `text` is `written` with some text instead of each `${…}`. */
function matches(written: string, text: string): boolean {
  const [first = '', ...rest] = written.split(/\$\{[^}]*\}/);
  if (rest.length === 0) return first === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const literal of rest) {
    const at = text.indexOf(literal, from);
    if (at === -1) return false;
    from = at + literal.length;
  }
  return from <= text.length - last.length;
}
