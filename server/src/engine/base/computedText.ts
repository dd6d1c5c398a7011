/**
 * A text that code builds while it runs, as far as the code itself shows it: literals, choices, and parts that are
 * known only later. This file knows no language and no values. It uses plain arrays, because Python delivers the texts
 * so.
 */

export type ComputedText =
  /** The text is unknown. */
  | readonly ['any']
  | readonly ['text', string]
  /** Parts in sequence. */
  | readonly ['join', readonly ComputedText[]]
  /** One of these; if the list is empty, the code that uses the text does nothing. */
  | readonly ['one', readonly ComputedText[]]
  /** The value of the variable with this name. */
  | readonly ['value', ComputedText]
  /** The text with `${…}` expanded. */
  | readonly ['expanded', ComputedText]
  /** A word of the text, between separators (null: white space). */
  | readonly ['word', ComputedText, string | null]
  /** Not a text but a list of texts; and an item of such a list. */
  | readonly ['list', ComputedText]
  | readonly ['item', ComputedText]
  /** The result of a string method. */
  | readonly ['changed', string, ComputedText, readonly string[]]
  /** The argument that the function receives: by position or name, else the default. */
  | readonly ['parameter', number, string | null, ComputedText | null]
  /** The list of the arguments from this position on (`*names`). */
  | readonly ['others', number]
  /** A shell variable that has this value unless BitBake expands `${NAME}`. */
  | readonly ['filled', string, ComputedText]
  /** A shell variable that comes from the environment. */
  | readonly ['exported', string];

/** The arguments of a function call. */
export interface CallArguments {
  readonly args: readonly ComputedText[];
  readonly keywords: Readonly<Record<string, ComputedText>>;
}

const ANY: ComputedText = ['any'];

/**
 * Maximum number of parts in a combined text: where functions pass on an argument several times, the text grows with
 * each function.
 */
const MOST_PARTS = 10_000;

/** Whether it depends on the arguments of the function call. */
export function hasParameter(text: ComputedText): boolean {
  switch (text[0]) {
    case 'any':
    case 'text':
    case 'exported':
      return false;
    case 'join':
    case 'one':
      return text[1].some(hasParameter);
    case 'value':
    case 'expanded':
    case 'word':
    case 'list':
    case 'item':
      return hasParameter(text[1]);
    case 'changed':
    case 'filled':
      return hasParameter(text[2]);
    case 'parameter':
    case 'others':
      return true;
  }
}

/** The same text with a call's arguments instead of parameters; `any` where the result would have too many parts. */
export function withArguments(text: ComputedText, call: CallArguments): ComputedText {
  const made = rewritten(text, (part) => {
    if (part[0] === 'others') return ['list', ['one', call.args.slice(part[1])]];
    if (part[0] !== 'parameter') return part;
    return call.args[part[1]] ?? (part[2] === null ? undefined : call.keywords[part[2]]) ?? part[3] ?? ANY;
  });
  return partsLeft(made, MOST_PARTS) < 0 ? ANY : made;
}

/** How many more parts the text may have. Below zero where it has too many; then not all parts are counted. */
function partsLeft(text: ComputedText, most: number): number {
  const left = most - 1;
  if (left < 0) return left;
  switch (text[0]) {
    case 'any':
    case 'text':
    case 'exported':
    case 'others':
      return left;
    case 'join':
    case 'one':
      return text[1].reduce((room, part) => (room < 0 ? room : partsLeft(part, room)), left);
    case 'value':
    case 'expanded':
    case 'word':
    case 'list':
    case 'item':
      return partsLeft(text[1], left);
    case 'changed':
    case 'filled':
      return partsLeft(text[2], left);
    case 'parameter':
      return text[3] === null ? left : partsLeft(text[3], left);
  }
}

/** The same text where BitBake expands `${…}` before the code is read. */
export function withExpansions(text: ComputedText): ComputedText {
  return rewritten(text, (part) => (part[0] === 'text' && part[1].includes('${') ? ['expanded', part] : part));
}

/** The same text after `change` was applied to every part that contains no other part. */
function rewritten(text: ComputedText, change: (part: ComputedText) => ComputedText): ComputedText {
  const inner = (part: ComputedText): ComputedText => rewritten(part, change);
  switch (text[0]) {
    case 'any':
    case 'text':
    case 'exported':
    case 'parameter':
    case 'others':
      return change(text);
    case 'join':
      return ['join', text[1].map(inner)];
    case 'one':
      return ['one', text[1].map(inner)];
    case 'value':
      return ['value', inner(text[1])];
    case 'expanded':
      return ['expanded', inner(text[1])];
    case 'word':
      return ['word', inner(text[1]), text[2]];
    case 'list':
      return ['list', inner(text[1])];
    case 'item':
      return ['item', inner(text[1])];
    case 'changed':
      return ['changed', text[1], inner(text[2]), text[3]];
    case 'filled':
      return ['filled', text[1], inner(text[2])];
  }
}
