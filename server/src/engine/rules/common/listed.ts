/** Lists names in a message that has to fit on a line. */

const MOST_NAMED = 4;

/** The first names, and how many more there are. */
export function listed(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMED).map((name) => `\`${name}\``);
  return named.join(', ') + (names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '');
}
