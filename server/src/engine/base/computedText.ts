/**
 * A text that code puts together while it runs, as far as the code itself tells: literals, choices, and what it is made
 * of where that is known only later. Knows no language and no values. Plain arrays, since that is how it comes from
 * Python.
 */

export type ComputedText =
  /** Nothing can be told. */
  | readonly ['any']
  | readonly ['text', string]
  /** One behind the other. */
  | readonly ['join', readonly ComputedText[]]
  /** One of these; of none, the code that uses it does nothing. */
  | readonly ['one', readonly ComputedText[]]
  /** The value of the variable with this name. */
  | readonly ['value', ComputedText]
  /** With `${…}` filled in. */
  | readonly ['expanded', ComputedText]
  /** A word of it, between separators (null: white space). */
  | readonly ['word', ComputedText, string | null]
  /** No text but a list of such; and an item of one. */
  | readonly ['list', ComputedText]
  | readonly ['item', ComputedText]
  /** What a method of strings makes of it. */
  | readonly ['changed', string, ComputedText, readonly string[]]
  /** What the function is given: by position or name, else the default. */
  | readonly ['parameter', number, string | null, ComputedText | null]
  /** A variable of the shell that is assigned so where BitBake fills in nothing for `${NAME}`. */
  | readonly ['filled', string, ComputedText]
  /** A variable of the shell that comes from the environment. */
  | readonly ['exported', string];

/** What a function is called with. */
export interface CallArguments {
  readonly args: readonly ComputedText[];
  readonly keywords: Readonly<Record<string, ComputedText>>;
}

const ANY: ComputedText = ['any'];

/**
 * Parts of a text that is put together of others: what hands on what it is given several times grows with each
 * function.
 */
const MOST_PARTS = 10_000;

/** Whether it depends on what the function is called with. */
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
      return true;
  }
}

/** The same with the arguments of a call in place of parameters; anything, where too much comes of that. */
export function withArguments(text: ComputedText, call: CallArguments): ComputedText {
  const made = rewritten(text, (part) => {
    if (part[0] !== 'parameter') return part;
    return call.args[part[1]] ?? (part[2] === null ? undefined : call.keywords[part[2]]) ?? part[3] ?? ANY;
  });
  return partsLeft(made, MOST_PARTS) < 0 ? ANY : made;
}

/**
 * How many more parts than a text has there may be; below zero where it has too many, which are not all counted then.
 */
function partsLeft(text: ComputedText, most: number): number {
  const left = most - 1;
  if (left < 0) return left;
  switch (text[0]) {
    case 'any':
    case 'text':
    case 'exported':
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

/** The same where BitBake fills in `${…}` before the code is read at all. */
export function withExpansions(text: ComputedText): ComputedText {
  return rewritten(text, (part) => (part[0] === 'text' && part[1].includes('${') ? ['expanded', part] : part));
}

/** Every part that holds no other as `change` makes it. */
function rewritten(text: ComputedText, change: (part: ComputedText) => ComputedText): ComputedText {
  const inner = (part: ComputedText): ComputedText => rewritten(part, change);
  switch (text[0]) {
    case 'any':
    case 'text':
    case 'exported':
    case 'parameter':
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
