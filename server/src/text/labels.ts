/**
 * Titles and labels of an editor: one line. VS Code turns `$(name)` into icons in lenses, pickers and the status bar.
 */

import { type Line, line } from './characters';

declare const LABEL: unique symbol;

/** A line that an editor shows exactly as it is written. */
export type Label = Line & { readonly [LABEL]: true };

/** Goes between `$` and `(`, and is invisible. */
const WORD_JOINER = '\u2060';

/** Text as a label. */
export function label(text: string): Label {
  return line(text).replaceAll('$(', `$${WORD_JOINER}(`) as Label;
}

/** A label that starts with an icon of VS Code. */
export function iconLabel(icon: string, text: Label): Label {
  return `$(${icon.replace(/[^a-z~-]/g, '')}) ${text}` as Label;
}
