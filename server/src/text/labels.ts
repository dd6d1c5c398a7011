/** Titles and labels of an editor: one line. VS Code makes icons of `$(name)` in lenses, pickers and the status bar. */

import { type Line, line } from './characters';

declare const LABEL: unique symbol;

/** A line that shows as it is written wherever an editor shows it. */
export type Label = Line & { readonly [LABEL]: true };

/** Stands between `$` and `(`, and shows nothing. */
const WORD_JOINER = '\u2060';

/** Text as a label. */
export function label(text: string): Label {
  return line(text).replaceAll('$(', `$${WORD_JOINER}(`) as Label;
}

/** A label that starts with an icon of VS Code. */
export function iconLabel(icon: string, text: Label): Label {
  return `$(${icon.replace(/[^a-z~-]/g, '')}) ${text}` as Label;
}
