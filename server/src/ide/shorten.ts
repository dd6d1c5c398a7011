/** Shortens values to a length that people read. It does not know what the text means. */

/** At most `most` UTF-16 units of `text` and an ellipsis; no character is cut in two. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  return `${text.slice(0, last >= 0xd800 && last < 0xdc00 ? most - 1 : most)}…`;
}
